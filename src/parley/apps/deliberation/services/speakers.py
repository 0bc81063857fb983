"""The speakers' list of a live room: who asks for the floor, and whose turn it is.

It stands before everybody's eyes, and is gone with the room: nothing of it is recorded.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from parley.apps.accounts.models import User
from parley.apps.deliberation.models import Consultation, LiveRoom, Speaker, SpeakerState
from parley.apps.deliberation.services.live import moved, running_room
from parley.apps.registration.models import Registration
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput


@transaction.atomic
def ask(actor: Actor, consultation: Consultation) -> None:
    """Ask for the floor. Whoever has spoken comes to the end again; twice is once."""
    require(actor, "respond", consultation)
    assert actor.user_id is not None  # nobody else responds
    room = running_room(consultation)
    if not room.takes_speakers:
        raise InvalidInput(_("The speakers’ list is closed now."))
    known = room.speakers.filter(user=actor.user_id).first()
    if known is None:
        name = _name_of(actor, consultation)
        room.speakers.create(user_id=actor.user_id, name=name, order=_last(room))
    elif known.state == SpeakerState.DONE:
        known.state, known.order = SpeakerState.WAITING, _last(room)
        known.save(update_fields=["state", "order"])
    moved(room)


@transaction.atomic
def step_back(actor: Actor, consultation: Consultation) -> None:
    require(actor, "respond", consultation)
    room = running_room(consultation)
    room.speakers.filter(user=actor.user_id).delete()
    moved(room)


@transaction.atomic
def call_next(actor: Actor, consultation: Consultation) -> None:
    """Whoever speaks has spoken; the first who waits has the floor."""
    room = _led(actor, consultation)
    first = room.speakers.filter(state=SpeakerState.WAITING).first()
    if first is None:
        raise InvalidInput(_("Nobody is waiting to speak."))
    _give(room, first)


@transaction.atomic
def call(actor: Actor, consultation: Consultation, speaker: int) -> None:
    """Give the floor to somebody out of turn."""
    room = _led(actor, consultation)
    _give(room, _of(room, speaker))


@transaction.atomic
def done(actor: Actor, consultation: Consultation) -> None:
    """Nobody has the floor any more."""
    room = _led(actor, consultation)
    room.speakers.filter(state=SpeakerState.SPEAKING).update(state=SpeakerState.DONE)
    moved(room)


@transaction.atomic
def move_up(actor: Actor, consultation: Consultation, speaker: int) -> None:
    """One place forward among those who wait."""
    room = _led(actor, consultation)
    waiting = list(room.speakers.filter(state=SpeakerState.WAITING))
    place = waiting.index(_of(room, speaker)) if _of(room, speaker) in waiting else 0
    if place:
        waiting[place - 1 : place + 1] = reversed(waiting[place - 1 : place + 1])
        for order, row in enumerate(waiting, 1):
            row.order = order
        Speaker.objects.bulk_update(waiting, ["order"])
    moved(room)


@transaction.atomic
def remove(actor: Actor, consultation: Consultation, speaker: int) -> None:
    room = _led(actor, consultation)
    _of(room, speaker).delete()
    moved(room)


def _led(actor: Actor, consultation: Consultation) -> LiveRoom:
    require(actor, "lead", consultation)
    return running_room(consultation)


def _of(room: LiveRoom, speaker: int) -> Speaker:
    found = room.speakers.filter(pk=speaker).first()
    if found is None:
        raise InvalidInput(_("This person is not on the speakers’ list any more."))
    return found


def _give(room: LiveRoom, speaker: Speaker) -> None:
    room.speakers.filter(state=SpeakerState.SPEAKING).update(state=SpeakerState.DONE)
    speaker.state = SpeakerState.SPEAKING
    speaker.save(update_fields=["state"])
    moved(room)


def _last(room: LiveRoom) -> int:
    return (room.speakers.aggregate(last=Max("order"))["last"] or 0) + 1


def _name_of(actor: Actor, consultation: Consultation) -> str:
    """As they registered; else as their account has it, but no address."""
    registered = Registration.objects.filter(
        dialogue=consultation.dialogue_id, user=actor.user_id
    ).first()
    if registered is not None:
        return ", ".join(part for part in (registered.name, registered.organisation) if part)[:200]
    name = User.objects.filter(pk=actor.user_id or 0).values_list("name", flat=True).first()
    if not name:
        raise InvalidInput(_("Please give your name on your account’s page first."))
    return name[:200]
