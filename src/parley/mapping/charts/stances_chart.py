"""Stances on each proposition: who agrees, passes, disagrees, or did not answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parley.mapping.charts import svg
from parley.mapping.charts.chart import Chart, Look, Sheet, Table
from parley.mapping.charts.metrics import text_width
from parley.mapping.charts.rows import Rows
from parley.mapping.charts.words import Words

_ROLES = ("agree", "pass", "disagree", "absent")


@dataclass(frozen=True)
class StanceBar:
    """How many took which stance on a proposition; None where the number is withheld."""

    key: str
    text: str
    agree: int | None
    passed: int | None
    disagree: int | None
    absent: int | None = None

    @property
    def counts(self) -> tuple[int | None, ...]:
        return (self.agree, self.passed, self.disagree, self.absent)


@dataclass(frozen=True)
class StancesPicture:
    """The bars, in the order in which they are drawn."""

    bars: tuple[StanceBar, ...]


def draw_stances(picture: StancesPicture, look: Look | None = None) -> tuple[Chart, ...]:
    """Charts of at most forty stacked bars each, at least one.

    Examples
    --------
    >>> bar = StanceBar("1", "Transit States are covered.", 12, 3, 5)
    >>> draw_stances(StancesPicture((bar,)))[0].table.rows
    (('1', 'Transit States are covered.', '12', '3', '5', '–'),)
    """
    look = look or Look()
    starts = range(0, max(len(picture.bars), 1), look.rows)
    pages = [picture.bars[first : first + look.rows] for first in starts]
    return tuple(_page(page, look, number, len(pages)) for number, page in enumerate(pages, 1))


def _page(bars: Sequence[StanceBar], look: Look, number: int, pages: int) -> Chart:
    if pages > 1:
        look = replace(look, key=f"{look.key or 'stances'}-{number}")
    sheet = Sheet(look, "stances")
    words = sheet.look.words
    _ = words.gettext
    title = _("Stances on each proposition")
    if pages > 1:
        title = _("{title} ({number} of {pages})").format(title=title, number=number, pages=pages)
    finding = words.ngettext("{number} proposition.", "{number} propositions.", len(bars)).format(
        number=words.number(len(bars), 0)
    )
    sheet.heading(title, finding)
    hatch = sheet.id("hatch")
    sheet.definitions.append(_hatch(hatch))
    names = _names(words)
    shown = [
        place for place in range(len(_ROLES)) if any(bar.counts[place] is not None for bar in bars)
    ]
    sheet.legend(
        [("".join(_segment(-7, -6, 14, 12, place, hatch)), names[place]) for place in shown]
    )
    rows = Rows.on(sheet, [(bar.key, bar.text) for bar in bars], value=0, ticks=())
    for bar in bars:
        rows.row(
            bar.text,
            [],
            22,
            lambda middle, bar=bar: _draw(rows, bar, middle, hatch, words),  # type: ignore[misc]
            number=bar.key,
        )
    described = [finding, *(_sentence(bar, words) for bar in bars)]
    return sheet.finish(title, described, _table(bars, words))


def _names(words: Words) -> tuple[str, ...]:
    _ = words.gettext
    return _("agree"), _("pass"), _("disagree"), _("no answer")


def _hatch(name: str) -> str:
    """Lines over *disagree*, so that it differs from *agree* without colour."""
    line = svg.element(
        "path",
        d="M-2 2L2 -2M0 8L8 0M6 10L10 6",
        stroke="paper",
        stroke_width=1.4,
        stroke_opacity=0.75,
    )
    return svg.element("pattern", line, id=name, width=8, height=8, patternUnits="userSpaceOnUse")


def _segment(x: float, y: float, width: float, height: float, place: int, hatch: str) -> list[str]:
    if _ROLES[place] == "absent":
        return [
            svg.rect(
                x + 0.5,
                y + 0.5,
                max(width - 1, 0.1),
                height - 1,
                fill="none",
                stroke="rule",
                stroke_dasharray="2 2",
            )
        ]
    parts = [svg.rect(x, y, width, height, fill=("agree", "wash", "disagree")[place])]
    if _ROLES[place] == "disagree":
        parts.append(svg.rect(x, y, width, height, fill=f"url(#{hatch})"))
    if _ROLES[place] == "pass":
        parts[0] = svg.rect(
            x + 0.5, y + 0.5, max(width - 1, 0.1), height - 1, fill="wash", stroke="rule"
        )
    return parts


def _draw(rows: Rows, bar: StanceBar, middle: float, hatch: str, words: Words) -> list[str]:
    """One bar over the whole scale, a number in every part that has room for it."""
    total = sum(count or 0 for count in bar.counts)
    if not total:
        return []
    parts: list[str] = []
    x, top, height = rows.start, middle - 10, 20.0
    for place, count in enumerate(bar.counts):
        if not count:
            continue
        width = count / total * (rows.end - rows.start)
        parts.extend(_segment(x, top, max(width - 1.5, 0.5), height, place, hatch))
        number = words.number(count, 0)
        wide = text_width(number, 11.5, 600) + 8
        if width > wide + 4:
            parts.extend(_count(x + width / 2, middle, number, wide, place))
        x += width
    return parts


def _count(x: float, middle: float, number: str, wide: float, place: int) -> list[str]:
    plain = _ROLES[place] in ("pass", "absent")
    colour = "ink" if plain else "paper"
    parts = []
    if _ROLES[place] == "disagree":
        # The lines of the pattern would run through the number.
        parts.append(svg.rect(x - wide / 2, middle - 8, wide, 16, rx=2, fill="disagree"))
    parts.append(
        svg.text(x, middle + 4.2, number, size=11.5, weight=600, anchor="middle", fill=colour)
    )
    return parts


def _number(count: int | None, words: Words) -> str:
    return "–" if count is None else words.number(count, 0)


def _sentence(bar: StanceBar, words: Words) -> str:
    told = [
        f"{name} {_number(count, words)}"
        for name, count in zip(_names(words), bar.counts, strict=True)
        if count is not None
    ]
    return words.gettext("{proposition}: {counts}.").format(
        proposition=words.quoted(bar.key, bar.text), counts=words.listing(told)
    )


def _table(bars: Sequence[StanceBar], words: Words) -> Table:
    _ = words.gettext
    columns = (_("Proposition"), _("Text"), *_names(words))
    rows = ((bar.key, bar.text, *(_number(count, words) for count in bar.counts)) for bar in bars)
    return Table(columns, tuple(rows))
