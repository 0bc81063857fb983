"""Numbering ids while they stream by: first as they come, and in their order at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import Ids

if TYPE_CHECKING:
    import polars as pl

# A table of all whole numbers between the least and the greatest id is kept up to so many.
_DENSE, _DENSEST = 1 << 24, 1 << 26
# Characters that all ids of one kind may need together, the longest for each.
_MOST_CHARACTERS = 1 << 29


class Encoded(NamedTuple):
    """Ids of some rows: `base + offset` is what the id is called until the end.

    `missing` is true for the rows that have none, or None where each has one.
    """

    base: int
    offsets: NDArray[np.uint32]
    missing: NDArray[np.bool_] | None

    def kept(self, rows: NDArray[np.bool_] | None) -> Encoded:
        """Those of some rows, none of which lacks its id."""
        if rows is None:
            return self
        offsets = self.offsets[rows]
        least = offsets.min(initial=self.offsets.max(initial=0))
        return Encoded(self.base + int(least), offsets - least, None)


class Order(NamedTuple):
    """The ids in their order; what was called `n` stands at `places[n - low]`, if it was `seen`.

    `straight` says that it simply stands at `n - low`.
    """

    ids: Ids
    low: int
    places: NDArray[np.uint32]
    seen: NDArray[np.bool_]
    straight: bool

    def of(self, base: int, offsets: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """The places of encoded ids that were kept."""
        if not len(offsets):  # of a chunk of which nothing was kept, the base means nothing
            return offsets
        if self.straight:
            return offsets if base == self.low else offsets + np.uint32(base - self.low)
        return self.places[base - self.low :][offsets]

    def known(self, called: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of any encoded ids; -1 for those that were not kept."""
        inside = (called >= self.low) & (called < self.low + len(self.seen))
        places = np.full(len(called), -1, dtype=np.int64)
        at = called[inside] - self.low
        places[inside] = np.where(self.seen[at], self.places[at].astype(np.int64), -1)
        return places


