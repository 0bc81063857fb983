"""What a facilitator puts to the room, step by step; all of it while the consultation is open.

What stays in the dialogue's history is that a room was opened, what was put to it and whether it saw
the results. The timer and the speakers' list are of the moment: who asked to speak is not recorded.
"""

import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import (
    Consultation,
    LiveRoom,
    Proposition,
    PropositionState,
    Results,
)
from parley.apps.deliberation.services.common import changed
from parley.core import live
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

# No letters that are mistaken for others, aloud or from the back of a hall, and no vowels: no words.
LETTERS = "CDFGHJKMNPQRTWXY3479"
CODE_LENGTH = 6
ATTEMPTS = 8
LONGEST_TIMER = 60 * 60


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


@transaction.atomic
def open_room(actor: Actor, consultation: Consultation) -> LiveRoom:
    """Open its live room; a room that was open before keeps its code."""
    require(actor, "lead", consultation)
    row = _open(consultation)
    room = LiveRoom.objects.filter(consultation=row).first() or _new_room(row)
    room.running = True
    moved(room)
    changed(actor, "live.opened", row)
    return room


def _new_room(consultation: Consultation) -> LiveRoom:
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return LiveRoom.objects.create(consultation=consultation, code=new_code())
        except IntegrityError:
            if found := LiveRoom.objects.filter(consultation=consultation).first():
                return found
    raise InvalidInput(_("There is no free code for the room. Please try again."))


@transaction.atomic
def close_room(actor: Actor, consultation: Consultation) -> None:
    """End the live part; the consultation itself goes on."""
    room = _led(actor, consultation)
    room.speakers.all().delete()
    room.running = room.takes_speakers = False
    room.timer_ends_at = None
    moved(room)
    changed(actor, "live.closed", consultation)


@transaction.atomic
def put(actor: Actor, consultation: Consultation, number: int) -> None:
    """Put a proposition to the room. Its results are hidden until they are shown."""
    room = _led(actor, consultation)
    found = _accepted(consultation).filter(number=number).first()
    if found is None:
        raise InvalidInput(_("There is no proposition %(number)s here.") % {"number": number})
    room.proposition = found
    room.shows_results = room.shows_map = False
    room.timer_ends_at = None
    moved(room)
    changed(actor, "live.put", consultation, proposition=found.pk)


def forward(actor: Actor, consultation: Consultation) -> None:
    """Put the next proposition; the first where none stands there yet."""
    _step(actor, consultation, +1, _("That was the last proposition."))


def back(actor: Actor, consultation: Consultation) -> None:
    """Put the one before again."""
    _step(actor, consultation, -1, _("There is no proposition before this one."))


@transaction.atomic
def _step(actor: Actor, consultation: Consultation, way: int, none: str) -> None:
    room = _led(actor, consultation)
    rows = _accepted(consultation).order_by("number" if way > 0 else "-number")
    if room.proposition is not None:
        beyond = "number__gt" if way > 0 else "number__lt"
        rows = rows.filter(**{beyond: room.proposition.number})
    number = rows.values_list("number", flat=True).first()
    if number is None:
        raise InvalidInput(none)
    put(actor, consultation, number)


@transaction.atomic
def show_results(actor: Actor, consultation: Consultation, shown: bool) -> None:
    """Let the room see where it stands, or hide it again."""
    room = _led(actor, consultation)
    if shown and not results_may_show(consultation):
        raise InvalidInput(
            _("The results of this consultation are not shown yet: its settings say when.")
        )
    room.shows_results, room.shows_map = shown, room.shows_map and shown
    moved(room)
    changed(actor, "live.results_shown" if shown else "live.results_hidden", consultation)


def results_may_show(consultation: Consultation) -> bool:
    return consultation.results == Results.LIVE or consultation.results_shown


@transaction.atomic
def show_map(actor: Actor, consultation: Consultation, shown: bool) -> None:
    room = _led(actor, consultation)
    if shown and not results_may_show(consultation):
        raise InvalidInput(
            _("The results of this consultation are not shown yet: its settings say when.")
        )
    room.shows_map = shown
    moved(room)
    changed(actor, "live.map_shown" if shown else "live.map_hidden", consultation)


@transaction.atomic
def set_timer(actor: Actor, consultation: Consultation, seconds: int) -> None:
    """Let a timer run for so long; 0 stops it."""
    room = _led(actor, consultation)
    if not 0 <= seconds <= LONGEST_TIMER:
        raise InvalidInput(_("A timer runs for an hour at most."))
    room.timer_ends_at = timezone.now() + timedelta(seconds=seconds) if seconds else None
    moved(room)


@transaction.atomic
def take_speakers(actor: Actor, consultation: Consultation, taken: bool) -> None:
    """Open or close the speakers' list. Who stands on it stays there."""
    room = _led(actor, consultation)
    room.takes_speakers = taken
    moved(room)


# What all of them do


def _open(consultation: Consultation) -> Consultation:
    """The consultation as it is now, held until the change is made."""
    rows = Consultation.objects.select_for_update(of=("self",))
    row = rows.get(pk=consultation.pk)
    if not row.is_open:
        raise InvalidInput(_("The live room works while the consultation takes stances."))
    return row


def _led(actor: Actor, consultation: Consultation) -> LiveRoom:
    require(actor, "lead", consultation)
    return running_room(consultation)


def running_room(consultation: Consultation) -> LiveRoom:
    """Held until the change is made."""
    _open(consultation)
    rooms = LiveRoom.objects.select_for_update(of=("self",)).select_related("proposition")
    room = rooms.filter(consultation=consultation, running=True).first()
    if room is None:
        raise InvalidInput(_("Open the live room first."))
    return room


def _accepted(consultation: Consultation) -> QuerySet[Proposition]:
    return Proposition.objects.filter(consultation=consultation, state=PropositionState.ACCEPTED)


def moved(room: LiveRoom) -> None:
    room.version += 1
    room.save()
    live.touched()
