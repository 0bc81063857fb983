"""Regions on the map: the core of each group, or nested densities where actors are too many for dots."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parley.mapping.charts import svg
from parley.mapping.charts.chart import Box
from parley.mapping.charts.density import Density, Floats, Ring, area, bandwidth, density, even
from parley.mapping.charts.palette import group_colour
from parley.mapping.charts.picture import MapPicture

# The core of a group holds about so many of its actors.
CORE = 0.9
# A smaller group is outlined as a whole.
SMALL = 10
FEW = 40
LEVELS = (0.95, 0.8, 0.5)

# Outlines differ in black and white too.
_DASHES = (None, "7 3", "2 3", "9 3 2 3", "4 2", "1 2", "12 4", "6 2 1 2 1 2", "3 5")


def groups_of(picture: MapPicture, paper: Floats, box: Box) -> list[str]:
    """What lies beneath actors and labels. Known groups overlap, so theirs are lines at most."""
    members = [(number, paper[picture.labels == number]) for number in range(len(picture.names))]
    members = [
        (number, own)
        for number, own in members
        if len(own) and picture.published[number] is not None
    ]
    if picture.as_dots:
        return [] if picture.known else [_core(own, box, number) for number, own in members]
    parts: list[str] = []
    if picture.known or not picture.names:
        parts.extend(_layers(paper, box, ungrouped_colour(picture), 0))
    for number, own in members:
        parts.extend(
            [_half(own, box, number)]
            if picture.known
            else _layers(own, box, group_colour(number), number)
        )
    return parts


def ungrouped_colour(picture: MapPicture) -> str:
    """Of actors without a group: grey says that there is no structure, or that colours mean groups."""
    return "cloud" if picture.kind == "none" or picture.names else "accent"


def core(own: Floats, box: Box) -> list[Ring]:
    """Around where about nine in ten of the points stand; islands much smaller than the largest are left out.

    A few actors are held together by one line: with so few, islands would say more than is known.
    """
    least = (box[2] - box[0]) * (0.034 if len(own) < SMALL else 0.028)
    width = bandwidth(own, least) * 0.85
    for _ in range(8):
        rings = _rings(own, box, width)
        if len(rings) < 2 or len(own) >= FEW:
            break
        width *= 1.2
    return rings


def _rings(own: Floats, box: Box, width: float) -> list[Ring]:
    field = density(own, _padded(box, width * 3), width)
    left_out = 0.0 if len(own) < SMALL else 1 - CORE
    level = float(np.quantile(_at(field, own), left_out, method="lower")) * 0.7
    rings = [even(ring, 9) for ring in field.rings(level) if len(ring) > 7]
    largest = max((area(ring) for ring in rings), default=0.0)
    return [ring for ring in rings if area(ring) > largest * 0.04]


def _core(own: Floats, box: Box, number: int) -> str:
    colour = group_colour(number)
    return svg.element(
        "path",
        d="".join(svg.smooth(ring) for ring in core(own, box)),
        fill=colour,
        fill_opacity=0.1,
        fill_rule="evenodd",
        stroke=colour,
        stroke_width=1.4,
        stroke_opacity=0.8,
        stroke_dasharray=dashes(number),
    )


def dashes(number: int) -> str | None:
    """How the outline of a group is broken."""
    return _DASHES[number % len(_DASHES)]


def _at(field: Density, points: Floats) -> Floats:
    rows, columns = field.values.shape
    column = np.clip(((points[:, 0] - field.left) / field.cell).astype(np.int64), 0, columns - 1)
    row = np.clip(((points[:, 1] - field.top) / field.cell).astype(np.int64), 0, rows - 1)
    return np.asarray(field.values[row, column])


def _padded(box: Box, by: float) -> Box:
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def _field(own: Floats, box: Box) -> Density:
    least = (box[2] - box[0]) * 0.012
    return density(own, _padded(box, least * 3), bandwidth(own, least) * 0.8)


def _region(field: Density, share: float) -> str:
    rings = [even(ring, 8) for ring in field.rings(field.level(share)) if len(ring) > 9]
    return "".join(svg.smooth(ring) for ring in rings)


def _layers(own: Floats, box: Box, colour: str, number: int) -> Iterator[str]:
    """The regions that hold 95, 80 and 50 per cent, the darker the denser."""
    field = _field(own, box)
    for share in LEVELS:
        outer = share == LEVELS[0]
        yield svg.element(
            "path",
            d=_region(field, share),
            fill=colour,
            fill_opacity=0.17,
            fill_rule="evenodd",
            stroke=colour,
            stroke_width=1.3 if outer else 0.7,
            stroke_opacity=0.9 if outer else 0.6,
            stroke_dasharray=dashes(number) if outer else None,
        )


def _half(own: Floats, box: Box, number: int) -> str:
    """The line around where half of a known group stands."""
    return svg.element(
        "path",
        d=_region(_field(own, box), 0.5),
        fill="none",
        stroke=group_colour(number),
        stroke_width=2,
        stroke_dasharray=dashes(number),
    )
