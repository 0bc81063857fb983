"""Stability: how alike groupings of redrawn actors are, for each number of groups and for each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.charts import svg
from parley.mapping.charts.chart import Chart, Look, Sheet, Table
from parley.mapping.charts.marks import at, group_mark
from parley.mapping.charts.palette import group_colour
from parley.mapping.charts.rows import Rows
from parley.mapping.charts.words import Words

NOTHING = "–"
_BINS = 100


@dataclass(frozen=True, eq=False)
class Draws:
    """What the redrawn data gave, one value each; those not finite are left out.

    Parameters
    ----------
    name
        `2`, `3` … for a number of groups; `A`, `B` … for a group.
    values
        Shape (n,): adjusted Rand index, or Jaccard index.
    """

    name: str
    values: NDArray[Any]

    @property
    def finite(self) -> NDArray[np.float64]:
        values = np.asarray(self.values, dtype=np.float64)
        return values[np.isfinite(values)]

    @property
    def mean(self) -> float | None:
        return float(self.finite.mean()) if len(self.finite) else None

    @property
    def range(self) -> tuple[float, float] | None:
        """What the middle nine tenths lie between."""
        if not len(self.finite):
            return None
        low, high = np.quantile(self.finite, (0.05, 0.95)).tolist()
        return low, high


@dataclass(frozen=True)
class StabilityPicture:
    """The draws.

    Parameters
    ----------
    by_number
        For each number of groups tried: its adjusted Rand indices.
    by_group
        For each group found: its Jaccard indices.
    chosen
        The number of groups found, None where it is not determined.
    """

    by_number: tuple[Draws, ...]
    by_group: tuple[Draws, ...] = ()
    chosen: int | None = None


def draw_stability(picture: StabilityPicture, look: Look | None = None) -> Chart:
    """A strip of all draws in each row, with its mean and the range of nine tenths.

    Examples
    --------
    >>> draws = Draws("2", np.array([0.8, 0.9]))
    >>> draw_stability(StabilityPicture((draws,), chosen=2)).table.rows
    (('2 groups', '0.85', '0.81–0.90', '2'),)
    """
    sheet = Sheet(look or Look(), "stability")
    words = sheet.look.words
    title, finding = words.gettext("How stable the groups are"), _finding(picture, words)
    sheet.heading(title, finding)
    by_number = [(_groups(draws.name, words), draws) for draws in picture.by_number]
    by_group = [
        (words.gettext("Group {name}").format(name=draws.name), draws) for draws in picture.by_group
    ]
    named = [
        ("", words.gettext("{name} (found)").format(name=name)) for name, _ in by_number + by_group
    ]
    rows = Rows.on(sheet, named, value=84)
    number_title = words.gettext("How alike whole groupings are (adjusted Rand index)")
    _section(sheet, rows, number_title, by_number, "accent", str(picture.chosen))
    if by_group:
        sheet.y += 10
        group_title = words.gettext("How well each group is found again (Jaccard index)")
        _section(sheet, rows, group_title, by_group, None, "")
    sheet.y += 4
    note = words.gettext(
        "Each line is one redrawn set of actors: 1 is the same grouping again, 0 no more alike than chance."
        " The mark is the mean, the bar holds nine tenths."
    )
    sheet.note(note)
    every = by_number + by_group
    described = [finding, *(_sentence(name, draws, words) for name, draws in every), note]
    return sheet.finish(title, described, _table(every, words))


def _groups(number: str, words: Words) -> str:
    if not number.isdecimal():
        return number
    return words.ngettext("{number} group", "{number} groups", int(number)).format(number=number)


def _finding(picture: StabilityPicture, words: Words) -> str:
    if picture.chosen is None:
        return words.gettext("The number of groups is not determined.")
    chosen = next((one for one in picture.by_number if one.name == str(picture.chosen)), None)
    if chosen is None or chosen.mean is None:
        return ""
    return words.gettext(
        "With {groups}, redrawn data give a grouping that agrees with this one to {mean} on average."
    ).format(groups=_groups(chosen.name, words), mean=words.number(chosen.mean, 2))


def _section(
    sheet: Sheet,
    rows: Rows,
    title: str,
    named: Sequence[tuple[str, Draws]],
    colour: str | None,
    chosen: str,
) -> None:
    words = sheet.look.words
    sheet.paragraph(title, size=13, weight=600, leading=19)
    sheet.y += 2
    rows.axis(lambda share: words.number(share, 2))
    for number, (name, draws) in enumerate(named):
        told = words.gettext("{name} (found)").format(name=name) if draws.name == chosen else name
        own = colour or group_colour(number)
        mark = _diamond() if colour else group_mark(number, 5.5)
        rows.row(
            told,
            _value(draws, words),
            24,
            lambda middle, draws=draws, own=own, mark=mark: _strip(  # type: ignore[misc]
                rows, draws, middle, own, mark
            ),
        )


def _diamond() -> str:
    return svg.element(
        "path", d="M0 -6.5L6.5 0L0 6.5L-6.5 0Z", fill="accent", stroke="paper", stroke_width=1
    )


def _strip(rows: Rows, draws: Draws, middle: float, colour: str, mark: str) -> list[str]:
    """A line for each draw, the stronger the more draws lie there."""
    if draws.mean is None or draws.range is None:
        return []
    counts, edges = np.histogram(np.clip(draws.finite, 0, 1), bins=_BINS, range=(0, 1))
    most = max(int(counts.max()), 1)
    parts = [
        svg.line(
            x := rows.x(float(edges[place] + edges[place + 1]) / 2),
            middle - 4 - 8 * count / most,
            x,
            middle - 4,
            stroke=colour,
            stroke_width=1.6,
            stroke_opacity=0.55,
        )
        for place, count in enumerate(counts.tolist())
        if count
    ]
    low, high = draws.range
    y = middle + 4
    parts.append(
        svg.line(rows.x(low), y, rows.x(high), y, stroke=colour, stroke_width=4, stroke_opacity=0.6)
    )
    parts.append(at(rows.x(draws.mean), y, mark))
    return parts


def _value(draws: Draws, words: Words) -> list[str]:
    if draws.mean is None or draws.range is None:
        return [NOTHING]
    low, high = draws.range
    return [words.number(draws.mean, 2), f"{words.number(low, 2)}–{words.number(high, 2)}"]


def _sentence(name: str, draws: Draws, words: Words) -> str:
    if draws.mean is None or draws.range is None:
        return words.gettext("{name}: nothing to say.").format(name=name)
    low, high = draws.range
    return words.gettext("{name}: {mean} on average, nine tenths from {low} to {high}.").format(
        name=name,
        mean=words.number(draws.mean, 2),
        low=words.number(low, 2),
        high=words.number(high, 2),
    )


def _table(named: Sequence[tuple[str, Draws]], words: Words) -> Table:
    _ = words.gettext
    columns = (_("Grouping or group"), _("Mean"), _("Nine tenths"), _("Draws"))
    rows = []
    for name, draws in named:
        value = _value(draws, words) if draws.mean is not None else [NOTHING, NOTHING]
        rows.append((name, *value, words.number(len(draws.finite), 0)))
    return Table(columns, tuple(rows))
