"""Lists as they come out of a spreadsheet: pasted, or in a file.

Answers lines of cells, each line with its number in the source. What the cells mean is for those
who asked for them.
"""

import csv
import io
import re
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext as _

from parley.apps.convening.models import FileType
from parley.apps.convening.services import filetypes
from parley.core.errors import InvalidInput

if TYPE_CHECKING:
    from django.core.files.base import File

Lines: TypeAlias = list[tuple[int, list[str]]]

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
# The reader makes room for the whole rectangle around the cells: one cell in the last corner of a
# sheet would take more memory than there is, and the server with it.
LARGEST_SHEET = 5_000_000
_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row(?=[\s/>])")
_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,9})[\"']")
_FORMULA = re.compile(rb"<(?:[^\s<>/:]+:)?f(?=[\s/>])")
# By these the reader would take the archive for a workbook of another kind.
OTHER_KINDS = ("workbook.bin", "content.xml")
SHEETS = "xl/worksheets/"
MOST_NAMED = 5


def lines_of_text(text: str, most: int) -> Lines:
    """A list that was pasted, or the text of a CSV file: at most so many rows under its heads."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True
    )
    lines = []
    try:
        for cells in reader:
            lines.append((reader.line_num, cells))
            refuse_many(len(lines), most)
    except csv.Error as error:
        what = _("Line %(number)d can’t be read as a row of a list. Check its quotation marks.")
        raise InvalidInput(what % {"number": reader.line_num}) from error
    return lines


def lines_of_file(
    content: filetypes.Content, name: str, most: int, *, formulas: bool = True
) -> Lines:
    """A CSV, TSV or XLSX file. One with macros, or that is not what its name says, is refused;
    so is a workbook that calculates cells, where `formulas` are not wanted."""
    if content.size > LARGEST_FILE:
        text = _("The file is larger than %(limit)d MB. Leave only the columns that are needed.")
        raise InvalidInput(text % {"limit": LARGEST_FILE // 1024**2})
    stem, _dot, ending = name.rpartition(".")
    if ending.lower() == "tsv":
        name = f"{stem}.csv"
    if filetypes.type_of(name) not in (FileType.CSV, FileType.TXT, FileType.XLSX):
        raise InvalidInput(_("Choose a CSV, TSV or XLSX file, or paste the list."))
    source = filetypes.checked(content, name)
    if source.type == FileType.XLSX:
        return _sheet(_bytes(source.content), most, formulas=formulas)
    return lines_of_text(_bytes(source.content).decode("utf-8-sig"), most)


def _bytes(content: "File[bytes]") -> bytes:
    content.seek(0)
    return bytes(content.read())


def _sheet(data: bytes, most: int, *, formulas: bool) -> Lines:
    """The cells of the first sheet of a workbook."""
    # Heavy, and needed for this alone.
    import fastexcel

    try:
        book = fastexcel.read_excel(_looked_into(data, formulas=formulas))
        sheet = book.load_sheet(0, header_row=None, dtypes="string", n_rows=most + 2)
        rows = sheet.to_polars().rows()
    except fastexcel.FastExcelError as error:
        raise InvalidInput(_("The workbook can’t be read. Save the list as CSV.")) from error
    refuse_many(len(rows), most)
    return [(n, ["" if c is None else str(c) for c in row]) for n, row in enumerate(rows, start=1)]


def _looked_into(data: bytes, *, formulas: bool) -> bytes:
    """The workbook, packed anew: so what is read is what was looked into, whatever its directory
    says of sizes and names."""
    import zipfile
    import zlib

    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(packed, "w") as anew:
            parts = {part.filename: part for part in given.infolist()}
            if sum(part.file_size for part in parts.values()) > LARGEST_UNPACKED:
                raise _too_much()
            for name, part in parts.items():
                content = given.read(part)
                if name.lower().endswith(OTHER_KINDS) or _extent(content) > LARGEST_SHEET:
                    raise _too_much()
                if not formulas and name.lower().startswith(SHEETS):
                    _refuse_formulas(content)
                anew.writestr(name, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise InvalidInput(_("The workbook can’t be read. Save the list as CSV.")) from error
    return packed.getvalue()


def _too_much() -> InvalidInput:
    return InvalidInput(_("The workbook holds too much. Save the list alone as CSV."))


def _refuse_formulas(part: bytes) -> None:
    """What a cell calculates may be another value by tomorrow: nobody could say what was read."""
    named = []
    for cell in _CELL.split(part)[1:]:
        if _FORMULA.search(cell):
            place = _PLACE.search(cell.split(b">", 1)[0])
            named.append(b"".join(place.groups()).decode() if place else "?")
    if named:
        text = _("The workbook calculates cells (%(cells)s). Copy them and paste their values.")
        more = " …" if len(named) > MOST_NAMED else ""
        raise InvalidInput(text % {"cells": ", ".join(named[:MOST_NAMED]) + more})


def _extent(part: bytes) -> int:
    """How many cells the rectangle around all cells of a sheet has at most. A row or a cell that
    does not say its place comes after the one before."""
    rows = columns = 0
    for row in _ROW.split(part)[1:]:
        places = _PLACE.findall(row)
        rows = max(rows + 1, *(int(number) for _letters, number in places), 0)
        last = max((_column(letters) for letters, _number in places), default=0)
        columns = max(columns, last + len(_CELL.findall(row)))
    return rows * columns


def _column(letters: bytes) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def refuse_many(lines: int, most: int) -> None:
    if lines > most + 1:  # one with the heads
        text = _("A list may have %(limit)d rows. Make several of it.")
        raise InvalidInput(text % {"limit": most})


def _delimiter(text: str) -> str:
    """What separates cells: as spreadsheets are pasted, and as they are saved here or there."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=first.count) if any(mark in first for mark in "\t;,") else ","
