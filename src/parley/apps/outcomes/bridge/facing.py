"""A map without faces: of a confidential consultation nobody is drawn, and no line is kept.

In place of where people stand come the middle and the spread of each group that is large enough to
be spoken of. From these a cloud is drawn: as many places as there are people, none of them anybody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from parley.mapping.grouping import Grouping
from parley.mapping.matrix import Labels
from parley.mapping.result import OpinionMap

Floats = NDArray[np.float64]
# For each grouping, of each group: its middle (x, y) and spread (xx, xy, yy), or nothing.
Outline = tuple[float, float, float, float, float]
Outlines = dict[str, tuple[Outline | None, ...]]
_DIGITS = 2
_GOLDEN = pi * (3 - sqrt(5))


def outlines_of(of: OpinionMap) -> Outlines:
    """Of a map that is under disclosure control: nobody is in the groups whose size is withheld."""
    return {
        name: tuple(
            _outline(of.projection.points[grouping.labels == number, :2], of.settings.min_cell)
            for number in range(grouping.n_groups)
        )
        for name, grouping in of.groupings.items()
    }


def _outline(points: Floats, least: int) -> Outline | None:
    if len(points) < max(least, 1):
        return None
    plane = np.zeros((len(points), 2))
    plane[:, : points.shape[1]] = points
    x, y = plane.mean(axis=0).round(_DIGITS).tolist()
    (xx, xy), (_yx, yy) = np.cov(plane.T, bias=True).round(_DIGITS).tolist()
    return (x, y, xx, xy, yy)


def faceless(of: OpinionMap) -> OpinionMap:
    """The map with nothing in the place of each actor: all alike, in the order of the groups."""
    n = of.n_actors
    groupings = {name: _sorted(grouping) for name, grouping in of.groupings.items()}
    found = of.structure.grouping
    groups = of.groups and Labels(np.sort(of.groups.codes)[::-1].copy(), of.groups.names)
    return replace(
        of,
        actors=np.arange(1, n + 1),
        groups=groups,
        groupings=groupings,
        counts=replace(of.counts, answered=np.full(n, of.settings.min_answers)),
        shape=of.shape._replace(actors=np.ones(n, dtype=bool)),
        projection=replace(of.projection, points=np.zeros((n, 2)), uncertainty=None),
        structure=replace(of.structure, grouping=found and groupings[found.name]),
    )


def _sorted(grouping: Grouping) -> Grouping:
    """As many in each group as before, and the rest in none."""
    return replace(grouping, labels=np.sort(grouping.labels)[::-1].copy(), probability=None)


def clouds(outlines: tuple[Outline | None, ...], labels: NDArray[np.int16]) -> Floats:
    """Places (n, 2) for as many as the groups have; those of no outline have none (NaN)."""
    points = np.full((len(labels), 2), np.nan)
    for number, outline in enumerate(outlines):
        if outline is not None:
            rows = np.flatnonzero(labels == number)
            points[rows] = _cloud(outline, len(rows))
    return points


def _cloud(outline: Outline, n: int) -> Floats:
    """Places in an even spiral, which have this middle and this spread."""
    x, y, xx, xy, yy = outline
    turn = np.arange(n) * _GOLDEN
    # A disc of radius 2 has a variance of 1 on each axis.
    out = 2 * np.sqrt((np.arange(n) + 0.5) / max(n, 1))
    disc = np.column_stack([out * np.cos(turn), out * np.sin(turn)])
    values, vectors = np.linalg.eigh(np.array([[xx, xy], [xy, yy]]))
    return np.asarray(disc * np.sqrt(np.maximum(values, 1e-6)) @ vectors.T + (x, y))


def outlines_from(found: Mapping[str, Sequence[Sequence[float] | None]]) -> Outlines:
    """As they were kept."""
    return {
        name: tuple(None if one is None else (one[0], one[1], one[2], one[3], one[4]) for one in of)
        for name, of in found.items()
    }
