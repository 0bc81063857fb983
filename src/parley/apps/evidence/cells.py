"""What a cell of the matrix says: worked out from positions and readings, never typed in.

Knows no database: `selectors/matrix.py` reads the rows, and this says what they amount to.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from parley.apps.evidence.models import EvidenceLevel, PositionStance


class Cell(StrEnum):
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    CONDITIONAL = "conditional"
    UNDECIDED = "undecided"
    CONTESTED = "contested"  # live sources conflict
    SILENT = "silent"  # read in full for the element, nothing found
    NOT_READ = "not_read"
    NOT_RECORDED = "not_recorded"  # of a roll call: not recorded as present


# Where a body has pronounced itself, one way or the other.
SAID = frozenset({Cell.SUPPORTS, Cell.OPPOSES, Cell.CONDITIONAL, Cell.UNDECIDED, Cell.CONTESTED})
# The stance in a matrix for mapping; a conditional one counts as agreement with a reservation, as a
# participant's does. What is not here is absent from the matrix.
VALUES = {Cell.SUPPORTS: 1, Cell.CONDITIONAL: 1, Cell.UNDECIDED: 0, Cell.OPPOSES: -1}


@dataclass(frozen=True)
class Said:
    """A position, as far as a cell depends on it."""

    key: int
    stance: str
    level: str
    year: int | None
    supersedes: int | None
    of_group: bool = False  # taken over from a group that the body is a member of


def live(positions: Iterable[Said]) -> list[Said]:
    """Without those that another one here replaces, and without practices."""
    kept = [one for one in positions if one.stance != PositionStance.PRACTICE]
    replaced = {one.supersedes for one in kept}
    return [one for one in kept if one.key not in replaced]


def cell(positions: Iterable[Said], *, read_in_full: bool) -> Cell:
    """The cell of one body and one proposition.

    What a body says itself comes before what a group says for it.
    """
    found = live(positions)
    own = [one for one in found if not one.of_group]
    stances = {one.stance for one in own or found}
    if not stances:
        return Cell.SILENT if read_in_full else Cell.NOT_READ
    if len(stances) > 1:
        return Cell.CONTESTED
    return Cell(stances.pop())


def at_least(positions: Iterable[Said], levels: Collection[str]) -> list[Said]:
    """Those of these levels of evidence; all where none is named."""
    return [one for one in positions if not levels or one.level in levels]


LEVELS = tuple(EvidenceLevel)
