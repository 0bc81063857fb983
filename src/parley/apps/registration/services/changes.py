"""Telling those who come that time or place have changed: once each, when the convener says so."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from parley.apps.convening.models import Dialogue, Status
from parley.apps.registration.models import Group, Mail, MailKind, Registration, State
from parley.apps.registration.services import calendars, mails, sending
from parley.apps.registration.services.wording import COUNTING_ON_IT
from parley.core import audit, jobs
from parley.core.access import require
from parley.core.actors import Actor, system_actor

CALENDARS = system_actor("calendars")
OFF = "off"
# What becomes of a draft is nobody's business yet, and what is over moves no more.
TOLD_OF = (Status.ANNOUNCED, Status.OPEN, Status.CANCELLED)


def outdated(dialogue: Dialogue, *, lock: bool = False) -> list[Registration]:
    """Those who come, and have an entry in their calendar that says something else by now."""
    if dialogue.status not in TOLD_OF:
        return []
    rows = Registration.objects.filter(
        dialogue=dialogue, state__in=(State.APPROVED, State.ATTENDED)
    ).exclude(entry="")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    digests: dict[tuple[str, str], str] = {}
    found = []
    for row in rows.select_related("group"):
        row.dialogue = dialogue
        kind = (row.group.sight, row.mode)
        digests[kind] = digests.get(kind) or calendars.digest_of(row)
        if row.entry != digests[kind]:
            row.entry = digests[kind]
            found.append(row)
    return found


@transaction.atomic
def tell(actor: Actor, dialogue: Dialogue) -> int:
    """Send the new time and place to all whose calendars have the old; answers to how many."""
    require(actor, "edit", dialogue)
    # As whoever decides on somebody does: first the group, then the registration.
    list(Group.objects.select_for_update().filter(dialogue=dialogue).order_by("pk"))
    rows = outdated(dialogue, lock=True)
    renew(rows)
    if rows:
        audit.record(actor, "registration.change_told", dialogue, people=len(rows))
    return len(rows)


def renew(rows: Iterable[Registration]) -> None:
    """Queue one mail each. What it will say is noted at once, so nobody gets two."""
    noted = []
    for row in rows:
        row.sequence += 1
        row.save(update_fields=["sequence", "entry"])
        is_off = row.dialogue.status == Status.CANCELLED
        key = f"{OFF}-{row.sequence}" if is_off else ""
        noted.append(mails.note(MailKind.CHANGED, registration=row, key=key))
    sending.enqueue([mail.pk for mail in noted if mail is not None])


@jobs.task()
def tell_of_cancellations() -> None:
    """Whoever counts on a dialogue that was cancelled learns it by itself, and only once."""
    for dialogue in Dialogue.objects.filter(status=Status.CANCELLED, opening__isnull=False):
        tell(CALENDARS, dialogue)
        _tell_the_unaware(dialogue)


@transaction.atomic
def _tell_the_unaware(dialogue: Dialogue) -> None:
    rows = _unaware(dialogue)
    noted = [mails.note(MailKind.CHANGED, registration=row, key=OFF) for row in rows]
    sending.enqueue([mail.pk for mail in noted if mail is not None])


def _unaware(dialogue: Dialogue) -> QuerySet[Registration]:
    """Who waits for a decision or a seat, or comes without an entry in the calendar."""
    rows = Registration.objects.filter(dialogue=dialogue, entry="", state__in=COUNTING_ON_IT)
    told = Mail.objects.filter(kind=MailKind.CHANGED, key__startswith=OFF)
    return rows.exclude(pk__in=told.filter(registration__dialogue=dialogue).values("registration"))
