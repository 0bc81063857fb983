"""How many axes of disagreement are above chance: parallel analysis, one axis after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping import draws
from parley.mapping.nulls import Cloud, clouded, fitted, shuffled
from parley.mapping.progress import Progress
from parley.mapping.samples import Sample, Standing, standing
from parley.mapping.settings import MapSettings

# More draws tell eigenvalues no better from each other: their spread is known well by then.
_ENOUGH = 20
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


def predicted(observed: float, null: NDArray[np.float64]) -> float:
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
    n_draws = max(min(settings.null_draws, _ENOUGH), 2)
    most = min(settings.n_axes, len(observed.values))
    tests: list[AxisTest] = []
    cloud, floor = None, 0.0
    for level in range(most):
        progress("axes", level / most)
        null = np.zeros(n_draws)
        for number in range(n_draws):
            key = draws.stream(settings.seed, draws.NULL, level * _APART + number)
            codes = shuffled(sample, key) if cloud is None else clouded(sample, cloud, key)
            values = standing(sample.redrawn(codes), level + 1).values
            null[number] = values[level] if len(values) > level else 0.0
        p = predicted(float(observed.values[level]), null)
        mean, deviation = float(null.mean()), float(null.std(ddof=1))
        tests.append(
            AxisTest(float(observed.values[level]), mean, deviation, p, p <= settings.alpha)
        )
        if not tests[-1].above:
            break
        floor = floor or mean
        key = draws.stream(settings.seed, draws.CLOUD, level * _APART + _FITTING)
        cloud = fitted(sample, observed, level + 1, floor, key)
    return Chance(tuple(tests), sum(test.above for test in tests), cloud)
