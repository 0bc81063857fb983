"""Lists: read already, and as files of spreadsheets."""

import io
from collections.abc import Sequence
from typing import Any
from zipfile import ZipFile

import xlsxwriter
from django.core.files.base import ContentFile

from parley.apps.convening.services.filetypes import Content
from parley.apps.registration.selectors.guestlist import Guest


def workbook(*rows: Sequence[Any]) -> bytes:
    """An XLSX file of one sheet."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return data.getvalue()


def with_macros(data: bytes) -> bytes:
    """The same workbook, with a part of macros in it."""
    changed = io.BytesIO(data)
    with ZipFile(changed, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
    return changed.getvalue()


def content(data: bytes | str) -> Content:
    return ContentFile(data if isinstance(data, bytes) else data.encode())


def guests(*rows: Any) -> list[Guest]:
    return [
        Guest(n, row) if isinstance(row, str) else Guest(n, **row)
        for n, row in enumerate(rows, start=1)
    ]
