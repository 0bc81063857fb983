"""How many axes of disagreement are above chance: parallel analysis, one axis after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from parley.mapping import draws
from parley.mapping.linear import Array
from parley.mapping.nulls import Cloud, clouded, fitted, shuffled
from parley.mapping.progress import Progress
from parley.mapping.samples import Sample, Standing, standing
from parley.mapping.settings import MapSettings

# So many draws settle what is clear; what is not takes all.
_ENOUGH = 12
_CLEARLY_ABOVE, _CLEARLY_NOT = 0.02, 0.3
# Redraws of one level have numbers of their own.
_APART = 1_000_000
_FITTING = 500_000


@dataclass(frozen=True)
class AxisTest:
    """One axis against chance.

    Parameters
    ----------
    value
        The variance along it, in propositions: an axis of 3 says as much as three propositions.
    null_mean, null_sd
        The same where only the axes before it are real.
    p
        Probability that chance alone gives as much.
    above
        Whether that is less than the risk taken.
    """

    value: float
    null_mean: float
    null_sd: float
    p: float
    above: bool


class Chance(NamedTuple):
    """The tests, how many axes are above chance, and the cloud on these axes (None if there is none)."""

    tests: tuple[AxisTest, ...]
    n_axes: int
    cloud: Cloud | None


def predicted(observed: float, null: Array) -> float:
    """The probability that one more draw is at least as large as what was observed.

    By the prediction interval of a normal variable of which n draws are known, which are t distributed
    with n - 1 degrees of freedom.

    Examples
    --------
    >>> round(predicted(2.0, np.array([0.0, 1.0, 2.0])), 3)
    0.239
    """
    from scipy.special import stdtr

    n = len(null)
    deviation = max(float(null.std(ddof=1)), 1e-12) * np.sqrt(1 + 1 / n)
    return float(stdtr(n - 1, -(observed - float(null.mean())) / deviation))


def probability(observed: float, null: Array, alpha: float) -> float:
    """By rank, which is exact whatever the distribution; as predicted where draws are too few for that."""
    if (len(null) + 1) * alpha >= 1:
        return float((1 + (null >= observed).sum()) / (len(null) + 1))
    return predicted(observed, null)


def against_chance(
    sample: Sample, observed: Standing, settings: MapSettings, progress: Progress
) -> Chance:
    """Test axis after axis until one is not above chance.

    Horn 1965, *A rationale and test for the number of factors in factor analysis*; that the axes before it
    are real when an axis is tested is due to Green et al. 2012, *A proposed solution to the problem with using
    completely random data to assess the number of factors*. The answers to each proposition are dealt
    out anew: by chance (first axis), or along a continuous cloud on the axes before it.

    Parameters
    ----------
    observed
        With up to `settings.n_axes` + 1 axes.
    """
    most = min(settings.n_axes, len(observed.values))
    tests: list[AxisTest] = []
    cloud, floor = None, 0.0
    for level in range(most):
        progress("axes", level / most)
        tests.append(_tested(sample, float(observed.values[level]), level, cloud, settings))
        if not tests[-1].above:
            break
        floor = floor or tests[0].null_mean
        key = draws.stream(settings.seed, draws.CLOUD, level * _APART + _FITTING)
        cloud = fitted(sample, observed, level + 1, floor, key)
    return Chance(tuple(tests), sum(test.above for test in tests), cloud)


def _tested(
    sample: Sample, value: float, level: int, cloud: Cloud | None, settings: MapSettings
) -> AxisTest:
    """One axis against redrawn data; more of them where the first leave it open."""

    def null(first: int, last: int) -> Array:
        numbers = range(first, max(last, 2))
        return np.array([_redrawn(sample, level, cloud, settings.seed, n) for n in numbers])

    values = null(0, min(settings.null_draws, _ENOUGH))
    p = predicted(value, values)
    if settings.null_draws > _ENOUGH and settings.alpha * _CLEARLY_ABOVE < p < _CLEARLY_NOT:
        values = np.concatenate([values, null(_ENOUGH, settings.null_draws)])
        p = probability(value, values, settings.alpha)
    mean, deviation = float(values.mean()), float(values.std(ddof=1))
    return AxisTest(value, mean, deviation, p, p <= settings.alpha)


def _redrawn(sample: Sample, level: int, cloud: Cloud | None, seed: int, number: int) -> float:
    """The variance along the axis of this level in redrawn data."""
    key = draws.stream(seed, draws.NULL, level * _APART + number)
    codes = shuffled(sample, key) if cloud is None else clouded(sample, cloud, key)
    values = standing(sample.redrawn(codes), level + 1).values
    return float(values[level]) if len(values) > level else 0.0
