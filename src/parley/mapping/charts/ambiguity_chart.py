"""Ambiguity of each element, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from parley.mapping.charts import svg
from parley.mapping.charts.chart import Chart, Estimate, Look, Sheet, Table
from parley.mapping.charts.rows import Rows, whisker
from parley.mapping.charts.words import Words

NOTHING = "–"


@dataclass(frozen=True)
class AmbiguityBar:
    """How far apart interpretations of an element are.

    Parameters
    ----------
    key, text
        Short id and name of the element.
    now
        0 where all are alike, 1 for two equal, opposed camps; None where there is too little to say.
    before
        The same at an earlier time.
    changed
        Whether the change is beyond chance; None where it was not tested.
    """

    key: str
    text: str
    now: Estimate | None
    before: Estimate | None = None
    changed: bool | None = None


@dataclass(frozen=True)
class AmbiguityPicture:
    """The bars, in any order; they are drawn with the most ambiguous first.

    They are elements, or single `propositions`.
    """

    bars: tuple[AmbiguityBar, ...]
    level: float = 0.95
    propositions: bool = False

    @property
    def compared(self) -> bool:
        return any(bar.before for bar in self.bars)


def draw_ambiguity(picture: AmbiguityPicture, look: Look | None = None) -> Chart:
    """A row for each element with its interval; an arrow from before to now where there is a before.

    Examples
    --------
    >>> bar = AmbiguityBar("C", "Knowledge", Estimate(0.6, 0.5, 0.7))
    >>> draw_ambiguity(AmbiguityPicture((bar,))).table.rows
    (('C', 'Knowledge', '0.60 (0.50–0.70)'),)
    """
    sheet = Sheet(look or Look(), "ambiguity")
    words = sheet.look.words
    title, finding = _title(picture, words), _finding(picture, words)
    sheet.heading(title, finding)
    if picture.compared:
        sheet.legend(
            [
                (_before_mark(0, 0), words.gettext("before")),
                (_now_mark(0, 0), words.gettext("now")),
            ]
        )
    labels = [(bar.key, bar.text) for bar in picture.bars]
    rows = Rows.on(sheet, labels, value=112 if picture.compared else 84)
    _ends(sheet, rows)
    rows.axis(lambda share: words.number(share, 2))
    bars = sorted(picture.bars, key=lambda bar: (-(bar.now.value if bar.now else -1), bar.key))
    for bar in bars:
        height = 30.0 if bar.before else 20.0
        rows.row(
            bar.text,
            _value(bar, words),
            height,
            lambda middle, bar=bar: _draw(rows, bar, middle),  # type: ignore[misc]
            number=bar.key,
        )
    sheet.y += 4
    note = _note(picture, words)
    sheet.note(note)
    return sheet.finish(
        title,
        [finding, *(_sentence(bar, words) for bar in bars), note],
        _table(picture, bars, words),
    )


def _title(picture: AmbiguityPicture, words: Words) -> str:
    if picture.propositions and picture.compared:
        return words.gettext("Ambiguity of each proposition, before and now")
    if picture.propositions:
        return words.gettext("Ambiguity of each proposition")
    if picture.compared:
        return words.gettext("Ambiguity of each element, before and now")
    return words.gettext("Ambiguity of each element")


def _finding(picture: AmbiguityPicture, words: Words) -> str:
    n = len(picture.bars)
    told = words.ngettext("{number} element.", "{number} elements.", n)
    if picture.propositions:
        told = words.ngettext("{number} proposition.", "{number} propositions.", n)
    told = told.format(number=words.number(n, 0))
    if picture.compared:
        pairs = [(bar, bar.before, bar.now) for bar in picture.bars if bar.changed]
        less = sum(now.value < before.value for _, before, now in pairs if before and now)
        more = sum(now.value > before.value for _, before, now in pairs if before and now)
        return words.gettext(
            "{elements} Beyond chance, {less} became less ambiguous and {more} more."
        ).format(elements=told, less=words.number(less, 0), more=words.number(more, 0))
    known = [bar for bar in picture.bars if bar.now]
    if not known:
        return told
    most = max(known, key=lambda bar: (bar.now.value if bar.now else 0, bar.key))
    return words.gettext("{elements} Most ambiguous: {name}.").format(elements=told, name=most.text)


def _note(picture: AmbiguityPicture, words: Words) -> str:
    return words.gettext(
        "0: all interpret it alike; 1: two equal, opposed camps. A line is the {level} interval."
    ).format(level=words.percent(picture.level))


def _ends(sheet: Sheet, rows: Rows) -> None:
    words = sheet.look.words
    ends = ((rows.start, words.gettext("all alike"), "start"),)
    last = (rows.end, words.gettext("opposed camps"), "end")
    for x, text, anchor in (*ends, last):
        sheet.add(svg.text(x, sheet.y + 10, text, size=11.5, anchor=anchor, fill="soft"))
    sheet.y += 16


def _now_mark(x: float, y: float) -> str:
    return svg.element("circle", cx=x, cy=y, r=5.2, fill="accent", stroke="paper", stroke_width=0.7)


def _before_mark(x: float, y: float) -> str:
    return svg.element("circle", cx=x, cy=y, r=4.4, fill="paper", stroke="faint", stroke_width=1.6)


def _draw(rows: Rows, bar: AmbiguityBar, middle: float) -> list[str]:
    """The earlier value above, the present one below, an arrow from one to the other."""
    parts: list[str] = []
    upper, lower = (middle - 7, middle + 7) if bar.before else (middle, middle)
    if bar.before:
        parts.append(whisker(rows, upper, bar.before.low, bar.before.high, "faint", width=1.4))
        parts.append(_before_mark(rows.x(bar.before.value), upper))
    if bar.now:
        parts.append(whisker(rows, lower, bar.now.low, bar.now.high, "accent", width=2.2))
    if bar.before and bar.now:
        parts.append(_arrow(rows.x(bar.before.value), upper, rows.x(bar.now.value), lower))
    if bar.now:
        parts.append(_now_mark(rows.x(bar.now.value), lower))
    return parts


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """From mark to mark, straight, with a head; nothing where the marks touch."""
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if length < 20:
        return ""
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    ax, ay, bx, by = x1 + ux * 6, y1 + uy * 6, x2 - ux * 7, y2 - uy * 7
    head = [
        (bx, by),
        (bx - ux * 6 - uy * 3.4, by - uy * 6 + ux * 3.4),
        (bx - ux * 6 + uy * 3.4, by - uy * 6 - ux * 3.4),
    ]
    return svg.line(ax, ay, bx - ux * 5, by - uy * 5, stroke="ink", stroke_width=1.3) + svg.element(
        "path", d=svg.polyline(head, closed=True), fill="ink"
    )


def _value(bar: AmbiguityBar, words: Words) -> list[str]:
    if bar.now is None:
        return [NOTHING]
    now = words.number(bar.now.value, 2)
    if bar.before is None:
        return [now, f"{words.number(bar.now.low, 2)}–{words.number(bar.now.high, 2)}"]
    change = f"{words.number(bar.before.value, 2)} → {now}"
    return [change, _verdict(bar, words)] if bar.changed is not None else [change]


def _verdict(bar: AmbiguityBar, words: Words) -> str:
    _ = words.gettext
    if not (bar.now and bar.before) or not bar.changed:
        return _("within chance")
    return _("less ambiguous") if bar.now.value < bar.before.value else _("more ambiguous")


def _number(one: Estimate | None, words: Words) -> str:
    if one is None:
        return NOTHING
    value, low, high = (words.number(number, 2) for number in (one.value, one.low, one.high))
    return f"{value} ({low}–{high})"


def _sentence(bar: AmbiguityBar, words: Words) -> str:
    name = f"{bar.key} {bar.text}".strip()
    if bar.before is None:
        return words.gettext("{name}: {now}.").format(name=name, now=_number(bar.now, words))
    told = words.gettext("{name}: {before} before, {now} now").format(
        name=name, before=_number(bar.before, words), now=_number(bar.now, words)
    )
    return f"{told}, {_verdict(bar, words)}." if bar.changed is not None else f"{told}."


def _table(picture: AmbiguityPicture, bars: list[AmbiguityBar], words: Words) -> Table:
    _ = words.gettext
    first = (_("Proposition"), _("Text")) if picture.propositions else (_("Element"), _("Name"))
    if not picture.compared:
        return Table(
            (*first, _("Ambiguity")),
            tuple((bar.key, bar.text, _number(bar.now, words)) for bar in bars),
        )
    columns = (*first, _("Before"), _("Now"), _("Change"))
    return Table(
        columns,
        tuple(
            (
                bar.key,
                bar.text,
                _number(bar.before, words),
                _number(bar.now, words),
                _verdict(bar, words) if bar.changed is not None else NOTHING,
            )
            for bar in bars
        ),
    )
