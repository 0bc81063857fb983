"""The plane of convergence and divergence: every proposition by its lowest group and its largest gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parley.mapping.charts import svg
from parley.mapping.charts.chart import Box, Chart, Look, Sheet, Table
from parley.mapping.charts.labels import around, best_place, centred
from parley.mapping.charts.marks import VERDICT_COLOURS, Verdict, at, verdict_mark
from parley.mapping.charts.metrics import is_rtl, text_width, wrap
from parley.mapping.charts.words import Words

# With more, the numbers would say nothing; the table below the chart has them all.
MOST_NAMED = 40
_SIZE = 11.5
_LONGEST_KEY = 6


@dataclass(frozen=True)
class PlanePoint:
    """A proposition on the plane.

    Parameters
    ----------
    key, text
        Short id and wording.
    lowest
        Share, in the smallest group, on the side where most stand (agreeing or disagreeing).
    gap
        Largest distance of two groups' agreement, 0 to 1.
    verdict
        As the contrast gives it.
    agrees
        Whether the common side is agreement.
    """

    key: str
    text: str
    lowest: float
    gap: float
    verdict: Verdict
    agrees: bool = True


@dataclass(frozen=True)
class PlanePicture:
    """All points, and the thresholds that the plane is shaded by."""

    points: tuple[PlanePoint, ...]
    convergence_at: float = 0.6
    divergence_at: float = 0.3


@dataclass(frozen=True)
class _Frame:
    box: Box
    top: float  # the gap at the upper edge

    def place(self, lowest: float, gap: float) -> tuple[float, float]:
        left, top, right, bottom = self.box
        x = left + min(max(lowest, 0.0), 1.0) * (right - left)
        return x, bottom - min(max(gap, 0.0) / self.top, 1.0) * (bottom - top)


def draw_plane(picture: PlanePicture, look: Look | None = None) -> Chart:
    """Convergence lies to the right, divergence above; up to forty points are named and listed.

    Examples
    --------
    >>> point = PlanePoint("1", "Transit States are covered.", 0.7, 0.1, Verdict.CONVERGENCE)
    >>> draw_plane(PlanePicture((point,))).table.rows
    (('1', 'Transit States are covered.', '70\\xa0% agree', '10 points', 'Convergence'),)
    """
    sheet = Sheet(look or Look(), "plane")
    words = sheet.look.words
    points = sorted(picture.points, key=_order)
    title, finding = words.gettext("Convergence and divergence"), _finding(points, words)
    sheet.heading(title, finding)
    sheet.legend(
        [
            (verdict_mark(verdict, 5.5), _counted(verdict, points, words))
            for verdict in Verdict
            if any(point.verdict is verdict for point in points)
        ]
    )
    named = _named(points)
    _plot(sheet, picture, points, named)
    _key(sheet, named)
    note = _note(picture, len(points) - len(named), words)
    sheet.note(note)
    described = [finding, *(_sentence(point, words) for point in points), note]
    return sheet.finish(title, described, _table(points, words))


def _order(point: PlanePoint) -> tuple[int, float, str]:
    converges = point.verdict is Verdict.CONVERGENCE
    rank = point.lowest if converges else point.gap
    return list(Verdict).index(point.verdict), -rank, point.key


def _named(points: Sequence[PlanePoint]) -> list[PlanePoint]:
    """The points that are numbered: the clearest divergences and convergences first."""
    rank = {
        id(point): place
        for verdict in Verdict
        for place, point in enumerate(point for point in points if point.verdict is verdict)
    }
    weak = (Verdict.UNSETTLED, Verdict.TOO_LITTLE)
    by_interest = sorted(points, key=lambda point: (point.verdict in weak, rank[id(point)]))
    chosen = {id(point) for point in by_interest[:MOST_NAMED]}
    return [point for point in points if id(point) in chosen]


def _counted(verdict: Verdict, points: Sequence[PlanePoint], words: Words) -> str:
    n = sum(point.verdict is verdict for point in points)
    return words.gettext("{verdict}: {number}").format(
        verdict=verdict.name_in(words), number=words.number(n, 0)
    )


def _finding(points: Sequence[PlanePoint], words: Words) -> str:
    n = len(points)
    told = words.ngettext("{number} proposition.", "{number} propositions.", n).format(
        number=words.number(n, 0)
    )
    counts = [
        _counted(verdict, points, words)
        for verdict in Verdict
        if any(point.verdict is verdict for point in points)
    ]
    return f"{told} {words.listing(counts)}." if counts else told


def _note(picture: PlanePicture, unnamed: int, words: Words) -> str:
    note = words.gettext(
        "Shaded from {convergence} in the lowest group, and from a gap of {divergence} on. A verdict also"
        " needs evidence, so a point in a shaded part may be unsettled."
    ).format(
        convergence=words.percent(picture.convergence_at),
        divergence=words.points(picture.divergence_at),
    )
    if unnamed > 0:
        more = words.ngettext(
            "{number} more point is not numbered.",
            "{number} more points are not numbered.",
            unnamed,
        )
        note += " " + more.format(number=words.number(unnamed, 0))
    return note


# ---- the plot


def _plot(
    sheet: Sheet, picture: PlanePicture, points: Sequence[PlanePoint], named: Sequence[PlanePoint]
) -> None:
    words = sheet.look.words
    highest = max([picture.divergence_at + 0.15, *(point.gap + 0.06 for point in points)])
    top = next(step for step in (0.5, 0.75, 1.0) if highest <= step or step == 1.0)
    name = words.gettext("Largest gap between two groups, in percentage points")
    sheet.add(svg.text(sheet.left, sheet.y + 11, name, size=12, fill="soft"))
    sheet.y += 22
    height = sheet.look.width * (0.9 if sheet.look.narrow else 0.54)
    frame = _Frame((sheet.left + 34, sheet.y, sheet.right - 8, sheet.y + height), top)
    _shade(sheet, picture, frame)
    _ticks(sheet, frame)
    taken = _regions(sheet, picture, frame)
    places = [frame.place(point.lowest, point.gap) for point in points]
    marks = [centred(place, 11, 11) for place in places]
    chosen = {id(point) for point in named}
    named_places = [
        (point, place) for point, place in zip(points, places, strict=True) if id(point) in chosen
    ]
    leaders, numbers = _numbers(named_places, places, taken + marks, frame.box)
    sheet.add(*leaders)
    for point, (x, y) in reversed(list(zip(points, places, strict=True))):
        sheet.add(
            at(x, y, svg.title(f"{point.key} {point.text}"), verdict_mark(point.verdict, 5.5))
        )
    sheet.add(*numbers)
    sheet.y += height + 20
    name = words.gettext("Share of the lowest group on the common side →")
    sheet.add(svg.text(frame.box[2], sheet.y + 12, name, size=12, fill="soft", anchor="end"))
    sheet.y += 32


def _shade(sheet: Sheet, picture: PlanePicture, frame: _Frame) -> None:
    left, top, right, bottom = frame.box
    x, y = frame.place(picture.convergence_at, picture.divergence_at)
    edge: dict[str, svg.Attribute] = {"stroke_dasharray": "5 3", "stroke_width": 1.2}
    sheet.add(
        svg.rect(x, top, right - x, bottom - top, fill="convergence", fill_opacity=0.1),
        svg.rect(left, top, right - left, y - top, fill="divergence", fill_opacity=0.1),
        svg.line(x, top, x, bottom, stroke="convergence", **edge),
        svg.line(left, y, right, y, stroke="divergence", **edge),
        svg.line(left, bottom, right, bottom, stroke="rule"),
        svg.line(left, top, left, bottom, stroke="rule"),
    )


def _ticks(sheet: Sheet, frame: _Frame) -> None:
    words = sheet.look.words
    left, _, _, bottom = frame.box
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = frame.place(share, share)
        sheet.add(
            svg.line(x, bottom, x, bottom + 4, stroke="rule"),
            svg.text(
                x, bottom + 16, words.percent(share), size=_SIZE, anchor="middle", fill="faint"
            ),
        )
        if share <= frame.top:
            number = words.number(share * 100, 0)
            sheet.add(
                svg.line(left - 4, y, left, y, stroke="rule"),
                svg.text(left - 8, y + 4, number, size=_SIZE, anchor="end", fill="faint"),
            )


def _regions(sheet: Sheet, picture: PlanePicture, frame: _Frame) -> list[Box]:
    """What the shaded parts are called, where hardly a point can lie; returns the room they take.

    A gap can't be larger than what the lowest group leaves, so the upper right of each part stays empty.
    """
    words = sheet.look.words
    x, y = frame.place(picture.convergence_at, picture.divergence_at)
    _, top, right, _ = frame.box
    boxes = []
    for verdict, end, base in (
        (Verdict.DIVERGENCE, x - 8, top + 18),
        (Verdict.CONVERGENCE, right - 8, y + 18),
    ):
        name = verdict.name_in(words)
        colour = VERDICT_COLOURS[verdict]
        sheet.add(svg.text(end, base, name, size=13, weight=600, anchor="end", fill=colour))
        boxes.append((end - text_width(name, 13, 600) - 3, base - 14, end + 3, base + 5))
    return boxes


def _numbers(
    named: Sequence[tuple[PlanePoint, tuple[float, float]]],
    places: Sequence[tuple[float, float]],
    taken: list[Box],
    within: Box,
) -> tuple[list[str], list[str]]:
    """The names beside their points, with a line to the point where they had to move away."""
    leaders, numbers = [], []
    names = _labels([point for point, _ in named])
    crowd = np.array(places, dtype=np.float64).reshape(-1, 2)
    for point, (x, y) in named:
        wide = text_width(names[point.key], _SIZE, 600) + 2
        boxes = around((x, y), wide, 12, (6, 9, 16, 26, 38, 52, 68))
        place = best_place(boxes, taken, within, crowd, (x, y), 0)
        taken.append(place)
        middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
        if abs(middle[0] - x) - wide / 2 > 10 or abs(middle[1] - y) - 6 > 10:
            near_x = min(max(x, place[0]), place[2])
            near_y = min(max(y, place[1]), place[3])
            leaders.append(svg.line(x, y, near_x, near_y, stroke="rule", stroke_width=0.8))
        numbers.append(
            svg.text(
                middle[0],
                place[3] - 2,
                names[point.key],
                size=_SIZE,
                weight=600,
                anchor="middle",
            )
        )
    return leaders, numbers


def _labels(named: Sequence[PlanePoint]) -> dict[str, str]:
    """What stands beside each point: its key, or where one is long, its number in the list below."""
    if all(len(point.key) <= _LONGEST_KEY for point in named):
        return {point.key: point.key for point in named}
    return {point.key: str(place) for place, point in enumerate(named, start=1)}


# ---- the key


def _key(sheet: Sheet, named: Sequence[PlanePoint]) -> None:
    """What each number stands for, in two columns where there is room."""
    if not named:
        return
    columns = 1 if sheet.look.narrow else 2
    gap = 24.0
    width = (sheet.inner - gap * (columns - 1)) / columns
    rows = -(-len(named) // columns)
    bottom = top = sheet.y
    names = _labels(named)
    indent = 20 + max(text_width(names[point.key], 12, 600) for point in named) + 8
    for column in range(columns):
        x, sheet.y = sheet.left + column * (width + gap), top
        for point in named[column * rows : (column + 1) * rows]:
            _entry(sheet, point, names[point.key], (x, width, indent))
        bottom = max(bottom, sheet.y)
    sheet.y = bottom + 10


def _entry(sheet: Sheet, point: PlanePoint, name: str, place: tuple[float, float, float]) -> None:
    x, width, indent = place
    text = point.text if name == point.key else f"{point.key} {point.text}".rstrip()
    lines = wrap(text, width - indent, 12, lines=2)
    rtl = is_rtl(text)
    start, anchor = (x + width, "end") if rtl else (x + indent, None)
    sheet.add(
        svg.group(
            [
                svg.title(f"{point.key} {point.text}"),
                at(x + 7, sheet.y + 8, verdict_mark(point.verdict, 4.6)),
                svg.text(x + 20, sheet.y + 12, name, size=12, weight=600),
                *(
                    svg.text(start, sheet.y + 12 + 15 * row, line, size=12, anchor=anchor, rtl=rtl)
                    for row, line in enumerate(lines)
                ),
            ]
        )
    )
    sheet.y += 15 * max(len(lines), 1) + 5


# ---- words


def _lowest(point: PlanePoint, words: Words) -> str:
    text = words.gettext("{share} agree") if point.agrees else words.gettext("{share} disagree")
    return text.format(share=words.percent(point.lowest))


def _sentence(point: PlanePoint, words: Words) -> str:
    return words.gettext(
        "{proposition}: {verdict}; in the lowest group {lowest}, largest gap {gap}."
    ).format(
        proposition=words.quoted(point.key, point.text),
        verdict=point.verdict.name_in(words).lower(),
        lowest=_lowest(point, words),
        gap=words.points(point.gap),
    )


def _table(points: Sequence[PlanePoint], words: Words) -> Table:
    _ = words.gettext
    columns = (_("Proposition"), _("Text"), _("Lowest group"), _("Largest gap"), _("Verdict"))
    rows = (
        (
            point.key,
            point.text,
            _lowest(point, words),
            words.points(point.gap),
            point.verdict.name_in(words),
        )
        for point in points
    )
    return Table(columns, tuple(rows))
