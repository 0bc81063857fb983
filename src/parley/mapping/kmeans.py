"""k-means on points, the same whatever the order of the rows, and the silhouette of what it finds."""

from __future__ import annotations

from collections.abc import Sequence
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
# Numbers worked on at a time: distances of points to the centres of all starts.
_AT_A_TIME = 1_000_000


class Clusters(NamedTuple):
    """`labels` (n,) int16 in the order of the centres' first coordinate, `centres` (k, axes), and
    `within`: the weighted sum of squared distances to the own centre."""

    labels: NDArray[np.int16]
    centres: Array
    within: float


class Best(NamedTuple):
    """Centres (k, axes), and the weighted sum of squared distances to the nearest."""

    centres: Array
    within: float


class Cells(NamedTuple):
    """Points gathered: mean and weight of each cell, and what the gathering hides: the weighted sum of
    squared distances within cells."""

    points: Array
    weights: Array
    hidden: float


def kmeans(
    points: Array,
    k: int,
    *,
    weights: Array | None = None,
    seed: int = 1,
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
        Clusters. Where there are fewer different points, some stay empty.
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
    few, heavy = points, weight
    if len(points) > cells:
        few, heavy, _hidden = gather(points, weight, cells)
    starts = _spread_out(few, heavy, k, seed, STARTS) if start is None else start[None]
    centres = best_of(few, heavy, [starts])[0].centres
    if few is not points:
        centres = _lloyd(points, weight, centres[None], _EXACT_STEPS)[0][0]
    centres = centres[np.lexsort(centres.T[::-1])]
    labels = nearest(points, centres)
    return Clusters(labels, centres, float(weight @ ((points - centres[labels]) ** 2).sum(axis=1)))


def gather(points: Array, weights: Array, cells: int) -> Cells:
    """Points in a grid of about so many cells, each at the mean of its points."""
    axes = points.shape[1]
    along = max(round(cells ** (1 / max(axes, 1))), 2)
    low, high = np.quantile(points, (_TAIL, 1 - _TAIL), axis=0)
    step = np.where(high > low, (high - low) / along, 1.0)
    place = np.clip((points - low) / step, 0, along - 1).astype(np.int64)
    flat = np.ravel_multi_index(tuple(place.T), (along,) * axes)
    weight = np.bincount(flat, weights, minlength=along**axes).astype(np.float64)
    used = weight > 0
    sums = [np.bincount(flat, weights * column, minlength=len(weight)) for column in points.T]
    weight = weight[used]
    mean = np.stack(sums, axis=1)[used] / weight[:, None]
    hidden = float(weights @ (points**2).sum(axis=1) - weight @ (mean**2).sum(axis=1))
    return Cells(mean, weight, max(hidden, 0.0))


def nearest(points: Array, centres: Array) -> NDArray[np.int16]:
    """The nearest centre of each point; of two at the same distance the first."""
    labels = np.zeros(len(points), dtype=np.int16)
    best = points @ centres[0] - centres[0] @ centres[0] / 2
    for number in range(1, len(centres)):
        closeness = points @ centres[number] - centres[number] @ centres[number] / 2
        labels[closeness > best] = number
        np.maximum(best, closeness, out=best)
    return labels


def clustered(
    points: Array,
    weights: Array,
    numbers: Sequence[int],
    seed: int,
    starts: int,
    known: Sequence[Array] | None = None,
) -> list[Best]:
    """The best clusters for each of several numbers of them, all worked out at once.

    Parameters
    ----------
    starts
        How many are drawn for each number.
    known
        For each number, one more start (k, axes).
    """
    tried = []
    for at, k in enumerate(numbers):
        own = _spread_out(points, weights, k, seed, starts)
        tried.append(own if known is None else np.concatenate([known[at][None], own]))
    return best_of(points, weights, tried)


def best_of(points: Array, weights: Array, starts: Sequence[Array]) -> list[Best]:
    """For each array of starts (any, k, axes) the best that they lead to."""
    widest = max(one.shape[1] for one in starts)
    # A centre that does not exist is infinitely far.
    padded = [
        np.pad(one, ((0, 0), (0, widest - one.shape[1]), (0, 0)), constant_values=np.inf)
        for one in starts
    ]
    centres, within = _lloyd(points, weights, np.concatenate(padded), _MOST_STEPS)
    found, first = [], 0
    for one in starts:
        best = first + int(np.argmin(within[first : first + len(one)]))
        found.append(Best(centres[best, : one.shape[1]], float(within[best])))
        first += len(one)
    return found


def _lloyd(points: Array, weights: Array, centres: Array, most: int) -> tuple[Array, Array]:
    """Move the centres of several starts (starts, k, axes) to the means of their points, until they stay.

    Returns them with the sum of squares that each start leaves.
    """
    heavy = np.column_stack([points * weights[:, None], weights])
    squares = float((heavy[:, :-1] * points).sum())
    centres, within = centres.copy(), np.zeros(len(centres))
    moving = np.arange(len(centres))
    for _step in range(most):
        sums = _sums(points, heavy, centres[moving])
        size = sums[:, :, -1:]
        # A cluster that lost its last point stays where it was.
        means = sums[:, :, :-1] / np.maximum(size, 1e-300)
        after = np.where(size > 0, means, centres[moving])
        within[moving] = squares - (size * means**2).sum(axis=(1, 2))
        moved = (after != centres[moving]).any(axis=(1, 2))
        centres[moving] = after
        moving = moving[moved]
        if not len(moving):
            break
    return centres, np.maximum(within, 0.0)


def _sums(points: Array, heavy: Array, centres: Array) -> Array:
    """For each start and centre, the weighted sum of its points, and their weight: (starts, k, axes + 1)."""
    starts, k, axes = centres.shape
    there = np.isfinite(centres[:, :, 0])
    flat = np.where(there[:, :, None], centres, 0.0)
    half = np.where(there, (flat**2).sum(axis=2) / 2, np.inf)[:, :, None]
    sums = np.zeros((starts, k, axes + 1))
    chunk = max(_AT_A_TIME // (starts * k), 1)
    for first in range(0, len(points), chunk):
        some = points[first : first + chunk]
        closeness = (flat.reshape(-1, axes) @ some.T).reshape(starts, k, -1) - half
        own = closeness.argmax(axis=1)[:, None, :] == np.arange(k)[:, None]
        sums += own.astype(np.float64) @ heavy[first : first + chunk]
    return sums


def _spread_out(points: Array, weights: Array, k: int, seed: int, starts: int) -> Array:
    """Starts (starts, k, axes): each centre is drawn with the chance of its squared distance to the others."""
    keys = [draws.stream(seed, draws.START, number) for number in range(starts)]
    drawn = np.array([draws.uniform(key, np.arange(k)) for key in keys]).reshape(starts, k)
    squares = (points**2).sum(axis=1)
    distance = np.ones((starts, len(points)))
    centres = np.zeros((starts, k, points.shape[1]))
    for number in range(k):
        cumulated = np.cumsum(distance * weights, axis=1)
        picked = (cumulated > (drawn[:, number] * cumulated[:, -1])[:, None]).argmax(axis=1)
        new = points[picked]
        centres[:, number] = new
        away = squares - 2 * new @ points.T + (new**2).sum(axis=1)[:, None]
        distance = np.maximum(away if number == 0 else np.minimum(distance, away), 0.0)
    return centres


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
