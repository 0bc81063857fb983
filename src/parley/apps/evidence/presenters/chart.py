"""A matrix as a drawing: a square with a sign for each cell."""

from django.utils.html import escape
from django.utils.translation import get_language_bidi

from parley.apps.evidence.cells import Cell
from parley.apps.evidence.presenters import matrix as table
from parley.apps.evidence.presenters.counting import counts_of
from parley.apps.evidence.presenters.matrix import Looked
from parley.apps.evidence.presenters.palette import COLOURS, INK, LINE, PAPER, ground
from parley.apps.evidence.presenters.words import cells_of, number, words_for

SIDE, NAMES, HEAD, MARGIN, LEGEND = 26, 260, 120, 16, 30
NARROWEST = 640


def file(looked: Looked) -> str:
    """In the order and with the filters that the reader asked for; right to left where they read so."""
    matrix = looked.matrix
    bodies, columns = table.in_order(looked), matrix.columns
    width = max(NARROWEST, NAMES + SIDE * len(columns) + 2 * MARGIN)
    counts = counts_of(matrix)
    shown = [cell for cell in cells_of(matrix.collection) if counts.everything[cell]]
    foot = HEAD + SIDE * len(bodies) + 20
    height = foot + LEGEND * len(shown) + MARGIN
    page = _Page(width, get_language_bidi())
    parts = [page.text(MARGIN, 34, str(matrix.collection.title), 18, bold=True)]
    parts += [page.label(_column(n), HEAD - 8, one.label) for n, one in enumerate(columns)]
    words = words_for(matrix.collection)
    for row, body in enumerate(bodies):
        top = HEAD + row * SIDE
        parts.append(page.text(MARGIN, top + 18, str(body.name), 13))
        for n, column in enumerate(columns):
            cell = matrix.at(body.pk, column.key)
            mark = "*" if (body.pk, column.key) in matrix.bound else ""
            parts.append(page.square(_column(n), top, cell, words[cell].sign + mark))
    for n, cell in enumerate(shown):
        top = foot + n * LEGEND
        parts.append(page.square(MARGIN, top, cell, words[cell].sign))
        told = f"{words[cell].label}: {number(counts.everything[cell])}"
        parts.append(page.text(MARGIN + SIDE + 12, top + 18, told, 13))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="sans-serif"><title>{escape(matrix.collection.title)}</title>'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>{"".join(parts)}</svg>'
    )


def _column(n: int) -> int:
    return MARGIN + NAMES + n * SIDE


class _Page:
    """Places things from the side on which reading begins."""

    def __init__(self, width: int, mirrored: bool) -> None:
        self.width, self.mirrored = width, mirrored

    def _x(self, x: float, wide: float = 0) -> float:
        return self.width - x - wide if self.mirrored else x

    def text(self, x: float, y: float, text: str, size: int, *, bold: bool = False) -> str:
        weight = ' font-weight="600"' if bold else ""
        direction = ' direction="rtl"' if self.mirrored else ""
        return (
            f'<text x="{self._x(x)}" y="{y}" font-size="{size}"{weight}{direction} '
            f'fill="{INK}">{escape(text)}</text>'
        )

    def label(self, x: float, y: float, text: str) -> str:
        """Of a column: upwards, since there is no room to its side."""
        middle = self._x(x, SIDE) + SIDE / 2 + 4
        return (
            f'<text transform="translate({middle} {y}) rotate(-90)" font-size="12" '
            f'fill="{INK}">{escape(text)}</text>'
        )

    def square(self, x: float, y: float, cell: Cell, sign: str) -> str:
        left = self._x(x, SIDE)
        behind, ink = ground(cell), COLOURS[cell][1]
        dark = cell in (Cell.SUPPORTS, Cell.OPPOSES)
        colour = PAPER if dark else ink or INK
        return (
            f'<rect x="{left}" y="{y}" width="{SIDE - 2}" height="{SIDE - 2}" fill="{behind}" '
            f'stroke="{LINE}"/><text x="{left + SIDE / 2 - 1}" y="{y + 17}" font-size="13" '
            f'text-anchor="middle" fill="{colour}">{escape(sign)}</text>'
        )
