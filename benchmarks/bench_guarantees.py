#!/usr/bin/env python3
"""What a map promises, on real draws: planted groups found, hidden answers foreseen, the same bytes every time.

That no structure and no groups are invented is measured by *structure*, coverage of intervals and false
divergences by *intervals*.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import peer
from measuring import ROOT, table, verdict_at_least
from numpy.typing import NDArray

from parley.mapping import MapSettings, OpinionMap, StanceMatrix, draws, map_opinions, read
from parley.mapping.blocks import AGREE, N_STANCES, PASS, for_actors, joined
from parley.mapping.counts import count, shaping
from parley.mapping.projection import project
from parley.mapping.settings import Method
from parley.mapping.stability import adjusted_rand
from parley.mapping.store_writing import write_store

sys.path.insert(0, str(ROOT))
from tests.mapping.planted import planted

SEED = 1
METHODS: tuple[Method, ...] = ("components", "ideal-points")
# The share of answers that is hidden, and how many are hidden in all before an area means something.
HIDDEN = 0.1
ENOUGH = 5_000
POLIS = ROOT.parent / "shared" / "data" / "polis"

Labels = NDArray[np.integer]


class Plan(NamedTuple):
    """Groups to plant: see `tests.mapping.planted`."""

    name: str
    actors: int
    propositions: int
    groups: int
    answered: float
    spread: float
    seeds: int


PLANS = (
    Plan("dense, 2 groups", 600, 40, 2, 0.8, 1.0, 5),
    Plan("dense, 3 groups", 600, 40, 3, 0.8, 1.0, 5),
    Plan("2,000 × 100, 3 groups, 20 %", 2_000, 100, 3, 0.2, 1.0, 3),
    Plan("sparse 10,000 × 500, 3 groups, 6 %", 10_000, 500, 3, 0.06, 0.7, 2),
)


class Found(NamedTuple):
    """Adjusted Rand index with the planted groups, on the actors whom both place."""

    kind: str
    parley: float
    peer: float | None
    best: float


def recovered(plan: Plan, seed: int, folder: Path) -> Found:
    size = (plan.actors, plan.propositions, plan.groups, plan.answered, plan.spread)
    matrix, labels, rates = planted(*size, seed)
    found = map_opinions(matrix, MapSettings(bootstraps=0, folds=0))
    grouping = found.structure.grouping
    own = np.zeros(matrix.n_actors, np.int64) if grouping is None else grouping.labels
    other = by_peer(matrix, folder)
    there = np.ones(matrix.n_actors, bool) if other is None else other >= 0
    kind = found.structure.kind if grouping is None else f"{grouping.n_groups} groups"
    return Found(
        kind,
        adjusted_rand(own[there], labels[there]),
        None if other is None else adjusted_rand(other, labels),
        adjusted_rand(oracle(matrix, rates)[there], labels[there]),
    )


def oracle(matrix: StanceMatrix, rates: NDArray[np.float64]) -> Labels:
    """What one would say who knew how each group answers: nobody can do better."""
    weights = np.log(np.maximum(rates, 1e-9)).reshape(len(rates), -1).T
    return joined(matrix.run(for_actors, (np.ascontiguousarray(weights),))).argmax(axis=1)


def by_peer(matrix: StanceMatrix, folder: Path) -> Labels | None:
    """The peer's group of each actor, -1 for none."""
    votes, said = folder / "votes.csv", folder / "labels.json"
    matrix_to_csv(matrix, votes)
    if peer.run(votes, said) is None:
        return None
    labels = np.full(matrix.n_actors, -1)
    for actor, label in json.loads(said.read_text()).items():
        labels[int(actor)] = label
    return labels


def matrix_to_csv(matrix: StanceMatrix, path: Path) -> None:
    import polars as pl

    cells = matrix.cells.astype(np.int64)
    actors = np.repeat(matrix.actors, np.diff(matrix.indptr))
    columns = {
        "actor": actors,
        "proposition": cells // N_STANCES,
        "stance": cells % N_STANCES - PASS,
    }
    pl.DataFrame(columns).write_csv(path)


def planted_groups(folder: Path) -> None:
    rows = []
    for plan in PLANS:
        found = [recovered(plan, seed, folder) for seed in range(plan.seeds)]
        own = float(np.mean([one.parley for one in found]))
        others = [one.peer for one in found if one.peer is not None]
        kinds = ", ".join(sorted({one.kind for one in found}))
        best = float(np.mean([one.best for one in found]))
        other = f"{np.mean(others):.2f}" if others else "–"
        rows.append((plan.name, f"{own:.2f}", other, f"{best:.2f}", kinds))
        if others:
            verdict_at_least(f"{plan.name}: adjusted Rand", own, float(np.mean(others)))
    table(
        ("adjusted Rand, mean of draws", "Parley", "red-dwarf", "who knows", "Parley found"), rows
    )


