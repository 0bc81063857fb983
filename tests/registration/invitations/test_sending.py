"""Long lists are sent by few jobs, which hold keys alone, and one bad mail stops no other."""

from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from parley.apps.registration.models import Mail, MailState
from parley.apps.registration.services import sending, wording
from parley.core import jobs
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_few_jobs_send_many_mails_and_hold_keys_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue", lambda job, *args: queued.append((job, args)))
    group = make.group(make.dialogue())
    rows = [make.invitation(group) for _n in range(2 * sending.PER_JOB + 1)]
    sending.queue_invitations(rows)
    keys = list(Mail.objects.order_by("pk").values_list("pk", flat=True))
    assert len(keys) == len(rows)
    assert [key for _job, (some,) in queued for key in some] == keys
    assert [len(some) for _job, (some,) in queued] == [sending.PER_JOB, sending.PER_JOB, 1]


def test_a_mail_that_can_t_be_written_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    group = make.group(make.dialogue())
    rows = [make.invitation(group, address=f"{name}@example.org") for name in "abc"]
    mails = [Mail.objects.create(invitation=row, kind="invitation") for row in rows]
    whole = wording.message_of

    def broken(row: Mail) -> Any:
        if row.pk == mails[1].pk:
            raise ValueError("no words")
        return whole(row)

    monkeypatch.setattr(wording, "message_of", broken)
    with pytest.raises(ExceptionGroup, match="1 of 3 mails failed"):
        sending.deliver_each.call([row.pk for row in mails])
    assert [m.to for m in mail.outbox] == [["a@example.org"], ["c@example.org"]]
    assert [Mail.objects.get(pk=row.pk).state for row in mails] == [
        MailState.SENT,
        MailState.QUEUED,
        MailState.SENT,
    ]


def test_what_a_mail_server_said_is_kept_without_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_message: Any) -> None:
        text = b"5.1.1 <canaryada@example.org>: Recipient address rejected"
        raise SMTPRecipientsRefused({"canaryada@example.org": (550, text)})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    row = make.invitation(make.group(make.dialogue()), address="canaryada@example.org")
    sending.queue_invitations([row])
    made = Mail.objects.get()
    assert (made.state, made.error) == (
        MailState.FAILED,
        "550 5.1.1 …: Recipient address rejected",
    )
