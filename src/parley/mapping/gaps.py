"""The largest gap between the shares of several groups, and how sure it is.

The two groups that lie furthest apart are picked *because* they do. Of five equal groups of 40, the two that look
furthest apart differ "significantly" in three draws of ten. The interval here asks instead: with which true largest
gap would chance bring an observed one like this no more often than in 5 % of draws, the picking included? The
groups' true shares are then put where they agree best with the answers. For two groups this is nearly Miettinen and
Nurminen's interval of a difference; how often it holds the truth is measured in `benchmarks/bench_intervals.py`.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.intervals import Bools, Floats, crossing, root

# Of the risk of an interval, as much as its lower end may take where the upper end leaves it some.
_LOWER_PART = 2 / 3
# How far from its centre a normal draw is followed, in standard errors, and at how many places. The trapezoidal
# rule is as exact as one wishes on what falls to 0 on both sides.
_REACH, _NODES = 4.2, 32
# Propositions worked on at once, for the memory's sake.
_CHUNK = 512


class GapEnds(NamedTuple):
    """The largest gap of each proposition, its interval, and between which two groups (higher, lower share)."""

    size: Floats
    low: Floats
    high: Floats
    higher: NDArray[np.intp]
    lower: NDArray[np.intp]


def largest_gap(
    given: NDArray[np.int64], answers: NDArray[np.int64], heard: Bools, level: float = 0.95
) -> GapEnds:
    """The largest gap between two groups' shares, with its interval and the two groups.

    Parameters
    ----------
    given, answers
        Shape (n_propositions, n_groups).
    heard
        Shape (n_propositions, n_groups): which groups count. With fewer than two the gap is 0, its interval 0
        to 1 and the groups -1.
    level
        Probability that the interval is to hold the largest true gap with.

    Returns
    -------
    Shapes (n_propositions,). The upper end is the highest that any two groups allow; the lower end is the least
    true gap with which one as large as the observed would not be too rare, whichever two groups show it.

    Examples
    --------
    >>> given, answers = np.array([[16, 4, 10]]), np.array([[20, 20, 20]])
    >>> gap = largest_gap(given, answers, np.ones((1, 3), dtype=bool))
    >>> gap.size.round(2).tolist(), gap.low.round(2).tolist(), gap.high.round(2).tolist()
    ([0.6], [0.32], [0.79])
    """
    share = np.divide(given, answers, out=np.zeros(given.shape), where=answers > 0)
    higher = np.where(heard, share, -1.0).argmax(axis=1)
    lower = np.where(heard, share, 2.0).argmin(axis=1)
    place = np.arange(len(share))
    size = share[place, higher] - share[place, lower]
    low, high = np.zeros(len(share)), np.ones(len(share))
    compared = heard.sum(axis=1) > 1
    for chunk in _chunks(np.flatnonzero(compared)):
        pair = np.stack([higher[chunk], lower[chunk]])
        low[chunk] = _gap_low(share[chunk], answers[chunk], heard[chunk], pair, 1 - level)
        high[chunk] = _gap_high(given[chunk], answers[chunk], heard[chunk], 1 - level)
    size, high = np.where(compared, size, 0.0), np.maximum(high, size)
    return GapEnds(size, low, high, np.where(compared, higher, -1), np.where(compared, lower, -1))


def _chunks(places: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    return [places[start : start + _CHUNK] for start in range(0, len(places), _CHUNK)]


def _gap_low(
    share: Floats, answers: NDArray[Any], heard: Bools, pair: NDArray[np.intp], risk: float
) -> Floats:
    from scipy.special import ndtri

    place, weight = np.arange(len(share)), np.where(heard, answers, 0).astype(np.float64)
    size = share[place, pair[0]] - share[place, pair[1]]
    limit = ndtri(1 - risk / 2)

    def excess(truth: Floats, rows: NDArray[np.intp]) -> Floats:
        """Probability of a gap as large as observed, were `truth` the true one, less the risk to take."""
        centre = _nearest(share[rows], weight[rows], truth, heard[rows])
        spread = _spread(centre, answers[rows])
        of_pair = np.sqrt((spread[np.arange(len(rows)), pair[:, rows]] ** 2).sum(axis=0))
        # Below the second, the upper end would miss `truth`.
        gaps = np.stack([size[rows], truth - limit * of_pair])
        smaller, missed_above = _gap_at_most(gaps, centre, spread, heard[rows])
        return np.asarray(1 - smaller - np.minimum(_LOWER_PART * risk, risk - missed_above))

    low = np.zeros(len(share))
    apart = np.flatnonzero(excess(low, place) < 0)
    if len(apart):
        # Far enough below the observed gap, yet not so far that the root would be hard to find.
        furthest = np.where(heard, 8 * _spread(share, answers) + 10 / np.maximum(answers, 1), 0)
        start = np.maximum(0.0, size - furthest.max(axis=1))[apart]
        low[apart] = root(lambda truth: excess(truth, apart), start, size[apart])
    return low


def _nearest(share: Floats, weight: Floats, gap: Floats, heard: Bools) -> Floats:
    """The shares no further apart than `gap` that lie nearest to the observed, by weighted squares.

    They are the observed ones, clipped to a window of that width. Where the window starts is the zero of a
    function that is linear between the shares and the shares less the gap.
    """
    inside = np.where(heard, share, share[np.arange(len(share)), weight.argmax(axis=1)][:, None])
    knots = np.sort(np.concatenate([inside, inside - gap[:, None]], axis=1), axis=1)
    beyond = np.maximum(knots[:, :, None] - inside[:, None, :], 0)
    beyond -= np.maximum(inside[:, None, :] - knots[:, :, None] - gap[:, None, None], 0)
    slope_of_cost = (beyond * weight[:, None, :]).sum(axis=2)
    after = np.clip((slope_of_cost < 0).sum(axis=1), 1, knots.shape[1] - 1)
    place = np.arange(len(share))
    start = crossing(
        knots[place, after - 1],
        knots[place, after],
        slope_of_cost[place, after - 1],
        slope_of_cost[place, after],
    )
    return np.clip(inside, start[:, None], (start + gap)[:, None])


def _spread(share: Floats, answers: NDArray[Any]) -> Floats:
    """Standard error of a share; a little above 0 also for a share of 0 or 1."""
    n = np.maximum(answers, 1)
    softened = (share * n + 0.5) / (n + 1)
    inner = np.minimum(np.maximum(share * (1 - share), 0.25 / (n + 1)), softened * (1 - softened))
    return np.asarray(np.sqrt(inner / n))


def _gap_at_most(gaps: Floats, centre: Floats, spread: Floats, heard: Bools) -> Floats:
    """Probabilities that normal draws around `centre` lie no further apart than each of `gaps` (shape (2, n)).

    Summed over which group is the lowest, integrated over where it lies: no further below any other than the gap.
    """
    result = np.zeros(gaps.shape)
    least, most = centre - _REACH * spread, centre + _REACH * spread
    stop = np.where(heard, most, np.inf).min(axis=1)
    start = np.where(heard, least, -np.inf).max(axis=1) - gaps.max(axis=0)
    for lowest in range(centre.shape[1]):
        first, last = np.maximum(start, least[:, lowest]), np.minimum(stop, most[:, lowest])
        rows = np.flatnonzero(heard[:, lowest] & (first < last))
        if len(rows):
            at = np.linspace(first[rows], last[rows], _NODES, axis=1)
            inside = _all_within(gaps[:, rows], lowest, at, centre[rows], spread[rows], heard[rows])
            result[:, rows] += inside * (last - first)[rows] / (_NODES - 1)
    return np.where(gaps > 0, np.clip(result, 0.0, 1.0), 0.0)


def _all_within(
    gaps: Floats, lowest: int, at: Floats, centre: Floats, spread: Floats, heard: Bools
) -> Floats:
    """The density of the lowest, times the probability that all others lie above it by no more than the gap."""
    from scipy.special import ndtr

    z = (at - centre[:, lowest, None]) / spread[:, lowest, None]
    density = np.exp(-(z**2) / 2) / (np.sqrt(2 * np.pi) * spread[:, lowest, None])
    result = np.repeat(density[None], len(gaps), axis=0)
    for other in range(centre.shape[1]):
        if other == lowest:
            continue
        z = (at - centre[:, other, None]) / spread[:, other, None]
        below = ndtr(z)
        for number, gap in enumerate(gaps):
            within = ndtr(z + (gap / spread[:, other])[:, None]) - below
            result[number] *= np.where(heard[:, other, None], within, 1.0)
    return np.asarray(result.sum(axis=2))


def _gap_high(
    given: NDArray[np.int64], answers: NDArray[np.int64], heard: Bools, risk: float
) -> Floats:
    """The highest upper end of the gap between any two groups."""
    high = np.zeros(len(given))
    for one, other in permutations(range(given.shape[1]), 2):
        both = np.flatnonzero(heard[:, one] & heard[:, other])
        if len(both):
            counts = (
                given[both, one],
                answers[both, one],
                given[both, other],
                answers[both, other],
            )
            high[both] = np.maximum(high[both], _difference_high(*counts, risk))
    return high


def _difference_high(
    given: NDArray[Any],
    answers: NDArray[Any],
    given_2: NDArray[Any],
    answers_2: NDArray[Any],
    risk: float,
) -> Floats:
    """The upper end of share less share 2 by Miettinen and Nurminen 1985, Statistics in Medicine 4."""
    from scipy.special import ndtri

    observed = given / answers - given_2 / answers_2
    total = answers + answers_2
    limit = ndtri(1 - risk / 2) * np.sqrt(total / (total - 1))

    def excess(difference: Floats) -> Floats:
        share_2 = _restricted(given, answers, given_2, answers_2, difference)
        share = np.clip(share_2 + difference, 0, 1)
        variance = share * (1 - share) / answers + share_2 * (1 - share_2) / answers_2
        return np.asarray(difference - observed - limit * np.sqrt(np.maximum(variance, 0)))

    return root(excess, observed, np.ones(len(observed)))


def _restricted(
    given: NDArray[Any],
    answers: NDArray[Any],
    given_2: NDArray[Any],
    answers_2: NDArray[Any],
    difference: Floats,
) -> Floats:
    """The most likely share 2 with this difference: the root of Miettinen and Nurminen's cubic."""
    total = (answers + answers_2).astype(np.float64)
    yes = given + given_2
    square = ((answers + 2 * answers_2) * difference - total - yes) / (3 * total)
    linear = ((answers_2 * difference - total - 2 * given_2) * difference + yes) / (3 * total)
    constant = given_2 * difference * (1 - difference) / (2 * total)
    q = square**3 - 1.5 * square * linear + constant
    p = np.where(q >= 0, 1.0, -1.0) * np.sqrt(np.maximum(square**2 - linear, 0))
    ratio = np.divide(q, p**3, out=np.zeros_like(q), where=p != 0)
    angle = (np.pi + np.arccos(np.clip(ratio, -1, 1))) / 3
    share_2 = 2 * p * np.cos(angle) - square
    return np.asarray(
        np.clip(share_2, np.maximum(0.0, -difference), np.minimum(1.0, 1 - difference))
    )
