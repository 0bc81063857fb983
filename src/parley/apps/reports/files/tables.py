"""Tables as two files that say the same: CSV for sheets, Parquet for programs."""

import csv
import io
from collections.abc import Iterable, Sequence

import polars as pl

from parley.core import sheets

Value = str | int | float | None
Rows = Sequence[Sequence[Value]]


def both(name: str, head: Sequence[str], rows: Iterable[Sequence[Value]]) -> dict[str, bytes]:
    """`name`.csv and `name`.parquet."""
    frame = _frame(head, list(rows))
    return {f"{name}.csv": as_csv(frame), f"{name}.parquet": as_parquet(frame)}


def _frame(head: Sequence[str], rows: Rows) -> pl.DataFrame:
    columns = [[row[place] for row in rows] for place in range(len(head))]
    series = [_series(name, column) for name, column in zip(head, columns, strict=True)]
    return pl.DataFrame(series)


def _series(name: str, values: list[Value]) -> pl.Series:
    """Whole numbers, numbers, or texts: whatever all of them are. None is empty."""
    told = [value for value in values if value is not None]
    if told and all(type(value) is int for value in told):
        return pl.Series(name, values, pl.Int64)
    if told and all(isinstance(value, int | float) for value in told):
        return pl.Series(name, values, pl.Float64)
    return pl.Series(name, ["" if value is None else str(value) for value in values], pl.String)


def as_parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def as_csv(frame: pl.DataFrame) -> bytes:
    """What a sheet would calculate is disarmed."""
    rows = [["" if value is None else str(value) for value in row] for row in frame.rows()]
    return sheets.written([frame.columns, *rows], sheets.CSV)


def from_csv(content: bytes, numbers: Sequence[str]) -> dict[str, list[Value]]:
    """The columns of a CSV; those named in `numbers` are numbers, or empty. Raises ValueError where
    it is none."""
    try:
        head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    except csv.Error as error:
        raise ValueError(f"it is no table in CSV: {error}") from error
    return {
        name: [_number(row[place]) if name in numbers else row[place] for row in rows]
        for place, name in enumerate(head)
    }


def _number(text: str) -> Value:
    if not text:
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)


def parquet_beside(name: str, content: bytes, numbers: Sequence[str]) -> dict[str, bytes]:
    """A CSV that was written elsewhere, and the same as Parquet."""
    columns = from_csv(content, numbers)
    frame = _frame(list(columns), list(zip(*columns.values(), strict=True)))
    return {f"{name}.csv": content, f"{name}.parquet": as_parquet(frame)}


def rows_of(parquet: bytes) -> list[dict[str, Value]]:
    """A table as lines by name of column; raises ValueError where it is none."""
    try:
        return pl.read_parquet(io.BytesIO(parquet)).to_dicts()
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"it is no table in Parquet: {error}") from error


def csv_beside(parquet: bytes) -> bytes:
    """The CSV that says the same."""
    try:
        return as_csv(pl.read_parquet(io.BytesIO(parquet)))
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"it is no table in Parquet: {error}") from error
