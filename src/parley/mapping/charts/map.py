"""The opinion map: actors as dots or as density, groups with their cores, a continuum as a strip."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from parley.mapping.charts import map_words, svg
from parley.mapping.charts.chart import Box, Chart, Look, Sheet
from parley.mapping.charts.density import Floats
from parley.mapping.charts.labels import around, best_place
from parley.mapping.charts.marks import at, group_mark
from parley.mapping.charts.metrics import text_width, wrap
from parley.mapping.charts.palette import group_colour
from parley.mapping.charts.picture import MapPicture
from parley.mapping.charts.plane import Plane, plane_of
from parley.mapping.charts.regions import groups_of, ungrouped_colour
from parley.mapping.charts.strip import draw_strips


def draw_map(picture: MapPicture, look: Look | None = None) -> Chart:
    """The chart of an opinion map.

    Actors are dots, or from 2,001 on densities. The picture follows the structure that was found: groups
    have a colour, a mark and an outline of their core; a continuum along one axis is drawn as positions
    on a line; without structure there is a grey cloud, and the sentence that says so.

    Parameters
    ----------
    picture
        What to draw.
    look
        Width, language and the like.

    Examples
    --------
    >>> import numpy as np
    >>> chart = draw_map(MapPicture(points=np.zeros((1, 2)), kind="none"))
    >>> chart.title, chart.svg[:4]
    ('Opinion map', '<svg')
    """
    sheet = Sheet(look or Look(), "map")
    words = sheet.look.words
    title = map_words.title(picture, words)
    sheet.heading(title, map_words.finding(picture, words))
    if picture.strip:
        draw_strips(sheet, picture)
        _across(sheet, picture)
        sheet.y += 8
        beyond = 0
    else:
        beyond = _draw_plane(sheet, picture)
    sheet.legend(_legend(sheet, picture))
    for note in map_words.notes(picture, beyond, words):
        sheet.note(note)
    return sheet.finish(
        title, map_words.description(picture, beyond, words), map_words.table(picture, words)
    )


def _draw_plane(sheet: Sheet, picture: MapPicture) -> int:
    """Everything between heading and legend; returns how many actors stand beyond the edge."""
    look = sheet.look
    _end(sheet, picture.upward.high, "↑")
    tallest = look.width * (0.95 if look.narrow else 0.62)
    plane = plane_of(picture.shown, sheet.left, sheet.y, sheet.inner, tallest)
    left, top, right, bottom = plane.box
    paper = plane.place(picture.shown)
    sheet.add(svg.rect(left, top, right - left, bottom - top, fill="none", stroke="line", rx=3))
    _cross(sheet, plane)
    clip = sheet.id("frame")
    frame = svg.rect(left, top, right - left, bottom - top, rx=3)
    sheet.definitions.append(svg.element("clipPath", frame, id=clip))
    regions = groups_of(picture, paper, plane.box)
    sheet.add(svg.group(regions, clip_path=f"url(#{clip})", class_="chart-regions"))
    if picture.as_dots:
        _dots(sheet, picture, paper)
    taken = [_you(sheet, picture, paper, plane)]
    if picture.known:
        _middles(sheet, picture, paper)
    else:
        _chips(sheet, picture, paper, taken, plane.box)
    sheet.y = bottom + 6
    _end(sheet, picture.upward.low, "↓")
    _across(sheet, picture)
    sheet.y += 8
    return int(plane.beyond(picture.shown).sum()) if picture.n_actors else 0


def _cross(sheet: Sheet, plane: Plane) -> None:
    """The lines through the average of all actors: the axes have no numbers, since they mean nothing."""
    left, top, right, bottom = plane.box
    x, y = plane.place(np.zeros((1, 2)))[0].tolist()
    sheet.add(
        svg.line(x, top, x, bottom, stroke="line"), svg.line(left, y, right, y, stroke="line")
    )


# ---- actors


def _radius(n: int, narrow: bool) -> float:
    return float(np.clip(12 * max(n, 1) ** -0.2, 2.2, 6.2)) * (0.8 if narrow else 1)


def _dots(sheet: Sheet, picture: MapPicture, paper: Floats) -> None:
    """Every actor, those with few answers beneath, else in an order that favours no group."""
    radius = _radius(picture.n_actors, sheet.look.narrow)
    colour = ungrouped_colour(picture)
    names: dict[tuple[int, bool], str] = {}
    for number in sorted({*picture.labels.tolist()}):
        for few in sorted({*picture.few[picture.labels == number].tolist()}):
            names[number, few] = sheet.id(f"m{number + 1}{'f' if few else ''}")
            sheet.definitions.append(
                group_mark(number, radius, few=few, id_=names[number, few], ungrouped=colour)
            )
    scattered = (np.arange(len(paper)) * 2654435761) % 2**32
    order = np.lexsort((scattered, ~picture.few))
    places = np.round(unstacked(paper, radius), 1)
    kinds = list(zip(picture.labels.tolist(), picture.few.tolist(), strict=True))
    called = [svg.title(name) for name in picture.called] or [""] * len(kinds)

    def dot(i: int) -> str:
        x, y = svg.number(places[i, 0]), svg.number(places[i, 1])
        start = f'<use href="#{names[kinds[i]]}" x="{x}" y="{y}"'
        return f"{start}>{called[i]}</use>" if called[i] else f"{start}/>"

    sheet.add(svg.group((dot(i) for i in order.tolist()), class_="chart-actors"))


def unstacked(paper: Floats, radius: float) -> Floats:
    """The places, with dots that would cover each other whole laid out around theirs.

    On a few propositions many actors answer alike: as one dot they would look like one actor.
    """
    _places, at_place, n_there = np.unique(
        np.round(paper, 1), axis=0, return_inverse=True, return_counts=True
    )
    at_place = at_place.ravel()
    order = np.argsort(at_place, kind="stable")
    before = np.cumsum(n_there) - n_there
    nth = np.empty(len(paper))
    nth[order] = np.arange(len(paper)) - np.repeat(before, n_there)
    # A spiral in which each dot has as much room as the next.
    far = np.where(n_there[at_place] > 1, 1.25 * radius * np.sqrt(nth + 0.5), 0.0)
    turn = nth * pi * (3 - sqrt(5))
    return np.asarray(paper + np.column_stack([far * np.cos(turn), far * np.sin(turn)]))


# ---- words on the map


def _middles(sheet: Sheet, picture: MapPicture, paper: Floats) -> None:
    """A large mark in the middle of each known group; the legend names it."""
    for number in range(len(picture.names)):
        own = paper[picture.labels == number]
        if len(own) and picture.published[number] is not None:
            x, y = np.median(own, axis=0).tolist()
            sheet.add(at(x, y, group_mark(number, 9, rim=4), group_mark(number, 9, rim=0)))


def _chips(sheet: Sheet, picture: MapPicture, paper: Floats, taken: list[Box], box: Box) -> None:
    """A label for each group: mark, name, size and share, where it covers least."""
    size = 11.5 if sheet.look.narrow else 13
    frame = (box[0] + 4, box[1] + 4, box[2] - 4, box[3] - 4)
    cover = paper[:: max(1, len(paper) // 2000)]
    weight = 1 + 200 / max(len(cover), 1)
    counts = np.bincount(picture.labels[picture.labels >= 0], minlength=len(picture.names))
    for number in np.argsort(-counts, kind="stable").tolist():
        if not counts[number] or picture.published[number] is None:
            continue
        own = paper[picture.labels == number]
        home = (float(np.median(own[:, 0])), float(np.median(own[:, 1])))
        first = (wrap(picture.names[number], 150, size, lines=1, weight=600) or ["–"])[0]
        rest = map_words.chip(picture, number, sheet.look.words)
        wide = 30 + text_width(first, size, 600) + 6 + text_width(rest, size)
        radii = (0, 14, 30, 46, 64, 84, 106, 130, 160)
        places = around(home, wide, size + 10, radii)
        place = best_place(places, taken, frame, cover, home, weight)
        taken.append(place)
        _chip(sheet, place, number, (first, rest), size)


def _chip(sheet: Sheet, place: Box, number: int, words: tuple[str, str], size: float) -> None:
    left, top, right, bottom = place
    base = (top + bottom) / 2 + size * 0.36
    first, rest = words
    start = left + 22
    after = start + text_width(first, size, 600) + 6
    parts = [
        svg.rect(
            left,
            top,
            right - left,
            bottom - top,
            rx=3,
            fill="paper",
            fill_opacity=0.94,
            stroke=group_colour(number),
            stroke_width=1.2,
        ),
        at(left + 12, (top + bottom) / 2, group_mark(number, 4.6)),
        svg.text(start, base, first, size=size, weight=600),
        svg.text(after, base, rest, size=size, fill="soft"),
    ]
    sheet.add(svg.group(parts, class_="chart-label"))


def _you(sheet: Sheet, picture: MapPicture, paper: Floats, plane: Plane) -> Box:
    """A ring around one actor, and what a script needs to place one: opinion to paper is a scale and a shift."""
    parts: list[str] = []
    ring: Box = (0, 0, 0, 0)
    if picture.you is not None and picture.placed[picture.you]:
        x, y = paper[int(picture.placed[: picture.you].sum())].tolist()
        words, size = sheet.look.words.gettext("You"), 13.0
        wide = text_width(words, size, 600) + 12
        places = around((x, y), wide, size + 8, [11])
        place = best_place(places, [], plane.box, paper, (x, y))
        parts = _you_parts(x, y, place, words, size)
        ring = (
            min(x - 11, place[0]),
            min(y - 11, place[1]),
            max(x + 11, place[2]),
            max(y + 11, place[3]),
        )
    left, top, right, bottom = plane.box
    sheet.add(
        svg.element(
            "g",
            "".join(parts),
            id=sheet.id("you"),
            class_="chart-you",
            data_x=f"{plane.x:.5g}",
            data_y=f"{plane.y:.5g}",
            data_scale=f"{plane.scale:.5g}",
            data_middle=f"{svg.number((left + right) / 2)} {svg.number((top + bottom) / 2)}",
        )
    )
    return ring


def _you_parts(x: float, y: float, place: Box, words: str, size: float) -> list[str]:
    left, top, right, bottom = place
    middle, base = (left + right) / 2, (top + bottom) / 2 + size * 0.36
    return [
        svg.element("circle", cx=x, cy=y, r=9, fill="none", stroke="paper", stroke_width=4.5),
        svg.element("circle", cx=x, cy=y, r=9, fill="none", stroke="ink", stroke_width=2),
        svg.rect(left, top, right - left, bottom - top, rx=3, fill="ink"),
        svg.text(middle, base, words, size=size, weight=600, anchor="middle", fill="paper"),
    ]


def _end(sheet: Sheet, words: str, arrow: str) -> None:
    """What stands at the upper or lower end, above or below the plane."""
    if words:
        towards = map_words.towards(words, sheet.look.words)
        row = wrap(f"{arrow} {towards}", sheet.inner, 12.5, lines=1)[0]
        middle = (sheet.left + sheet.right) / 2
        sheet.add(svg.text(middle, sheet.y + 11, row, size=12.5, anchor="middle", fill="soft"))
        sheet.y += 20


def _across(sheet: Sheet, picture: MapPicture) -> None:
    """What stands at the left and the right end, at most two rows each."""
    words, room = sheet.look.words, sheet.inner / 2 - 12
    low, high = picture.across.low, picture.across.high
    lows = wrap(f"← {map_words.towards(low, words)}", room, 12.5, lines=2) if low else []
    highs = wrap(f"{map_words.towards(high, words)} →", room, 12.5, lines=2) if high else []
    for x, rows, anchor in ((sheet.left, lows, "start"), (sheet.right, highs, "end")):
        for place, row in enumerate(rows):
            y = sheet.y + 11 + 16 * place
            sheet.add(svg.text(x, y, row, size=12.5, anchor=anchor, fill="soft"))
    if low or high:
        sheet.y += 4 + 16 * max(len(lows), len(highs))


def _legend(sheet: Sheet, picture: MapPicture) -> list[tuple[str, str]]:
    words = sheet.look.words
    named = () if picture.strip else picture.names
    items = [
        (group_mark(number, 5), map_words.group_line(picture, number, words))
        for number in range(len(named))
    ]
    if named and (picture.labels < 0).any():
        few = bool(picture.few[picture.labels < 0].all())
        items.append((group_mark(-1, 5.5, few=few), map_words.without_group(picture, words)))
    if picture.few.any() and picture.as_dots:
        hollow = group_mark(-1, 5.5, few=True, ungrouped=ungrouped_colour(picture))
        items.append((hollow, map_words.few_line(picture, words)))
    return items
