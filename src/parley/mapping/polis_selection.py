"""What Polis shows: the propositions representative of each group, and those that everybody agrees on.

Where a moderator has struck a proposition out, Polis leaves it out of every selection (`excluded`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import AGREE, DISAGREE
from parley.mapping.polis import Z_90, Direction, PolisStatistics, one_proportion_z, statistics

TOP = 5


class Representative(NamedTuple):
    """A proposition that Polis shows for a group. `best` marks the one it puts first as the group's best agreed."""

    proposition: int
    direction: Direction
    given: int
    answers: int
    p: float
    z: float
    r: float
    r_z: float
    best: bool


class Consensus(NamedTuple):
    """A proposition that Polis shows as held by the majority of everybody."""

    proposition: int
    direction: Direction
    given: int
    answers: int
    p: float
    z: float


def representative(
    counts: NDArray[np.int64], excluded: NDArray[np.bool_] | None = None
) -> tuple[tuple[Representative, ...], ...]:
    """What Polis shows as representative of each group: up to five, its best agreed first, agrees before disagrees.

    Parameters
    ----------
    counts
        Shape (n_propositions, n_groups, 3).
    excluded
        Shape (n_propositions,), optional: struck out by a moderator.
    """
    both = (statistics(counts, "agree"), statistics(counts, "disagree"))
    kept = np.arange(len(counts)) if excluded is None else np.flatnonzero(~excluded)
    return tuple(_of_group(group, kept, *both) for group in range(counts.shape[1]))


def _of_group(
    group: int, kept: NDArray[np.intp], agree: PolisStatistics, disagree: PolisStatistics
) -> tuple[Representative, ...]:
    best = _best_agreed(group, kept, agree, disagree)
    passing = agree.significant | disagree.significant
    sufficient = [_picked(group, j, agree, disagree) for j in kept if passing[j, group]]
    ranked = sorted(sufficient, key=lambda one: -(one.r * one.r_z * one.p * one.z))
    head = list(_head(best, group, kept, agree, disagree, none_sufficient=not sufficient))
    shown = [*head, *(one for one in ranked if one.proposition != best)][:TOP]
    return tuple(sorted(shown, key=lambda one: one.direction != "agree"))


def _head(
    best: int | None,
    group: int,
    kept: NDArray[np.intp],
    agree: PolisStatistics,
    disagree: PolisStatistics,
    *,
    none_sufficient: bool,
) -> Iterator[Representative]:
    """The best agreed; without one, and where nothing passes the tests, what stands out most from the others."""
    if best is not None:
        yield _row(agree, group, best, best=True)
    elif none_sufficient and len(kept):
        stands_out = np.maximum(agree.r_z[kept, group], disagree.r_z[kept, group])
        if stands_out.max() > 0:
            yield _picked(group, int(kept[np.argmax(stands_out)]), agree, disagree)


def _best_agreed(
    group: int, kept: NDArray[np.intp], agree: PolisStatistics, disagree: PolisStatistics
) -> int | None:
    """As Polis finds it: in the order of the propositions, by a measure that depends on the best so far."""
    p, z, r, metric = (
        agree.p[:, group],
        agree.z[:, group],
        agree.r[:, group],
        agree.metric[:, group],
    )
    best: int | None = None
    for j in kept[(agree.given + disagree.given)[kept, group] > 0]:
        if best is None:
            better = z[j] > Z_90 or (r[j] > 1 and p[j] > 0.5)
        elif r[best] > 1:
            better = metric[j] > metric[best]
        else:
            better = p[j] * z[j] > p[best] * z[best]
        best = int(j) if better else best
    return best


def _picked(
    group: int, j: int, agree: PolisStatistics, disagree: PolisStatistics
) -> Representative:
    """In the direction in which the group stands out more."""
    return _row(agree if agree.r_z[j, group] > disagree.r_z[j, group] else disagree, group, j)


def _row(of: PolisStatistics, group: int, j: int, *, best: bool = False) -> Representative:
    given, answers = int(of.given[j, group]), int(of.answers[j, group])
    p, z, r, r_z = (float(array[j, group]) for array in (of.p, of.z, of.r, of.r_z))
    return Representative(int(j), of.direction, given, answers, p, z, r, r_z, best)


def consensus(
    cells: NDArray[np.int64], direction: Direction, excluded: NDArray[np.bool_] | None = None
) -> tuple[Consensus, ...]:
    """What Polis shows as consensus of everybody, grouped or not: up to five.

    Parameters
    ----------
    cells
        Shape (n_propositions, 3): the counts over all actors.
    excluded
        Shape (n_propositions,), optional: struck out by a moderator.
    """
    given, answers = cells[:, AGREE if direction == "agree" else DISAGREE], cells.sum(axis=1)
    p, z = (given + 1) / (answers + 2), one_proportion_z(given, answers)
    passing = (p > 0.5) & (z > Z_90)
    if excluded is not None:
        passing &= ~excluded
    places = np.flatnonzero(passing)
    best = places[np.argsort(-(p * z)[places], kind="stable")][:TOP]
    return tuple(
        Consensus(int(j), direction, int(given[j]), int(answers[j]), float(p[j]), float(z[j]))
        for j in best
    )
