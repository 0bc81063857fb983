"""Tables as files that sheets open. No cell of them is ever calculated."""

import io
from collections.abc import Sequence

from defusedcsv import csv

XLSX, CSV = "xlsx", "csv"
TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
LONGEST_CELL = 32_767  # characters, in a sheet
# Some sheets calculate what begins with the wide forms of = + - @, which defusedcsv lets pass.
WIDE = "\uff1d\uff0b\uff0d\uff20"
Table = Sequence[Sequence[str]]


def written(table: Table, kind: str) -> bytes:
    """The table, its first row the heads of its columns, as a file of this kind."""
    return _xlsx(table) if kind == XLSX else _csv(table)


def _csv(table: Table) -> bytes:
    """Cells that a sheet would calculate are disarmed; the mark at the beginning tells sheets
    that it is UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([_disarmed(cell) for cell in cells] for cells in table)
    return text.getvalue().encode("utf-8-sig")


def _disarmed(cell: str) -> str:
    """Blanks before a formula would hide it from defusedcsv, and from no sheet."""
    cell = cell.strip()
    return f"'{cell}" if cell[:1] and cell[0] in WIDE else cell


def _xlsx(table: Table) -> bytes:
    """Every cell is a text: nothing is taken for a formula, a link or a number."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for y, cells in enumerate(table):
            for x, text in enumerate(cells):
                sheet.write_string(y, x, text[:LONGEST_CELL], bold if y == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(table) - 1), max(0, len(table[0]) - 1))
        sheet.set_column(0, max(0, len(table[0]) - 1), 24)
    return file.getvalue()
