"""Workbooks that would take the server with them: a small file, and more memory than there is."""

import io
from collections.abc import Callable
from zipfile import ZipFile

import pytest

from parley.apps.convening.services.listfiles import LARGEST_UNPACKED
from parley.apps.registration.services.guestlist import read_file
from parley.core.errors import InvalidInput
from tests.registration.invitations.lists import content, workbook

SHEET = "xl/worksheets/sheet1.xml"
ADA = ["ada@example.org", "Ada Guest"]
Edit = Callable[[str], str]


def edited(edit: Edit, *, rename: dict[str, str] | None = None) -> bytes:
    """A workbook of one guest, with another first sheet."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(workbook(["Address", "Name"], ADA))) as given, ZipFile(out, "w") as new:
        for part in given.infolist():
            text = given.read(part).decode()
            text = edit(text) if part.filename == SHEET else text
            new.writestr((rename or {}).get(part.filename, part.filename), text)
    return out.getvalue()


def after_the_rows(cells: str) -> Edit:
    return lambda text: text.replace("</sheetData>", f"{cells}</sheetData>")


FAR = {
    "the last corner": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "in small letters": "<row r = '1048576'><c r = 'xfd1048576' ><v>1</v></c></row>",
    "by the row alone": f'<row r="1048576">{"<c><v>1</v></c>" * 50}</row>',
    "by counting on": '<row r="1048575"/><row><c r="Z1048576"><v>1</v></c></row>',
    "wide rather than long": f'{"<row/>" * 400}<row><c r="XFD403"><v>1</v></c></row>',
}


@pytest.mark.parametrize("cells", FAR.values(), ids=FAR)
def test_cells_far_away_are_refused_before_the_sheet_is_read(cells: str) -> None:
    data = edited(after_the_rows(cells))
    assert len(data) < 50_000
    with pytest.raises(InvalidInput, match="holds too much"):
        read_file(content(data), "guests.xlsx")


def test_a_cell_somewhat_below_the_list_is_no_trouble() -> None:
    data = edited(after_the_rows('<row r="1900"><c r="B1900"><v>1</v></c></row>'))
    read = read_file(content(data), "guests.xlsx")
    assert [guest.address for guest in read.rows] == [ADA[0], ""]


def test_a_workbook_of_another_kind_is_not_read_as_one() -> None:
    data = edited(lambda text: text, rename={"xl/workbook.xml": "xl/workbook.bin"})
    with pytest.raises(InvalidInput, match="holds too much"):
        read_file(content(data), "guests.xlsx")


def test_a_directory_that_lies_about_sizes_is_refused() -> None:
    """It says of the sheet that it is small, and the sheet goes on."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(3, 1500))
    data = bytearray(edited(after_the_rows(rows)))
    with ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    entry = data.rindex(SHEET.encode()) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    assert int.from_bytes(data[entry + 24 : entry + 28], "little") == size
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    with pytest.raises(InvalidInput, match="can’t be read"):
        read_file(content(bytes(data)), "guests.xlsx")


def test_what_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO(workbook(["Address"], ADA[:1]))
    with ZipFile(out, "a", compression=8) as archive:
        archive.writestr("xl/media/large.xml", b" " * (LARGEST_UNPACKED + 1))
    with pytest.raises(InvalidInput, match="holds too much"):
        read_file(content(out.getvalue()), "guests.xlsx")
