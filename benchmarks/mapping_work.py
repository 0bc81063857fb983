#!/usr/bin/env python3
"""One piece of work of the mapping engine, in a process of its own: `mapping_work.py WORK SOURCE [TARGET]`.

Prints a line of JSON where there is more to say than what the process took.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from parley.mapping import MapSettings, OpinionMap, StanceMatrix, map_opinions, read

_UPDATES = 7
_NEW = 100
_REPEATS = 3


def basic(source: Path) -> None:
    """Positions, groups, contrasts and ambiguity."""
    _say(map_opinions(read(source), MapSettings.basic()))


def everything(source: Path) -> None:
    """The same with all tests of structure, stability and cross-fitting."""
    _say(map_opinions(read(source)))


def store(source: Path, target: Path) -> None:
    """Sort stances of any size into a store."""
    from parley.mapping.store_writing import write_store

    write_store(source, target)


def basic_from_store(source: Path) -> None:
    """A basic map of stances that stay in their files."""
    from parley.mapping.store import ParquetStore

    _say(map_opinions(ParquetStore(source), MapSettings.basic()))


def update(source: Path) -> None:
    """CPU seconds of one update with new stances, the least of some; the map itself is not counted.

    It holds all that a full map holds; its tests are only tried out less often, which an update does not repeat.
    """
    before = map_opinions(read(source), MapSettings(bootstraps=2, null_draws=2))
    times = []
    for number in range(_UPDATES):
        newer = _newer(before, number)
        start = time.process_time()
        before.update(newer)
        times.append(time.process_time() - start)
    print(json.dumps({"seconds": min(times)}))


def _newer(before: OpinionMap, number: int) -> StanceMatrix:
    """Some actors change their mind, a few are new."""
    actors = [(97 * number + 31 * one) % (before.n_actors + 10) for one in range(_NEW)]
    propositions = [(13 * number + 7 * one) % before.n_propositions for one in range(_NEW)]
    return StanceMatrix.from_triples(actors, propositions, [one % 3 - 1 for one in range(_NEW)])


def growth(source: Path) -> None:
    """CPU seconds of reading and of a basic map, the least of some; modules are loaded before."""
    _once(source)
    print(json.dumps({"seconds": min(_once(source) for _n in range(_REPEATS))}))


def _once(source: Path) -> float:
    start = time.process_time()
    map_opinions(read(source), MapSettings.basic())
    return time.process_time() - start


def csv(source: Path, target: Path) -> None:
    """The stances of Parquet files, or of a Polis export, as a long table."""
    import polars as pl

    if source.is_dir():
        pl.read_parquet(source / "*.parquet").write_csv(target)
        return
    votes = pl.read_csv(source)
    names = {"voter-id": "actor", "comment-id": "proposition", "vote": "stance"}
    last = votes.sort("timestamp", maintain_order=True).unique(
        ["voter-id", "comment-id"], keep="last", maintain_order=True
    )
    last.select(list(names)).rename(names).write_csv(target)


def _say(found: OpinionMap) -> None:
    print(json.dumps({"found": repr(found)}))


WORK: dict[str, Callable[..., None]] = {
    work.__name__: work
    for work in (basic, everything, store, basic_from_store, update, growth, csv)
}


if __name__ == "__main__":
    WORK[sys.argv[1]](*map(Path, sys.argv[2:]))
