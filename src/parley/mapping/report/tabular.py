"""Tables as files: Parquet as it is, CSV so that a spreadsheet takes no text for a formula."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parley.mapping.tables import TABLES, frame

if TYPE_CHECKING:
    import polars as pl

    from parley.mapping.result import OpinionMap

# A spreadsheet reads a text that begins so as a formula, also behind white space and in full width.
_FORMULA = r"^\s*[=+\-@＝＋－＠]"
_QUOTED = "'"


def write_tables(opinion_map: OpinionMap, folder: Path) -> None:
    """Every table that has rows, as CSV and Parquet."""
    folder.mkdir()
    for name in TABLES:
        table = frame(opinion_map, name)
        if not table.height:
            continue
        table.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        defused(table).write_csv(folder / f"{name}.csv", include_bom=True)


def defused(table: pl.DataFrame) -> pl.DataFrame:
    """The table with an apostrophe before every text, and name of a column, that could be a formula.

    Examples
    --------
    >>> import polars as pl
    >>> defused(pl.DataFrame({"a": ["=1+1", "yes"]}))["a"].to_list()
    ["'=1+1", 'yes']
    """
    import polars as pl

    texts = pl.col(pl.String)
    safe = table.with_columns(
        pl.when(texts.str.contains(_FORMULA)).then(_QUOTED + texts).otherwise(texts).name.keep()
    )
    return safe.rename({name: _defused(name) for name in table.columns})


def _defused(name: str) -> str:
    import re

    return _QUOTED + name if re.match(_FORMULA, name) else name
