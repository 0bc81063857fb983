"""When a stance was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import polars as pl

_FORMS = (
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M%#z",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
)


def as_times(
    column: pl.Series | None,
) -> tuple[NDArray[np.float64] | None, NDArray[np.bool_] | None]:
    """Times as numbers that grow, and which are neither a number nor a date (None where all are).

    A stance without a time counts as taken before all others.
    """
    import polars as pl

    if column is None:
        return None, None
    if column.dtype.is_temporal():
        column = column.cast(pl.Datetime("us")).to_physical()
    if column.dtype.is_numeric():
        return _filled(column.cast(pl.Float64)), None
    texts = column.cast(pl.String)
    numbers = texts.cast(pl.Float64, strict=False)
    if numbers.null_count() == texts.null_count():
        return _filled(numbers), None
    texts = texts.str.strip_chars()
    texts = texts.set(texts == "", None)
    numbers = texts.cast(pl.Float64, strict=False)
    wrong = numbers.is_null() & texts.is_not_null()
    if wrong.any():
        dates = _dates(texts)
        if dates.null_count() < len(dates):
            numbers = numbers.zip_with(~wrong, dates)
            wrong = numbers.is_null() & texts.is_not_null()
    return _filled(numbers), wrong.to_numpy() if wrong.any() else None


def _dates(texts: pl.Series) -> pl.Series:
    """Microseconds since 1970 of dates as ISO 8601 writes them; without a zone they count as UTC."""
    import polars as pl

    plain = texts.str.replace("T", " ", literal=True)
    found = pl.repeat(None, len(texts), dtype=pl.Datetime("us"), eager=True)
    for form in _FORMS:
        if found.null_count() > texts.null_count():
            dates = plain.str.to_datetime(form, time_unit="us", strict=False)
            found = found.zip_with(found.is_not_null(), dates.dt.replace_time_zone(None))
    return found.to_physical().cast(pl.Float64)


def _filled(numbers: pl.Series) -> NDArray[np.float64]:
    return numbers.fill_null(-np.inf).fill_nan(-np.inf).to_numpy()
