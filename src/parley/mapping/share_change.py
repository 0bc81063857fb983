"""Whether more or fewer agree: the same propositions put to two sets of actors, or at two times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from parley.mapping.difference import differing
from parley.mapping.intervals import benjamini_hochberg, jeffreys
from parley.mapping.settings import MapSettings


class ShareDifference(NamedTuple):
    """One share, before and after, each with its interval.

    `change` is after less before. `p` is of the hypothesis that both answered at the same rate, `q` corrected for
    how many propositions were compared.
    """

    before: tuple[float, float, float]
    after: tuple[float, float, float]
    change: float
    interval: tuple[float, float]
    p: float
    q: float


def share_changes(
    before: Sequence[tuple[int, int]], after: Sequence[tuple[int, int]], settings: MapSettings
) -> list[ShareDifference]:
    """Compare shares, two by two. The two are taken as answered by different actors.

    The interval of a difference is put together from those of its parts (Newcombe 1998, *Interval estimation for
    the difference between independent proportions*, Statistics in Medicine 17, with Jeffreys's intervals in the
    place of Wilson's); the p-value is exact where that is feasible: see `parley.mapping.difference`.

    Parameters
    ----------
    before, after
        Of each proposition: how many gave the answer, and how many answered, at least one.

    Examples
    --------
    >>> (found,) = share_changes([(10, 40)], [(30, 40)], MapSettings())
    >>> found.change, [round(end, 2) for end in found.interval], found.q < 0.001
    (0.5, [0.29, 0.66], True)
    """
    if not before:
        return []
    first, second = np.array(before, dtype=np.int64), np.array(after, dtype=np.int64)
    if (
        first.shape != second.shape
        or first.shape[1:] != (2,)
        or min(first[:, 1].min(), second[:, 1].min()) < 1
    ):
        raise ValueError("expected as many pairs of counts on both sides, each with an answer")
    ends = [jeffreys(one[:, 0], one[:, 1], settings.level) for one in (first, second)]
    shares = [one[:, 0] / one[:, 1] for one in (first, second)]
    change = shares[1] - shares[0]
    down = np.hypot(shares[1] - ends[1].low, ends[0].high - shares[0])
    up = np.hypot(ends[1].high - shares[1], shares[0] - ends[0].low)
    given, answers = (np.column_stack([first[:, k], second[:, k]]) for k in (0, 1))
    p = differing(given, answers, np.ones(given.shape, dtype=bool))
    q = benjamini_hochberg(p)
    sides = [
        [(float(share[n]), float(end.low[n]), float(end.high[n])) for n in range(len(share))]
        for share, end in zip(shares, ends, strict=True)
    ]
    return [
        ShareDifference(
            sides[0][n],
            sides[1][n],
            float(change[n]),
            (float(max(change[n] - down[n], -1)), float(min(change[n] + up[n], 1))),
            float(p[n]),
            float(q[n]),
        )
        for n in range(len(change))
    ]
