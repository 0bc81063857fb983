"""From batches of rows to chunks of stances, counting what is left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.readers.attributes import Attribute
from parley.mapping.readers.chunks import Chunk, Chunks
from parley.mapping.readers.findings import MOST_PROBLEMS, Findings, Places, Problem
from parley.mapping.readers.ids import Encoded, Numbers, Texts
from parley.mapping.readers.times import as_times
from parley.mapping.readers.words import LEFT_OUT, NO_ANSWER, UNKNOWN, Words

if TYPE_CHECKING:
    import polars as pl

Mask = NDArray[np.bool_]
Ids = Numbers | Texts

# So many different values that a mapping leaves out are counted one by one.
_MOST_VALUES = 20
_EMPTY = "expected an id of {}; got an empty field"
_UNTIMELY = "time must be a number or a date such as 2021-05-12T09:30; got "
# What a column is about, where it is not a stance's own.
ABOUT = {"group": "actor", "element": "proposition", "text": "proposition"}


# From the places of rows in a batch to their numbers in the table.
Numbering = Callable[[NDArray[np.int64]], NDArray[np.int64]]


class Rows:
    """What is left of some rows, as one reason after the other takes some away."""

    def __init__(self, n: int, numbers: Numbering) -> None:
        self.alive = np.ones(n, dtype=bool)
        self.dropped: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.first: list[Problem] = []
        self._numbers = numbers

    def drop(self, which: Mask, reason: str) -> None:
        which = which & self.alive
        self.alive &= ~which
        self.dropped[reason] += int(np.count_nonzero(which))

    def refuse(self, which: Mask, reason: str, message: Callable[[int], str]) -> None:
        places = np.flatnonzero(which & self.alive)
        if len(places):
            self.alive &= ~which
            self.wrong[reason] += len(places)
            # Batches may hold their rows in another order than the table.
            numbers = self._numbers(places)
            first = np.argsort(numbers)[:MOST_PROBLEMS]
            self.first += [Problem(int(numbers[n]), reason, message(int(places[n]))) for n in first]


class Gathering:
    """What has been read so far.

    Parameters
    ----------
    words
        What the values say.
    rejected
        Propositions to leave out, and why: from the text of the id to the reason.
    ids
        How `actor` and `proposition` ids are numbered.
    every_id
        Whether actors and propositions without any stance belong to the matrix: in a wide table they do.
    """

    def __init__(
        self,
        words: Words,
        findings: Findings,
        chunks: Chunks,
        rejected: Mapping[str, str],
        ids: Mapping[str, Ids],
        every_id: bool,
    ) -> None:
        self.findings, self.chunks, self.ids = findings, chunks, ids
        self._words, self._rejected, self._every_id = words, rejected, every_id
        self.attributes: dict[str, Attribute] = {}
        self._left_out: set[str] = set()

    def add(
        self,
        columns: Mapping[str, pl.Series],
        places: Places,
        numbers: Numbering,
        faults: Mapping[int, str],
    ) -> None:
        """Take in some rows.

        Parameters
        ----------
        columns
            By role; actor, proposition and stance at least.
        places, numbers
            Where a row stands, given its number; and the numbers of rows in this batch.
        faults
            Rows that can't be read, and why.
        """
        actors = self.ids["actor"].encode(columns["actor"])
        propositions = self.ids["proposition"].encode(columns["proposition"])
        codes = codes_of(columns["stance"], self._words)
        times, untimely = as_times(columns.get("time"))
        rows = Rows(len(codes), numbers)
        self.findings.lines += len(codes)
        if faults or codes.max(initial=0) >= NO_ANSWER or _any(actors, propositions, untimely):
            self._sort_out(rows, columns, codes, (actors, propositions), untimely, faults)
        reasons = self._reasons(propositions) if self._rejected else {}
        for reason, which in reasons.items():
            rows.drop(which, reason)
        for reason, number in rows.dropped.items():
            self.findings.drop(reason, number)
        self.findings.problems(rows.wrong, rows.first, places)
        if self._every_id:
            self._keep_all(actors, propositions, reasons)
        self._describe(columns, actors, propositions)
        kept = None if rows.alive.all() else rows.alive
        actors, propositions = actors.kept(kept), propositions.kept(kept)
        self.ids["actor"].keep(actors)
        self.ids["proposition"].keep(propositions)
        if kept is not None:
            codes, times = codes[kept], times[kept] if times is not None else None
        self.chunks.add(Chunk.of(actors, propositions, codes, times))

    def _sort_out(
        self,
        rows: Rows,
        columns: Mapping[str, pl.Series],
        codes: NDArray[np.uint8],
        ids: tuple[Encoded, Encoded],
        untimely: Mask | None,
        faults: Mapping[int, str],
    ) -> None:
        """Take away what is no stance, one reason after the other."""
        stance = columns["stance"]
        faulty = np.zeros(len(codes), dtype=bool)
        faulty[list(faults)] = True
        rows.refuse(faulty, "too many fields", lambda n: faults[n])
        empty = codes == NO_ANSWER
        actorless, propositionless = (_missing(encoded) for encoded in ids)
        rows.drop(empty & actorless & propositionless, "empty line")
        rows.drop(empty, "no answer")
        self._leave_out(rows, stance, codes == LEFT_OUT)
        expected = self._words.expected
        rows.refuse(
            codes == UNKNOWN,
            "unknown stance",
            lambda n: f"stance must be {expected}; got {shown(stance[n])}",
        )
        rows.refuse(actorless, "no actor", lambda _n: _EMPTY.format("an actor"))
        rows.refuse(propositionless, "no proposition", lambda _n: _EMPTY.format("a proposition"))
        if untimely is not None:
            time = columns["time"]
            rows.refuse(untimely, "unknown time", lambda n: _UNTIMELY + shown(time[n]))

    def _leave_out(self, rows: Rows, stance: pl.Series, which: Mask) -> None:
        """Drop values that the given mapping does not name, each counted by itself if they are few."""
        import polars as pl

        which = which & rows.alive
        if not which.any():
            return
        rows.alive &= ~which
        values = stance.cast(pl.String).filter(pl.Series(which)).rename("value")
        counts = values.value_counts(name="n").sort(["n", "value"], descending=[True, False])
        for value, number in counts.iter_rows():
            name = " ".join(value.split())[:60]
            if len(self._left_out) < _MOST_VALUES:
                self._left_out.add(name)
            told = name if name in self._left_out else "others"
            rows.dropped[f"stance not mapped: {told}"] += number

    def _reasons(self, propositions: Encoded) -> dict[str, Mask]:
        """Which rows are about propositions to leave out, by reason."""
        import polars as pl

        present = np.flatnonzero(np.bincount(propositions.offsets)).astype(np.uint32)
        texts = self.ids["proposition"].texts_of(Encoded(propositions.base, present, None))
        of_code = np.zeros(int(present.max(initial=0)) + 1, dtype=np.uint8)
        reasons = sorted(set(self._rejected.values()))
        number = {reason: n for n, reason in enumerate(reasons, start=1)}
        of_code[present] = [
            number[self._rejected[text]] if text in self._rejected else 0
            for text in texts.cast(pl.String).to_list()
        ]
        of_row = of_code[propositions.offsets]
        return {reason: of_row == n for reason, n in number.items()}

    def _keep_all(
        self, actors: Encoded, propositions: Encoded, reasons: Mapping[str, Mask]
    ) -> None:
        self.ids["actor"].keep(actors.kept(~_missing(actors)))
        wanted = ~_missing(propositions)
        for which in reasons.values():
            wanted &= ~which
        self.ids["proposition"].keep(propositions.kept(wanted))

    def _describe(
        self, columns: Mapping[str, pl.Series], actors: Encoded, propositions: Encoded
    ) -> None:
        for role, about in ABOUT.items():
            if role in columns:
                encoded = actors if about == "actor" else propositions
                self.attributes.setdefault(role, Attribute(role, about)).add(encoded, columns[role])


def codes_of(stances: pl.Series, words: Words) -> NDArray[np.uint8]:
    """What each value says."""
    import polars as pl

    small = _small_numbers(stances)
    if small is not None:
        signed = (n if n < 128 else n - 256 for n in range(256))
        return np.take(np.array([words.code(n) for n in signed], dtype=np.uint8), small)
    texts = stances.cast(pl.String)
    values = texts.drop_nulls().unique()
    meaning = np.array([*map(words.code, values.to_list()), NO_ANSWER], dtype=np.uint8)
    places = texts.cast(pl.Enum(values)).to_physical().fill_null(len(values))
    return np.take(meaning, places.to_numpy())


def _small_numbers(stances: pl.Series) -> NDArray[np.uint8] | None:
    """Whole numbers from -128 to 127, none of them empty, as bytes."""
    if not stances.dtype.is_integer() or stances.null_count() or not len(stances):
        return None
    numbers = stances.to_numpy()
    if int(numbers.min()) < -128 or int(numbers.max()) > 127:
        return None
    return numbers.astype(np.int8).view(np.uint8)


def shown(value: Any) -> str:
    """A value as it stands in a message."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]} …"


def _missing(encoded: Encoded) -> Mask:
    if encoded.missing is None:
        return np.zeros(len(encoded.offsets), dtype=bool)
    return encoded.missing


def _any(actors: Encoded, propositions: Encoded, untimely: Mask | None) -> bool:
    return any(mask is not None for mask in (actors.missing, propositions.missing, untimely))
