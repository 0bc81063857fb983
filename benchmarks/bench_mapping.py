#!/usr/bin/env python3
"""What the mapping engine costs, from ten actors to ten million, beside red-dwarf: `bench_mapping.py [PART …] [--small|--full]`.

Each piece of work is a process of its own; its CPU time (user and system, start of Python and import included)
and peak memory are what the operating system says. `--small` stops at 100,000 actors; `--full` adds ten
million, which takes some 20 minutes and 5 GB of disk, and red-dwarf at 100,000, which takes 10 minutes and 6 GB
of memory. With the names of parts, only those are measured, each as under `--full` if that is said too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import peer
from measuring import PARLEY, ROOT, Spent, least_spent, spent, table, verdict

SEED = 1
HERE = Path(__file__).resolve().parent
DATA = ROOT / "tests" / "mapping" / "data"
REPEATS = 3

# Growth: doubling the stances may take so many times as long.
MOST_GROWTH = 2.2
GROWING = (25_000, 50_000, 100_000, 200_000)


class Data(NamedTuple):
    """Drawn stances: actors, propositions, the share that is answered."""

    name: str
    actors: int
    propositions: int
    answered: float

    def drawn(self, folder: Path) -> Path:
        """Parquet files with the columns actor, proposition, stance."""
        target = folder / self.name
        size = (
            f"--actors={self.actors}",
            f"--propositions={self.propositions}",
            f"--answered={self.answered}",
            f"--seed={SEED}",
        )
        spent(sys.executable, HERE / "mapping_data.py", target, *size)
        return target


class Most(NamedTuple):
    """The targets of a size: CPU seconds of a basic map and of everything, and MB of either."""

    basic: float
    everything: float
    memory: float


TEN_THOUSAND = Data("10,000 × 500", 10_000, 500, 0.06)
THIRTY_THOUSAND = Data("30,000 × 1,000", 30_000, 1_000, 0.03)
HUNDRED_THOUSAND = Data("100,000 × 1,000", 100_000, 1_000, 0.03)
MILLION = Data("1,000,000 × 2,000", 1_000_000, 2_000, 0.0195)
TEN_MILLION = Data("10,000,000 × 5,000", 10_000_000, 5_000, 0.0059)

Row = tuple[str, str, str, str, str]
HEAD = ("what it takes", "CPU s", "peak MB", "red-dwarf CPU s", "red-dwarf")


def work(name: str, *paths: Path, repeats: int = 1) -> Spent:
    """See `mapping_work.py`."""
    return least_spent(repeats, sys.executable, HERE / "mapping_work.py", name, *paths)


def row(what: str, took: Spent, other: peer.PeerRun | None = None) -> Row:
    """A line of the table: the last column says how many times as much the peer takes."""
    against, ratio = "–", "–"
    if other is not None:
        against = f"{other.spent.cpu:.1f}"
        ratio = (
            f"× {other.spent.cpu / took.cpu:.1f}, memory × {other.spent.peak_mb / took.peak_mb:.1f}"
        )
    return (what, f"{took.cpu:.2f}", f"{took.peak_mb:.0f}", against, ratio)


def starting(folder: Path) -> None:
    """What there is to pay before anything is mapped, and for a whole small report."""
    bare = least_spent(5, sys.executable, "-c", "pass")
    numpy = least_spent(5, sys.executable, "-c", "import numpy")
    engine = least_spent(5, sys.executable, "-c", "import parley.mapping")
    source, target = DATA / "brexit-consensus", folder / "report"
    report = least_spent(REPEATS, PARLEY, "map", source, "-o", target)
    rows = [
        row("python -c pass", bare),
        row("import numpy", numpy),
        row("import parley.mapping", engine),
        row("parley map brexit-consensus", report),
    ]
    table(HEAD, rows)
    verdict("import parley.mapping", engine.cpu, 0.35, "s CPU")
    verdict("parley map brexit-consensus, to a finished report", report.cpu, 3, "s CPU")


def vtaiwan(folder: Path) -> None:
    """The largest of the real conversations that the project ships."""
    source, votes = DATA / "vtaiwan-uberx", folder / "vtaiwan.csv"
    work("csv", source / "votes.csv", votes)
    everything = work("everything", source, repeats=REPEATS)
    basic = work("basic", source, repeats=REPEATS)
    other = peer.run(votes, repeats=REPEATS)
    rows = [
        row("vTaiwan 1,921 × 197, basic", basic, other),
        row("vTaiwan, everything, 200 bootstraps", everything, other),
    ]
    table(HEAD, rows)
    verdict("vTaiwan, everything", everything.cpu, 3, "s CPU")


def sized(folder: Path, data: Data, most: Most | None = None, beside: bool = False) -> None:
    """A size from files to map."""
    source = data.drawn(folder)
    other, rows = None, []
    repeats = REPEATS if data.actors <= HUNDRED_THOUSAND.actors else 1
    basic = work("basic", source, repeats=repeats)
    if beside:
        votes = folder / f"{data.name}.csv"
        work("csv", source, votes)
        other = peer.run(votes)
        rows.append(row(f"{data.name}, basic from CSV", work("basic", votes), other))
    everything = work("everything", source)
    rows.append(row(f"{data.name}, basic from Parquet", basic, other))
    rows.append(row(f"{data.name}, everything", everything, other))
    table(HEAD, rows)
    print(f"  {json.loads(everything.output)['found']}")
    if most is None:
        return
    verdict(f"{data.name}, basic", basic.cpu, most.basic, "s CPU")
    verdict(f"{data.name}, everything", everything.cpu, most.everything, "s CPU")
    peak = max(basic.peak_mb, everything.peak_mb)
    verdict(f"{data.name}, memory", peak, most.memory, "MB")
    if other is not None and data is HUNDRED_THOUSAND:
        share = basic.cpu / other.spent.cpu
        verdict("a basic map in red-dwarfs", share, round(1 / 150, 5), "of its CPU time")


def updating(folder: Path) -> None:
    seconds = json.loads(work("update", HUNDRED_THOUSAND.drawn(folder)).output)["seconds"]
    verdict(f"update of {HUNDRED_THOUSAND.name} with 100 new stances", seconds * 1000, 200, "ms")


def growing(folder: Path) -> None:
    """Twice the actors, again and again."""
    seconds = [
        float(json.loads(work("growth", data.drawn(folder)).output)["seconds"])
        for data in (Data(f"growth-{n}", n, 1_000, 0.03) for n in GROWING)
    ]
    rows = [
        (f"{n:,} × 1,000, {n * 30 / 1e6:.2g} million stances", f"{one:.2f}")
        for n, one in zip(GROWING, seconds, strict=True)
    ]
    table(("read and map, modules loaded", "CPU s"), rows)
    worst = max(after / before for before, after in pairwise(seconds))
    verdict("doubling the stances, at worst", worst, MOST_GROWTH, "times the time")


def larger_than_memory(folder: Path) -> None:
    """Sorted into a store first; the map then reads the store, block by block, once for each pass."""
    source, kept = TEN_MILLION.drawn(folder), folder / "store"
    written = work("store", source, kept)
    basic = work("basic_from_store", kept)
    rows = [
        row(f"{TEN_MILLION.name}, sorted into a store", written),
        row(f"{TEN_MILLION.name}, basic from the store", basic),
    ]
    table(HEAD, rows)
    print(f"  {json.loads(basic.output)['found']}")
    verdict(f"{TEN_MILLION.name}, basic", basic.cpu, 120, "s CPU")
    verdict(f"{TEN_MILLION.name}, memory", max(written.peak_mb, basic.peak_mb), 3_000, "MB")


def parts(full: bool) -> dict[str, Callable[[Path], None]]:
    """What can be measured, from small to large."""
    return {
        "starting": starting,
        "vtaiwan": vtaiwan,
        "10k": lambda folder: sized(folder, TEN_THOUSAND, beside=True),
        "100k": lambda folder: sized(folder, HUNDRED_THOUSAND, Most(3, 20, 400), beside=full),
        "updating": updating,
        "growing": growing,
        "30k": lambda folder: sized(folder, THIRTY_THOUSAND, beside=True),
        "1m": lambda folder: sized(folder, MILLION, Most(15, 90, 1_500)),
        "10m": larger_than_memory,
    }


def chosen(names: Sequence[str], small: bool, full: bool) -> Sequence[str]:
    """The parts that were asked for by name, or those of a size."""
    if names:
        return names
    above = () if full else ("10m",)
    above = ("30k", "1m", "10m") if small else above
    return [name for name in parts(full) if name not in above]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", help=f"only these: {', '.join(parts(full=False))}")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", action="store_true", help="up to 100,000 actors")
    size.add_argument("--full", action="store_true", help="up to ten million actors")
    asked = parser.parse_args()
    measures = parts(asked.full)
    if unknown := set(asked.part) - measures.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    print(f"  seed {SEED}, {os.cpu_count()} CPUs")
    for name in chosen(asked.part, asked.small, asked.full):
        print(f"  {name}, load before the start {os.getloadavg()[0]:.1f}")
        with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
            measures[name](Path(folder))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
