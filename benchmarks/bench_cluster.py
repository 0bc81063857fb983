#!/usr/bin/env python3
"""Passes over the stances on threads, and on the workers of a cluster on this machine, beside memory."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from measuring import Sample, table

from parley.mapping.blocks import N_STANCES, Block, Stances, cell_counts, total
from parley.mapping.cluster import Cluster
from parley.mapping.counts import count, shaping
from parley.mapping.errors import ClusterUnavailable
from parley.mapping.matrix import StanceMatrix, cell_type
from parley.mapping.projection import project
from parley.mapping.settings import MapSettings
from parley.mapping.threads import Threads

SEED = 1
ACTORS, PROPOSITIONS, ANSWERS = 400_000, 2_000, 50
HANDS = 2
REPEATS = 7


def stances() -> StanceMatrix:
    """Everybody answers up to `2 x ANSWERS` propositions that stand side by side, at random."""
    random = np.random.default_rng(SEED)
    answered = random.integers(0, 2 * ANSWERS, ACTORS)
    indptr = np.concatenate([[0], np.cumsum(answered)])
    start = np.repeat(random.integers(0, PROPOSITIONS - 2 * ANSWERS, ACTORS), answered)
    column = start + np.arange(indptr[-1]) - np.repeat(indptr[:-1], answered)
    cells = N_STANCES * column + random.integers(0, N_STANCES, len(column))
    kind = cell_type(PROPOSITIONS)
    return StanceMatrix(np.arange(ACTORS), np.arange(PROPOSITIONS), indptr, cells.astype(kind))


def nothing(block: Block) -> int:
    return len(block.cells)


def empty(source: Stances) -> Any:
    return list(source.run(nothing))


def counted(source: Stances) -> Any:
    return total(source.run(cell_counts))


def projected(source: Stances) -> str:
    """Of the whole projection, with some ten passes and a result for every actor."""
    counts = count(source)
    found = project(source, counts, shaping(counts, SETTINGS), SETTINGS)
    return hashlib.sha256(found.axes.tobytes() + found.points.tobytes()).hexdigest()


SETTINGS = MapSettings()
WORK: tuple[tuple[str, Callable[[Stances], Any], int], ...] = (
    ("an empty pass", empty, 10 * REPEATS),
    ("a pass that counts", counted, REPEATS),
    ("a projection", projected, 3),
)


def timed(work: Callable[[Stances], Any], source: Stances, repeats: int) -> Sample:
    """Wall time, in milliseconds; the first run, which loads modules, is left out."""
    work(source)
    times = []
    for _n in range(repeats):
        start = time.perf_counter()
        work(source)
        times.append((time.perf_counter() - start) * 1000)
    return Sample(times)


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def measure(matrix: StanceMatrix, cluster: Cluster) -> None:
    sources: dict[str, Stances] = {
        "memory, one thread": matrix,
        f"{HANDS} threads": Threads(matrix, HANDS),
        f"Ray, {HANDS} workers": cluster,
    }
    rows, digests = [], set()
    for name, work, repeats in WORK:
        baseline: Sample | None = None
        for where, source in sources.items():
            found = timed(work, source, repeats)
            baseline = baseline or found
            ratio = found.against(baseline)
            rows.append((f"{name}, {where}", f"{found.median:.1f} ms", found.spread, ratio))
    digests = {projected(source) for source in sources.values()}
    table(("wall time", "median", "spread", "ratio"), rows)
    print(f"  the same bytes everywhere: {'yes' if len(digests) == 1 else 'NO'}")
    if len(digests) != 1:
        raise SystemExit(1)


def lose_a_worker(cluster: Cluster) -> None:
    """How much longer a projection takes if a worker is killed when it begins."""
    os.kill(cluster.introductions()[0].process, signal.SIGKILL)
    found, digest = seconds(lambda: projected(cluster))
    again, expected = seconds(lambda: projected(cluster))
    print(f"  a projection with a worker killed: {found:.1f} s, undisturbed {again:.1f} s")
    if digest != expected:
        raise SystemExit("a killed worker changed the result")


def main() -> None:
    matrix = stances()
    print(f"  {matrix!r}, seed {SEED}, {os.cpu_count()} CPUs")
    start = time.perf_counter()
    try:
        with Cluster.open(matrix, "local", HANDS) as cluster:
            print(f"  the cluster was ready after {time.perf_counter() - start:.1f} s")
            measure(matrix, cluster)
            lose_a_worker(cluster)
    except ClusterUnavailable as error:
        print(f"  left out: {error}")


if __name__ == "__main__":
    main()
