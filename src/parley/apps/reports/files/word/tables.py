"""Tables of Word, with widths of their own: Word and LibreOffice would each choose others."""

from collections.abc import Sequence
from dataclasses import dataclass

from parley.apps.reports.files.word.inline import Inline, Look
from parley.apps.reports.files.word.xml import w

# Twentieths of a point that a letter of a table is wide, and that are free in a cell.
_LETTER, _ROOM = 112, 260
_LONGEST_WORD, _LONGEST_CELL = 16, 120


@dataclass(frozen=True)
class Cell:
    """What stands in a cell as runs, how long it is as plain text, and the style of its paragraph."""

    content: str
    plain: str
    style: str = "TableText"


def table(
    style: str,
    rows: Sequence[Sequence[Cell]],
    *,
    width: int,
    rtl: bool,
    headed: bool,
    caption: str = "",
) -> str:
    """`headed`: the first row holds the names of columns and is repeated on each page; otherwise the
    first column says what the second is about.
    """
    columns = max(len(row) for row in rows)
    full = [[*row, *[Cell("", "")] * (columns - len(row))] for row in rows]
    widths = column_widths([[one.plain for one in row] for row in full], width)
    look = {"firstRow": int(headed), "firstColumn": int(not headed)}
    about = w(
        "tblPr",
        w("tblStyle", val=style),
        "<w:bidiVisual/>" if rtl else "",
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val=_bits(**look), **look, lastRow=0, lastColumn=0, noHBand=1, noVBand=1),
        w("tblCaption", val=caption) if caption else "",
    )
    grid = w("tblGrid", *(w("gridCol", w=one) for one in widths))
    written = (_row(row, widths, headed and not place) for place, row in enumerate(full))
    return w("tbl", about, grid, *written)


def _bits(*, firstRow: int, firstColumn: int) -> str:  # noqa: N803 (as the schema names them)
    """The same as older versions of Word read it."""
    return f"{0x0020 * firstRow + 0x0080 * firstColumn + 0x0600:04X}"


def _row(cells: Sequence[Cell], widths: Sequence[int], is_head: bool) -> str:
    about = w("trPr", "<w:cantSplit/>", "<w:tblHeader/>" if is_head else "")
    return w("tr", about, *(_cell(*one) for one in zip(cells, widths, strict=True)))


def _cell(cell: Cell, width: int) -> str:
    paragraph = w("p", w("pPr", w("pStyle", val=cell.style)), cell.content)
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa")), paragraph)


def column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Each column as wide as its longest word, if all have room; the rest goes where texts are long."""
    columns = list(zip(*rows, strict=True))
    least = [_ROOM + _LETTER * min(_longest_word(one), _LONGEST_WORD) for one in columns]
    wish = [_ROOM + _LETTER * min(max(map(len, one)), _LONGEST_CELL) for one in columns]
    total, rest = sum(least), width - sum(least)
    if rest <= 0:
        return _whole([one * width / total for one in least], width)
    more = [max(0, many - few) for many, few in zip(wish, least, strict=True)]
    shares = [one / sum(more) for one in more] if sum(more) else [1 / len(more)] * len(more)
    return _whole([few + rest * one for few, one in zip(least, shares, strict=True)], width)


def _longest_word(texts: Sequence[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=0)


def _whole(widths: Sequence[float], total: int) -> list[int]:
    """In whole numbers that add up."""
    found = [int(one) for one in widths]
    found[-1] += total - sum(found)
    return found


def head_cell(inline: Inline, text: str) -> Cell:
    return Cell(inline.text(text, Look(strong=True)), text, "TableHead")
