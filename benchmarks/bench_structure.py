#!/usr/bin/env python3
"""How often structure or groups are claimed where there are none, and found where they are: 200 draws each."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from measuring import ROOT, table
from numpy.typing import NDArray

from parley.mapping.counts import count, shaping
from parley.mapping.intervals import jeffreys
from parley.mapping.matrix import StanceMatrix
from parley.mapping.projection import project
from parley.mapping.settings import MapSettings
from parley.mapping.stability import adjusted_rand
from parley.mapping.structure import Structure, find_structure

sys.path.insert(0, str(ROOT))
from tests.mapping.planted import cloud, noise, planted

DRAWS = int(os.environ.get("BENCH_DRAWS", "200"))
# Large data take seconds a draw.
FEWER = max(DRAWS // 10, 2)
LARGE = 100_000
FIRST_SEED = 10_000
SETTINGS = MapSettings(bootstraps=0)
ALPHA = SETTINGS.alpha

Drawn = tuple[StanceMatrix, NDArray[np.integer] | None]


class Case(NamedTuple):
    """Data to draw: the name says actors × propositions, and the share of pairs that is answered."""

    name: str
    stances: int
    draw: Callable[[int], Drawn]
    groups: int = 0


def without(n: int, p: int, answered: float, uneven: float) -> Case:
    def draw(seed: int) -> Drawn:
        return noise(n, p, answered, seed, uneven=uneven), None

    return Case(f"{n:,} × {p}, {answered:.0%}, rates ± {uneven}", int(n * p * answered), draw)


def continuous(
    n: int,
    p: int,
    axes: int,
    answered: float,
    steepness: float,
    shape: str = "gaussian",
    uneven: float = 0.5,
) -> Case:
    def draw(seed: int) -> Drawn:
        return cloud(n, p, axes, answered, steepness, seed, shape=shape, uneven=uneven)[0], None

    name = f"{n:,} × {p}, {answered:.0%}, {axes} axes of {steepness:g}, {shape}{_rates(uneven)}"
    return Case(name, int(n * p * answered), draw)


def grouped(n: int, p: int, k: int, answered: float, spread: float, uneven: float = 0.5) -> Case:
    def draw(seed: int) -> Drawn:
        return planted(n, p, k, answered, spread, seed, uneven=uneven)[:2]

    name = f"{n:,} × {p}, {answered:.0%}, {k} groups ± {spread:g}{_rates(uneven)}"
    return Case(name, int(n * p * answered), draw, k)


def _rates(uneven: float) -> str:
    """How unequal actors are in how much they answer, where it is not as usual."""
    return "" if uneven == 0.5 else f", rates ± {uneven}"


NOTHING = (
    without(15, 6, 1.0, 0.0),
    without(30, 20, 1.0, 0.0),
    without(30, 20, 0.6, 0.5),
    without(100, 30, 0.5, 0.5),
    without(300, 60, 0.2, 0.7),
    without(2_000, 100, 0.06, 0.7),
    without(2_000, 400, 0.05, 1.2),
    without(2_000, 100, 1.0, 0.0),
)
CLOUDS = (
    continuous(30, 20, 1, 1.0, 1.5),
    continuous(30, 20, 1, 1.0, 3.0),
    continuous(100, 30, 1, 0.6, 1.5),
    continuous(200, 50, 1, 0.4, 1.0),
    continuous(200, 50, 2, 0.4, 1.5),
    continuous(1_000, 100, 2, 0.15, 1.0),
    continuous(1_000, 100, 1, 0.5, 4.0),
    continuous(2_000, 400, 1, 0.05, 1.0, uneven=1.2),
    continuous(10_000, 500, 1, 0.06, 1.0),
)
OTHER_CLOUDS = (
    continuous(200, 50, 1, 0.4, 1.5, "skewed"),
    continuous(200, 50, 1, 0.4, 1.5, "heavy"),
    continuous(200, 50, 1, 0.4, 1.5, "uniform"),
    continuous(1_000, 100, 1, 0.3, 1.5, "skewed"),
    continuous(1_000, 100, 1, 0.3, 1.5, "heavy"),
    continuous(1_000, 100, 1, 0.3, 1.5, "uniform"),
)
GROUPS = (
    grouped(30, 20, 2, 1.0, 1.5),
    grouped(30, 20, 2, 1.0, 2.5),
    grouped(100, 30, 3, 0.6, 2.0),
    grouped(200, 50, 2, 0.4, 1.0),
    grouped(200, 50, 3, 0.4, 1.5),
    grouped(1_000, 100, 2, 0.15, 1.0),
    grouped(1_000, 100, 3, 0.3, 1.0),
    grouped(2_000, 400, 3, 0.05, 1.5, uneven=1.2),
    grouped(10_000, 500, 2, 0.06, 0.7),
    grouped(10_000, 500, 3, 0.06, 0.7),
)


class Tally(NamedTuple):
    draws: int
    structure: int
    groups: int
    right_number: int
    rand: float | None
    seconds: float


def tally(case: Case) -> Tally:
    draws = FEWER if case.stances > LARGE else DRAWS
    start = time.process_time()
    drawn = [case.draw(FIRST_SEED + number) for number in range(draws)]
    found = [structure(matrix) for matrix, _truth in drawn]
    rand = [
        adjusted_rand(truth, one.grouping.labels)
        for (_matrix, truth), one in zip(drawn, found, strict=True)
        if truth is not None and one.grouping is not None
    ]
    return Tally(
        draws,
        sum(one.kind != "none" for one in found),
        sum(one.kind == "groups" for one in found),
        sum(one.n_groups == case.groups for one in found),
        float(np.mean(rand)) if rand else None,
        (time.process_time() - start) / draws,
    )


def structure(matrix: StanceMatrix) -> Structure:
    counts = count(matrix)
    shape = shaping(counts, SETTINGS)
    return find_structure(matrix, counts, shape, project(matrix, counts, shape, SETTINGS), SETTINGS)


def rate(found: int, of: int) -> str:
    ends = jeffreys(np.array([found]), np.array([of]))
    return f"{found / of:.1%} ({ends.low[0]:.1%}–{ends.high[0]:.1%})"


def claimed(title: str, cases: tuple[Case, ...], what: str) -> None:
    rows, wrong, every = [], 0, 0
    for case in cases:
        one = tally(case)
        number = one.structure if what == "structure" else one.groups
        wrong, every = wrong + number, every + one.draws
        rows.append((case.name, f"{one.draws}", rate(number, one.draws), f"{one.seconds:.2f}"))
    table((title, "draws", f"{what} claimed", "CPU s"), rows)
    print(f"  all: {rate(wrong, every)}; the risk taken is {ALPHA:.0%} each")


def recovered(cases: tuple[Case, ...]) -> None:
    rows = []
    for case in cases:
        one = tally(case)
        rand = "–" if one.rand is None else f"{one.rand:.2f}"
        number = f"{one.right_number} of {one.draws}"
        rows.append((case.name, rate(one.groups, one.draws), number, rand, f"{one.seconds:.2f}"))
    table(("planted groups", "groups claimed", "right number", "adjusted Rand", "CPU s"), rows)


PARTS: dict[str, Callable[[], None]] = {
    "nothing": lambda: claimed("no structure", NOTHING, "structure"),
    "clouds": lambda: claimed("one Gaussian cloud", CLOUDS, "groups"),
    "other-clouds": lambda: claimed(
        "one cloud of another shape: no promise", OTHER_CLOUDS, "groups"
    ),
    "groups": lambda: recovered(GROUPS),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", help=f"only these: {', '.join(PARTS)}")
    asked = parser.parse_args().part
    if unknown := set(asked) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    print(f"{DRAWS} draws each, {FEWER} of large ones, seeds from {FIRST_SEED}; 95 % intervals")
    for name in asked or PARTS:
        PARTS[name]()
        sys.stdout.flush()


if __name__ == "__main__":
    main()
