"""Tables of any origin, read in batches of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from parley.mapping.errors import InvalidStances

if TYPE_CHECKING:
    import polars as pl

# Rows of a long table, or fields of a wide one, that are in memory at once.
BATCH = 1_000_000


class Batch(NamedTuple):
    """Some consecutive rows.

    The columns of `frame` are named by their place in the table: "0", "7". `first` is the number of the
    first row, and `faults` says what is wrong with rows that could not be told apart (number in the batch).
    """

    frame: pl.DataFrame
    first: int
    faults: Mapping[int, str]

    def numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers in the table of rows of the batch."""
        return rows + self.first


class Table(Protocol):
    """Rows that can be read more than once."""

    names: list[str]

    @property
    def about(self) -> int:
        """About how many rows there are, to say how much of them has been read."""
        ...

    def batches(self, places: Sequence[int], rows: int = BATCH) -> Iterator[Batch]:
        """The columns at these places, in batches of about so many rows, in order."""
        ...

    def where(self, rows: Sequence[int]) -> list[str]:
        """Where these rows stand (numbers counted from 0), as a person would look them up."""
        ...

    def careful(self) -> Table | None:
        """The same table read more slowly and more forgivingly, for when `batches` fails."""
        ...


class FrameTable:
    """A table that polars holds, or reads from Parquet.

    Parameters
    ----------
    frame
        Lazy, its columns named by their place.
    names
        Of the columns.
    noun, first
        What a row is called, and the number of the first one: row 2 of a sheet, entry 1 of a list.
    """

    def __init__(
        self, frame: pl.LazyFrame, names: Sequence[str], noun: str = "row", first: int = 1
    ) -> None:
        self._frame, self.names = frame, list(names)
        self._noun, self._first = noun, first

    @property
    def about(self) -> int:
        import polars as pl

        return int(self._frame.select(pl.len()).collect().item())

    def batches(self, places: Sequence[int], rows: int = BATCH) -> Iterator[Batch]:
        first = 0
        chosen = self._frame.select([str(place) for place in places])
        for frame in chosen.collect_batches(chunk_size=rows, maintain_order=True):
            yield Batch(frame, first, {})
            first += frame.height

    def where(self, rows: Sequence[int]) -> list[str]:
        return [f"{self._noun} {row + self._first}" for row in rows]

    def careful(self) -> Table | None:
        return None


def of_frame(frame: pl.DataFrame | pl.LazyFrame, noun: str = "row", first: int = 1) -> FrameTable:
    """A polars frame as a table."""
    import polars as pl

    lazy = frame.lazy()
    names = lazy.collect_schema().names()
    renamed = lazy.select([pl.col(name).alias(str(n)) for n, name in enumerate(names)])
    return FrameTable(renamed, names, noun, first)


def of_object(source: Any) -> FrameTable | None:
    """A frame of polars, pandas or pyarrow (or what speaks Arrow) as a table; None for anything else."""
    import polars as pl

    if isinstance(source, pl.DataFrame | pl.LazyFrame):
        return of_frame(source)
    if type(source).__module__.partition(".")[0] == "pandas" and hasattr(source, "columns"):
        return _of_pandas(source)
    if hasattr(source, "__arrow_c_stream__"):
        return of_frame(pl.DataFrame(source))
    return None


def _of_pandas(source: Any) -> FrameTable:
    """Column by column, without pyarrow. An index that somebody made is the first column."""
    import polars as pl

    index = source.index
    plain_index = index.nlevels == 1 and index.name is None and index.dtype.kind in "iu"
    if not (plain_index and np.array_equal(index, np.arange(len(source)))):
        source = source.reset_index()
    names = [str(name) for name in source.columns]
    columns = {str(n): _of_series(source.iloc[:, n]) for n in range(len(names))}
    return FrameTable(pl.DataFrame(columns).lazy(), names)


def _of_series(series: Any) -> pl.Series:
    import polars as pl

    if series.dtype.kind in "iufbM" and isinstance(series.dtype, np.dtype):
        return pl.Series(series.to_numpy())
    empty = series.isna().to_numpy()
    values = [
        None if none else value
        for value, none in zip(series.to_numpy(dtype=object), empty, strict=True)
    ]
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) > 1 or not kinds <= {int, float, str, bool}:
        values = [None if value is None else str(value) for value in values]
    return pl.Series(values, strict=False)


def of_records(records: Any) -> FrameTable:
    """A list of JSON objects, each a row; what an object lacks is empty.

    Raises
    ------
    InvalidStances
        Where it is no such list.
    """
    import polars as pl

    if not isinstance(records, list) or not records:
        raise InvalidStances("expected a list of objects, one for each answer; got something else")
    if not all(isinstance(record, dict) for record in records):
        at = next(n for n, record in enumerate(records) if not isinstance(record, dict))
        raise InvalidStances(f"entry {at + 1}: expected an object; got {records[at]!r:.80}")
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = {
        str(n): pl.Series([_field(record.get(name)) for record in records], dtype=pl.String)
        for n, name in enumerate(names)
    }
    return FrameTable(pl.DataFrame(columns).lazy(), names, "entry", 1)


def _field(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def chunked(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Lists of up to `size` rows."""
    for _n in count():
        some = list(islice(rows, size))
        if not some:
            return
        yield some
