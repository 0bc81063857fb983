"""Propositions × groups: how much each group agrees, with its interval, sorted by verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from parley.mapping.charts import svg
from parley.mapping.charts.chart import Chart, Estimate, Look, Sheet, Table
from parley.mapping.charts.marks import Verdict, at, group_mark, verdict_mark
from parley.mapping.charts.palette import group_colour
from parley.mapping.charts.rows import Rows, whisker
from parley.mapping.charts.words import Words

NOTHING = "–"


@dataclass(frozen=True)
class ContrastRow:
    """What the groups make of a proposition.

    Parameters
    ----------
    key
        Short id or number, as the reader knows it.
    text
        Of the proposition.
    agreement
        Share that agrees in each group, None where there is too little to show.
    verdict
        As the contrast gives it.
    lowest
        Where the groups converge: the smallest group's share on the common side.
    gap
        The largest distance between two groups' agreement.
    agrees
        Whether the common side is agreement.
    """

    key: str
    text: str
    agreement: tuple[Estimate | None, ...]
    verdict: Verdict
    lowest: Estimate | None = None
    gap: Estimate | None = None
    agrees: bool = True


@dataclass(frozen=True)
class ContrastPicture:
    """The rows, in any order, for the groups of one grouping.

    Parameters
    ----------
    groups
        Their names, in the order of their numbers.
    level
        Of the intervals.
    known
        Whether the groups have names of their own, rather than A, B, C.
    """

    groups: tuple[str, ...]
    rows: tuple[ContrastRow, ...]
    level: float = 0.95
    known: bool = False

    def names(self, words: Words) -> list[str]:
        if self.known:
            return list(self.groups)
        return [words.gettext("Group {name}").format(name=name) for name in self.groups]


def draw_contrast(picture: ContrastPicture, look: Look | None = None) -> tuple[Chart, ...]:
    """Charts of at most `look.rows` propositions each, at least one.

    Sorted by verdict: convergences by their lowest group, then the others by their gap, largest first.

    Examples
    --------
    >>> len(draw_contrast(ContrastPicture(("A", "B"), ())))
    1
    """
    look = look or Look()
    ordered = sorted(picture.rows, key=_order)
    pages = [
        ordered[first : first + look.rows] for first in range(0, max(len(ordered), 1), look.rows)
    ]
    return tuple(
        _page(picture, page, look, number, len(pages)) for number, page in enumerate(pages, start=1)
    )


def _order(row: ContrastRow) -> tuple[int, float, str]:
    place = list(Verdict).index(row.verdict)
    ranked = row.lowest if row.verdict is Verdict.CONVERGENCE else row.gap
    return place, -ranked.value if ranked else 0.0, row.key


def _page(
    picture: ContrastPicture, page: Sequence[ContrastRow], look: Look, number: int, pages: int
) -> Chart:
    sheet = Sheet(look if pages == 1 else _keyed(look, number), "contrast")
    words = sheet.look.words
    _ = words.gettext
    title = _("What the groups agree and disagree on")
    if len(picture.groups) == 1:
        title = _("What all agree and disagree on")
    if pages > 1:
        title = _("{title} ({number} of {pages})").format(title=title, number=number, pages=pages)
    finding = _finding(picture, words)
    sheet.heading(title, finding)
    names = picture.names(words)
    sheet.legend([(group_mark(place, 5), name) for place, name in enumerate(names)])
    rows = Rows.on(sheet, [(row.key, row.text) for row in page], value=112, strong=(0.5,))
    for verdict, own in groupby(page, key=lambda row: row.verdict):
        _section(sheet, rows, verdict, list(own))
    sheet.y += 4
    note = _note(picture, words)
    sheet.note(note)
    description = [finding, *(_sentence(picture, row, words) for row in page), note]
    return sheet.finish(title, description, _table(picture, page, words))


def _keyed(look: Look, number: int) -> Look:
    return replace(look, key=f"{look.key or 'contrast'}-{number}")


def _finding(picture: ContrastPicture, words: Words) -> str:
    n = len(picture.rows)
    counts = [
        words.gettext("{verdict}: {number}").format(
            verdict=verdict.name_in(words), number=words.number(found, 0)
        )
        for verdict in Verdict
        if (found := sum(row.verdict is verdict for row in picture.rows))
    ]
    told = words.ngettext("{number} proposition.", "{number} propositions.", n).format(
        number=words.number(n, 0)
    )
    return f"{told} {words.listing(counts)}." if counts else told


def _note(picture: ContrastPicture, words: Words) -> str:
    note = words.gettext(
        "A mark is the share of a group that agrees, of those who answered; its line the {level} interval."
    ).format(level=words.percent(picture.level))
    if any(one is None for row in picture.rows for one in row.agreement):
        note += " " + words.gettext("No mark: too few answers to show.")
    return note


def _section(sheet: Sheet, rows: Rows, verdict: Verdict, own: Sequence[ContrastRow]) -> None:
    words = sheet.look.words
    sheet.y += 6
    name = f"{verdict.name_in(words)} ({words.number(len(own), 0)})"
    sheet.add(
        at(sheet.left + 6, sheet.y + 7, verdict_mark(verdict, 5.5)),
        svg.text(sheet.left + 19, sheet.y + 12, name, size=14, weight=600),
    )
    if sheet.look.narrow:
        sheet.y += 20
    rows.axis(words.percent)
    height = max(18.0, 9.0 * len(own[0].agreement) + 4)
    for row in own:
        rows.row(
            row.text,
            _value(row, words),
            height,
            lambda middle, row=row: _marks(rows, row, middle),  # type: ignore[misc]
            number=row.key,
        )


def _value(row: ContrastRow, words: Words) -> list[str]:
    """What ranks the row, and its interval."""
    if row.verdict is Verdict.CONVERGENCE and row.lowest:
        least = words.gettext("at least {share}").format(share=words.percent(row.lowest.value))
        side = words.gettext("agree") if row.agrees else words.gettext("disagree")
        return [least, f"{side}, {words.percents(row.lowest.low, row.lowest.high)}"]
    if row.gap is None:
        return [NOTHING]
    gap = words.gettext("gap {points}").format(points=words.points(row.gap.value))
    return [gap, f"{words.number(row.gap.low * 100, 0)}–{words.number(row.gap.high * 100, 0)}"]


def _marks(rows: Rows, row: ContrastRow, middle: float) -> list[str]:
    """Each group on its own line, the gap between the outermost as a band behind them."""
    parts: list[str] = []
    shown = [one.value for one in row.agreement if one]
    n = len(row.agreement)
    if len(shown) > 1:
        left, right = rows.x(min(shown)), rows.x(max(shown))
        tall = 9.0 * n
        parts.append(svg.rect(left, middle - tall / 2, right - left, tall, fill="wash"))
    for number, one in enumerate(row.agreement):
        if one:
            y = middle + 9 * (number - (n - 1) / 2)
            parts.append(whisker(rows, y, one.low, one.high, group_colour(number)))
            parts.append(at(rows.x(one.value), y, group_mark(number, 4.8)))
    return parts


def _share(one: Estimate | None, words: Words) -> str:
    if one is None:
        return NOTHING
    return f"{words.percent(one.value)} ({words.percents(one.low, one.high)})"


def _sentence(picture: ContrastPicture, row: ContrastRow, words: Words) -> str:
    shares = [
        f"{name} {_share(one, words)}"
        for name, one in zip(picture.names(words), row.agreement, strict=True)
    ]
    return words.gettext("{proposition}: {verdict}; agreement {shares}; {value}.").format(
        proposition=words.quoted(row.key, row.text),
        verdict=row.verdict.name_in(words).lower(),
        shares=words.listing(shares),
        value=" ".join(_value(row, words)),
    )


def _table(picture: ContrastPicture, page: Sequence[ContrastRow], words: Words) -> Table:
    _ = words.gettext
    columns = (
        _("Proposition"),
        _("Text"),
        *picture.names(words),
        _("Lowest group"),
        _("Largest gap"),
        _("Verdict"),
    )
    return Table(
        columns,
        tuple(
            (
                row.key,
                row.text,
                *(_share(one, words) for one in row.agreement),
                _share(row.lowest, words),
                _points(row.gap, words),
                row.verdict.name_in(words),
            )
            for row in page
        ),
    )


def _points(one: Estimate | None, words: Words) -> str:
    if one is None:
        return NOTHING
    low, high = (words.number(value * 100, 0) for value in (one.low, one.high))
    return f"{words.points(one.value)} ({low}–{high})"
