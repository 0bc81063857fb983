"""A continuum: positions along one line, as a beeswarm or as a curve; known groups one below the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parley.mapping.charts import map_words, svg
from parley.mapping.charts.chart import Sheet
from parley.mapping.charts.density import Floats
from parley.mapping.charts.metrics import wrap
from parley.mapping.charts.picture import MapPicture
from parley.mapping.charts.plane import extent

# More would be slow to place, and a curve says more.
_MOST_IN_SWARM = 800
_NAMES = 190.0


def draw_strips(sheet: Sheet, picture: MapPicture) -> None:
    """All actors along the line, then each known group."""
    x = picture.shown[:, 0]
    low, high = extent(x)
    if high - low < 1e-9:
        low, high = low - 1, high + 1
    words = sheet.look.words
    every = np.ones(len(x), dtype=bool)
    left = sheet.left + (_NAMES if picture.known and not sheet.look.narrow else 0)
    edge = 12.0
    scale = (sheet.right - left - 2 * edge) / (high - low)
    paper = np.clip(left + edge + (x - low) * scale, left + edge, sheet.right - edge)
    zero = left + edge - low * scale
    total = words.actors(picture.n_actors)
    rows = [(words.gettext("All") if picture.known else "", total, every)]
    if picture.known:
        rows += [
            (
                picture.names[number],
                map_words.group_size(picture, number, words),
                picture.labels == number,
            )
            for number in range(len(picture.names))
            if picture.published[number] is not None
        ]
    top, at = sheet.y, len(sheet.parts)
    strips = [paper[own] for *_, own in rows]
    heights = [118.0] + [54.0] * (len(rows) - 1)
    dotted = picture.as_dots and len(paper) <= _MOST_IN_SWARM
    radius = _radius(strips, heights) if dotted else 0
    if dotted:
        tallest = [float(swarm(x, radius * 2 + 0.6).max(initial=0)) for x in strips]
        heights = [
            min(h, max(t + 2 * radius + 4, 44)) for h, t in zip(heights, tallest, strict=True)
        ]
    bases: list[float] = []
    for (name, size, own), x, height in zip(rows, strips, heights, strict=True):
        _name(sheet, name, size, height)
        if dotted:
            _swarm(sheet, x, picture.few[own], (sheet.y, height, radius))
        elif len(x):
            _curve(sheet, x, left, (sheet.y, height))
        base = sheet.y + height
        bases.append(base)
        sheet.add(svg.line(left, base, sheet.right, base, stroke="rule"))
        if len(x):
            _middle_half(sheet, x, base + 8)
        sheet.y = base + 20
    sheet.parts.insert(at, svg.line(zero, top, zero, sheet.y, stroke="line"))
    sheet.add(_you(sheet, left + edge, bases[0], (low, scale)))
    sheet.y += 4


def _you(sheet: Sheet, start: float, base: float, along: tuple[float, float]) -> str:
    """What a script needs to place one actor on the uppermost line; see charts/map.py."""
    low, scale = along
    return svg.element(
        "g",
        id=sheet.id("you"),
        class_="chart-you",
        data_x=f"{low:.5g}",
        data_scale=f"{scale:.5g}",
        data_middle=f"{svg.number(start)} {svg.number(base)}",
        data_line="1",
    )


def _name(sheet: Sheet, name: str, size: str, height: float) -> None:
    """Beside the strip, or above it where the chart is narrow."""
    if not name:
        return
    if sheet.look.narrow:
        sheet.paragraph(f"{name} · {size}", weight=600, lines=1, leading=18)
        return
    rows = [(row, 600) for row in wrap(name, _NAMES - 14, 12.5, lines=2, weight=600)]
    for place, (row, weight) in enumerate(reversed([*rows, (size, 400)])):
        y = sheet.y + height - 4 - 16 * place
        fill = "ink" if weight == 600 else "soft"
        sheet.add(svg.text(sheet.left, y, row, size=12.5, weight=weight, fill=fill))


def _radius(strips: list[Floats], heights: list[float]) -> float:
    """The largest radius of the dots at which every strip keeps to its height."""
    for radius in (5.6, 4.6, 3.8, 3.2, 2.7, 2.3):
        tallest = [swarm(x, radius * 2 + 0.6).max(initial=0) + 2 * radius for x in strips]
        if all(tall <= height for tall, height in zip(tallest, heights, strict=True)):
            return radius
    return 2.1


def _swarm(
    sheet: Sheet, x: Floats, few: NDArray[np.bool_], room: tuple[float, float, float]
) -> None:
    """Dots stacked from the line upwards; those of actors with few answers hollow."""
    top, height, radius = room
    heights = swarm(x, radius * 2 + 0.6)
    scale = min(1.0, (height - 2 * radius) / max(float(heights.max(initial=0)), 1e-9))
    base = top + height - radius - 1.5
    marks = {
        hollow: sheet.id(f"dot{'-few' if hollow else ''}-{svg.number(radius)}")
        for hollow in (False, True)
    }
    if not any(marks[False] in known for known in sheet.definitions):
        sheet.definitions.append(_dot(radius, marks[False], fill="accent", stroke="paper"))
        sheet.definitions.append(_dot(radius * 0.75, marks[True], fill="paper", stroke="accent"))
    sheet.add(
        *(
            svg.element("use", href=f"#{marks[hollow]}", x=round(place, 1), y=round(base - up, 1))
            for place, up, hollow in zip(
                x.tolist(), (heights * scale).tolist(), few.tolist(), strict=True
            )
        )
    )


def _dot(radius: float, name: str, *, fill: str, stroke: str) -> str:
    return svg.element(
        "circle",
        id=name,
        r=radius,
        fill=fill,
        stroke=stroke,
        stroke_width=0.6 if fill != "paper" else 1.2,
    )


def swarm(x: Floats, gap: float) -> Floats:
    """How high each dot stands above the line so that no two are closer than `gap`."""
    heights = np.zeros(len(x))
    placed: list[int] = []
    # From left to right, dots would lean on one another; a scattered order stacks them upright.
    for index in np.argsort((np.arange(len(x)) * 2654435761) % 2**32, kind="stable").tolist():
        others = np.array(placed, dtype=np.int64)
        near = others[np.abs(x[others] - x[index]) < gap]
        reach = np.sqrt(gap * gap - (x[near] - x[index]) ** 2)
        free = np.sort(np.concatenate([[0.0], heights[near] + reach, heights[near] - reach]))
        free = free[free >= 0]
        distance = np.abs(heights[near][None, :] - free[:, None])
        heights[index] = free[(distance >= reach[None, :] - 1e-6).all(axis=1)][0]
        placed.append(index)
    return heights


def _curve(sheet: Sheet, x: Floats, left: float, room: tuple[float, float]) -> None:
    """A smooth curve of how many stand where, filled down to the line."""
    top, height = room
    base, n = top + height, 240
    step = (sheet.right - left) / n
    counts, _ = np.histogram(x, bins=n, range=(left, sheet.right))
    spread = max(float(x.std()) * len(x) ** -0.2 * 0.9, step * 1.5) / step
    distance = np.subtract.outer(np.arange(n), np.arange(n)) / spread
    curve = np.exp(-0.5 * distance**2) @ counts
    curve = curve / max(float(curve.max()), 1e-9) * (height - 6)
    middles = left + (np.arange(n) + 0.5) * step
    tops = zip(middles.round(1).tolist(), (base - curve).round(1).tolist(), strict=True)
    line = list(tops)
    area = svg.polyline([(left, base), *line, (sheet.right, base)], closed=True)
    sheet.add(
        svg.element("path", d=area, fill="accent", fill_opacity=0.22),
        svg.element("path", d=svg.polyline(line), fill="none", stroke="accent", stroke_width=1.6),
    )


def _middle_half(sheet: Sheet, x: Floats, y: float) -> None:
    low, middle, high = (float(value) for value in np.quantile(x, (0.25, 0.5, 0.75)))
    sheet.add(
        svg.line(low, y, high, y, stroke="accent", stroke_width=4),
        svg.line(middle, y - 6, middle, y + 6, stroke="ink", stroke_width=2.4),
    )
