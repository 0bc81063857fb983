"""Groupings for maps without groups: everybody, and the thirds of a line of disagreement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import Stances
from parley.mapping.counts import Counts, Shaping, count, shaping
from parley.mapping.grouping import Grouping
from parley.mapping.linear import Array
from parley.mapping.projection import Projection, place, principal_axes
from parley.mapping.settings import MapSettings

EVERYBODY = "everybody"
LINE = "line of disagreement"
THIRDS = ("one end", "the middle", "the other end")


def everybody(counts: Counts) -> Grouping:
    """All who answered anything, as one group: there are convergences without any groups, too."""
    labels = np.where(counts.answered > 0, 0, -1).astype(np.int16)
    return Grouping(EVERYBODY, True, labels, (EVERYBODY,))


def thirds(counts: Counts, shape: Shaping, projection: Projection) -> Grouping:
    """The actors along the first axis, a third of those who shape it in each part.

    A continuum has no groups, but a rapporteur wants to know on which propositions its ends differ. The cut
    is the analyst's, and named so. It was made by these answers, and so is tested on others.
    """
    return _cut(projection.points[:, 0], counts, shape)


def thirds_again(
    stances: Stances, numbers: NDArray[np.int64], projection: Projection, settings: MapSettings
) -> Grouping:
    """The thirds as some of the propositions (by number) give them: for cross-fitting."""
    counts = count(stances)
    shape = shaping(counts, settings)
    found = principal_axes(stances, counts, shape, 1, start=projection.axes[numbers])
    if not found.axes.shape[1]:
        return Grouping(LINE, False, np.full(stances.n_actors, -1, dtype=np.int16), THIRDS)
    return _cut(place(stances, found.mean, found.axes, shape)[:, 0], counts, shape)


def _cut(along: Array, counts: Counts, shape: Shaping) -> Grouping:
    low, high = np.quantile(along[shape.actors], [1 / 3, 2 / 3])
    labels = (along > low).astype(np.int16) + (along > high)
    labels[counts.answered == 0] = -1
    return Grouping(LINE, False, labels.astype(np.int16), THIRDS)
