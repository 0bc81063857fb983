"""k-means on points, the same whatever the order of the rows, and the silhouette of what it finds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping import draws

Array = NDArray[np.float64]

# Points beyond this number are gathered in cells first.
CELLS = 40_000
STARTS = 6
_MOST_STEPS = 100
_EXACT_STEPS = 10
# Of the grid: points beyond these quantiles fall in the outermost cells.
_TAIL = 0.005
_SILHOUETTE_ON = 2_000
_ROWS = 250


class Clusters(NamedTuple):
    """`labels` (n,) int16 in the order of the centres' first coordinate, `centres` (k, axes), and
    `within`: the weighted sum of squared distances to the own centre."""

    labels: NDArray[np.int16]
    centres: Array
    within: float


class Cells(NamedTuple):
    """Points gathered: mean and weight of each cell, which cell each point is in, and what the
    gathering hides: the sum of squared distances within cells."""

    points: Array
    weights: Array
    of: NDArray[np.intp]
    hidden: float


def kmeans(
    points: Array,
    k: int,
    *,
    weights: Array | None = None,
    seed: int = 1,
    starts: int = STARTS,
    start: Array | None = None,
    cells: int = CELLS,
) -> Clusters:
    """The division of points into k clusters with the least sum of squares that several starts find.

    Lloyd 1982, *Least squares quantization in PCM*, started as in Arthur and Vassilvitskii 2007,
    *k-means++*. Many points are gathered in a grid, which is clustered; then a few steps on the points
    themselves follow.

    Parameters
    ----------
    points
        Shape (n, axes).
    k
        Clusters; there are fewer centres where there are fewer different points.
    weights
        Shape (n,): how often each point counts.
    start
        Shape (k, axes): the only start, in place of drawn ones.
    cells
        More points than this are gathered in about as many cells.

    Examples
    --------
    >>> found = kmeans(np.array([[5.0], [0.0], [5.2], [0.1]]), 2)
    >>> found.labels.tolist()
    [1, 0, 1, 0]
    """
    weight = np.ones(len(points)) if weights is None else weights
    if len(points) <= cells:
        return _ordered(_best(points, weight, k, seed, starts, start), points, weight)
    grid = gather(points, weight, cells)
    rough = _best(grid.points, grid.weights, k, seed, starts, start)
    return _ordered(_lloyd(points, weight, rough, _EXACT_STEPS), points, weight)


def gather(points: Array, weights: Array, cells: int) -> Cells:
    """Points in a grid of about so many cells, each at the mean of its points."""
    n, axes = points.shape
    along = max(int(round(cells ** (1 / max(axes, 1)))), 2)
    low, high = np.quantile(points, (_TAIL, 1 - _TAIL), axis=0)
    step = np.where(high > low, (high - low) / along, 1.0)
    place = np.clip((points - low) / step, 0, along - 1).astype(np.int64)
    flat = np.ravel_multi_index(tuple(place.T), (along,) * axes)
    used, of = np.unique(flat, return_inverse=True)
    weight = np.bincount(of, weights, minlength=len(used))
    sums = _sums(points, weights, of, len(used))
    mean = sums / np.maximum(weight, 1e-300)[:, None]
    hidden = float(weights @ (points**2).sum(axis=1) - weight @ (mean**2).sum(axis=1))
    return Cells(mean, weight, of, max(hidden, 0.0))


def nearest(points: Array, centres: Array) -> NDArray[np.int16]:
    """The nearest centre of each point; of two at the same distance the first."""
    labels = np.zeros(len(points), dtype=np.int16)
    best = points @ centres[0] - centres[0] @ centres[0] / 2
    for number in range(1, len(centres)):
        closeness = points @ centres[number] - centres[number] @ centres[number] / 2
        nearer = closeness > best
        labels[nearer] = number
        np.maximum(best, closeness, out=best)
    return labels


def silhouette(
    points: Array, labels: NDArray[np.integer], weights: Array | None = None, seed: int = 1
) -> float:
    """Mean silhouette width: how much nearer to the own cluster than to the next, from -1 to 1.

    Rousseeuw 1987, *Silhouettes: a graphical aid to the interpretation and validation of cluster analysis*.
    On a sample of 2,000 points where there are more. A point alone in its cluster has 0.
    """
    weight = np.ones(len(points)) if weights is None else weights
    if len(points) > _SILHOUETTE_ON:
        drawn = draws.uniform(draws.stream(seed, draws.SAMPLE), np.arange(len(points)))
        chosen = np.sort(np.argpartition(drawn, _SILHOUETTE_ON)[:_SILHOUETTE_ON])
        points, labels, weight = points[chosen], labels[chosen], weight[chosen]
    member = (labels[:, None] == np.arange(labels.max(initial=0) + 1)) * weight[:, None]
    member = member[:, member.sum(axis=0) > 0]
    if member.shape[1] < 2:
        return 0.0
    widths = [
        _widths(points[first : first + _ROWS], points, member, member[first : first + _ROWS])
        for first in range(0, len(points), _ROWS)
    ]
    return float(np.concatenate(widths) @ weight / weight.sum())


def _widths(some: Array, points: Array, member: Array, own: Array) -> Array:
    squares = (some**2).sum(axis=1)[:, None] + (points**2).sum(axis=1) - 2 * some @ points.T
    summed = np.sqrt(np.maximum(squares, 0)) @ member
    size = member.sum(axis=0)
    at = own.argmax(axis=1)
    row = np.arange(len(some))
    inside = summed[row, at] / np.maximum(size[at] - 1, 1e-300)
    mean = summed / size
    mean[row, at] = np.inf
    outside = mean.min(axis=1)
    larger = np.maximum(np.maximum(inside, outside), 1e-300)
    return np.asarray(np.where(size[at] > 1, (outside - inside) / larger, 0.0))


def _best(
    points: Array, weights: Array, k: int, seed: int, starts: int, start: Array | None
) -> Array:
    if start is not None:
        return _lloyd(points, weights, start, _MOST_STEPS)
    found = [
        _lloyd(points, weights, _spread_out(points, weights, k, seed, number), _MOST_STEPS)
        for number in range(starts)
    ]
    within = [_within(points, weights, centres) for centres in found]
    return found[int(np.argmin(within))]


def _lloyd(points: Array, weights: Array, centres: Array, most: int) -> Array:
    labels = np.full(len(points), -1, dtype=np.int16)
    for _step in range(most):
        after = nearest(points, centres)
        if np.array_equal(after, labels):
            break
        labels = after
        size = np.bincount(labels, weights, minlength=len(centres))
        sums = _sums(points, weights, labels, len(centres))
        # A cluster that lost its last point stays where it was.
        moved = sums / np.maximum(size, 1e-300)[:, None]
        centres = np.where(size[:, None] > 0, moved, centres)
    return centres


def _sums(points: Array, weights: Array, of: NDArray[np.integer], n: int) -> Array:
    columns = [np.bincount(of, weights * column, minlength=n) for column in points.T]
    return np.stack(columns, axis=1) if columns else np.zeros((n, 0))


def _spread_out(points: Array, weights: Array, k: int, seed: int, number: int) -> Array:
    """Centres drawn one after the other, each with the chance of its squared distance to the others."""
    chances = draws.uniform(draws.stream(seed, draws.START, number), np.arange(k))
    centres = points[[_pick(weights, chances[0])]]
    for chance in chances[1:]:
        distance = np.stack([((points - one) ** 2).sum(axis=1) for one in centres])
        centres = np.vstack([centres, points[[_pick(weights * distance.min(axis=0), chance)]]])
    return centres


def _pick(chances: Array, at: float) -> int:
    cumulated = np.cumsum(chances)
    return min(int(np.searchsorted(cumulated, at * cumulated[-1], side="right")), len(chances) - 1)


def _within(points: Array, weights: Array, centres: Array) -> float:
    own = centres[nearest(points, centres)]
    return float(weights @ ((points - own) ** 2).sum(axis=1))


def _ordered(centres: Array, points: Array, weights: Array) -> Clusters:
    """Numbered along the first axis: sizes change with a few actors, places hardly."""
    centres = centres[np.lexsort(centres.T[::-1])]
    labels = nearest(points, centres)
    return Clusters(labels, centres, float(weights @ ((points - centres[labels]) ** 2).sum(axis=1)))
