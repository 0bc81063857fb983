"""At the door: badges and names are taken from phones that may have been away for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.utils import timezone

from parley.apps.registration.models import Opening, Registration
from parley.apps.registration.selectors import codes
from parley.apps.registration.services import attendance
from parley.core.access import require
from parley.core.actors import Actor

# How long a phone may keep what it has noted.
LONGEST_AWAY = timedelta(days=3)
MOST_AT_ONCE = 500


class Outcome(Enum):
    IN = "in"
    AGAIN = "again"  # is here already
    UNDONE = "undone"  # this very note was taken back in the meantime
    NOT_EXPECTED = "not_expected"  # cancelled, declined, or waits
    ELSEWHERE = "elsewhere"  # a badge of another dialogue
    UNKNOWN = "unknown"  # no badge of ours


@dataclass(frozen=True)
class Note:
    """Somebody at the door, by the code of the badge or by who was picked from the list."""

    key: UUID
    at: datetime
    code: str = ""
    who: UUID | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a note, with what the door may know."""

    key: UUID
    outcome: Outcome
    registration: Registration | None = None
    at: datetime | None = None


def take(actor: Actor, opening: Opening, notes: Sequence[Note]) -> list[Answer]:
    """Take the notes of a phone, in order. Each stands for itself."""
    require(actor, "check_in", opening)
    return [_take(actor, opening, note) for note in notes[:MOST_AT_ONCE]]


def _take(actor: Actor, opening: Opening, note: Note) -> Answer:
    uid = note.who or codes.uid_in(note.code)
    rows = Registration.objects.select_related("group")
    row = rows.filter(uid=uid).first() if uid else None
    if row is None or (row.dialogue_id != opening.dialogue_id and note.who):
        return Answer(note.key, Outcome.UNKNOWN)
    if row.dialogue_id != opening.dialogue_id:
        # Whose badge it is, is nothing that this dialogue's door may know.
        return Answer(note.key, Outcome.ELSEWHERE)
    row.dialogue = opening.dialogue
    if row.state not in attendance.COMES:
        return Answer(note.key, Outcome.NOT_EXPECTED, row)
    found, is_new = attendance.note_at_door(actor, row, _believed(note.at), note.key)
    if found.undone_at is not None:
        return Answer(note.key, Outcome.UNDONE, row)
    return Answer(note.key, Outcome.IN if is_new else Outcome.AGAIN, row, found.at)


def _believed(at: datetime) -> datetime:
    """A phone's clock may be wrong."""
    now = timezone.now()
    return min(max(at, now - LONGEST_AWAY), now)


def undo(actor: Actor, opening: Opening, who: UUID) -> bool:
    """Take somebody's arrival of today back."""
    require(actor, "check_in", opening)
    row = Registration.objects.filter(uid=who, dialogue=opening.dialogue_id).first()
    if row is None:
        return False
    row.dialogue = opening.dialogue
    return attendance.undo(actor, row, timezone.now())
