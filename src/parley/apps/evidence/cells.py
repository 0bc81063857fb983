"""What a cell of the matrix says: worked out from positions and readings, never typed in.

Knows no database: `selectors/matrix.py` reads the rows, and this says what they amount to.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from parley.apps.evidence.models import PositionStance


class Cell(StrEnum):
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    CONDITIONAL = "conditional"
    UNDECIDED = "undecided"
    CONTESTED = "contested"  # live sources conflict
    SILENT = "silent"  # read in full for the element, nothing found
    NOT_READ = "not_read"
    NOT_RECORDED = "not_recorded"  # of a roll call: not recorded as present
    LEFT_OUT = "left_out"  # there are positions, and a reader's filters show none of them

    # Matrices have tens of thousands of them, and that of enumerations is slow.
    __hash__ = str.__hash__


# Where a body has pronounced itself, one way or the other.
SAID = frozenset({Cell.SUPPORTS, Cell.OPPOSES, Cell.CONDITIONAL, Cell.UNDECIDED, Cell.CONTESTED})
# The stance in a matrix for mapping; a conditional one counts as agreement with a reservation, as a
# participant's does. What is not here is absent from the matrix.
VALUES = {Cell.SUPPORTS: 1, Cell.CONDITIONAL: 1, Cell.UNDECIDED: 0, Cell.OPPOSES: -1}


class Said(NamedTuple):
    """A position, as far as a cell depends on it."""

    key: int
    stance: str
    level: str
    year: int | None
    supersedes: int | None
    of_group: bool = False  # taken over from a group that the body is a member of


@dataclass(frozen=True)
class Decision:
    """What a cell says, and by which of its positions; `of_group`: by those of a group alone."""

    cell: Cell
    by: tuple[Said, ...] = ()
    of_group: bool = False


def everything(_one: Said) -> bool:
    return True


def live(positions: Iterable[Said]) -> list[Said]:
    """Without those that another one here replaces, and without practices, which replace nothing.

    Should some replace each other in a circle, none of them is given up.
    """
    kept = {one.key: one for one in positions if one.stance != PositionStance.PRACTICE}
    if all(one.supersedes is None for one in kept.values()):
        return list(kept.values())
    named = {one.supersedes for one in kept.values()}
    replaced = set()
    for newest in kept.keys() - named:
        earlier = kept[newest].supersedes
        while earlier in kept and earlier not in replaced:
            replaced.add(earlier)
            earlier = kept[earlier].supersedes
    return [one for one in kept.values() if one.key not in replaced]


def decide(
    positions: Iterable[Said],
    *,
    read_in_full: bool,
    shown: Callable[[Said], bool] = everything,
) -> Decision:
    """The cell of one body and one proposition.

    What a body says itself comes before what a group says for it. A reader who asks to be `shown`
    less does not thereby bring back what was given up, or what a group says, or make a body silent.
    """
    found = live(positions)
    own = [one for one in found if not one.of_group]
    deciding = own or found
    by = tuple(one for one in deciding if shown(one))
    stances = {one.stance for one in by}
    if len(stances) > 1:
        return Decision(Cell.CONTESTED, by, not own)
    if stances:
        return Decision(Cell(stances.pop()), by, not own)
    if deciding:
        return Decision(Cell.LEFT_OUT)
    return Decision(Cell.SILENT if read_in_full else Cell.NOT_READ)


_ALONE = {
    stance.value: Decision(Cell(stance.value))
    for stance in PositionStance
    if stance != PositionStance.PRACTICE
}


def decided_alone(one: Said) -> Decision | None:
    """What `decide` answers of a body's own only position, of which nothing is left out; its `by`
    stays empty. Most cells of a matrix are decided so."""
    return None if one.of_group else _ALONE.get(one.stance)


def has_level(one: Said, levels: Collection[str]) -> bool:
    """Whether it is of one of these levels of evidence; of any where none is named."""
    return not levels or one.level in levels


def in_years(year: int | None, first: int | None, last: int | None) -> bool:
    """A year that is not known is outside of any bounds."""
    if first is None and last is None:
        return True
    if year is None:
        return False
    return (first is None or first <= year) and (last is None or year <= last)


def was_member(year: int | None, since: int | None, until: int | None) -> bool:
    """Whether a membership held in the year of a document; without one, whether it holds still."""
    if year is None:
        return until is None
    return in_years(year, since, until)
