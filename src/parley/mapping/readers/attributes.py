"""What columns say of an actor (its group) or of a proposition (its element, its text)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parley.mapping.matrix import Labels
from parley.mapping.readers.findings import Findings
from parley.mapping.readers.ids import Encoded, Order

if TYPE_CHECKING:
    import polars as pl


class Attribute:
    """Values by id, each once.

    Parameters
    ----------
    role, about
        `group` of an `actor`, `element` or `text` of a `proposition`.
    """

    def __init__(self, role: str, about: str) -> None:
        self.role, self.about = role, about
        self._pairs: list[pl.DataFrame] = []

    def add(self, ids: Encoded, values: pl.Series) -> None:
        """The values of some rows; an empty one says nothing."""
        import polars as pl

        frame = pl.DataFrame(
            {"id": ids.offsets.astype(np.int64) + ids.base, "value": clean(values)}
        )
        if ids.missing is not None:
            frame = frame.filter(pl.Series(~ids.missing))
        self._pairs.append(frame.filter(pl.col("value").is_not_null()).unique(maintain_order=True))

    def values(self, order: Order, findings: Findings) -> pl.Series:
        """One for each id in its order, empty where there is none, or where there are several.

        Raises
        ------
        InvalidStances
            Unless lenient, where there are several for one id.
        """
        import polars as pl

        pairs = pl.concat(self._pairs).unique()
        known = order.known(pairs["id"].to_numpy())
        places = pl.Series(known.astype(np.int64))
        return one_for_each(
            pl.DataFrame({"place": places, "value": pairs["value"]})
            .filter(pl.col("place") >= 0)
            .unique(),
            order.ids,
            (self.role, self.about),
            findings,
        )


def one_for_each(
    pairs: pl.DataFrame, ids: np.ndarray, names: tuple[str, str], findings: Findings
) -> pl.Series:
    """The one value of each place from pairs (place, value), each pair once; empty where there is none."""
    import polars as pl

    role, about = names
    twice = (
        pairs.group_by("place").agg(pl.col("value").sort()).filter(pl.col("value").list.len() > 1)
    )
    for place, values in twice.sort("place").head(10).iter_rows():
        said = " and ".join(repr(value[:40]) for value in values[:2])
        findings.conflict(f"{about} {ids[place]}: expected one {role}; got {said}")
    single = pairs.join(twice, on="place", how="anti")
    values = pl.repeat(None, len(ids), dtype=pl.String, eager=True)
    return values.scatter(single["place"], single["value"]) if len(single) else values


def labels_of(values: pl.Series) -> Labels:
    """The same as `Labels.of`, for many."""
    import polars as pl

    names = values.drop_nulls().unique().sort()
    codes = values.cast(pl.Enum(names)).to_physical().cast(pl.Int32).fill_null(-1)
    return Labels(codes.to_numpy().astype(np.int32), tuple(names.to_list()))


def clean(values: pl.Series) -> pl.Series:
    """Texts without white space around, empty ones as none."""
    import polars as pl

    if values.dtype.is_float():
        from parley.mapping.readers.ids import as_texts

        values = as_texts(values)
    texts = values.cast(pl.String).str.strip_chars()
    return texts.set(texts == "", None)
