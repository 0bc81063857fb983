"""Recognising what a source is, by what it holds and not by its name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from parley.mapping.errors import InvalidStances
from parley.mapping.readers.csv_files import CsvTable
from parley.mapping.readers.tables import Table, of_frame, of_object, of_records

_ACCEPTED = (
    "a file (CSV, Excel, Parquet, JSON), a folder of such, a frame of polars, pandas or pyarrow,"
    " or an array of numpy or scipy.sparse"
)


@contextmanager
def errors_of_libraries(what: object) -> Iterator[None]:
    """Whatever a library finds wrong with the input becomes an InvalidStances."""
    import polars as pl

    name = what.name if isinstance(what, Path) else "the input"
    try:
        yield
    except OSError as error:
        raise InvalidStances(f"can't read {name}: {error.strerror or error}") from error
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise InvalidStances(f"can't read {name}: {str(error).strip().splitlines()[0]}") from error


def open_table(source: Any) -> Table:
    """The table in a file, or a frame.

    Raises
    ------
    InvalidStances
        Where it is nothing of the kind.
    """
    if isinstance(source, str | Path):
        return _open_file(Path(source))
    if isinstance(source, list):
        return of_records(source)
    try:
        table = of_object(source)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidStances(f"can't read the {type(source).__name__}: {error}") from error
    if table is None:
        raise InvalidStances(f"expected {_ACCEPTED}; got {type(source).__name__}")
    return table


def _open_file(path: Path) -> Table:
    with errors_of_libraries(path):
        if path.is_dir():
            return _parquet_folder(path)
        with path.open("rb") as file:
            start = file.read(1024)
        if start.startswith(b"PAR1"):
            return _parquet([path])
        if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            return _workbook(path)
        if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")) and path.suffix == ".json":
            return of_records(load_json(path))
        return CsvTable(path)


def _parquet(paths: list[Path]) -> Table:
    import polars as pl

    return of_frame(pl.scan_parquet(paths, glob=False))


def _parquet_folder(folder: Path) -> Table:
    paths = sorted(folder.glob("*.parquet"))
    if not paths:
        there = ", ".join(sorted(path.name for path in folder.iterdir())[:10]) or "nothing"
        raise InvalidStances(
            f"expected a folder with votes.csv, participants-votes.csv, votes.json or Parquet files;"
            f" {folder.name} holds {there}"
        )
    return _parquet(paths)


def _workbook(path: Path) -> Table:
    """The first sheet; everything as text, so that ids stay as they are written."""
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        sheet = book.load_sheet(0, header_row=0, dtypes="string")
        frame = sheet.to_polars()
    except fastexcel.FastExcelError as error:
        raise InvalidStances(f"can't read {path.name}: {error}") from error
    return of_frame(frame, first=2)


def load_json(path: Path) -> Any:
    """What a JSON file holds."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidStances(f"{path.name} is no text in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise InvalidStances(f"{path.name} is no JSON: {error}") from error
