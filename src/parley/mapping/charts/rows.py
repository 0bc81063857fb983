"""The frame of charts with a row for each proposition or element: words, a scale, a value.

From 560 units of width on, the words stand left of the scale and the value right of it; below, both stand
above.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parley.mapping.charts import svg
from parley.mapping.charts.chart import Sheet
from parley.mapping.charts.metrics import is_rtl, text_width, wrap

_SIZE, _LEADING = 12.5, 16.0


@dataclass(frozen=True)
class Rows:
    """Where words, scale and value of each row stand.

    Parameters
    ----------
    start, end
        Of the scale on paper: where 0 and 1 are.
    words
        Right end of the words.
    ticks, strong
        Where lines of a grid stand, and which of them are stronger.
    """

    sheet: Sheet
    start: float
    end: float
    words: float
    ticks: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    strong: tuple[float, ...] = ()

    @classmethod
    def on(
        cls,
        sheet: Sheet,
        labels: Sequence[tuple[str, str]],
        *,
        value: float,
        strong: tuple[float, ...] = (),
        ticks: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0),
    ) -> Rows:
        """Rows over the whole width for labels of key and words, leaving `value` for it at the right."""
        if sheet.look.narrow:
            return cls(sheet, sheet.left + 10, sheet.right - 10, sheet.right, ticks, strong)
        longest = max(
            (
                max(_indent(key) + text_width(text, _SIZE), text_width(key, _SIZE, 600))
                for key, text in labels
            ),
            default=0,
        )
        words = sheet.left + min(longest, (sheet.inner - value) * 0.5)
        return cls(sheet, words + 26, sheet.right - value, words, ticks, strong)

    def x(self, share: float) -> float:
        """Where a share of 0 to 1 stands."""
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def row(
        self,
        words: str,
        value: Sequence[str],
        height: float,
        draw: Callable[[float], Sequence[str]],
        *,
        number: str = "",
    ) -> None:
        """One row. `draw` gets the middle of its scale; `value` is one line or two."""
        sheet = self.sheet
        indent = _indent(number)
        narrow = sheet.look.narrow
        width = self.words - sheet.left - indent
        lines = wrap(words, width, _SIZE, lines=3)
        above = 1 if _is_long(number) else 0
        tall = max(len(lines) + above, 1 if number else 0) * _LEADING
        if narrow:
            lines_top, scale_top = sheet.y, sheet.y + tall + 2 + (16 if any(value) else 0)
            row_height = scale_top - sheet.y + height
        else:
            row_height = max(tall, height, len(value) * _LEADING)
            lines_top = sheet.y + (row_height - tall) / 2
            scale_top = sheet.y + (row_height - height) / 2
        parts = [svg.title(words)] if lines else []
        if number:
            shown = wrap(number, self.words - sheet.left, _SIZE, lines=1, weight=600)[0]
            parts.append(svg.text(sheet.left, lines_top + 12, shown, size=_SIZE, weight=600))
        rtl = is_rtl(words)
        x, anchor = (self.words, "end") if rtl else (sheet.left + indent, None)
        for place, line in enumerate(lines):
            y = lines_top + 12 + (place + above) * _LEADING
            parts.append(svg.text(x, y, line, size=_SIZE, anchor=anchor, rtl=rtl))
        middle = scale_top + height / 2
        top = scale_top - 2 if narrow else sheet.y - 4.5
        parts.extend(self._lines(top, sheet.y + row_height + 4.5))
        parts.extend(draw(middle))
        parts.extend(self._value(value, middle, lines_top + tall))
        sheet.add(svg.group(parts, class_="chart-row"))
        sheet.y += row_height + 9
        sheet.add(svg.line(sheet.left, sheet.y - 4.5, sheet.right, sheet.y - 4.5, stroke="line"))

    def _value(self, value: Sequence[str], middle: float, below: float) -> list[str]:
        if self.sheet.look.narrow:
            row = " · ".join(one for one in value if one)
            return [svg.text(self.sheet.left, below + 12, row, size=12, fill="soft")] if row else []
        top = middle - len(value) * _LEADING / 2
        return [
            svg.text(
                self.sheet.right,
                top + 12 + place * _LEADING,
                one,
                size=_SIZE if not place else 11.5,
                weight=600 if not place else None,
                anchor="end",
                fill="ink" if not place else "faint",
            )
            for place, one in enumerate(value)
            if one
        ]

    def axis(self, number: Callable[[float], str]) -> None:
        """Numbers above the scale."""
        sheet = self.sheet
        for share in self.ticks:
            words = number(share)
            x, y = self.x(share), sheet.y + 11
            sheet.add(svg.text(x, y, words, size=11.5, anchor="middle", fill="faint"))
        sheet.y += 23

    def _lines(self, top: float, bottom: float) -> list[str]:
        """The grid behind one row, only where its scale is."""
        return [
            svg.line(
                self.x(share),
                top,
                self.x(share),
                bottom,
                stroke="rule" if share in self.strong else "line",
                stroke_dasharray="2 3" if share in self.strong else None,
            )
            for share in self.ticks
        ]


def _is_long(key: str) -> bool:
    """Whether the key stands above the words rather than before them."""
    return len(key) > 6


def _indent(key: str) -> float:
    return text_width(key, _SIZE, 600) + 8 if key and not _is_long(key) else 0


def whisker(
    rows: Rows, y: float, low: float, high: float, colour: str, *, width: float = 1.8
) -> str:
    """An interval as a line."""
    return svg.line(rows.x(low), y, rows.x(high), y, stroke=colour, stroke_width=width)
