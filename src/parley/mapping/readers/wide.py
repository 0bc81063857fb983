"""Wide tables: a row for each actor, a column for each proposition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.errors import InvalidStances
from parley.mapping.readers.columns import LONG, NAMES, find, plain
from parley.mapping.readers.gathering import Numbering
from parley.mapping.readers.tables import Batch, Table
from parley.mapping.readers.words import LEFT_OUT, NO_ANSWER, Words

if TYPE_CHECKING:
    import polars as pl

# Rows that are looked at to see which columns hold stances.
_SAMPLE = 10_000
_OF_POLIS = frozenset(
    ("participant", "xid", "groupid", "ncomments", "nvotes", "nagree", "ndisagree")
)


class Layout(NamedTuple):
    """Which column holds the actors, which (if any) their groups, which the propositions; and the others."""

    actor: int
    group: int | None
    propositions: list[int]
    left_out: list[int]


def layout_of(table: Table, words: Words, given: Mapping[str, str] | None) -> Layout:
    """Find out which columns are propositions: those of which at least half the values are stances.

    Raises
    ------
    InvalidStances
        Where there are none, or one has no name, or two have one.
    """
    names = table.names
    found = find(names, ("actor", "group"), given)
    actor = found.get("actor", 0)
    if {"participant", "nvotes"} <= {plain(name) for name in names}:
        labels = {n for n, name in enumerate(names) if plain(name) in _OF_POLIS}
    else:
        labels = {actor, *found.values()}
        labels |= _without_stances(table, words, labels)
    propositions = [n for n in range(len(names)) if n not in labels]
    if not propositions:
        raise InvalidStances(
            f"expected columns for {', '.join(LONG)} ({', '.join(NAMES['actor'][:3])} …), or the actors"
            f" first and then a column for each proposition; found the columns {', '.join(names)}"
        )
    _check_names([names[n] for n in propositions])
    left_out = sorted(labels - {actor, found.get("group")})
    return Layout(actor, found.get("group"), propositions, left_out)


def _without_stances(table: Table, words: Words, known: set[int]) -> set[int]:
    rest = [n for n in range(len(table.names)) if n not in known]
    sample = next(iter(table.batches(rest, rows=_SAMPLE)), None)
    labels: set[int] = set()
    begun = False
    for n in rest:
        said = [] if sample is None else _said(sample.frame[str(n)], words)
        stances = sum(number for code, number in said if code < NO_ANSWER)
        others = sum(number for code, number in said if code >= LEFT_OUT)
        if stances == others == 0:
            if not begun or not table.names[n]:
                labels.add(n)
        elif stances < others:
            labels.add(n)
        else:
            begun = True
    return labels


def _said(column: pl.Series, words: Words) -> list[tuple[int, int]]:
    import polars as pl

    counts = column.cast(pl.String).drop_nulls().value_counts()
    return [(words.code(value), number) for value, number in counts.iter_rows()]


def _check_names(names: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for n, name in enumerate(names, start=1):
        if not name.strip():
            raise InvalidStances(f"the column of proposition {n} has no name")
        if name.strip() in seen:
            raise InvalidStances(
                f"propositions {seen[name.strip()]} and {n} are both named {name!r}; expected two names"
            )
        seen[name.strip()] = n


class Unfolded(NamedTuple):
    """A batch of a wide table as one row for each field, column after column."""

    columns: dict[str, pl.Series]
    numbers: Numbering
    faults: dict[int, str]


def unfolded(batch: Batch, layout: Layout, names: Sequence[str]) -> Unfolded:
    """The fields of a batch. A field's number is its row x propositions + its proposition."""
    import polars as pl

    frame, width = batch.frame, len(layout.propositions)
    height = frame.height
    of_actor = np.tile(np.arange(height), width)
    of_proposition = np.repeat(np.arange(width), height)
    propositions = pl.Series([names[n] for n in layout.propositions], dtype=pl.String)
    fields = [frame[str(n)].cast(pl.String).rename("stance") for n in layout.propositions]
    columns = {
        "actor": frame[str(layout.actor)].gather(of_actor),
        "proposition": propositions.gather(of_proposition),
        "stance": pl.concat(fields),
    }
    if layout.group is not None:
        columns["group"] = frame[str(layout.group)].gather(of_actor)

    def numbers(fields: NDArray[np.int64]) -> NDArray[np.int64]:
        return (fields % height + batch.first) * width + fields // height

    faults = {
        row + height * n: message for row, message in batch.faults.items() for n in range(width)
    }
    return Unfolded(columns, numbers, faults)


def places(table: Table, layout: Layout, fields: Sequence[int]) -> list[str]:
    """Where fields stand, given their numbers."""
    width = len(layout.propositions)
    rows = table.where([field // width for field in fields])
    named = [table.names[layout.propositions[field % width]] for field in fields]
    return [f"{row}, column {name!r}" for row, name in zip(rows, named, strict=True)]
