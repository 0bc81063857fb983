"""Many mails go over few connections, and what becomes of one of them is its own business."""

from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from parley.apps.registration.models import Mail, MailKind, MailState, Registration, State
from parley.apps.registration.services import deciding, reminders, sending
from parley.core import jobs
from parley.core.mail import message, one_connection
from tests import factories as make
from tests.registration.mails.conftest import Postbox

pytestmark = pytest.mark.django_db


def letter(to: str) -> EmailMessage:
    return message("Subject", "Body\n", [to], {}, "en")


def invited(*addresses: str) -> list[Mail]:
    group = make.group(make.dialogue())
    rows = [make.invitation(group, address=address) for address in addresses]
    return [Mail.objects.create(invitation=row, kind=MailKind.INVITATION) for row in rows]


def states(rows: list[Mail]) -> list[str]:
    return [Mail.objects.get(pk=row.pk).state for row in rows]


def test_a_job_opens_one_connection_for_all_its_mails(postbox: Postbox) -> None:
    rows = invited(*(f"guest{n}@example.org" for n in range(20)))
    sending.deliver_each.call([row.pk for row in rows])
    assert len(postbox.taken) == 20
    assert postbox.connections == 1
    assert set(states(rows)) == {MailState.SENT}


def test_what_is_refused_is_refused_alone(
    postbox: Postbox,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    later: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue_later", lambda job, wait, *args: later.append((job, args)))
    postbox.answers["gone@example.org"] = "550 5.1.1 no such person"
    postbox.answers["busy@example.org"] = "450 4.2.1 try again"
    rows = invited("a@example.org", "gone@example.org", "busy@example.org", "b@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        sending.deliver_each.call([row.pk for row in rows])
    assert [mail["To"] for mail in postbox.taken] == ["a@example.org", "b@example.org"]
    assert postbox.connections == 1
    sent, failed, queued = MailState.SENT, MailState.FAILED, MailState.QUEUED
    assert states(rows) == [sent, failed, queued, sent]
    # The one that may pass is tried again by itself.
    assert [args for _job, args in later] == [(rows[2].pk,)]
    assert later[0][0].func.__name__ == "deliver"


def test_a_server_that_hangs_up_is_called_again(postbox: Postbox) -> None:
    postbox.most = 3  # mails on one connection
    rows = invited(*(f"guest{n}@example.org" for n in range(8)))
    sending.deliver_each.call([row.pk for row in rows])
    assert sorted(str(mail["To"]) for mail in postbox.taken) == sorted(
        f"guest{n}@example.org" for n in range(8)
    )
    assert postbox.connections == 3
    assert set(states(rows)) == {MailState.SENT}


def test_a_server_that_is_down_is_not_called_for_each_mail(
    postbox: Postbox,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EMAIL_PORT = 1  # nobody listens there
    later: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue_later", lambda job, wait, *args: later.append(args))
    tried: list[Any] = []
    whole = type(get_connection()).open

    def counted(backend: Any) -> Any:
        tried.append(backend)
        return whole(backend)

    monkeypatch.setattr(type(get_connection()), "open", counted)
    rows = invited("a@example.org", "b@example.org", "c@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        sending.deliver_each.call([row.pk for row in rows])
    assert len(tried) == 1
    assert set(states(rows)) == {MailState.QUEUED}
    assert later == [(row.pk,) for row in rows]


def test_a_connection_is_closed_whatever_happens(postbox: Postbox) -> None:
    def send_and_fail() -> None:
        with one_connection() as give:
            give(letter("a@example.org"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send_and_fail()
    assert postbox.connections == postbox.closed == 1


def test_decisions_and_reminders_go_in_few_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue", lambda job, *args: queued.append((job, args)))
    group, convener = make.group(make.dialogue()), make.user()
    make.seat(group.dialogue, convener, "convener")
    rows = [make.registration(group, state=State.SUBMITTED) for _n in range(sending.PER_JOB + 1)]
    found = list(Registration.objects.filter(pk__in=[row.pk for row in rows]))
    deciding.decide_all(make.actor(convener), found, deciding.Decision(State.APPROVED))
    keys = list(Mail.objects.order_by("pk").values_list("pk", flat=True))
    assert [len(args[0]) for _job, args in queued] == [sending.PER_JOB, 1]
    assert [key for _job, (some,) in queued for key in some] == keys
    assert {job.func.__name__ for job, _args in queued} == {"deliver_each"}

    queued.clear()
    monkeypatch.setattr(reminders, "coming", lambda _dialogue, _now: found)
    reminders.remind.call()
    reminders.remind.call()
    assert [len(args[0]) for _job, args in queued] == [sending.PER_JOB, 1]
