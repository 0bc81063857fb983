"""Which counts may be published, so that none below `min_cell` is, nor can be worked out from the others.

What is published of a grouping is, for each proposition, a table of groups × (disagree, pass, agree) with how
many of each group answered, the same totals over all actors, and the sizes of the groups. Whoever reads it can
subtract. So withholding the small counts is not enough: others must be withheld with them.

**Guarantee.** From all that is published of one grouping of one map, every withheld count of a stance remains
open: the tables of whole numbers, none below 0, that agree with what is published leave each such count a range of
at least `min_cell` (its largest possible value is at least that much above its smallest). No count of stances of
actors, published or worked out by adding and subtracting what is published, is below `min_cell`; the counts that
can be worked out are those of all actors together, of published groups, and of several groups together. 0 counts
as small: that nobody disagreed says of each what they said.

What is not protected: how many of a group did *not* answer is no stance (a group of which nobody answered a
proposition is published as such). Two publications of a growing dialogue may be subtracted from each other: whoever
publishes again after few new answers discloses these. Groupings that differ by a few actors may be subtracted
too. Verdicts, the map and the axes are not counts, and are outside of this.

How: each group's row of a proposition is published in full; or only how many answered and how many gave the one
answer that more of all actors gave of *agree* and *disagree*; or only how many answered; or not at all. Rows are
coarsened, the smallest first, until what the coarse ones hide adds up to enough in every column. The proof that this
suffices: hidden inner cells of a table of which only row and column sums are known each range over the least of
their row sum, their column sum and what the others sum up to, and all these are at least `min_cell`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import AGREE, DISAGREE, N_STANCES
from parley.mapping.intervals import Bools

# How much of a row is published.
NOTHING, ANSWERS, ONE, ALL = range(4)


@dataclass(frozen=True, eq=False)
class Disclosure:
    """What may be published (true) of the counts of one grouping.

    Parameters
    ----------
    min_cell
        The least count.
    counts
        Shape (n_propositions, n_groups, 3): disagree, pass, agree.
    answers
        Shape (n_propositions, n_groups): how many answered.
    totals
        Shape (n_propositions, 3): over all actors, grouped or not.
    total_answers
        Shape (n_propositions,).
    sizes
        Shape (n_groups,): how many actors are in each group. Where a size is withheld, all else of the group is.
    """

    min_cell: int
    counts: Bools
    answers: Bools
    totals: Bools
    total_answers: Bools
    sizes: Bools

    @property
    def n_withheld(self) -> int:
        """Counts of groups and totals that are not published."""
        masks = (self.counts, self.answers, self.totals, self.total_answers, self.sizes)
        return sum(int((~mask).sum()) for mask in masks)


def disclosure(
    counts: NDArray[np.int64],
    totals: NDArray[np.int64],
    sizes: NDArray[np.int64],
    n_actors: int,
    min_cell: int,
) -> Disclosure:
    """Decide what may be published.

    Parameters
    ----------
    counts
        Shape (n_propositions, n_groups, 3): disagree, pass, agree of each group.
    totals
        Shape (n_propositions, 3): the same over all actors. Those in no group are what is left.
    sizes
        Shape (n_groups,): actors in each group.
    n_actors
        All actors.
    min_cell
        The least count that may be published; with 0 everything may.

    Examples
    --------
    All 12 of the second group agreed. If only this were withheld, it could be worked out from the totals.

    >>> counts = np.array([[[10, 8, 22], [0, 0, 12], [6, 5, 6]]])
    >>> may = disclosure(counts, counts.sum(axis=1), np.array([40, 12, 17]), 69, 5)
    >>> may.counts[0].tolist()
    [[True, True, True], [False, False, False], [False, False, False]]
    >>> may.answers.tolist(), may.totals.tolist()
    ([[True, True, True]], [[True, True, True]])
    """
    if min_cell == 0:
        return _everything(counts.shape[0], counts.shape[1])
    # Who is in no group is a further row: it can be worked out.
    rows = np.concatenate([counts, (totals - counts.sum(axis=1))[:, None]], axis=1)
    apart = _never_apart(np.append(sizes, n_actors - sizes.sum()), min_cell)
    together = rows[:, apart].sum(axis=1)[:, None]
    units = np.concatenate([rows[:, ~apart], together], axis=1)
    side = np.where(totals[:, AGREE] >= totals[:, DISAGREE], AGREE, DISAGREE)
    level = np.full((len(rows), rows.shape[1] + 1), NOTHING)
    of_units = [_levels(unit, int(one), min_cell) for unit, one in zip(units, side, strict=True)]
    if of_units:
        found = np.array(of_units)
        level[:, np.append(~apart, True)] = np.delete(found, -2, axis=1)
    shown = (level[:, :, None] == ALL) | (
        (level[:, :, None] == ONE) & (np.arange(N_STANCES) == side[:, None, None])
    )
    answers = level >= ANSWERS
    last = counts.shape[1]
    return Disclosure(
        min_cell, shown[:, :last], answers[:, :last], shown[:, -1], answers[:, -1], ~apart[:-1]
    )


def _everything(n_propositions: int, n_groups: int) -> Disclosure:
    counts = np.ones((n_propositions, n_groups, N_STANCES), dtype=bool)
    totals = np.ones((n_propositions, N_STANCES), dtype=bool)
    sizes = np.ones(n_groups, dtype=bool)
    return Disclosure(0, counts, counts[:, :, 0], totals, totals[:, 0], sizes)


def _never_apart(sizes: NDArray[np.int64], min_cell: int) -> Bools:
    """Groups too small to be seen, with as many of the next smallest as it takes to hide them."""
    apart = (sizes > 0) & (sizes < min_cell)
    for row in np.argsort(sizes, kind="stable"):
        if not apart.any() or (apart.sum() > 1 and sizes[apart].sum() >= min_cell):
            break
        apart[row] |= sizes[row] > 0
    return np.asarray(apart)


class _Row:
    """What one row has and how much of it is published."""

    def __init__(self, counts: NDArray[np.int64], side: int, least: int) -> None:
        self.answers = int(counts.sum())
        self.one = int(counts[side])
        self.rest = self.answers - self.one
        self.cells = [int(count) for count in counts]
        self.level = self._best(least)

    def _best(self, least: int) -> int:
        """As much as the row's own counts allow. A row without answers says nothing of any stance."""
        if self.answers == 0 or min(self.cells) >= least:
            return ALL
        if min(self.one, self.rest) >= least:
            return ONE
        return ANSWERS if self.answers >= least else NOTHING


