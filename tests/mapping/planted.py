"""Stance matrices drawn with a known truth: groups, one continuous cloud, or nothing at all.

The tests and the benchmarks of the guarantees share them. Everything is drawn by numpy's generator, from
the seed; none of it uses what it is to test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import N_STANCES
from parley.mapping.matrix import StanceMatrix, cell_type

PASSES = 0.15
_ROWS = 20_000


def planted(
    n: int,
    p: int,
    k: int,
    answered: float = 1.0,
    spread: float = 1.0,
    seed: int = 0,
    *,
    uneven: float = 0.5,
    shares: tuple[float, ...] | None = None,
    within: float = 0.0,
) -> tuple[StanceMatrix, NDArray[np.int64], NDArray[np.float64]]:
    """Groups that answer every proposition at rates of their own.

    Parameters
    ----------
    n, p, k
        Actors, propositions and groups.
    answered
        Share of all pairs that are answered.
    spread
        Standard deviation, between groups, of the log-odds of agreement.
    seed
        Of everything.
    uneven
        How unequal actors, and propositions, are in answers: standard deviation of the logarithm of
        their rates; 0 for alike.
    shares
        Of the groups; equal unless given.
    within
        Standard deviation of positions inside a group, relative to the distance between groups.

    Returns
    -------
    The stances, the group of each actor, and the rates (k, p, 3) of disagree, pass and agree in each group.
    """
    rng = np.random.default_rng(seed)
    labels = np.sort(rng.choice(k, size=n, p=shares))
    rng.shuffle(labels)
    odds = rng.normal(0, 1, p) + spread * rng.normal(0, 1, (k, p))
    agree = (1 - PASSES) / (1 + np.exp(-odds))
    rates = np.stack([1 - PASSES - agree, np.full((k, p), PASSES), agree], axis=2)
    if not within:
        return _drawn(rng, n, p, answered, uneven, lambda row: rates[labels[row]]), labels, rates
    loading = within * spread * rng.normal(0, 1, p)
    place = rng.normal(0, 1, n)

    def of(row: NDArray[np.int64]) -> NDArray[np.float64]:
        return _ordered(odds[labels[row]] + place[row, None] * loading)

    return _drawn(rng, n, p, answered, uneven, of), labels, rates


def cloud(
    n: int,
    p: int,
    axes: int = 1,
    answered: float = 1.0,
    steepness: float = 1.0,
    seed: int = 0,
    *,
    uneven: float = 0.5,
    shape: str = "gaussian",
) -> tuple[StanceMatrix, NDArray[np.float64]]:
    """One continuous cloud: positions from one distribution, and propositions that slope along them.

    `steepness` is the standard deviation of the slope (log-odds per standard deviation of position).
    `shape` of the cloud: gaussian, uniform, skewed, or heavy (tails). Returns the stances and the
    positions, (n, axes).
    """
    rng = np.random.default_rng(seed)
    draw: Callable[..., Any] = {
        "gaussian": lambda size: rng.normal(0, 1, size),
        "uniform": lambda size: rng.uniform(-(3**0.5), 3**0.5, size),
        "skewed": lambda size: rng.gamma(4, 0.5, size) - 2,
        "heavy": lambda size: rng.standard_t(5, size) / (5 / 3) ** 0.5,
    }[shape]
    place = draw((n, axes))
    # Each further axis matters less than the one before.
    loading = steepness * rng.normal(0, 1, (axes, p)) * 0.75 ** np.arange(axes)[:, None]
    level = rng.normal(0, 1, p)
    return (
        _drawn(rng, n, p, answered, uneven, lambda row: _ordered(level + place[row] @ loading)),
        place,
    )


def noise(
    n: int, p: int, answered: float = 1.0, seed: int = 0, *, uneven: float = 0.5
) -> StanceMatrix:
    """No structure: everybody answers each proposition at its own rates, whatever else they answer."""
    return planted(n, p, 1, answered, 0.0, seed, uneven=uneven)[0]


def answer_rates(
    rng: np.random.Generator, n: int, p: int, answered: float, uneven: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One factor for each actor and for each proposition; a pair is answered with their product."""
    if answered >= 1:
        return np.ones(n), np.ones(p)
    actors, propositions = (np.exp(rng.normal(0, uneven, size)) for size in (n, p))
    low, high = 0.0, 100.0
    for _ in range(40):
        scale = (low + high) / 2
        mean = np.mean(np.minimum(scale * actors[:2000, None] * propositions, 1))
        low, high = (scale, high) if mean < answered else (low, scale)
    return actors * scale, propositions


def _ordered(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rates of three ordered answers, with about `PASSES` of passes where the odds are even."""
    width = 2 * np.arctanh(PASSES)
    below, above = (1 / (1 + np.exp(-odds + shift)) for shift in (-width, width))
    return np.stack([1 - below, below - above, above], axis=2)


def _drawn(
    rng: np.random.Generator,
    n: int,
    p: int,
    answered: float,
    uneven: float,
    rates: Callable[[NDArray[np.int64]], NDArray[np.float64]],
) -> StanceMatrix:
    actors, propositions = answer_rates(rng, n, p, answered, uneven)
    lengths, cells = [np.zeros(1, dtype=np.int64)], []
    for first in range(0, n, _ROWS):
        row = np.arange(first, min(first + _ROWS, n))
        there = rng.random((len(row), p)) < np.minimum(actors[row, None] * propositions, 1)
        rate = rates(row)
        chance = rng.random((len(row), p))
        stance = (chance > rate[:, :, 0]).astype(np.int64) + (chance > 1 - rate[:, :, 2])
        at = np.nonzero(there)
        lengths.append(there.sum(axis=1))
        cells.append((at[1] * N_STANCES + stance[at]).astype(cell_type(p)))
    indptr = np.cumsum(np.concatenate(lengths))
    return StanceMatrix(np.arange(n), np.arange(p), indptr, np.concatenate(cells))
