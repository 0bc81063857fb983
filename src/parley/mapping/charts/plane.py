"""From the plane of opinions to the paper: which part is shown, at which scale, and what falls off its edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.charts.chart import Box

Floats = NDArray[np.float64]

# A point so many times further out than nearly all others is drawn at the edge.
_FAR = 1.45


@dataclass(frozen=True)
class Plane:
    """One scale for both axes, since distances on the map mean something; up is up.

    Parameters
    ----------
    box
        On paper.
    x, y
        The opinion in the middle of the box.
    scale
        Units of paper for one of opinion.
    """

    box: Box
    x: float
    y: float
    scale: float

    def place(self, points: NDArray[Any]) -> Floats:
        """Points (n, 2) of opinion on paper; those beyond the edge at the edge."""
        return np.clip(self._on_paper(points), *self._limits())

    def beyond(self, points: NDArray[Any]) -> NDArray[np.bool_]:
        """Which points (n, 2) of opinion lie beyond the edge."""
        low, high = self._limits()
        paper = self._on_paper(points)
        return np.asarray(((paper < low - 0.01) | (paper > high + 0.01)).any(axis=1))

    def _on_paper(self, points: NDArray[Any]) -> Floats:
        left, top, right, bottom = self.box
        shift = np.asarray(points, dtype=np.float64) - (self.x, self.y)
        return np.column_stack(
            [
                (left + right) / 2 + shift[:, 0] * self.scale,
                (top + bottom) / 2 - shift[:, 1] * self.scale,
            ]
        )

    def _limits(self) -> tuple[Floats, Floats]:
        left, top, right, bottom = self.box
        edge = 7
        return np.array([left + edge, top + edge]), np.array([right - edge, bottom - edge])


def extent(values: NDArray[Any]) -> tuple[float, float]:
    """The range that is shown of an axis: all of it, unless a few stand very far out; zero is within."""
    if not len(values):
        return -1.0, 1.0
    low, high = (float(v) for v in np.quantile(values, (0.005, 0.995)))
    middle, half = (low + high) / 2, (high - low) / 2 * _FAR
    low, high = max(float(values.min()), middle - half), min(float(values.max()), middle + half)
    return min(low, 0.0), max(high, 0.0)


def plane_of(points: NDArray[Any], left: float, top: float, width: float, tallest: float) -> Plane:
    """The part of the plane that shows the points (n, 2), as high as they need and `tallest` allows."""
    (x0, x1), (y0, y1) = (extent(points[:, axis]) for axis in (0, 1))
    # Around few actors, the outlines of groups reach further.
    edge = 26.0 if len(points) > 100 else 44.0
    wide, high = max(x1 - x0, 1e-9), max(y1 - y0, 1e-9)
    if max(x1 - x0, y1 - y0) < 1e-9:
        wide = high = 2.0
    scale = min((width - 2 * edge) / wide, (tallest - 2 * edge) / high)
    height = min(tallest, max(high * scale + 2 * edge, tallest * 0.62))
    return Plane((left, top, left + width, top + height), (x0 + x1) / 2, (y0 + y1) / 2, scale)