def _levels(counts: NDArray[np.int64], side: int, least: int) -> list[int]:
    """How much of each row of a proposition is published, and last of the totals."""
    total = _Row(counts.sum(axis=0), side, least)
    rows = [_Row(row, side, least) for row in counts]
    filled = [row for row in rows if row.answers]
    for row in filled:
        row.level = min(row.level, total.level)
    if total.level >= ANSWERS:
        _coarsen(filled, NOTHING, lambda: _answers_open(filled, least))
    if total.level >= ONE:
        _coarsen(filled, ANSWERS, lambda: _one_open(filled, least))
    if total.level == ALL:
        _coarsen(filled, ONE, lambda: _others_open(filled, side, least))
    return [row.level for row in rows] + [total.level]


def _coarsen(rows: list[_Row], to: int, is_open: Callable[[], bool]) -> None:
    """Bring the smallest rows down to a level, one by one, until what is hidden is open enough."""
    finer = sorted((row for row in rows if row.level > to), key=lambda row: row.answers)
    while not is_open() and finer:
        finer.pop(0).level = to


def _answers_open(rows: list[_Row], least: int) -> bool:
    """Whether the numbers of answers that are withheld can't be worked out from their total."""
    hidden = [row.answers for row in rows if row.level == NOTHING]
    return not hidden or (len(hidden) > 1 and sum(hidden) >= least)


def _one_open(rows: list[_Row], least: int) -> bool:
    """Whether the same holds of the one answer, where it is withheld."""
    hidden = [row for row in rows if row.level < ONE]
    enough = min(sum(row.one for row in hidden), sum(row.rest for row in hidden)) >= least
    return not hidden or (len(hidden) > 1 and enough)


def _others_open(rows: list[_Row], side: int, least: int) -> bool:
    """Whether the same holds of the two other answers, where they are withheld."""
    hidden = [row for row in rows if row.level < ALL]
    others = [place for place in range(N_STANCES) if place != side]
    enough = all(sum(row.cells[place] for row in hidden) >= least for place in others)
    return not hidden or (len(hidden) > 1 and enough)
