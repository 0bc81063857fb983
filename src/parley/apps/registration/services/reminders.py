"""Reminders: before the deadline to those who have not answered, before the day to those who come.

Each once; never to who has declined or withdrawn; not within a day of the mail it would repeat.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from parley.apps.convening.models import Dialogue, Session, Status
from parley.apps.registration.models import (
    Invitation,
    InvitationState,
    Mail,
    MailKind,
    MailState,
    Opening,
    Registration,
    State,
)
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.services import mails, sending
from parley.core import jobs

BEFORE_DEADLINE = timedelta(days=3)
BEFORE_DAY = timedelta(days=1)
APART = timedelta(days=1)
TO_COME = (Status.ANNOUNCED, Status.OPEN)


@jobs.task()
def remind() -> None:
    """Queue the reminders whose time has come."""
    now = timezone.now()
    openings = Opening.objects.filter(reminds=True, dialogue__status__in=TO_COME)
    for opening in openings.select_related("dialogue"):
        _remind(opening, now)


@transaction.atomic
def _remind(opening: Opening, now: datetime) -> None:
    noted = [
        mails.note(MailKind.REMIND_DEADLINE, invitation=invitation, key=str(invitation.serial))
        for invitation in unanswered(opening, now)
    ]
    day = opening.dialogue.starts_on.isoformat()
    noted += [
        mails.note(MailKind.REMIND_DAY, registration=registration, key=day)
        for registration in coming(opening.dialogue, now)
    ]
    sending.enqueue([mail.pk for mail in noted if mail is not None])


def _written(kind: MailKind, about: str, now: datetime) -> QuerySet[Mail]:
    """Mails of a kind that went out at least a day ago."""
    sent = Mail.objects.filter(kind=kind, state=MailState.SENT, done_at__lte=now - APART)
    return sent.filter(**{about: OuterRef("pk")})


def unanswered(opening: Opening, now: datetime) -> Iterator[Invitation]:
    """Whose invitation ends within three days and has not been answered."""
    rows = Invitation.objects.filter(
        Exists(_written(MailKind.INVITATION, "invitation", now)),
        dialogue=opening.dialogue,
        state=InvitationState.OPEN,
        group__isnull=False,
        expires_at__gt=now,
    )
    for row in rows.select_related("dialogue", "group__dialogue"):
        if row.group is None or eligibility.refusal(row.group, opening, row, now):
            continue
        if ends_at(row, opening) - now <= BEFORE_DEADLINE:
            yield row


def ends_at(invitation: Invitation, opening: Opening) -> datetime:
    """When the invitation can't be used any more: its own end, or the group's before."""
    assert invitation.group is not None
    closes = eligibility.window_of(invitation.group, opening).closes_at
    if closes is None or invitation.late:
        return invitation.expires_at
    return min(closes, invitation.expires_at)


def coming(dialogue: Dialogue, now: datetime) -> QuerySet[Registration]:
    """Who comes to a dialogue that begins within a day."""
    begins = begins_at(dialogue)
    if not begins - BEFORE_DAY <= now < begins:
        return Registration.objects.none()
    return Registration.objects.filter(
        Exists(_written(MailKind.APPROVED, "registration", now)),
        dialogue=dialogue,
        state=State.APPROVED,
    )


def begins_at(dialogue: Dialogue) -> datetime:
    """The first session, or the begin of the first day where its time is not known."""
    first = Session.objects.filter(dialogue=dialogue, cancelled=False, starts_at__isnull=False)
    midnight = datetime.combine(dialogue.starts_on, time(), dialogue.zone)
    starts = first.order_by("starts_at").values_list("starts_at", flat=True).first()
    return starts if starts is not None and starts >= midnight else midnight
