"""The statistics of contrast once more, as slow and plain as can be: what the engine must equal."""

from itertools import permutations, product
from math import comb, prod

import numpy as np


def group_counts(dense, labels, n_groups):
    counts = np.zeros((dense.shape[1], n_groups, 3), dtype=int)
    for row, label in zip(dense, labels, strict=True):
        for j, stance in enumerate(row):
            if label >= 0 and not np.isnan(stance):
                counts[j, label, int(stance) + 1] += 1
    return counts


def differing(given, answers):
    """Of all ways to spread the answers, the share of those at least as uneven."""
    total, agreed = sum(answers), sum(given)
    if agreed in (0, total):
        return 1.0

    def uneven(table):
        return sum((a - n * agreed / total) ** 2 / n for a, n in zip(table, answers, strict=True))

    observed, p = uneven(given), 0.0
    for table in product(*(range(n + 1) for n in answers)):
        if sum(table) == agreed and uneven(table) >= observed - 1e-9:
            p += prod(comb(n, a) for a, n in zip(table, answers, strict=True))
    return p / comb(total, agreed)


def benjamini_hochberg(p):
    ranked = sorted(range(len(p)), key=lambda n: p[n])
    q, least = [1.0] * len(p), 1.0
    for rank in range(len(p), 0, -1):
        at = ranked[rank - 1]
        least = min(least, p[at] * len(p) / rank)
        q[at] = least
    return q


def nearest(share, weight, gap):
    """The shares no further apart than `gap` with the least weighted squares, by trying many windows."""
    starts = np.linspace(min(share) - gap, max(share), 200_001)
    cost = np.zeros(len(starts))
    for one, w in zip(share, weight, strict=True):
        cost += w * (np.clip(one, starts, starts + gap) - one) ** 2
    start = starts[np.argmin(cost)]
    return np.clip(share, start, start + gap)


def gap_at_most(gap, centre, spread, draws=400_000, seed=0):
    """By drawing."""
    drawn = np.random.default_rng(seed).normal(centre, spread, (draws, len(centre)))
    return (drawn.max(axis=1) - drawn.min(axis=1) <= gap).mean()


def matched(labels, onto, n_groups):
    """The best of all ways to number the groups, where there are as many."""
    return max(
        sum(order[a] == b for a, b in zip(labels, onto, strict=True) if a >= 0 and b >= 0)
        for order in permutations(range(n_groups))
    )


def ambiguity(column):
    """Half the mean squared distance of two actors, each picked at random."""
    stances = column[~np.isnan(column)]
    return np.mean([(a - b) ** 2 / 2 for a in stances for b in stances])
