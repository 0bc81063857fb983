"""Break-outs of the demonstration: what its invented guests wish, and a first proposal."""

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import BreakoutRound, BreakoutWish
from parley.apps.registration.selectors import breakouts as find
from parley.apps.registration.selectors.breakouts import Participant
from parley.apps.registration.services import breakouts, proposing

# Which of the rooms each in turn wishes; the first wish first.
TURNS: tuple[tuple[int, ...], ...] = ((0, 1), (1,), (), (0,), (1, 0), (0, 1))


def arrange(dialogue: Dialogue) -> BreakoutRound | None:
    """A draft of the first session that can break out, with wishes still taken."""
    session = next(iter(find.sessions_to_break_out(breakouts.BREAKOUTS, dialogue)), None)
    if session is None:
        return None
    row = breakouts.begin(breakouts.BREAKOUTS, session)
    breakouts.adjust(breakouts.BREAKOUTS, row, {"takes_wishes": True})
    arrangement = find.arrangement_of(breakouts.BREAKOUTS, row)
    rooms = [room.key for room in arrangement.rooms]
    BreakoutWish.objects.bulk_create(
        wish
        for number, person in enumerate(arrangement.placeable)
        for wish in _wishes(row, person, rooms, TURNS[number % len(TURNS)])
    )
    proposing.ask(breakouts.BREAKOUTS, row)
    return row


def _wishes(
    row: BreakoutRound, person: Participant, rooms: list[int], turn: tuple[int, ...]
) -> list[BreakoutWish]:
    """Among the rooms that are open to the person."""
    wanted = [rooms[place] for place in turn if rooms[place] in person.rooms]
    return [
        BreakoutWish(round=row, registration_id=person.key, room_id=room, rank=rank)
        for rank, room in enumerate(wanted, start=1)
    ]
