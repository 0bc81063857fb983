"""How far answers lie apart: the variance of stances, and how sure it is.

An interval must hold also for a dozen actors who nearly all agree, where the usual one of estimate and standard
error is far too narrow. So an estimate is read as the share of an imagined number of draws, the one with which a
share would vary as much as the estimate does, and its interval is Jeffreys's interval of that share. The variance
is the larger of two: what leaving out each actor in turn changes (infinitesimal jackknife, Efron 1982; an actor's
answers to several propositions hang together, and are left out together), and what the counts alone leave open
(Dirichlet posterior, Jeffreys's prior), raised by as much as the answers hang together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import AGREE, DISAGREE
from parley.mapping.intervals import Bools, Floats, jeffreys

_STANCES = np.array([-1.0, 0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Estimates:
    """Ambiguities with their intervals; each array has shape (m,).

    Parameters
    ----------
    value
        From 0 to 1; 0 where there is nothing to measure.
    low, high
        The interval; 0 and 1 where there is nothing to measure.
    centre, variance
        The unbiased estimate, of the population that the actors stand for, and its variance.
    n_propositions
        How many were measured. It takes two answers.
    """

    value: Floats
    low: Floats
    high: Floats
    centre: Floats
    variance: Floats
    n_propositions: NDArray[np.int64]

    def only(self, kept: Bools) -> Estimates:
        """As if nothing but these had been measured."""
        value, low, centre, variance = (
            np.where(kept, one, 0.0) for one in (self.value, self.low, self.centre, self.variance)
        )
        high = np.where(kept, self.high, 1.0)
        return Estimates(value, low, high, centre, variance, np.where(kept, self.n_propositions, 0))

    def rounded(self, digits: int) -> Estimates:
        """The same to so many digits; a variance to twice as many."""
        value, low, high, centre = (
            one.round(digits) for one in (self.value, self.low, self.high, self.centre)
        )
        return Estimates(
            value, low, high, centre, self.variance.round(2 * digits), self.n_propositions
        )


class Spread(NamedTuple):
    """Of every proposition: variance of the stances, answers, and the same with nobody's answers.

    `influence` (n_propositions, 3) is what one actor with this stance adds to the unbiased variance, less the
    mean; `open` is the variance of the variance that the counts alone leave.
    """

    measured: NDArray[np.bool_]
    answers: NDArray[np.int64]
    value: Floats
    influence: Floats
    jackknife: Floats
    open: Floats


def spread(cells: NDArray[np.int64]) -> Spread:
    """The spread of each proposition. `cells` has shape (n_propositions, 3)."""
    answers = cells.sum(axis=1)
    measured = answers >= 2
    n = np.maximum(answers, 1)
    mean = cells @ _STANCES / n
    square = (_STANCES - mean[:, None]) ** 2
    value = np.where(measured, (cells * square).sum(axis=1) / n, 0.0)
    influence = (square - value[:, None]) / np.maximum(answers - 1, 1)[:, None]
    influence = np.where(measured[:, None], influence, 0.0)
    jackknife = (cells * influence**2).sum(axis=1)
    return Spread(measured, answers, value, influence, jackknife, _open(cells))


def _open(cells: NDArray[np.int64]) -> Floats:
    """Posterior variance of the variance of stances, with agreement p and disagreement q of p + q - (p - q)^2."""
    of = cells + 0.5
    whole = of.sum(axis=1)

    def moment(a: int, b: int) -> Floats:
        """Of p^a q^b."""
        p = np.prod([of[:, AGREE] + k for k in range(a)], axis=0)
        q = np.prod([of[:, DISAGREE] + k for k in range(b)], axis=0)
        return np.asarray(p * q / np.prod([whole + k for k in range(a + b)], axis=0))

    def expectation(*terms: tuple[int, int, int]) -> Floats:
        return np.asarray(sum(factor * moment(a, b) for factor, a, b in terms))

    difference_2 = ((1, 2, 0), (-2, 1, 1), (1, 0, 2))
    mean = expectation((1, 1, 0), (1, 0, 1)) - expectation(*difference_2)
    sum_2 = expectation((1, 2, 0), (2, 1, 1), (1, 0, 2))
    mixed = expectation((1, 3, 0), (-1, 2, 1), (-1, 1, 2), (1, 0, 3))
    difference_4 = expectation((1, 4, 0), (-4, 3, 1), (6, 2, 2), (-4, 1, 3), (1, 0, 4))
    return np.asarray(np.maximum(sum_2 - 2 * mixed + difference_4 - mean**2, 0.0))


def estimates(of: Spread, parts: Floats, squares: Floats, level: float) -> Estimates:
    """Means of the spread over some propositions.

    Parameters
    ----------
    parts
        Shape (n_propositions, m): the weight of each proposition in each mean; every column sums to 1, or is 0.
    squares
        Shape (m,): sums over actors of their squared influence on each mean.
    """
    n = np.maximum(of.answers, 2)
    alone = of.jackknife @ parts**2
    together = np.maximum(np.divide(squares, alone, out=np.ones(len(squares)), where=alone > 0), 1)
    second_order = together * ((2 * of.value**2 / n**2) @ parts**2)
    variance = np.maximum(squares + second_order, together * (of.open @ parts**2))
    value, centre = of.value @ parts, (of.value * n / (n - 1)) @ parts
    there = parts > 0
    most = (np.where(of.measured, of.answers, 0)[:, None] * there).sum(axis=0)
    some = there.any(axis=0)
    low, high = _interval(value, centre, variance, most, np.maximum(there.sum(axis=0), 1), level)
    return Estimates(
        value,
        np.where(some, low, 0.0),
        np.where(some, high, 1.0),
        centre,
        np.where(some, variance, 0.0),
        there.sum(axis=0),
    )


def each(of: Spread, level: float) -> Estimates:
    """The spread of every proposition by itself."""
    n = np.maximum(of.answers, 2)
    variance = np.maximum(of.jackknife + 2 * of.value**2 / n**2, of.open)
    centre = of.value * n / (n - 1)
    low, high = _interval(of.value, centre, variance, of.answers, np.ones(1), level)
    return Estimates(
        of.value,
        np.where(of.measured, low, 0.0),
        np.where(of.measured, high, 1.0),
        centre,
        np.where(of.measured, variance, 0.0),
        of.measured.astype(np.int64),
    )


def _interval(
    value: Floats,
    centre: Floats,
    variance: Floats,
    answers: NDArray[np.int64],
    n_propositions: NDArray[Any],
    level: float,
) -> tuple[Floats, Floats]:
    """Jeffreys's interval of a share that would vary as much; of no more draws than there are answers.

    How much a share would vary is taken half an answer away from 0 and 1, where it would not vary at all.
    """
    share, n = np.clip(centre, 1e-4, 1 - 1e-4), answers / n_propositions
    inside = (np.clip(centre, 0, 1) * n + 0.5) / (n + 1)
    draws = inside * (1 - inside) / np.maximum(variance, 1e-300)
    draws = np.clip(draws, 1, np.maximum(answers, 1))
    ends = jeffreys(share * draws, draws, level)
    low = np.where(value == 0, 0.0, np.minimum(ends.low, value))
    high = np.where(centre >= 1, 1.0, np.maximum(ends.high, value))
    return low, high
