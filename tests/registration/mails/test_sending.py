"""What really goes out: parts, headers, threads; and what becomes of a mail that does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from parley.apps.registration.models import (
    Admission,
    Invitation,
    InvitationState,
    Mail,
    MailKind,
    MailState,
    State,
)
from parley.apps.registration.selectors.tokens import link_of
from parley.apps.registration.services import mails, states
from parley.apps.registration.services.registering import register
from parley.core import jobs
from parley.core.localtext import LocalText
from tests import factories as make
from tests.registration.mails.conftest import Postbox

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {"name": "Ada Guest", "honorific": "Dr", "mode": "in_person"}
CONTACT = {"contact_name": "Zoë, Convener", "contact_email": "ask@example.org"}


@pytest.fixture
def invitation() -> Invitation:
    dialogue = make.dialogue(city="Florence", country="IT", **CONTACT)
    group = make.group(dialogue, admission=Admission.INVITATION, name=LocalText(en="Delegates"))
    return make.invitation(group, name="Ada Guest", honorific="Dr")


def test_an_invitation_as_it_arrives(postbox: Postbox, invitation: Invitation) -> None:
    mails.queue(MailKind.INVITATION, invitation=invitation)
    (mail,) = postbox.to(invitation.address)
    row = Mail.objects.get()
    assert mail["Subject"] == f"Invitation: {invitation.dialogue.title}"
    assert mail["Message-ID"] == f"<{row.uid.hex}@parley.example.org>"
    assert mail["In-Reply-To"] is None
    assert mail["Reply-To"] == '"Zoë, Convener" <ask@example.org>'
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "en"
    text, page = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and page is not None
    for part in (text.get_content(), page.get_content()):
        for word in ("Dr Ada Guest", link_of(invitation), "Florence", "Delegates", "ask@example"):
            assert word in part
    assert f'<a href="{link_of(invitation)}"' in page.get_content()
    assert (row.state, row.error) == (MailState.SENT, "")


def test_all_that_is_written_about_one_registration_is_one_thread(
    postbox: Postbox, invitation: Invitation
) -> None:
    mails.queue(MailKind.INVITATION, invitation=invitation)
    account = make.user(email=invitation.address)
    assert invitation.group is not None
    row = register(account, invitation.group, SAID, invitation=invitation)
    states.advance(make.actor(account), row, State.CANCELLED)
    first, *others = postbox.to(invitation.address)
    assert len(others) == 2
    for mail in others:
        assert mail["In-Reply-To"] == mail["References"] == first["Message-ID"]
    assert len({mail["Message-ID"] for mail in (first, *others)}) == 3


def test_the_confirmation_brings_an_entry_and_the_cancellation_takes_it(
    postbox: Postbox, invitation: Invitation
) -> None:
    account = make.user(email=invitation.address)
    assert invitation.group is not None
    row = register(account, invitation.group, SAID, invitation=invitation)
    states.advance(make.actor(account), row, State.CANCELLED)
    entries = []
    for mail, method in zip(postbox.to(account.email), ("REQUEST", "CANCEL"), strict=True):
        kinds = [part.get_content_type() for part in mail.walk()]
        assert kinds == [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "application/ics",
        ]
        calendar = next(p for p in mail.walk() if p.get_content_type() == "text/calendar")
        assert calendar["Content-Type"].params["method"] == method
        (attached,) = mail.iter_attachments()
        assert attached.get_filename() == "invite.ics"
        parsed = Calendar.from_ical(attached.get_content())
        assert parsed == Calendar.from_ical(calendar.get_content())
        assert parsed["method"] == method
        (event,) = parsed.walk("VEVENT")
        entries.append((event["uid"], event["status"], event["sequence"]))
        assert event["attendee"] == f"mailto:{account.email}"
        assert event["organizer"] == "mailto:ask@example.org"
    (uid, confirmed, low), (same, cancelled, high) = entries
    assert (uid, confirmed, cancelled) == (same, "CONFIRMED", "CANCELLED") and high > low


def test_who_never_had_a_place_has_nothing_taken_out(postbox: Postbox) -> None:
    row = register(make.user(), make.group(make.dialogue()), SAID)
    states.advance(make.actor(make.user()), row, State.DECLINED)
    for mail in postbox.to(row.user.email):
        assert not list(mail.iter_attachments())


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_in_the_guests_language_and_direction(
    postbox: Postbox, invitation: Invitation, language: str
) -> None:
    Invitation.objects.update(language=language)
    mails.queue(MailKind.INVITATION, invitation=Invitation.objects.get())
    (mail,) = postbox.taken
    page = mail.get_body(("html",))
    assert page is not None and mail["Content-Language"] == language
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page.get_content()


@pytest.mark.parametrize(
    "change",
    [
        {"state": InvitationState.REVOKED},
        {"state": InvitationState.ACCEPTED},
        {"expires_at": timezone.now() - timedelta(minutes=1)},
    ],
)
def test_a_mail_whose_reason_has_gone_is_not_sent(
    postbox: Postbox, invitation: Invitation, change: dict[str, Any]
) -> None:
    mail = Mail.objects.create(kind=MailKind.INVITATION, invitation=invitation)
    Invitation.objects.update(**change)
    mails.deliver.call(mail.pk)
    assert postbox.taken == [] and not Mail.objects.exists()


def test_a_confirmation_is_not_sent_to_who_has_withdrawn_meanwhile(postbox: Postbox) -> None:
    row = make.registration(make.group(make.dialogue()), state=State.CANCELLED)
    mail = Mail.objects.create(kind=MailKind.APPROVED, registration=row)
    mails.deliver.call(mail.pk)
    assert postbox.taken == [] and not Mail.objects.exists()


def test_what_the_server_refuses_for_good_is_seen_and_can_be_sent_again(
    postbox: Postbox, invitation: Invitation
) -> None:
    postbox.answers[invitation.address] = "550 No such user here"
    mails.queue(MailKind.INVITATION, invitation=invitation)
    row = Mail.objects.get()
    assert (row.state, row.error) == (MailState.FAILED, "550 No such user here")
    postbox.answers.clear()
    assert mails.retry([row]) == 1
    row.refresh_from_db()
    assert (row.state, row.error, len(postbox.taken)) == (MailState.SENT, "", 1)


def test_what_may_pass_is_tried_again_later_and_not_for_ever(
    postbox: Postbox,
    invitation: Invitation,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    later: list[timedelta] = []
    monkeypatch.setattr(jobs, "enqueue_later", lambda job, wait, *args: later.append(wait))
    postbox.answers[invitation.address] = "451 Greylisted, come back later"
    with django_capture_on_commit_callbacks(execute=True):
        mails.queue(MailKind.INVITATION, invitation=invitation)
    row = Mail.objects.get()
    assert (row.state, row.tries, later) == (MailState.QUEUED, 1, [mails.WAITS[0]])
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            mails.deliver.call(row.pk)
    row.refresh_from_db()
    assert (row.state, later) == (MailState.FAILED, [*mails.WAITS])
    assert "Greylisted" in row.error and invitation.address not in row.error
    postbox.answers.clear()


def test_a_server_that_is_away_is_asked_again(
    invitation: Invitation, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    monkeypatch.setattr(jobs, "enqueue_later", lambda *args: None)
    mails.queue(MailKind.INVITATION, invitation=invitation)
    row = Mail.objects.get()
    assert (row.state, row.tries) == (MailState.QUEUED, 1) and row.error


def test_a_name_can_neither_advertise_nor_ask_for_placeholders(
    postbox: Postbox, invitation: Invitation
) -> None:
    Invitation.objects.update(name="{link} {contact}", honorific="")
    mails.queue(MailKind.INVITATION, invitation=Invitation.objects.get())
    Invitation.objects.update(name="Win https://spam.example")
    mails.queue(MailKind.INVITATION, invitation=Invitation.objects.get())
    Invitation.objects.update(name="<b>Ada</b>")
    mails.queue(MailKind.INVITATION, invitation=Invitation.objects.get())
    page = postbox.taken[-1].get_body(("html",))
    assert page is not None and "&lt;b&gt;Ada&lt;/b&gt;" in page.get_content()
    one, two, _three = (mail.get_body(("plain",)) for mail in postbox.taken)
    assert one is not None and "Dear {link} {contact}," in one.get_content()
    assert two is not None and "spam.example" not in two.get_content()
    assert "Dear colleague," in two.get_content()


def test_the_job_holds_neither_name_nor_link() -> None:
    """What lies in the queue is the key of a row."""
    assert mails.deliver.func.__annotations__ == {"mail_id": int, "return": None}
