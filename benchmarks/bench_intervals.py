#!/usr/bin/env python3
"""Whether intervals hold the truth, and how much of the divergence reported is false: 1,000 draws each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from measuring import table
from numpy.typing import NDArray

from parley.mapping.ambiguity import ambiguity
from parley.mapping.change import change
from parley.mapping.contrast import contrast
from parley.mapping.counts import count, shaping
from parley.mapping.crossfit import crossfit
from parley.mapping.gaps import largest_gap
from parley.mapping.grouping import Grouping
from parley.mapping.intervals import jeffreys, smallest
from parley.mapping.kmeans import kmeans
from parley.mapping.matrix import StanceMatrix
from parley.mapping.projection import project
from parley.mapping.settings import MapSettings

SEED = 1
DRAWS = int(os.environ.get("BENCH_DRAWS", "1000"))
SETTINGS = MapSettings()
PASSES = 0.1

Array = NDArray[Any]


class Rate(NamedTuple):
    """How often something came about, of how many."""

    found: int
    of: int

    def __str__(self) -> str:
        if not self.of:
            return "-"
        ends = jeffreys(np.array([self.found]), np.array([self.of]))
        return f"{self.found / self.of:.1%} ({ends.low[0]:.1%}–{ends.high[0]:.1%})"


GROUPS: tuple[tuple[str, tuple[float, ...], tuple[int, ...]], ...] = (
    ("two alike, 20", (0.5, 0.5), (20, 20)),
    ("two apart, 20", (0.5, 0.8), (20, 20)),
    ("two alike, 6 and 8", (0.5, 0.5), (6, 8)),
    ("two far apart, 6 and 8", (0.2, 0.9), (6, 8)),
    ("two apart, 1,000", (0.3, 0.7), (1000, 1000)),
    ("three alike, 10", (0.5,) * 3, (10,) * 3),
    ("three apart, 10", (0.2, 0.5, 0.8), (10,) * 3),
    ("three apart, 6, 30, 10", (0.2, 0.5, 0.8), (6, 30, 10)),
    ("three near 1, 50", (0.98, 0.98, 0.9), (50,) * 3),
    ("three near, 50 to 1,000", (0.8, 0.85, 0.9), (200, 1000, 50)),
    ("four near 1, 12", (0.9,) * 4, (12,) * 4),
    ("four near 1, unlike, 12", (0.95, 0.9, 0.8, 0.9), (12,) * 4),
    ("five alike, 10", (0.5,) * 5, (10,) * 5),
    ("five alike, 40", (0.5,) * 5, (40,) * 5),
    ("five nearly alike, 30", (0.45, 0.5, 0.5, 0.5, 0.55), (30,) * 5),
    ("five in two camps, 8", (0.3, 0.3, 0.3, 0.7, 0.7), (8,) * 5),
    ("five in two camps, 30", (0.3, 0.3, 0.3, 0.7, 0.7), (30,) * 5),
    ("seven, one apart, 20", (0.9, *(0.5,) * 6), (20,) * 7),
)


def held(low: Array, high: Array, truth: Any) -> Rate:
    return Rate(int(((low <= truth) & (truth <= high)).sum()), len(low))


def shares() -> None:
    """Intervals of one share, of the smallest, and of the largest gap, as picked among the groups."""
    rng, rows = np.random.default_rng(SEED), []
    for name, planted, sizes in GROUPS:
        truth = np.array(planted)
        answers = np.broadcast_to(np.array(sizes), (DRAWS, len(sizes)))
        given = rng.binomial(answers, truth)
        heard = np.ones(given.shape, dtype=bool)
        own, least = jeffreys(given, answers), smallest(given, answers, heard)
        gap = largest_gap(given, answers, heard)
        between = np.abs(truth[gap.higher] - truth[gap.lower])
        rows.append(
            (
                name,
                str(held(own.low[:, 0], own.high[:, 0], truth[0])),
                str(held(least.low, least.high, truth.min())),
                str(held(gap.low, gap.high, np.ptp(truth))),
                str(held(gap.low, gap.high, between)),
            )
        )
    table(
        ("groups, and how many answered", "one share", "smallest", "largest gap", "its pair"), rows
    )


def single() -> None:
    """One share anywhere from 0 to 1."""
    rng, rows = np.random.default_rng(SEED), []
    for size in (5, 10, 30, 100, 1000):
        truth = rng.uniform(0, 1, 20 * DRAWS)
        ends = jeffreys(rng.binomial(size, truth), np.full(len(truth), size))
        rows.append((f"a share from 0 to 1, {size:,} answers", str(held(*ends, truth))))
    table((f"{20 * DRAWS:,} draws", "held"), rows)


MIXED, CAMPS, ALIKE = (0.3, 0.2, 0.5), (0.45, 0.05, 0.5), (0.05, 0.05, 0.9)
ELEMENTS: tuple[tuple[str, tuple[tuple[float, ...], ...], int, float, float], ...] = (
    ("1 mixed, 20 actors", (MIXED,), 20, 0, 1),
    ("1 mixed, 100", (MIXED,), 100, 0, 1),
    ("1 in camps, 50", (CAMPS,), 50, 0, 1),
    ("1 nearly alike, 20", (ALIKE,), 20, 0, 1),
    ("1 with some passes, 50", ((0.02, 0.08, 0.9),), 50, 0, 1),
    ("5 mixed, 12", (MIXED,) * 5, 12, 0.5, 1),
    ("4 unlike, 20, 70 % answered", (MIXED, (0.1, 0.1, 0.8), CAMPS, (0.7, 0.1, 0.2)), 20, 0.6, 0.7),
    ("5 in camps, 30, loose", (CAMPS,) * 5, 30, 0, 1),
    ("5 in camps, 30, tied", (CAMPS,) * 5, 30, 0.8, 1),
    ("3 nearly alike, 15", (ALIKE, (0.02, 0.05, 0.93), (0.1, 0.1, 0.8)), 15, 0.5, 0.8),
    ("16 unlike, 30", ((0.1, 0.2, 0.7), (0.1, 0.1, 0.8), (0.7, 0.1, 0.2), MIXED) * 4, 30, 0.3, 1),
    ("20 unlike, 200, half answered", (MIXED, (0.1, 0.1, 0.8), CAMPS, ALIKE) * 5, 200, 0.6, 0.5),
    ("6 mixed, 1,000, 30 % answered", (MIXED,) * 6, 1000, 0.5, 0.3),
)


def tied_answers(
    rng: np.random.Generator, rates: Array, n: int, together: float, answered: float
) -> Array:
    """Answers at given rates (propositions, 3), tied together for each actor."""
    from scipy.special import ndtr

    own = rng.normal(size=(n, len(rates)))
    z = np.sqrt(together) * rng.normal(size=(n, 1)) + np.sqrt(1 - together) * own
    steps = np.cumsum(rates, axis=1)[None, :, :2]
    dense = (ndtr(z)[:, :, None] > steps).sum(axis=2) - 1.0
    dense[rng.random(dense.shape) > answered] = np.nan
    return np.asarray(dense)


def measured(dense: Array) -> Any:
    matrix = StanceMatrix.from_dense(dense)
    return ambiguity(matrix, count(matrix), SETTINGS)


def ambiguities() -> None:
    """Intervals of the ambiguity of an element, and of its change among the same and among other actors."""
    rng, rows = np.random.default_rng(SEED), []
    for name, planted, n, together, answered in ELEMENTS:
        rates = np.array(planted)
        later = rates * 0.6 + np.array([0.0, 0.0, 0.4])
        before, after = (
            (of[:, 0] + of[:, 2] - (of[:, 2] - of[:, 0]) ** 2).mean() for of in (rates, later)
        )
        found = {"level": 0, "paired": 0, "apart": 0, "false": 0}
        for _ in range(DRAWS):
            first = tied_answers(rng, rates, n, together, answered)
            again = tied_answers(rng, rates, n, together, answered)
            # Of the same actors two in five come to agree, whatever they held.
            turned = np.where((rng.random(first.shape) < 0.4) & ~np.isnan(first), 1.0, first)
            other = tied_answers(rng, later, n, together, answered)
            one = measured(first)
            found["level"] += one.overall.low[0] <= before <= one.overall.high[0]
            paired = change(one, measured(turned), SETTINGS).overall
            strangers = [_renamed(measured(dense)) for dense in (other, again)]
            apart, none = (change(one, each, SETTINGS).overall for each in strangers)
            for key, of in (("paired", paired), ("apart", apart)):
                if of is not None:
                    found[key] += of.interval[0] <= after - before <= of.interval[1]
            found["false"] += none is not None and none.p <= 0.05
        rows.append((name, *(str(Rate(int(of), DRAWS)) for of in found.values())))
    head = ("propositions and actors", "ambiguity", "change, paired", "change, others")
    table((*head, "change found in none"), rows)


def _renamed(found: Any) -> Any:
    from dataclasses import replace

    return replace(found, actors=found.actors + 1_000_000)


def regrouped(stances: Any, _propositions: Array, k: int = 2) -> Grouping:
    """The groups that k-means finds on the first two components, in these very answers."""
    counts = count(stances)
    projection = project(stances, counts, shaping(counts, SETTINGS), SETTINGS)
    labels = kmeans(projection.points[:, :2], k, seed=SETTINGS.seed).labels
    return Grouping.discovered(labels, k)


class Reported(NamedTuple):
    """Divergences reported, the false among them, and the false discovery rate.

    That is the mean over draws of the share of false ones among those reported in the draw, which is 0 in a draw
    that reports none (Benjamini and Hochberg's definition); with its standard error.
    """

    false: int
    reported: int
    rate: float
    error: float


def tally(results: Iterator[tuple[Array, Array]]) -> Reported:
    """Of (reported divergences, propositions that don't differ at all)."""
    drawn = [(int(np.isin(found, null).sum()), len(found)) for found, null in results]
    shares = np.array([false / max(reported, 1) for false, reported in drawn])
    error = float(shares.std() / len(shares) ** 0.5)
    false, reported = (sum(pair[n] for pair in drawn) for n in (0, 1))
    return Reported(false, reported, float(shares.mean()), error)


def answers_at(rng: np.random.Generator, agree: Array, answered: float) -> Array:
    """Stances of actors whose chances to agree are `agree` (n, p)."""
    drawn = rng.random(agree.shape)
    dense = np.where(drawn < agree * (1 - PASSES), 1.0, np.where(drawn < 1 - PASSES, -1.0, 0.0))
    dense[rng.random(agree.shape) > answered] = np.nan
    return dense


def known_groups(
    sizes: tuple[int, ...], p: int, part: float, answered: float, draws: int
) -> Reported:
    """A part of the propositions differ between the groups; the others don't at all."""
    rng = np.random.default_rng(SEED)
    labels = np.repeat(np.arange(len(sizes)), sizes).astype(np.int16)
    names = tuple(f"group {n}" for n in range(len(sizes)))
    n_real = round(part * p)

    def results() -> Iterator[tuple[Array, Array]]:
        for _ in range(draws):
            rates = np.tile(rng.uniform(0.05, 0.95, p), (len(sizes), 1))
            rates[:, :n_real] = rng.uniform(0.05, 0.95, (len(sizes), n_real))
            dense = answers_at(rng, rates[labels], answered)
            grouping = Grouping("known", True, labels, names)
            found = contrast(StanceMatrix.from_dense(dense), grouping, SETTINGS)
            yield found.numbers("divergence"), np.arange(n_real, p)

    return tally(results())


def discovered_groups(
    n: int, p: int, part: float, answered: float, draws: int, *, naive: bool = False, k: int = 2
) -> Reported:
    """The same, where k-means finds the groups; with no part that differs it finds them in noise."""
    rng = np.random.default_rng(SEED)
    n_real = round(part * p)

    def results() -> Iterator[tuple[Array, Array]]:
        for _ in range(draws):
            truth = rng.integers(0, 2, n)
            rates = np.tile(rng.uniform(0.05, 0.95, p), (2, 1))
            rates[:, :n_real] = rng.uniform(0.05, 0.95, (2, n_real))
            matrix = StanceMatrix.from_dense(answers_at(rng, rates[truth], answered))
            grouping = regrouped(matrix, np.arange(p), k)
            if naive:
                pretended = Grouping("known", True, grouping.labels, grouping.names)
                found = contrast(matrix, pretended, SETTINGS)
            else:
                folds = crossfit(
                    matrix, grouping, SETTINGS, lambda some, which: regrouped(some, which, k)
                )
                found = contrast(matrix, grouping, SETTINGS, folds=folds)
            yield found.numbers("divergence"), np.arange(n_real, p)

    return tally(results())


def divergences() -> None:
    """Of the divergences reported, those on propositions on which the groups don't differ at all."""
    few = max(DRAWS // 5, 10)
    rows = []
    for sizes, p, part, answered in (
        ((10, 10, 10), 20, 0.5, 1.0),
        ((15, 15), 20, 0.3, 1.0),
        ((6, 30, 60), 60, 0.3, 0.8),
        ((100, 100, 100), 100, 0.2, 0.5),
        ((20, 20, 20, 20, 20), 40, 0.5, 1.0),
        ((10, 10, 10), 20, 0.0, 1.0),
        ((100, 100, 100), 100, 0.0, 0.5),
    ):
        found = known_groups(sizes, p, part, answered, few)
        name = f"known {' + '.join(map(str, sizes))} × {p}, {part:.0%} differ"
        rows.append(_row(name, found))
    for n, p, part, answered, k in (
        (60, 30, 0.5, 1.0, 2),
        (200, 60, 0.3, 0.7, 2),
        (1000, 100, 0.3, 0.3, 2),
        (200, 60, 0.3, 0.7, 4),
        (60, 30, 0.0, 1.0, 2),
        (200, 60, 0.0, 0.7, 3),
    ):
        for naive in (False, True):
            found = discovered_groups(n, p, part, answered, max(few // 4, 10), naive=naive, k=k)
            how = "tested on themselves" if naive else "cross-fitted"
            name = f"discovered {k}, {n:,} × {p}, {part:.0%} differ, {how}"
            rows.append(_row(name, found))
    head = ("false discovery rate", "reported", "false among all reported")
    table(("groups × propositions", *head), rows)


def _row(name: str, found: Reported) -> tuple[str, str, str, str]:
    rate = f"{found.rate:.1%} ± {1.96 * found.error:.1%}"
    return name, rate, str(found.reported), str(Rate(found.false, found.reported))


def main() -> None:
    print(f"  seed {SEED}, {DRAWS:,} draws; in brackets the 95 % interval of each rate")
    for part in (single, shares, ambiguities, divergences):
        print(f"\n  {part.__doc__}")
        part()


if __name__ == "__main__":
    main()
