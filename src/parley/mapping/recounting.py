"""The counts of a map with newer stances, from those of the map before: who answered anew is taken out as it was,
and put in as it is. They are whole numbers, and so the same as if all were counted again."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.contrast import Tallies, group_counts
from parley.mapping.counts import Counts, count
from parley.mapping.crossfit import Folds
from parley.mapping.grouping import Grouping
from parley.mapping.matrix import StanceMatrix

_Labels = NDArray[np.integer[Any]]


class Since(NamedTuple):
    """What came between two maps of the same propositions.

    Parameters
    ----------
    before, after
        The stances of both.
    rows
        Shape (actors before,): the number of each of them after.
    newer
        Shape (actors after,): who has answered since.
    """

    before: StanceMatrix
    after: StanceMatrix
    rows: NDArray[np.int64]
    newer: NDArray[np.bool_]

    def counts(self, known: Counts) -> Counts:
        """How often each answer was given, and how many each actor gave."""
        old, new = self._changed(self.newer)
        cells = known.cells - count(old).cells + count(new).cells
        return Counts(cells, np.diff(self.after.indptr))

    def tallies(
        self,
        known: Tallies,
        grouping: tuple[Grouping, Grouping],
        folds: tuple[Folds | None, Folds | None],
    ) -> Tallies:
        """How often each group did.

        Parameters
        ----------
        known
            Of the map before.
        grouping, folds
            Before and after; of the same groups, and the same folds of propositions.
        """
        labels = (grouping[0].labels, grouping[1].labels)
        shown = self._by_group(known.shown, labels, grouping[1].n_groups, None)
        if grouping[1].known:
            return Tallies(shown, shown)
        if known.tested is None or folds[0] is None or folds[1] is None:
            return Tallies(shown, None)
        across = (folds[0].labels, folds[1].labels)
        tested = self._by_group(known.tested, across, grouping[1].n_groups, folds[1].fold_of)
        return Tallies(shown, tested)

    def _by_group(
        self,
        known: NDArray[np.int64],
        labels: tuple[_Labels, _Labels],
        n_groups: int,
        fold_of: NDArray[np.int16] | None,
    ) -> NDArray[np.int64]:
        before, after = labels
        moved = before != after[self.rows]
        other = self.newer.copy()
        other[self.rows] |= moved if moved.ndim == 1 else moved.any(axis=1)
        old, new = self._changed(other)
        out = group_counts(old, before[other[self.rows]], n_groups, fold_of)
        back = group_counts(new, after[other], n_groups, fold_of)
        return known - out + back

    def _changed(self, other: NDArray[np.bool_]) -> tuple[StanceMatrix, StanceMatrix]:
        """The stances of some actors (true or false for each) as they were, and as they are."""
        before = self.before.take(np.flatnonzero(other[self.rows]))
        return before, self.after.take(np.flatnonzero(other))
