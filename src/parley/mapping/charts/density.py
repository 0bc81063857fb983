"""Where actors stand, as smooth densities and the outlines of their densest parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ring = list[tuple[float, float]]

COLUMNS = 96


@dataclass(frozen=True, eq=False)
class Density:
    """A smoothed count of points on a grid of cells over a rectangle.

    Parameters
    ----------
    values
        Shape (rows, columns): smoothed number of points around each cell's middle.
    counts
        Shape (rows, columns): points in the cell.
    left, top, cell
        Of the grid, in the units of the points.
    """

    values: Floats
    counts: Floats
    left: float
    top: float
    cell: float

    def level(self, share: float) -> float:
        """The density above which at least this share of the points stands."""
        order = np.argsort(-self.values, axis=None, kind="stable")
        counts = self.counts.ravel()[order]
        within = np.cumsum(counts)
        at = int(np.searchsorted(within, share * within[-1]))
        return float(self.values.ravel()[order[min(at, len(order) - 1)]])

    def rings(self, level: float) -> list[Ring]:
        """The outlines of where the density is above the level, in the units of the points."""
        return [
            [(self.left + (x - 0.5) * self.cell, self.top + (y - 0.5) * self.cell) for x, y in ring]
            for ring in contour(np.pad(self.values, 1), level)
        ]


def density(points: Floats, box: tuple[float, float, float, float], bandwidth: float) -> Density:
    """The density of points (n, 2) over a box (left, top, right, bottom), all in one unit."""
    left, top, right, bottom = box
    cell = (right - left) / COLUMNS
    rows = max(1, round((bottom - top) / cell))
    column = np.clip(((points[:, 0] - left) / cell).astype(np.int64), 0, COLUMNS - 1)
    row = np.clip(((points[:, 1] - top) / cell).astype(np.int64), 0, rows - 1)
    found = np.bincount(row * COLUMNS + column, minlength=rows * COLUMNS)
    counts = found.reshape(rows, COLUMNS).astype(np.float64)
    spread = max(bandwidth / cell, 0.8)
    values = _blur(rows, spread) @ counts @ _blur(COLUMNS, spread).T
    return Density(values, counts, left, top, cell)


def bandwidth(points: Floats, least: float) -> float:
    """Scott's rule for points (n, 2), with the middle of the spreads of the axes and a least value."""
    n = len(points)
    if n < 2:
        return least
    spread = float(np.sqrt(np.prod(np.maximum(points.std(axis=0), 1e-9))))
    return max(spread * float(n ** (-1 / 6)), least)


def _blur(n: int, spread: float) -> Floats:
    distance = np.subtract.outer(np.arange(n), np.arange(n)) / spread
    return np.asarray(np.exp(-0.5 * distance * distance) / (spread * np.sqrt(2 * np.pi)))


# Marching squares: for each way in which the corners (1 top left, 2 top right, 4 bottom right, 8 bottom
# left) lie above the level, from which edge to which the outline runs, the high side on its left.
_TOP, _RIGHT, _BOTTOM, _LEFT = range(4)
_RUNS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((_TOP, _LEFT),),
    2: ((_RIGHT, _TOP),),
    3: ((_RIGHT, _LEFT),),
    4: ((_BOTTOM, _RIGHT),),
    5: ((_TOP, _LEFT), (_BOTTOM, _RIGHT)),
    6: ((_BOTTOM, _TOP),),
    7: ((_BOTTOM, _LEFT),),
    8: ((_LEFT, _BOTTOM),),
    9: ((_TOP, _BOTTOM),),
    10: ((_RIGHT, _TOP), (_LEFT, _BOTTOM)),
    11: ((_RIGHT, _BOTTOM),),
    12: ((_LEFT, _RIGHT),),
    13: ((_TOP, _RIGHT),),
    14: ((_LEFT, _TOP),),
}


def contour(values: Floats, level: float) -> list[Ring]:
    """Closed outlines of `values` > level by marching squares, as (column, row) of the grid's points.

    The border of the grid must lie below the level. The longest ring comes first.
    """
    above = values > level
    kind = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    follows: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for row, column in np.argwhere((kind > 0) & (kind < 15)).tolist():
        for start, end in _RUNS[int(kind[row, column])]:
            follows[_edge(row, column, start)] = _edge(row, column, end)
    rings = []
    while follows:
        edge = next(iter(follows))
        ring: Ring = []
        while edge in follows:
            ring.append(_crossing(values, level, edge))
            edge = follows.pop(edge)
        rings.append(ring)
    return sorted(rings, key=len, reverse=True)


def _edge(row: int, column: int, side: int) -> tuple[int, int, int]:
    """An edge of the grid: 0 runs right from (row, column), 1 down."""
    return {
        _TOP: (row, column, 0),
        _RIGHT: (row, column + 1, 1),
        _BOTTOM: (row + 1, column, 0),
        _LEFT: (row, column, 1),
    }[side]


def _crossing(values: Floats, level: float, edge: tuple[int, int, int]) -> tuple[float, float]:
    row, column, down = edge
    here = float(values[row, column])
    there = float(values[row + down, column + 1 - down])
    part = (level - here) / (there - here)
    return (column + (0 if down else part), row + (part if down else 0))


def even(ring: Ring, step: float) -> Ring:
    """The ring with corners about `step` apart, at least eight."""
    points = np.array([*ring, ring[0]])
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    n = max(8, round(along[-1] / step))
    at = np.linspace(0, along[-1], n, endpoint=False)
    xs, ys = (np.interp(at, along, points[:, axis]) for axis in (0, 1))
    return list(zip(xs.tolist(), ys.tolist(), strict=True))


def area(ring: Ring) -> float:
    """Of the ring, whatever its direction."""
    points = np.array(ring)
    x, y = points.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def inside(ring: Ring, points: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of the points (n, 2) the ring goes around."""
    result = np.zeros(len(points), dtype=bool)
    x, y = points.T
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if ay != by:
            crosses = (ay > y) != (by > y)
            result ^= crosses & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return result
