"""Placing labels so that they cover neither one another nor what they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.charts.chart import Box


def best_place(
    candidates: Sequence[Box],
    taken: Sequence[Box],
    within: Box,
    points: NDArray[Any],
    home: tuple[float, float],
    weight: float = 1,
) -> Box:
    """Of the boxes, the one that overlaps no taken one, covers few points and stays near its home.

    `weight` says what a covered point costs: as much as being 40 units further away. Of two equally good
    ones it is the first.
    """
    boxes = np.array(candidates, dtype=np.float64)
    sizes = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    clash = shared(boxes, taken).sum(axis=1) + sizes - shared(boxes, [within])[:, 0]
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    away = np.hypot(middle[:, 0] - home[0], middle[:, 1] - home[1])
    cost = np.round(covered(boxes, points) * weight + away / 40, 3)
    return candidates[int(np.lexsort((cost, np.round(clash, 3)))[0])]


def shared(boxes: NDArray[Any], others: Sequence[Box]) -> NDArray[np.float64]:
    """Shape (boxes, others): the area that each box shares with each of the others."""
    other = np.array(others, dtype=np.float64).reshape(-1, 4)
    low = np.maximum(boxes[:, None, :2], other[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], other[None, :, 2:])
    return np.asarray(np.clip(high - low, 0, None).prod(axis=2))


def covered(boxes: NDArray[Any], points: NDArray[Any]) -> NDArray[np.int64]:
    """Shape (boxes,): how many of the points (n, 2) lie in each."""
    low = points[None, :, :] > boxes[:, None, :2]
    high = points[None, :, :] < boxes[:, None, 2:]
    return np.asarray(np.count_nonzero((low & high).all(axis=2), axis=1))


def around(
    home: tuple[float, float], width: float, height: float, radii: Sequence[float]
) -> list[Box]:
    """Boxes of a size at sixteen directions and several distances from a point."""
    boxes = [centred(home, width, height)] if 0 in radii else []
    for radius in radii:
        for step in range(16) if radius else ():
            angle = 2 * pi * step / 16
            # A box stands with its near side at the distance, whatever its shape.
            x = home[0] + cos(angle) * (radius + width / 2)
            y = home[1] + sin(angle) * (radius + height / 2)
            boxes.append(centred((x, y), width, height))
    return boxes


def centred(middle: tuple[float, float], width: float, height: float) -> Box:
    x, y = middle
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
