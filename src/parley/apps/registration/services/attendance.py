"""Who was there: noted once, by whichever way it becomes known, and undone where it was wrong.

Callers have checked that the actor may.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from parley.apps.convening.models import Session
from parley.apps.registration.models import Attendance, Registration, State
from parley.apps.registration.services import states
from parley.core import audit
from parley.core.actors import Actor

COMES = (State.APPROVED, State.ATTENDED)


@transaction.atomic
def note_online(actor: Actor, registration: Registration, session: Session, at: datetime) -> None:
    """That somebody entered the room of a session; the first time counts."""
    row = _held(registration)
    known = Attendance.objects.filter(registration=row, session=session, undone_at=None)
    if row.state in COMES and not known.exists():
        _note(actor, row, Attendance(key=uuid4(), session=session, at=at))


@transaction.atomic
def note_at_door(
    actor: Actor, registration: Registration, at: datetime, key: UUID
) -> tuple[Attendance, bool]:
    """That somebody who is expected came through the door that day, and whether that is news.

    A note with the same key was sent before and is not taken twice, though it was undone since.
    """
    row = _held(registration)
    known = Attendance.objects.filter(key=key).first()
    if known is not None and known.registration_id != row.pk:  # nothing that our page does
        known, key = None, uuid4()
    if known is None:
        known = at_door(row).filter(day=_day(row, at)).first()
    if known is not None:
        return known, False
    return _note(actor, row, Attendance(key=key, at=at)), True


@transaction.atomic
def undo(actor: Actor, registration: Registration, now: datetime) -> bool:
    """Take today's arrival back; False where there is none. Who never came is approved again."""
    row = _held(registration)
    found = at_door(row).filter(day=_day(row, now)).first()
    if found is None:
        return False
    found.undone_at = timezone.now()
    found.save(update_fields=["undone_at"])
    audit.record(actor, "attendance.undone", row, dialogue=row.dialogue_id, day=str(found.day))
    was_there = Attendance.objects.filter(registration=row, undone_at=None).exists()
    if row.state == State.ATTENDED and not was_there:
        states.advance(actor, row, State.APPROVED, tell=False)
    return True


def at_door(row: Registration) -> QuerySet[Attendance]:
    return Attendance.objects.filter(registration=row, session=None, undone_at=None)


def _held(registration: Registration) -> Registration:
    """Of two who note the same, one comes first; the locks in the order of every decision."""
    states.lock(registration.group)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    row.dialogue, row.group = registration.dialogue, registration.group
    return row


def _day(row: Registration, at: datetime) -> date:
    return at.astimezone(row.dialogue.zone).date()


def _note(actor: Actor, row: Registration, note: Attendance) -> Attendance:
    note.registration, note.day, note.by_id = row, _day(row, note.at), actor.user_id
    note.save()
    data = {"dialogue": row.dialogue_id, "day": str(note.day), "session": note.session_id}
    audit.record(actor, "attendance.noted", row, **data)
    if row.state == State.APPROVED:
        states.advance(actor, row, State.ATTENDED, tell=False)
    return note
