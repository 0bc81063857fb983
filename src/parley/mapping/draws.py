"""Random numbers that belong to a place, not to an order of asking.

A draw is a hash of the seed, the purpose, the number of the redraw and the place (an actor, a stance).
So it is the same in whatever block, thread or worker it is asked for, and every block can redraw its own
stances without hearing of the others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF

# One purpose each, so that no two uses share their numbers.
NULL, CLOUD, BOOTSTRAP, SAMPLE, FOLDS, START, HOLDOUT, INTERVAL = range(8)


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014), in place."""
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return x


def stream(seed: int, purpose: int, number: int = 0) -> int:
    """The key of one sequence of draws: of one purpose and one redraw."""
    key = seed & _MASK
    for part in (purpose, number):
        key = (key + (part + 1) * _GOLDEN) & _MASK
        key ^= key >> 30
        key = key * 0xBF58476D1CE4E5B9 & _MASK
        key ^= key >> 27
        key = key * 0x94D049BB133111EB & _MASK
        key ^= key >> 31
    return key


def uniform(key: int, places: NDArray[np.integer]) -> NDArray[np.float64]:
    """One number from [0, 1) for each place.

    Parameters
    ----------
    key
        From `stream`.
    places
        Whole numbers of any shape; equal places draw equally.
    """
    hashed = _hashed(key, places)
    return (hashed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _hashed(key: int, places: NDArray[np.integer]) -> NDArray[np.uint64]:
    x = places.astype(np.uint64)
    x += np.uint64(1)
    x *= np.uint64(_GOLDEN)
    x += np.uint64(key)
    return _mix(x)


_POISSON_STEPS = np.cumsum(np.exp(-1.0) / np.array([1, 1, 2, 6, 24, 120, 720, 5040, 40320]))


def poisson(key: int, places: NDArray[np.integer]) -> NDArray[np.float64]:
    """How often each place is drawn in a bootstrap: Poisson with mean 1."""
    return np.searchsorted(_POISSON_STEPS, uniform(key, places)).astype(np.float64)


def generator(key: int) -> np.random.Generator:
    """For small arrays that one place draws as a whole."""
    return np.random.Generator(np.random.PCG64(key))