class NotNumbers(Exception):
    """Some id is no whole number, or they lie too far apart: those of this role have to be read as texts."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role


class Numbers:
    """Ids that are whole numbers; an id is called by itself."""

    def __init__(self, role: str) -> None:
        self._role = role
        self._low = 0
        self._seen = np.zeros(0, dtype=bool)
        self._rows = 0

    def encode(self, column: pl.Series) -> Encoded:
        """Raises NotNumbers where one is none."""
        values = _parsed(column)
        if values is None:
            raise NotNumbers(self._role)
        empty = values.is_null().to_numpy() if values.null_count() else None
        if empty is not None:
            least = values.min()
            values = values.fill_null(least if isinstance(least, int) else 0)
        numbers = values.to_numpy()
        self._rows += len(numbers)
        base = int(numbers.min()) if len(numbers) else 0
        if len(numbers) and int(numbers.max()) - base >= _DENSEST:
            raise NotNumbers(self._role)
        return Encoded(base, (numbers - base if base else numbers).astype(np.uint32), empty)

    def keep(self, encoded: Encoded) -> None:
        """These ids are part of the result."""
        if not len(encoded.offsets):
            return
        low, end = encoded.base, encoded.base + int(encoded.offsets.max()) + 1
        self._cover(low, end)
        self._seen[low - self._low :][encoded.offsets] = True

    def texts_of(self, encoded: Encoded) -> pl.Series:
        import polars as pl

        return pl.Series(encoded.offsets.astype(np.int64) + encoded.base).cast(pl.String)

    def order(self) -> Order:
        ids = np.flatnonzero(self._seen) + self._low
        places = np.cumsum(self._seen, dtype=np.int64) - 1
        all_seen = len(ids) == len(self._seen)
        return Order(
            ids.astype(np.int64), self._low, places.astype(np.uint32), self._seen, all_seen
        )

    def _cover(self, low: int, end: int) -> None:
        """Make room for the numbers from `low` up to `end`."""
        if not len(self._seen):
            self._low = low
        old_end = self._low + len(self._seen)
        if low >= self._low and end <= old_end:
            return
        new_low, new_end = min(low, self._low), max(end, old_end)
        if new_end - new_low > min(_DENSEST, max(_DENSE, 16 * self._rows)):
            raise NotNumbers(self._role)
        grown = np.zeros(new_end - new_low, dtype=bool)
        grown[self._low - new_low :][: len(self._seen)] = self._seen
        self._low, self._seen = new_low, grown


class Texts:
    """Ids of any kind; an id is called by the number that polars gave its text."""

    def __init__(self) -> None:
        import polars as pl

        self._type = pl.Categorical(pl.Categories.random())
        # polars forgets the numbers it gave as soon as no series has this type any more.
        self._held = pl.Series([], dtype=self._type)
        self._seen = np.zeros(1, dtype=bool)
        self._met = np.zeros(1, dtype=bool)
        self._blank = np.zeros(1, dtype=bool)

    def encode(self, column: pl.Series) -> Encoded:
        codes = written(column).cast(self._type).to_physical()
        null = codes.is_null().to_numpy() if codes.null_count() else None
        numbers = codes.fill_null(0).to_numpy().astype(np.uint32)
        self._meet(numbers if null is None else numbers[~null])
        missing = self._blank[numbers]
        if null is not None:
            missing |= null
        return Encoded(0, numbers, missing if missing.any() else None)

    def _meet(self, codes: NDArray[np.uint32]) -> None:
        """Look at new texts: which of them are nothing but white space."""
        size = int(codes.max(initial=0)) + 1
        self._seen, self._met, self._blank = (
            _grown(array, size) for array in (self._seen, self._met, self._blank)
        )
        there = np.zeros_like(self._met)
        there[codes] = True
        new = np.flatnonzero(there & ~self._met).astype(np.uint32)
        self._met |= there
        self._blank[new] = (self.texts_of(Encoded(0, new, None)) == "").to_numpy()

    def keep(self, encoded: Encoded) -> None:
        """These ids are part of the result."""
        self._seen[encoded.base :][encoded.offsets] = True

    def texts_of(self, encoded: Encoded) -> pl.Series:
        import polars as pl

        codes = pl.Series(encoded.offsets + np.uint32(encoded.base), dtype=pl.UInt32)
        return bare(codes.cat.to(self._type).cast(pl.String))

    def order(self) -> Order:
        codes = np.flatnonzero(self._seen)
        texts = self.texts_of(Encoded(0, codes.astype(np.uint32), None))
        ids, rank = in_order(texts)
        places = np.zeros(len(self._seen), dtype=np.uint32)
        places[codes] = rank
        return Order(ids, 0, places, self._seen, False)


def as_texts(column: pl.Series) -> pl.Series:
    """Ids as texts without white space around."""
    return bare(written(column))


def written(column: pl.Series) -> pl.Series:
    """Ids as they are written; whole numbers as such, also where they came as 7.0."""
    import polars as pl

    if not column.dtype.is_float():
        return column.cast(pl.String)
    whole = column.is_finite() & (column == column.round()) & (column.abs() < 2**53)
    numbers = column.fill_nan(None)
    as_whole = numbers.cast(pl.Int64, strict=False).cast(pl.String)
    return numbers.cast(pl.String).zip_with((~whole).fill_null(False), as_whole)


def bare(texts: pl.Series) -> pl.Series:
    """Without white space around, and without the character 0, with which numpy's texts can't end."""
    return texts.str.replace_all("\0", "", literal=True).str.strip_chars()


def _grown(array: NDArray[np.bool_], size: int) -> NDArray[np.bool_]:
    """With room for at least so many."""
    if size <= len(array):
        return array
    grown = np.zeros(max(size, 2 * len(array)), dtype=bool)
    grown[: len(array)] = array
    return grown


def in_order(texts: pl.Series) -> tuple[Ids, NDArray[Any]]:
    """Ids, each once, and which of them each was.

    Numbers in their order if all are whole numbers, written as numbers are; else texts in theirs.
    """
    import polars as pl

    numbers = texts.cast(pl.Int64, strict=False)
    if not numbers.null_count() and (numbers.cast(pl.String) == texts).all():
        ids, rank = np.unique(numbers.to_numpy(), return_inverse=True)
        return ids.astype(np.int64), rank
    ordered = texts.unique().sort()
    longest = int(ordered.str.len_chars().max() or 0)  # type: ignore[arg-type]
    if longest * len(ordered) > _MOST_CHARACTERS:
        sample = ordered.filter(ordered.str.len_chars() == longest)[0]
        raise InvalidStances(f"an id has {longest:,} characters: {sample[:60]!r} …")
    rank = texts.cast(pl.Enum(ordered)).to_physical().to_numpy()
    return np.array(ordered.to_list(), dtype=np.str_), rank


def _parsed(column: pl.Series) -> pl.Series | None:
    """Whole numbers, also from texts if each is written as numbers are, empty where they are; else None."""
    import polars as pl

    if column.dtype != pl.String:
        if not column.dtype.is_integer():
            return None
        values = column.cast(pl.Int64, strict=False)
        return None if values.null_count() > column.null_count() else values
    values = column.cast(pl.Int64, strict=False)
    if values.null_count() > column.null_count():
        stripped = column.str.strip_chars()
        column = stripped.set(stripped == "", None)
        values = column.cast(pl.Int64, strict=False)
        if values.null_count() > column.null_count():
            return None
    return values if _as_written(values, column) else None


def _as_written(values: pl.Series, texts: pl.Series) -> bool:
    """Whether no text is like 007, +7 or -0: such a text is longer than its number, and none is shorter."""
    least, most = values.min(), values.max()
    if not isinstance(least, int) or not isinstance(most, int):
        return True  # there are none
    numbers = values.fill_null(0).to_numpy()
    characters = len(numbers) - values.null_count()
    for digits in range(1, len(str(max(most, 0)))):
        characters += int(np.count_nonzero(numbers >= 10**digits))
    if least < 0:
        for digits in range(len(str(-least))):
            characters += int(np.count_nonzero(numbers <= -(10**digits)))
    return int(texts.str.len_bytes().sum()) == characters
