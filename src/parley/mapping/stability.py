"""How stable the groups are: found again in redrawn sets of actors, axes included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.mapping import draws
from parley.mapping.kmeans import Best, Cells, clustered, gather, nearest
from parley.mapping.linear import Array
from parley.mapping.progress import Progress
from parley.mapping.samples import Sample, Standing, standing
from parley.mapping.settings import MapSettings

# From redrawn points, gathered, and their best clusters to the number of groups.
Choose = Callable[[Cells, list[Best]], int]

_CELLS = 400
# Exact enough here: in sparse data it overstates the Rand index by .01, and takes two thirds of the time.
_TOLERANCE = 1e-2
# The number of groups is determined where so many redrawn sets give the same.
DETERMINED = 0.8


@dataclass(frozen=True, eq=False)
class Stability:
    """What redrawing the actors does to the groups.

    Parameters
    ----------
    numbers
        The numbers of groups tried: 2, 3 …
    rand
        Shape (numbers, bootstraps): adjusted Rand index of the groups found again, for each number.
    jaccard
        Shape (groups, bootstraps): for each group found, the Jaccard index with the group most like it.
    chosen
        Shape (bootstraps,): the number of groups that each redrawn set gives.
    n_groups
        The number of groups found.
    """

    numbers: tuple[int, ...]
    rand: Array
    jaccard: Array
    chosen: NDArray[np.int16]
    n_groups: int

    @property
    def mean_rand(self) -> float:
        """Mean adjusted Rand index of the groups found: 1 for always the same."""
        return float(self.rand[self.numbers.index(self.n_groups)].mean())

    @property
    def mean_jaccard(self) -> tuple[float, ...]:
        """Of each group; Hennig 2007 takes 0.75 for stable, below 0.5 for dissolved."""
        return tuple(float(one) for one in self.jaccard.mean(axis=1))

    @property
    def k_share(self) -> float:
        """The share of redrawn sets that give the same number of groups."""
        return float((self.chosen == self.n_groups).mean())

    @property
    def k_determined(self) -> bool:
        return self.k_share >= DETERMINED


def adjusted_rand(a: ArrayLike, b: ArrayLike) -> float:
    """How alike two groupings are: 1 for the same, 0 as much as by chance.

    Hubert and Arabie 1985, *Comparing partitions*.

    Parameters
    ----------
    a, b
        Shape (n,): whole numbers from 0; a negative one is no group, and leaves the actor out.

    Raises
    ------
    ValueError
        Where the lengths differ.

    Examples
    --------
    >>> adjusted_rand([0, 0, 1, 1], [1, 1, 0, 0])
    1.0
    """
    first, second = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
    if first.shape != second.shape:
        raise ValueError(
            f"expected two groupings of one length; got {len(first)} and {len(second)}"
        )
    return _rand(_crossed(first, second))


def _crossed(a: NDArray[np.integer], b: NDArray[np.integer]) -> Array:
    """How many are in group i of the one and j of the other."""
    both = (a >= 0) & (b >= 0)
    one, other = a[both].astype(np.int64), b[both].astype(np.int64)
    width = int(other.max(initial=0)) + 1
    height = int(one.max(initial=0)) + 1
    counted = np.bincount(one * width + other, minlength=height * width)
    return counted.reshape(height, width).astype(np.float64)


def _rand(crossed: Array) -> float:
    def pairs(of: Array) -> float:
        return float((of * (of - 1) / 2).sum())

    together, whole = pairs(crossed), pairs(crossed.sum(keepdims=True))
    rows, columns = pairs(crossed.sum(axis=1)), pairs(crossed.sum(axis=0))
    by_chance = rows * columns / max(whole, 1.0)
    most = (rows + columns) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def _jaccard(crossed: Array) -> Array:
    """For each group of the one, its likeness to the group of the other most like it."""
    either = crossed.sum(axis=1)[:, None] + crossed.sum(axis=0) - crossed
    return np.asarray((crossed / np.maximum(either, 1.0)).max(axis=1))


def stability(
    sample: Sample,
    found: Standing,
    groups: dict[int, NDArray[np.int16]],
    n_groups: int,
    choose: Choose,
    settings: MapSettings,
    progress: Progress,
) -> Stability:
    """Draw the actors again, with replacement; find axes and groups again; compare.

    Hennig 2007, *Cluster-wise assessment of cluster stability*. Axes that stayed would overstate it.

    Parameters
    ----------
    found
        Its axes are those on which groups are looked for.
    groups
        For each number of groups tried: the group of each actor of the sample.
    choose
        How redrawn actors choose a number of groups.
    """
    numbers = tuple(groups)
    n = settings.bootstraps
    rand, chosen = np.zeros((len(numbers), n)), np.zeros(n, dtype=np.int16)
    jaccard = np.zeros((n_groups, n))
    for number in range(n):
        progress("stability", number / n)
        key = draws.stream(settings.seed, draws.BOOTSTRAP, number)
        weights = draws.poisson(key, sample.actors)
        points = _points(sample, found, weights)
        cells = gather(points, weights, _CELLS)
        # From where the groups are now, and from elsewhere.
        known = [_means(points, labels, k) for k, labels in groups.items()]
        again = clustered(cells.points, cells.weights, numbers, key, 1, known)
        chosen[number] = choose(cells, again)
        for at, k in enumerate(numbers):
            crossed = _crossed(groups[k], nearest(points, again[at].centres))
            rand[at, number] = _rand(crossed)
            if k == n_groups:
                jaccard[:, number] = _jaccard(crossed)[:n_groups]
    return Stability(numbers, rand, jaccard, chosen, n_groups)


def _points(sample: Sample, found: Standing, weights: Array) -> Array:
    n_axes = found.axes.shape[1]
    again = standing(sample, n_axes, weights=weights, start=found.axes, tolerance=_TOLERANCE)
    return again.points


def _means(points: Array, labels: NDArray[np.int16], k: int) -> Array:
    size = np.maximum(np.bincount(labels, minlength=k), 1)[:, None]
    return np.stack([np.bincount(labels, one, minlength=k) for one in points.T], axis=1) / size
