"""After an erasure no name and no address stands anywhere, but where it was said to stay."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parley.apps.accounts.models import FormerSlug, Person, User
from parley.apps.convening.models import Contribution, Dialogue, Rule, SeatRole, Status
from parley.apps.convening.services.common import changed
from parley.apps.registration.models import Invitation, Registration, State, Tally
from parley.apps.registration.selectors import guests
from parley.apps.registration.services import erasing, states
from parley.apps.registration.services.registering import register
from parley.core import mail, privacy, search
from parley.core.actors import system_actor
from parley.core.errors import NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.privacy.world import ADDRESS, NAME, guest, shown, speaker

pytestmark = pytest.mark.django_db
TEST = system_actor("test")


def job(status: str, *args: Any, **fields: Any) -> DBTaskResult[..., Any]:
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": list(args), "kwargs": {}},
        task_path="parley.core.mail.deliver",
        run_after=timezone.now(),
        backend_name="default",
        exception_class_path="",
        **{"traceback": "", **fields},
    )


def test_nothing_is_left_of_somebody_who_is_erased(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    account, row = guest()
    person = speaker(account)
    FormerSlug.objects.create(kind="accounts.person", slug="canary", entry=person.pk)
    hidden = make.session(row.dialogue, rule=Rule.PARTICIPANTS)
    make.contribution(hidden, person=person)
    search.rebuild()
    changed(make.actor(account), "dialogue.edited", row.dialogue, fields=["title"])
    make.invitation(make.group(make.dialogue()), address=ADDRESS, name=NAME)
    Client().force_login(account)
    Client().post(reverse("sign-in"), {"email": ADDRESS, "login": ADDRESS})
    mail.message("Canary", f"Dear {NAME}", [ADDRESS], {}, "en").send()
    mail.message("News", f"{NAME} has come.", ["carl@example.org"], {}, "en").send()
    mail.message("News", "Nobody has come.", ["carl@example.org"], {}, "en").send()
    job(TaskResultStatus.SUCCESSFUL, "Subject", f"Dear {NAME}", [ADDRESS])
    job(TaskResultStatus.READY, "Subject", "Dear you", [ADDRESS.title()])
    kept = job(TaskResultStatus.READY, "News", f"{NAME} has come.", ["carl@example.org"])
    running = job(TaskResultStatus.RUNNING, "Subject", f"Dear {NAME}", [ADDRESS])
    job(TaskResultStatus.FAILED, "S", "B", ["carl@example.org"], traceback=f"550 {ADDRESS}")
    row.dialogue.contact_email, row.dialogue.contact_name = ADDRESS, NAME
    row.dialogue.save()
    before, key = shown(), account.pk
    assert {"accounts_user", "registration_note", DBTaskResult._meta.db_table} <= before
    assert len(before) > 12

    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(make.actor(account), [privacy.of_account(account)])

    assert shown() == set()
    kept.refresh_from_db()
    running.refresh_from_db()
    assert kept.args_kwargs["args"] == ["News", "… has come.", ["carl@example.org"]]
    assert running.args_kwargs["args"] == ["Subject", "Dear …", ["…"]]
    assert DBTaskResult.objects.count() == 3
    assert len(list(Path(settings.OUTBOX_ROOT).glob("*.eml"))) == 1
    assert not (User.objects.filter(pk=key) | User.objects.filter(email=ADDRESS)).exists()
    assert not Session.objects.exists()
    last = AuditRecord.objects.get(action="site.person_erased")
    assert (last.actor, last.data) == (f"account {key}", {"account": key})
    assert "canary" not in caplog.text.lower()


def test_counts_stay_and_the_seat_goes_to_the_next() -> None:
    group = make.group(make.dialogue(), seats=1, vetted=False)
    said = {"name": "Ada", "mode": "online"}
    first, second = (register(make.user(), group, said) for _ in range(2))
    privacy.erase(TEST, [privacy.of_account(first.user)])
    second.refresh_from_db()
    assert second.state == State.OFFERED
    assert [(t.group, t.state, t.count) for t in Tally.objects.all()] == [(group, "approved", 1)]


def test_a_public_programme_keeps_the_name_and_nothing_else_of_the_entry() -> None:
    account = make.user(email=ADDRESS, name=NAME)
    person = speaker(account)
    make.affiliation(person, make.organisation())
    public = make.contribution(make.session(make.dialogue()), person=person)
    make.contribution(make.session(make.dialogue(status=Status.DRAFT)), person=person)
    make.contribution(make.session(make.dialogue(), rule=Rule.CLOSED_DOOR), person=person)
    search.rebuild()
    stays = " ".join(privacy.outlook(privacy.of_account(account)).stays)
    assert str(public.session.dialogue.title) in stays
    privacy.erase(TEST, [privacy.of_account(account)])
    assert list(Contribution.objects.all()) == [public]
    person.refresh_from_db()
    assert (person.name, person.user, person.bio) == (NAME, None, {})
    assert not person.affiliations.exists()
    assert shown() <= {
        *("accounts_person", "core_searchentry"),
        *("core_searchwords", "core_searchwords_content", "core_searchwords_data"),
    }


def test_an_address_without_an_account_is_erased_too() -> None:
    make.invitation(make.group(make.dialogue()), address=ADDRESS, name=NAME)
    other = make.invitation(make.group(make.dialogue()))
    subject = privacy.of_address(f" {ADDRESS.upper()} ")
    assert (subject.account, subject.names) == (None, {NAME})
    privacy.erase(TEST, [subject])
    assert list(Invitation.objects.all()) == [other]
    assert shown() == set()


LIKE_I = "\N{LATIN SMALL LETTER DOTLESS I}"


def test_an_address_that_only_looks_alike_is_somebody_elses() -> None:
    """PostgreSQL takes "ı" for "i" where it compares without case, and SQLite does not."""
    account = make.user(email="alia@example.org")
    dialogue = make.dialogue(contact_email="ALIA@example.org", contact_name="Alia")
    other_dialogue = make.dialogue(contact_email=f"al{LIKE_I}a@example.org", contact_name="Alıa")
    group = make.group(dialogue)
    make.invitation(group, address="alia@example.org")
    other = make.invitation(group, address=f"al{LIKE_I}a@example.org")
    mail_to_other = job(TaskResultStatus.SUCCESSFUL, "S", "B", [f"AL{LIKE_I}A@example.org"])
    job(TaskResultStatus.SUCCESSFUL, "S", "B", ["Alia@Example.org"])

    assert privacy.of_address(f"Al{LIKE_I}a@example.org").account is None
    assert privacy.of_address("ALIA@example.org").account == account
    assert list(guests.open_invitations(dialogue, "Alia@example.org")) == list(
        Invitation.objects.exclude(pk=other.pk)
    )
    privacy.erase(TEST, [privacy.of_account(account)])

    assert list(Invitation.objects.all()) == [other]
    assert list(DBTaskResult.objects.values_list("pk", flat=True)) == [mail_to_other.pk]
    stated = Dialogue.objects.order_by("pk").values_list("pk", "contact_email")
    assert list(stated) == [(dialogue.pk, ""), (other_dialogue.pk, other_dialogue.contact_email)]


def test_others_of_nearly_the_same_name_keep_their_mails() -> None:
    account = make.user(email="ann@example.org", name="Ann Lee")
    others = [
        job(TaskResultStatus.READY, "S", "Ann Leeson and ann lee", ["joann@example.org"]),
        job(TaskResultStatus.SUCCESSFUL, "S", "Dear Joann Lee", ["ann@example.org.uk"]),
    ]
    privacy.erase(TEST, [privacy.of_account(account)])
    assert {job.pk for job in DBTaskResult.objects.all()} == {one.pk for one in others}
    assert DBTaskResult.objects.get(pk=others[0].pk).args_kwargs == others[0].args_kwargs


def test_a_convener_erases_one_registration_with_all_that_goes_with_it(
    signed_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    account, row = guest()
    convener = User.objects.get(name="Carl Convener")
    page = reverse("registration-erase", args=[row.dialogue.slug, row.uid])
    with pytest.raises(NotAllowed):
        erasing.erase(make.actor(account), row)
    assert signed_in(account).get(page).status_code == 403
    assert signed_in(make.user(is_operator=True)).get(page).status_code == 404
    client = signed_in(convener)
    assert NAME in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page).status_code == 302
    assert not Registration.objects.exists() and not Invitation.objects.exists()
    assert not account.seats.exists()
    assert shown() - {"core_sharedentry"} == {"accounts_user"} | {
        path.name for path in Path(settings.OUTBOX_ROOT).glob("*.eml")
    }


def test_who_decided_stays_known_by_name_only_while_there_is_an_account(signed_in: Any) -> None:
    _account, row = guest()
    convener = User.objects.get(name="Carl Convener")
    other = make.user(name="Olga Other")
    make.seat(row.dialogue, other, SeatRole.CONVENER)
    changed(make.actor(convener), "dialogue.edited", row.dialogue, fields=["title"])
    history = reverse("dialogue-history", args=[row.dialogue.slug])
    assert "Carl Convener" in signed_in(other).get(history).content.decode()
    privacy.erase(TEST, [privacy.of_account(convener)])
    text = signed_in(other).get(history).content.decode()
    assert "Carl" not in text and "a former account" in text


def test_whoever_is_alone_in_convening_is_told_so() -> None:
    dialogue, account = make.dialogue(), make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    stays = privacy.outlook(privacy.of_account(account)).stays
    assert any("no other convener" in text for text in stays)
    make.seat(dialogue, make.user(), SeatRole.CONVENER)
    stays = privacy.outlook(privacy.of_account(account)).stays
    assert not any("no other convener" in text for text in stays)


def test_a_seat_of_a_dialogue_that_is_over_is_offered_to_nobody() -> None:
    today = timezone.now().date()
    dialogue = make.dialogue(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=8))
    group = make.group(dialogue, seats=1)
    first = make.registration(group, state=State.APPROVED)
    waiting = make.registration(group, state=State.WAITLISTED)
    erasing.remove(states.REGISTRATION, first)
    waiting.refresh_from_db()
    assert waiting.state == State.WAITLISTED


def test_a_person_who_is_named_nowhere_leaves_the_directory() -> None:
    account = make.user(email=ADDRESS, name=NAME)
    speaker(account)
    search.rebuild()
    privacy.erase(TEST, [privacy.of_account(account)])
    assert not Person.objects.exists()
    assert shown() == set()
