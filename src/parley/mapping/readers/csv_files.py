"""CSV: fast through polars, and where that fails, carefully through Python's own reader.

The two agree on what a table holds. The careful one also reads what is quoted badly, and knows on which
line of the file a row begins, which differs from its number where fields hold line breaks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from parley.mapping.errors import InvalidStances
from parley.mapping.readers.tables import BATCH, Batch, Table, chunked

_DELIMITERS = ",;\t|"
_LONE_RETURN = re.compile("\r(?!\n)")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Record(NamedTuple):
    """A row of the file, and the line on which it begins."""

    line: int
    fields: list[str]


class CsvTable:
    """A CSV file with a header; the delimiter is a comma, semicolon, tab or upright line.

    Raises
    ------
    InvalidStances
        Where the file is empty, is no text in UTF-8, or its header can't be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        start = _start(path)
        self._delimiter = _delimiter(start)
        header = next(self._records(), None)
        if header is None:
            raise InvalidStances(
                f"{path.name} is empty; expected a header and a line for each answer"
            )
        self.names = [name.strip() for name in header.fields]
        # What polars does not do: lines that end with \r alone, and empty lines before the header.
        lines = max(start.count("\n"), 1)
        self.about = path.stat().st_size * lines // max(len(start.encode()), 1)
        self._is_plain = not _LONE_RETURN.search(start) and header.line == 1

    def batches(self, places: Sequence[int], rows: int = BATCH) -> Iterator[Batch]:
        import polars as pl

        if not self._is_plain:
            yield from _CarefulCsv(self).batches(places, rows)
            return
        beyond = str(len(self.names))  # a further column: filled where a line has too many fields
        schema = {str(n): pl.String for n in range(len(self.names) + 1)}
        scanned = pl.scan_csv(
            self._path,
            has_header=False,
            skip_rows=1,
            schema=schema,
            infer_schema=False,
            separator=self._delimiter,
            missing_columns="insert",
            glob=False,
        )
        first = 0
        chosen = scanned.select([*map(str, places), beyond])
        for frame in chosen.collect_batches(chunk_size=rows, maintain_order=True):
            over = frame[beyond].is_not_null().arg_true().to_list()
            yield Batch(frame.drop(beyond), first, dict.fromkeys(over, self.too_many))
            first += frame.height

    @property
    def too_many(self) -> str:
        return f"expected {len(self.names)} fields; got more (is a field with {self._delimiter!r} in it quoted?)"

    def where(self, rows: Sequence[int]) -> list[str]:
        lines: dict[int, int] = {}
        wanted, last = set(rows), max(rows, default=-1)
        for row, record in enumerate(self.data()):
            if row in wanted:
                lines[row] = record.line
            if row >= last:
                break
        return [f"line {lines.get(row, row + 2)}" for row in rows]

    def careful(self) -> Table | None:
        return _CarefulCsv(self)

    def data(self) -> Iterator[Record]:
        """The rows below the header; an empty line is a row without fields."""
        records = self._records()
        next(records, None)
        return records

    def _records(self) -> Iterator[Record]:
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, delimiter=self._delimiter)
                line, begun = 1, False
                for fields in reader:
                    begun = begun or bool(fields)  # empty lines before the header are none
                    if begun:
                        yield Record(line, fields)
                    line = reader.line_num + 1
        except UnicodeDecodeError as error:
            raise _not_utf8(self._path) from error
        except csv.Error as error:
            raise InvalidStances(f"{self._path.name}, line {line}: {error}") from error


class _CarefulCsv:
    def __init__(self, table: CsvTable) -> None:
        self._table, self.names, self.about = table, table.names, table.about

    def batches(self, places: Sequence[int], rows: int = BATCH) -> Iterator[Batch]:
        import polars as pl

        first, width = 0, len(self.names)
        for records in chunked(self._table.data(), min(rows, 100_000)):
            columns = {
                str(place): [
                    record.fields[place] if place < len(record.fields) else None
                    for record in records
                ]
                for place in places
            }
            faults = {
                n: self._table.too_many
                for n, record in enumerate(records)
                if any(record.fields[width:])
            }
            yield Batch(
                pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), first, faults
            )
            first += len(records)

    def where(self, rows: Sequence[int]) -> list[str]:
        return self._table.where(rows)

    def careful(self) -> Table | None:
        return None


def _start(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(1 << 16)
    if start[:2] in _UTF16:
        raise InvalidStances(f"{path.name} is text in UTF-16; save it as CSV in UTF-8")
    return start.decode("utf-8-sig", errors="replace")


def _delimiter(start: str) -> str:
    """The one that stands most often in the first line, outside quotes."""
    line = next((line for line in start.splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _not_utf8(path: Path) -> InvalidStances:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                byte = line[error.start]
                return InvalidStances(
                    f"{path.name}, line {number}: expected text in UTF-8; got the byte 0x{byte:02x}."
                    " Save the file as CSV in UTF-8 (in a spreadsheet: CSV UTF-8)"
                )
    return InvalidStances(f"{path.name} is no text in UTF-8; save it as CSV in UTF-8")
