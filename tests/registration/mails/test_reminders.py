"""Reminders: at their time, once, and to nobody who has answered or left."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from parley.apps.convening.models import Status
from parley.apps.registration.models import (
    Admission,
    Invitation,
    InvitationState,
    Mail,
    MailKind,
    MailState,
    Opening,
    Registration,
    State,
)
from parley.apps.registration.services import mails, reminders
from tests import factories as make
from tests.registration.mails.conftest import Postbox

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def reminded(kind: MailKind) -> int:
    return Mail.objects.filter(kind=kind).count()


def written(kind: MailKind, ago: timedelta = 2 * DAY, **about: Any) -> None:
    """A mail that went out some time ago."""
    at = timezone.now() - ago
    Mail.objects.create(kind=kind, state=MailState.SENT, done_at=at, **about)


@pytest.fixture
def invitation() -> Invitation:
    """Sent two days ago, for a group that closes in three days at most."""
    in_two_days = (timezone.now() + 2 * DAY).date()
    group = make.group(make.dialogue(), admission=Admission.INVITATION, deadline=in_two_days)
    made = make.invitation(group)
    written(MailKind.INVITATION, invitation=made)
    return made


def test_who_has_not_answered_is_reminded_once(invitation: Invitation) -> None:
    for _ in range(3):
        reminders.remind.call()
    assert reminded(MailKind.REMIND_DEADLINE) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"state": InvitationState.DECLINED},
        {"state": InvitationState.ACCEPTED},
        {"state": InvitationState.REVOKED},
        {"expires_at": timezone.now() - DAY},
    ],
)
def test_who_has_answered_is_not(invitation: Invitation, change: dict[str, Any]) -> None:
    Invitation.objects.update(**change)
    reminders.remind.call()
    assert reminded(MailKind.REMIND_DEADLINE) == 0


@pytest.mark.parametrize(
    "mail", [{"done_at": timezone.now()}, {"state": MailState.FAILED}, {"state": MailState.BOUNCED}]
)
def test_nor_who_was_written_to_today_or_was_not_reached(
    invitation: Invitation, mail: dict[str, Any]
) -> None:
    Mail.objects.update(**mail)
    reminders.remind.call()
    assert reminded(MailKind.REMIND_DEADLINE) == 0


def test_nor_long_before_the_deadline_but_before_a_link_ends(invitation: Invitation) -> None:
    assert invitation.group is not None
    invitation.group.deadline = (timezone.now() + 20 * DAY).date()
    invitation.group.save()
    reminders.remind.call()
    assert reminded(MailKind.REMIND_DEADLINE) == 0
    Invitation.objects.update(expires_at=timezone.now() + 2 * DAY)
    reminders.remind.call()
    assert reminded(MailKind.REMIND_DEADLINE) == 1


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CONCLUDED, Status.CANCELLED])
def test_nor_where_nothing_is_to_come_or_the_convener_wants_none(
    invitation: Invitation, status: Status
) -> None:
    invitation.dialogue.status = status
    invitation.dialogue.save()
    reminders.remind.call()
    invitation.dialogue.status = Status.OPEN
    invitation.dialogue.save()
    Opening.objects.update(reminds=False)
    reminders.remind.call()
    assert reminded(MailKind.REMIND_DEADLINE) == 0


def coming(monkeypatch: pytest.MonkeyPatch, now: datetime, **fields: Any) -> Registration:
    """Approved for a dialogue that begins on 12 May 2027 at 9 in Rome, which is 7 UTC."""
    dialogue = make.dialogue()
    make.session(
        dialogue,
        starts_at=datetime(2027, 5, 12, 7, tzinfo=UTC),
        ends_at=datetime(2027, 5, 12, 8, tzinfo=UTC),
    )
    row = make.registration(make.group(dialogue), **{"state": State.APPROVED, **fields})
    monkeypatch.setattr(timezone, "now", lambda: now)
    written(MailKind.APPROVED, registration=row)
    return row


@pytest.mark.parametrize(
    ("now", "times"),
    [
        (datetime(2027, 5, 11, 6, 59, tzinfo=UTC), 0),
        (datetime(2027, 5, 11, 7, 1, tzinfo=UTC), 1),
        (datetime(2027, 5, 12, 6, 59, tzinfo=UTC), 1),
        (datetime(2027, 5, 12, 7, 1, tzinfo=UTC), 0),
    ],
)
def test_who_comes_is_reminded_once_on_the_day_before(
    monkeypatch: pytest.MonkeyPatch, now: datetime, times: int
) -> None:
    coming(monkeypatch, now)
    for _ in range(3):
        reminders.remind.call()
    assert reminded(MailKind.REMIND_DAY) == times


@pytest.mark.parametrize(
    "state", [state for state in State if state not in (State.APPROVED, State.OFFERED)]
)
def test_nobody_else_is(monkeypatch: pytest.MonkeyPatch, state: State) -> None:
    coming(monkeypatch, datetime(2027, 5, 11, 8, tzinfo=UTC), state=state)
    reminders.remind.call()
    assert reminded(MailKind.REMIND_DAY) == 0


def test_a_dialogue_that_moves_is_reminded_of_on_its_new_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = coming(monkeypatch, datetime(2027, 5, 11, 8, tzinfo=UTC))
    reminders.remind.call()
    row.dialogue.sessions.all().delete()
    row.dialogue.starts_on = row.dialogue.ends_on = date(2027, 6, 1)
    row.dialogue.save()
    reminders.remind.call()
    assert reminded(MailKind.REMIND_DAY) == 1
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 5, 31, 12, tzinfo=UTC))
    reminders.remind.call()
    assert reminded(MailKind.REMIND_DAY) == 2


def test_a_first_session_of_an_earlier_day_moves_no_reminder() -> None:
    """A rehearsal in April does not make the dialogue begin then."""
    dialogue = make.dialogue()
    early = datetime(2027, 4, 1, 9, tzinfo=UTC)
    make.session(dialogue, starts_at=early, ends_at=early + timedelta(hours=1))
    assert reminders.begins_at(dialogue) == datetime(2027, 5, 11, 22, tzinfo=UTC)


class Ended(BaseException):
    """The process is gone in the middle."""


@pytest.mark.parametrize("arrived", [True, False])
def test_a_reminder_that_was_interrupted_is_not_sent_again_by_itself(
    postbox: Postbox, invitation: Invitation, arrived: bool
) -> None:
    """Nobody knows whether it arrived; a convener sees that, and may send it again."""
    mail = Mail.objects.create(
        kind=MailKind.REMIND_DEADLINE, invitation=invitation, key=str(invitation.serial)
    )

    def cut_off(message: EmailMessage) -> None:
        if arrived:
            message.send()
        raise Ended

    with pytest.raises(Ended):
        mails.send(mail.pk, cut_off)
    for _again in range(2):
        mails.deliver.call(mail.pk)
        reminders.remind.call()
    mail.refresh_from_db()
    assert len(postbox.taken) == arrived
    assert (mail.state, mail.error) == (MailState.FAILED, mails.INTERRUPTED)
    mails.retry([mail])
    mail.refresh_from_db()
    assert (mail.state, mail.error, len(postbox.taken)) == (MailState.SENT, "", arrived + 1)


def test_a_reminder_that_the_server_puts_off_is_tried_again(
    postbox: Postbox, invitation: Invitation
) -> None:
    mail = Mail.objects.create(
        kind=MailKind.REMIND_DEADLINE, invitation=invitation, key=str(invitation.serial)
    )
    postbox.answers[invitation.address] = "451 Greylisted, come back later"
    mails.deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.done_at, postbox.taken) == (MailState.QUEUED, None, [])
    postbox.answers.clear()
    mails.deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, len(postbox.taken)) == (MailState.SENT, 1)


def test_a_confirmation_that_was_interrupted_is_sent_rather_twice_than_never(
    postbox: Postbox,
) -> None:
    row = make.registration(make.group(make.dialogue()), state=State.APPROVED)
    mail = Mail.objects.create(kind=MailKind.APPROVED, registration=row)

    def cut_off(_message: EmailMessage) -> None:
        raise Ended

    with pytest.raises(Ended):
        mails.send(mail.pk, cut_off)
    mails.deliver.call(mail.pk)
    assert len(postbox.taken) == 1
