"""How sure a share is, and the smallest of several shares; and q-values of many tests.

The smallest of several shares is picked *because* it looks small. An interval that forgets this is too sure of
itself. The one here asks instead: with which true smallest share would chance bring an observed one like this no
more often than in 5 % of draws, the picking included? What the other groups hold is then put where it agrees best
with the answers. How often the intervals hold the truth is measured in `benchmarks/bench_intervals.py`.

All functions work on many propositions at once; where a group has not pronounced itself, `heard` is false and
nothing depends on its counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# To find where a function crosses 0.
_HALVINGS, _SECANTS = 3, 6


class Ends(NamedTuple):
    """Lower and upper ends of intervals."""

    low: Floats
    high: Floats


def jeffreys(given: NDArray[Any], answers: NDArray[Any], level: float = 0.95) -> Ends:
    """The interval of a share: equal tails of the beta posterior with Jeffreys's prior.

    The lower end is 0 where nobody gave the answer, the upper end 1 where all did (Brown, Cai and DasGupta 2001,
    *Interval estimation for a binomial proportion*, Statistical Science 16). Without any answer it is 0 to 1.

    Parameters
    ----------
    given, answers
        Counts, of any one shape: those who gave the answer, and all who answered.
    level
        Probability that the interval is to hold the share with.

    Examples
    --------
    >>> ends = jeffreys(np.array([7, 0]), np.array([10, 10]))
    >>> ends.low.round(3).tolist(), ends.high.round(3).tolist()
    ([0.394, 0.0], [0.907, 0.217])
    """
    from scipy.special import betaincinv

    a, b, tail = given + 0.5, answers - given + 0.5, (1 - level) / 2
    low, high = betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
    return Ends(np.where(given == 0, 0.0, low), np.where(given == answers, 1.0, high))


def at_most(given: NDArray[Any], answers: NDArray[Any], share: Any) -> Floats:
    """Posterior probability that the share is at most this one: where it is small, the share is above.

    It is `tail` exactly where `share` is the lower end of the interval of level 1 - 2 tail.
    """
    from scipy.special import betainc

    return np.asarray(betainc(given + 0.5, answers - given + 0.5, share))


def smallest(
    given: NDArray[np.int64], answers: NDArray[np.int64], heard: Bools, level: float = 0.95
) -> Ends:
    """The interval of the smallest of the groups' shares.

    Parameters
    ----------
    given, answers
        Shape (n_propositions, n_groups).
    heard
        Shape (n_propositions, n_groups): which groups count. With none the interval is 0 to 1.
    level
        Probability that the interval is to hold the smallest share with.

    Returns
    -------
    Shapes (n_propositions,). The lower end is the least of the groups' own lower ends: that a share lies below
    it in some group is as unlikely as it is in that group. The upper end allows for the smallest share being
    smaller by chance the more groups come near it.

    Examples
    --------
    >>> given, answers = np.array([[9, 7, 7, 8]]), np.array([[10, 10, 10, 10]])
    >>> ends = smallest(given, answers, np.ones((1, 4), dtype=bool))
    >>> ends.low.round(2).tolist(), ends.high.round(2).tolist()
    ([0.39], [0.94])
    """
    share = np.divide(given, answers, out=np.zeros(given.shape), where=answers > 0)
    own, any_heard = jeffreys(given, answers, level), heard.any(axis=1)
    least = np.where(any_heard, np.where(heard, share, 1.0).min(axis=1), 1.0)
    low = np.where(any_heard, np.where(heard, own.low, 1.0).min(axis=1), 0.0)
    # Here, not even all groups together are likely to show a share as small.
    reached = least[:, None] * answers
    each = jeffreys(reached, answers, 1 - (1 - level) / max(given.shape[1], 1))
    most = np.where(heard, each.high, 0.0).max(axis=1, initial=0.0)

    def excess(truth: Floats) -> Floats:
        """The risk to take, less the probability of a smallest share like the observed one were `truth` true."""
        smaller = 1 - _all_above(least, np.maximum(share, truth[:, None]), answers, heard)
        return np.asarray((1 - level) / 2 - smaller)

    return Ends(low, np.where(any_heard, np.maximum(root(excess, least, most), least), 1.0))


def _all_above(limit: Floats, truth: Floats, answers: NDArray[Any], heard: Bools) -> Floats:
    """Probability that every group's share comes out above a limit."""
    above = at_most(limit[:, None] * answers, answers, truth)
    return np.asarray(np.prod(np.where(heard, above, 1.0), axis=1))


def benjamini_hochberg(p: Floats, tested: Bools | None = None) -> Floats:
    """q-values: the least false discovery rate at which each test would be reported.

    Benjamini and Hochberg 1995, *Controlling the false discovery rate*, J. R. Statist. Soc. B 57. It holds for
    independent tests and those that depend on one another positively, as propositions answered by the same
    actors do.

    Parameters
    ----------
    p
        Shape (n,): p-values.
    tested
        Shape (n,), optional: which of them are tests at all; the q-value of the others is 1.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.5, 0.03, 0.04])).round(3).tolist()
    [0.04, 0.5, 0.053, 0.053]
    """
    places = np.arange(len(p)) if tested is None else np.flatnonzero(tested)
    q = np.ones(len(p))
    order = places[np.argsort(p[places], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(q, 1.0)


def root(rising: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Where functions that rise from below 0 at `low` to above 0 at `high` cross it, to about 1e-5.

    Halved a few times, then by straight lines; an end that stays for a second time counts half (the Illinois
    method, Dowell and Jarratt 1971, BIT 11). Where a function does not rise above 0, `high`.
    """
    limit, at_low, at_high = high, rising(low), rising(high)
    unbounded = at_high <= 0
    kept = np.zeros(len(low))
    for step in range(_HALVINGS + _SECANTS):
        straight = step >= _HALVINGS
        tried = crossing(low, high, at_low, at_high) if straight else (low + high) / 2
        value = rising(tried)
        above = value > 0
        at_low = np.where(above, at_low * np.where(straight & (kept == -1), 0.5, 1), value)
        at_high = np.where(above, value, at_high * np.where(straight & (kept == 1), 0.5, 1))
        low, high = np.where(above, low, tried), np.where(above, tried, high)
        kept = np.where(above, -1, 1)
    return np.where(unbounded, limit, crossing(low, high, at_low, at_high))


def crossing(low: Floats, high: Floats, at_low: Floats, at_high: Floats) -> Floats:
    """Where the straight line through two points is 0, between them; the middle where it is level."""
    rise = at_high - at_low
    part = np.divide(-at_low, rise, out=np.full(len(low), 0.5), where=rise > 0)
    return np.asarray(low + np.clip(part, 0, 1) * (high - low))