# ---- hidden answers


def foreseen(matrix: StanceMatrix, method: Method, seed: int) -> float:
    """Area under the curve of the hidden answers, agree against disagree."""
    stream = draws.stream(seed, draws.HOLDOUT)
    hidden = draws.uniform(stream, np.arange(matrix.n_stances)) < HIDDEN
    rows = np.repeat(np.arange(matrix.n_actors), np.diff(matrix.indptr))
    indptr = np.concatenate([[0], np.cumsum(~hidden)])[matrix.indptr]
    left = StanceMatrix(matrix.actors, matrix.propositions, indptr, matrix.cells[~hidden])
    counts, settings = count(left), MapSettings(method=method)
    projection = project(left, counts, shaping(counts, settings), settings)
    cells = matrix.cells.astype(np.int64)
    asked = hidden & (cells % N_STANCES != PASS)
    expected = projection.expected(rows[asked], cells[asked] // N_STANCES)
    return area(expected, cells[asked] % N_STANCES == AGREE)


def foreseen_again(matrix: StanceMatrix) -> tuple[float, ...]:
    """By each method, the mean of several ways to hide; a small conversation has few answers to hide."""
    times = int(np.clip(ENOUGH / (HIDDEN * matrix.n_stances), 1, 20))
    return tuple(
        float(np.mean([foreseen(matrix, method, SEED + again) for again in range(times)]))
        for method in METHODS
    )


def area(scores: NDArray[np.float64], yes: NDArray[np.bool_]) -> float:
    """How often one who agrees is expected to agree more than one who does not; ties count half."""
    others = np.sort(scores[~yes])
    below = np.searchsorted(others, scores[yes], "left")
    upto = np.searchsorted(others, scores[yes], "right")
    return float((below + upto).mean() / 2 / len(others))


def hidden_answers() -> None:
    if not POLIS.is_dir():
        print(f"  hidden answers are left out: {POLIS} is missing")
        return
    found = {folder.name: foreseen_again(read(folder)) for folder in sorted(POLIS.iterdir())}
    mean = np.mean(list(found.values()), axis=0)
    rows = [(name, *(f"{one:.3f}" for one in ones)) for name, ones in found.items()]
    table(
        ("10 % hidden, area under the curve", *METHODS),
        [*rows, ("mean", *(f"{one:.3f}" for one in mean))],
    )
    verdict_at_least("components foresee hidden answers", mean[0], 0.87)
    verdict_at_least("ideal points foresee hidden answers", mean[1], 0.88)


# ---- the same bytes


def bytes_of(found: OpinionMap) -> str:
    """SHA-256 of the artefact."""
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(found.save(Path(folder) / "map").iterdir()):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def made_differently(votes: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """The artefact of the same stances, made in several ways."""
    settings = MapSettings(bootstraps=5, null_draws=5)
    matrix = read(votes)
    print(f"  {matrix!r}")
    yield "in memory, one thread", bytes_of(map_opinions(matrix, settings))
    yield "on two threads, in other blocks", bytes_of(map_opinions(matrix, settings, threads=2))
    kept = write_store(votes, folder / "store", size=100_000)
    yield "from files", bytes_of(map_opinions(kept, settings))
    lines = votes.read_text().splitlines()
    order = np.random.default_rng(SEED).permutation(np.arange(1, len(lines)))
    votes.write_text("\n".join([lines[0], *(lines[number] for number in order)]))
    yield "with its lines in another order", bytes_of(map_opinions(read(votes), settings))


def the_same(folder: Path) -> None:
    votes = folder / "all.csv"
    matrix_to_csv(planted(20_000, 200, 3, 0.1, 1.0, SEED)[0], votes)
    digests = dict(made_differently(votes, folder))
    expected = next(iter(digests.values()))
    for how, digest in digests.items():
        print(f"  {how}: {digest[:16]}{'' if digest == expected else ', which DIFFERS'}")
    if set(digests.values()) != {expected}:
        raise SystemExit(1)


def main() -> None:
    print(f"  seed {SEED}")
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as made:
        folder = Path(made)
        the_same(folder)
        hidden_answers()
        planted_groups(folder)


if __name__ == "__main__":
    main()
