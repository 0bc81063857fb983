"""Whether the groups differ at all on a proposition: exact where that is feasible, chi-square where it is not."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.intervals import Bools, Floats

# Chi-square holds where as many answers are to be expected in every cell (Cochran 1954, Biometrics 10).
_EXPECTED = 5
# So many ways to spread the answers over the groups are gone through one by one.
_TABLES = 5_000


def differing(given: NDArray[np.int64], answers: NDArray[np.int64], heard: Bools) -> Floats:
    """p-values of the hypothesis that all groups give an answer at the same rate.

    The groups' sizes and the number of those who gave the answer are taken as they are; what is tested is who of
    all who answered did. Tables are ordered by Pearson's chi-square. Where there are at most 5,000, all are gone
    through, and the p-value is exact. Of more, chi-square's own distribution is taken where at least five answers
    are to be expected everywhere. Otherwise the small groups are tested one by one against the rest, exactly, the
    others together, and the least p-value is multiplied by the number of tests.

    Parameters
    ----------
    given, answers
        Shape (n_propositions, n_groups): those who gave the answer, and all who answered.
    heard
        Shape (n_propositions, n_groups): which groups count. With fewer than two the p-value is 1.

    Examples
    --------
    >>> given, answers = np.array([[9, 2], [90, 20], [5, 5]]), np.array([[10, 10], [100, 100], [10, 10]])
    >>> differing(given, answers, np.ones((3, 2), dtype=bool)).round(5).tolist()
    [0.00548, 0.0, 1.0]
    """
    given, answers = np.where(heard, given, 0), np.where(heard, answers, 0)
    total, agreed = answers.sum(axis=1), given.sum(axis=1)
    # The rarer of the two answers, whichever it is: the test is the same.
    rarer = np.where((2 * agreed > total)[:, None], answers - given, given)
    p = np.ones(len(given))
    open_rows = (heard.sum(axis=1) > 1) & (rarer.sum(axis=1) > 0)
    expected = answers * (rarer.sum(axis=1) / np.maximum(total, 1))[:, None]
    ample = heard & (expected >= _EXPECTED)
    few = _n_tables(rarer.sum(axis=1), heard.sum(axis=1)) <= _TABLES
    by_chi_square = open_rows & ~few & (ample | ~heard).all(axis=1)
    p[by_chi_square] = chi_square(
        rarer[by_chi_square], answers[by_chi_square], heard[by_chi_square]
    )
    for row in np.flatnonzero(open_rows & ~by_chi_square):
        there = heard[row]
        p[row] = _small(rarer[row, there], answers[row, there], ample[row, there])
    return p


def chi_square(given: NDArray[np.int64], answers: NDArray[np.int64], heard: Bools) -> Floats:
    """p-values of Pearson's test, with the factor (N - 1) / N that makes its mean right for fixed totals."""
    from scipy.special import chdtrc

    statistic = _scaled(given, answers).sum(axis=1)
    total, agreed = answers.sum(axis=1), given.sum(axis=1)
    variance = agreed * (total - agreed) / np.maximum(total * (total - 1.0), 1)
    scaled = np.divide(statistic, variance, out=np.zeros_like(variance), where=variance > 0)
    return np.asarray(chdtrc(np.maximum(heard.sum(axis=1) - 1, 1), scaled))


def _scaled(given: NDArray[np.int64], answers: NDArray[np.int64]) -> Floats:
    """Squares of given less expected, over answers: each group's part of chi-square, up to a constant factor."""
    share = given.sum(axis=1, keepdims=True) / np.maximum(answers.sum(axis=1, keepdims=True), 1)
    return np.asarray((given - answers * share) ** 2 / np.maximum(answers, 1))


def _n_tables(agreed: NDArray[np.int64], n_groups: NDArray[np.int64]) -> Floats:
    """In how many ways so many answers spread over the groups, none of them being too small."""
    ways = np.ones(len(agreed))
    for bar in range(1, int(n_groups.max(initial=1))):
        ways *= np.where(bar < n_groups, (agreed + bar) / bar, 1.0)
    return np.rint(ways)


def _small(given: NDArray[np.int64], answers: NDArray[np.int64], ample: Bools) -> float:
    """The p-value of one proposition with few tables, or with a group that has few answers to expect."""
    if len(given) == 2:
        return against_rest(given, answers, 0)
    if comb(int(given.sum()) + len(given) - 1, len(given) - 1) <= _TABLES:
        return exact(given, answers)
    p = [against_rest(given, answers, int(group)) for group in np.flatnonzero(~ample)]
    if ample.sum() > 1:
        among, everyone = given[None, ample], np.ones((1, int(ample.sum())), dtype=bool)
        p.append(float(chi_square(among, answers[None, ample], everyone)[0]))
    return min(1.0, min(p) * len(p))


def exact(given: NDArray[np.int64], answers: NDArray[np.int64]) -> float:
    """Probability of a table as uneven as this one or more, of all with its totals. Shapes (n_groups,)."""
    tables = _spreads(int(given.sum()), len(given))
    tables = tables[(tables <= answers).all(axis=1)]
    uneven = (tables**2 / answers).sum(axis=1)
    as_uneven = uneven >= (given**2 / answers).sum() * (1 - 1e-12)
    weight = _log_ways(answers, tables).sum(axis=1)
    weight -= _log_ways(answers.sum(), given.sum())
    return float(min(1.0, np.exp(weight[as_uneven]).sum()))


def against_rest(given: NDArray[np.int64], answers: NDArray[np.int64], group: int) -> float:
    """The same for one group against all others. Shapes (n_groups,)."""
    n, total, agreed = answers[group], answers.sum(), given.sum()
    possible = np.arange(max(0, agreed + n - total), min(n, agreed) + 1)
    expected = n * (agreed / total)
    as_far = abs(possible - expected) >= abs(given[group] - expected) * (1 - 1e-12)
    weight = _log_ways(n, possible) + _log_ways(total - n, agreed - possible)
    weight -= _log_ways(total, agreed)
    return float(min(1.0, np.exp(weight[as_far]).sum()))


def _log_ways(answers: Any, given: Any) -> Floats:
    """Logarithm of the number of ways to pick those who gave the answer."""
    from scipy.special import gammaln

    return np.asarray(gammaln(answers + 1) - gammaln(given + 1) - gammaln(answers - given + 1))


@lru_cache(maxsize=256)
def _spreads(agreed: int, n_groups: int) -> NDArray[np.int64]:
    """All ways to spread `agreed` answers over the groups: where bars part a row of stars. Shape (ways, n_groups)."""
    length = agreed + n_groups - 1
    bars = np.array(list(combinations(range(length), n_groups - 1)), dtype=np.int64)
    edges = np.pad(bars, ((0, 0), (1, 1)), constant_values=((0, 0), (-1, length)))
    return np.diff(edges, axis=1) - 1
