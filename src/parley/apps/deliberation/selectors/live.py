"""The live room as it is now: one value, from which all of its views are made."""

from dataclasses import dataclass
from datetime import datetime

from parley.apps.deliberation.bridge import NOTHING, Row
from parley.apps.deliberation.models import (
    Consultation,
    LiveRoom,
    Proposition,
    PropositionState,
    Results,
    SpeakerState,
)
from parley.apps.deliberation.selectors import results
from parley.core.access import may, visible
from parley.core.actors import Actor
from parley.core.models import AuditRecord

MOST_LETTERS = 12


@dataclass(frozen=True)
class SpeakerLine:
    key: int
    user: int
    name: str
    speaks: bool


@dataclass(frozen=True)
class LiveState:
    """`total`: what may be shown of the proposition, which the room sees if `shows_results`.
    `answered`: how many hold a stance on it, for the console."""

    consultation: Consultation
    room: LiveRoom | None
    proposition: Proposition | None = None
    place: int = 0
    last: int = 0
    total: Row = NOTHING
    answered: int | None = None
    speakers: tuple[SpeakerLine, ...] = ()

    @property
    def is_running(self) -> bool:
        return self.room is not None and self.room.running and self.consultation.is_open

    @property
    def shows_results(self) -> bool:
        """What the room sees follows the settings, whatever was chosen before they changed."""
        allowed = self.consultation.results == Results.LIVE or self.consultation.results_shown
        return self.room is not None and self.room.shows_results and allowed

    @property
    def shows_map(self) -> bool:
        return self.room is not None and self.room.shows_map and self.shows_results

    @property
    def timer_ends_at(self) -> datetime | None:
        return self.room.timer_ends_at if self.room else None

    @property
    def takes_speakers(self) -> bool:
        return self.is_running and self.room is not None and self.room.takes_speakers


def state_of(key: int) -> LiveState:
    """The same for all who may see it; nothing of the person who asks is in it."""
    rows = Consultation.objects.select_related("dialogue", "session", "norm")
    consultation = rows.get(pk=key)
    rooms = LiveRoom.objects.select_related("proposition__element")
    room = rooms.filter(consultation=key).first()
    if room is None or not (room.running and consultation.is_open):
        return LiveState(consultation, room)
    numbers = [number for number, _key in queue_of(consultation)]
    shown = room.proposition
    if shown is None or not shown.is_accepted:
        return LiveState(consultation, room, last=len(numbers), speakers=_speakers(room))
    return LiveState(
        consultation,
        room,
        shown,
        numbers.index(shown.number) + 1 if shown.number in numbers else 0,
        len(numbers),
        results.total_in_room(consultation, shown.pk),
        results.answered_in_room(consultation, shown.pk),
        _speakers(room),
    )


def _speakers(room: LiveRoom) -> tuple[SpeakerLine, ...]:
    """Whoever has the floor first, then those who wait, in order."""
    rows = [row for row in room.speakers.all() if row.state != SpeakerState.DONE]
    lines = [
        SpeakerLine(row.pk, row.user_id, row.name, row.state == SpeakerState.SPEAKING)
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: not line.speaks))


def queue_of(consultation: Consultation) -> list[tuple[int, int]]:
    """(number, key) of each proposition that can be put to the room, in order."""
    rows = consultation.propositions.filter(state=PropositionState.ACCEPTED).order_by("number")
    return list(rows.values_list("number", "pk"))


def is_running(consultation: Consultation) -> bool:
    return LiveRoom.objects.filter(consultation=consultation, running=True).exists()


def propositions_of(actor: Actor, consultation: Consultation) -> list[Proposition]:
    """The facilitator's queue."""
    rows = visible(Proposition, actor).filter(
        consultation=consultation, state=PropositionState.ACCEPTED
    )
    return list(rows.select_related("element").order_by("number"))


def access_mark() -> int:
    """Another value whenever something was changed by which somebody may lose sight of a room: the
    last line of the audit record that is not of live rooms themselves."""
    rows = AuditRecord.objects.exclude(action__startswith="live.").order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def sees(actor: Actor, key: int, leads: bool) -> bool:
    """Whether the consultation still exists for the actor; and is theirs to lead, for the console."""
    found = visible(Consultation, actor).filter(pk=key).first()
    return found is not None and (not leads or may(actor, "lead", found))


class NoRoom(LookupError):
    """No running room of this code is open to somebody."""


def room_for(actor: Actor, code: str) -> LiveRoom:
    """The running room of this code, if its consultation exists for the actor. One that does not and
    a code that there is not are the same."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())[:MOST_LETTERS]
    rooms = visible(LiveRoom, actor).select_related("consultation__dialogue")
    found = rooms.filter(code=typed, running=True).first()
    if found is None:
        raise NoRoom
    return found
