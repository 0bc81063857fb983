"""The same thing measured twice: two marks with their intervals in each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from parley.mapping.charts import svg
from parley.mapping.charts.chart import Chart, Estimate, Look, Sheet, Table
from parley.mapping.charts.palette import mark_path
from parley.mapping.charts.rows import Rows, whisker
from parley.mapping.charts.words import Words

NOTHING = "–"


@dataclass(frozen=True)
class Pair:
    """One row.

    Parameters
    ----------
    key, text
        Short id and wording.
    first, second
        The two; None where there is nothing to show.
    finding
        What became of it, in a few words: beside the row, and in the table.
    """

    key: str
    text: str
    first: Estimate | None
    second: Estimate | None
    finding: str = ""


@dataclass(frozen=True)
class PairsPicture:
    """The rows, in the order in which they are drawn.

    Parameters
    ----------
    first, second
        What the two are called.
    measure
        `ambiguity` of elements, from 0 to 1; or `agreement` with propositions, in per cent.
    title
        One line.
    """

    pairs: tuple[Pair, ...]
    first: str
    second: str
    measure: Literal["ambiguity", "agreement"]
    title: str
    level: float = 0.95


def draw_pairs(picture: PairsPicture, look: Look | None = None) -> tuple[Chart, ...]:
    """Charts of at most `look.rows` rows each, at least one.

    Examples
    --------
    >>> pair = Pair("A1", "Knowledge", Estimate(0.6, 0.5, 0.7), Estimate(0.3, 0.2, 0.4), "narrower")
    >>> draw_pairs(PairsPicture((pair,), "2020", "2021", "ambiguity", "Ambiguity"))[0].table.rows
    (('A1', 'Knowledge', '0.60 (0.50–0.70)', '0.30 (0.20–0.40)', 'narrower'),)
    """
    look = look or Look()
    starts = range(0, max(len(picture.pairs), 1), look.rows)
    pages = [picture.pairs[start : start + look.rows] for start in starts]
    return tuple(_page(picture, pairs, look, n, len(pages)) for n, pairs in enumerate(pages, 1))


def _page(
    picture: PairsPicture, pairs: Sequence[Pair], look: Look, number: int, pages: int
) -> Chart:
    if pages > 1:
        look = replace(look, key=f"{look.key or 'pairs'}-{number}")
    sheet = Sheet(look, "pairs")
    words, title = sheet.look.words, picture.title
    if pages > 1:
        title = words.gettext("{title} ({number} of {pages})").format(
            title=title, number=words.number(number, 0), pages=words.number(pages, 0)
        )
    note = words.gettext("A line is the {level} interval.").format(
        level=words.percent(picture.level)
    )
    sheet.heading(title, note)
    sheet.legend([(_mark(0, 0, 0), picture.first), (_mark(0, 0, 1), picture.second)])
    rows = Rows.on(sheet, [(pair.key, pair.text) for pair in pairs], value=132)
    if picture.measure == "ambiguity":
        _ends(sheet, rows)
    rows.axis(lambda share: _number(picture, share, words))
    for pair in pairs:
        value = [f"{_short(picture, pair.first, words)} · {_short(picture, pair.second, words)}"]
        rows.row(
            pair.text,
            [*value, pair.finding] if pair.finding else value,
            30.0,
            lambda middle, pair=pair: _draw(rows, pair, middle),  # type: ignore[misc]
            number=pair.key,
        )
    sheet.y += 4
    if not look.heading:
        sheet.note(note)
    said = [_sentence(picture, pair, words) for pair in pairs]
    return sheet.finish(title, [*said, note], _table(picture, pairs, words))


def _ends(sheet: Sheet, rows: Rows) -> None:
    _ = sheet.look.words.gettext
    for x, text, anchor in (
        (rows.start, _("all alike"), "start"),
        (rows.end, _("opposed camps"), "end"),
    ):
        sheet.add(svg.text(x, sheet.y + 10, text, size=11.5, anchor=anchor, fill="soft"))
    sheet.y += 16


def _mark(x: float, y: float, which: int) -> str:
    """A ring for the first, a filled diamond for the second: apart without colour too."""
    if which == 0:
        return svg.element(
            "circle", cx=x, cy=y, r=4.6, fill="paper", stroke="group-2", stroke_width=1.8
        )
    diamond = svg.element(
        "path", d=mark_path(3, 5.4), fill="group-1", stroke="paper", stroke_width=0.7
    )
    return svg.group([diamond], transform=f"translate({svg.number(x)} {svg.number(y)})")


def _draw(rows: Rows, pair: Pair, middle: float) -> list[str]:
    """The first above, the second below."""
    parts: list[str] = []
    for which, one in enumerate((pair.first, pair.second)):
        if one is not None:
            y = middle - 7 if which == 0 else middle + 7
            parts.append(whisker(rows, y, one.low, one.high, f"group-{2 - which}"))
            parts.append(_mark(rows.x(one.value), y, which))
    return parts


def _number(picture: PairsPicture, value: float, words: Words) -> str:
    return words.percent(value) if picture.measure == "agreement" else words.number(value, 2)


def _short(picture: PairsPicture, of: Estimate | None, words: Words) -> str:
    return NOTHING if of is None else _number(picture, of.value, words)


def _long(picture: PairsPicture, of: Estimate | None, words: Words) -> str:
    if of is None:
        return NOTHING
    if picture.measure == "agreement":
        ends = words.percents(of.low, of.high)
    else:
        ends = f"{words.number(of.low, 2)}–{words.number(of.high, 2)}"
    return f"{_number(picture, of.value, words)} ({ends})"


def _sentence(picture: PairsPicture, pair: Pair, words: Words) -> str:
    told = {
        "name": f"{pair.key} {pair.text}".strip(),
        "first": picture.first,
        "second": picture.second,
        "one": _long(picture, pair.first, words),
        "other": _long(picture, pair.second, words),
        "finding": pair.finding,
    }
    if pair.finding:
        return words.gettext("{name}: {one} in {first}, {other} in {second}; {finding}.").format(
            **told
        )
    return words.gettext("{name}: {one} in {first}, {other} in {second}.").format(**told)


def _table(picture: PairsPicture, pairs: Sequence[Pair], words: Words) -> Table:
    _ = words.gettext
    ambiguity = picture.measure == "ambiguity"
    first = (_("Element"), _("Name")) if ambiguity else (_("Proposition"), _("Text"))
    return Table(
        (*first, picture.first, picture.second, _("Change")),
        tuple(
            (
                pair.key,
                pair.text,
                _long(picture, pair.first, words),
                _long(picture, pair.second, words),
                pair.finding or NOTHING,
            )
            for pair in pairs
        ),
    )
