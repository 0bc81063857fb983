"""Polis's own statistics, from the counts of given groups, so that a map can be held against Polis's.

They are what Polis publishes, neither corrected for how many were tried nor aware that the same answers formed the
groups; what Parley itself claims is in `parley.mapping.contrast`. Checked against the numbers that Polis computed
for two real conversations. The formulas stand in Small et al. 2021, *Polis: Scaling deliberation by mapping high
dimensional opinion spaces*; constants and the order of steps are those of the running service.

What Polis picks from these numbers to show is in `parley.mapping.polis_selection`. A proposition that a moderator has
marked as being about the speaker (*meta*) only has a priority of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import AGREE, DISAGREE, PASS

Floats = NDArray[np.float64]
Direction = Literal["agree", "disagree"]

Z_90 = 1.2816
MIN_ANSWERS = 7
MIN_CLUSTERED = 15
META_PRIORITY = 7.0


@dataclass(frozen=True, eq=False)
class PolisStatistics:
    """One direction's numbers of every group and proposition; each array has shape (n_propositions, n_groups).

    Parameters
    ----------
    given
        How many of the group gave this answer.
    answers
        How many of the group gave any, passes among them.
    p
        (given + 1) / (answers + 2).
    z
        One-proportion test that more than half of those who answered gave this answer.
    r
        Representativeness: p against the same of everybody in the other groups.
    r_z
        Two-proportion test of the group against the others.
    """

    direction: Direction
    given: NDArray[np.int64]
    answers: NDArray[np.int64]
    p: Floats
    z: Floats
    r: Floats
    r_z: Floats

    @property
    def metric(self) -> Floats:
        """By which Polis ranks what is representative of a group."""
        product: Floats = self.r * self.r_z * self.p * self.z
        return product

    @property
    def significant(self) -> NDArray[np.bool_]:
        """Where both tests pass Polis's 90 %, uncorrected."""
        return (self.r_z > Z_90) & (self.z > Z_90)


def statistics(counts: NDArray[np.int64], direction: Direction) -> PolisStatistics:
    """Polis's probabilities and representativeness of one direction.

    Parameters
    ----------
    counts
        Shape (n_propositions, n_groups, 3): disagree, pass, agree.
    direction
        `agree` or `disagree`.

    Examples
    --------
    >>> counts = np.array([[[0, 2, 8], [6, 3, 1]]])
    >>> agree = statistics(counts, "agree")
    >>> agree.p.round(3).tolist(), agree.r.round(3).tolist()
    ([[0.75, 0.167]], [[4.5, 0.222]])
    """
    given = counts[:, :, AGREE if direction == "agree" else DISAGREE]
    answers = counts.sum(axis=2)
    given_rest = given.sum(axis=1, keepdims=True) - given
    answers_rest = answers.sum(axis=1, keepdims=True) - answers
    p = (given + 1) / (answers + 2)
    r = p / ((1 + given_rest) / (2 + answers_rest))
    r_z = two_proportions_z(given, given_rest, answers, answers_rest)
    return PolisStatistics(direction, given, answers, p, one_proportion_z(given, answers), r, r_z)


def one_proportion_z(given: NDArray[Any], answers: NDArray[Any]) -> Floats:
    """Of a share against one half, with one more answer of this kind than were given."""
    trials = answers + 1
    return np.asarray(2 * np.sqrt(trials) * ((given + 1) / trials - 0.5))


def two_proportions_z(
    given: NDArray[Any],
    given_rest: NDArray[Any],
    answers: NDArray[Any],
    answers_rest: NDArray[Any],
) -> Floats:
    """Of two shares, pooled, with one more answer of this kind on either side; 0 where nobody answered otherwise."""
    one, other, n_one, n_other = given + 1, given_rest + 1, answers + 1, answers_rest + 1
    pooled = (one + other) / (n_one + n_other)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n_one + 1 / n_other))
    difference = one / n_one - other / n_other
    return np.asarray(np.divide(difference, spread, out=np.zeros(spread.shape), where=spread > 0))


def group_aware_consensus(counts: NDArray[np.int64], direction: Direction = "agree") -> Floats:
    """The product over the groups of (given + 1) / (answers + 2). Shape (n_propositions,).

    Parameters
    ----------
    counts
        Shape (n_propositions, n_groups, 3).
    direction
        Polis publishes `agree`.

    Examples
    --------
    >>> group_aware_consensus(np.array([[[0, 2, 8], [6, 3, 1]]])).tolist()
    [0.125]
    """
    given = counts[:, :, AGREE if direction == "agree" else DISAGREE]
    return np.asarray(np.prod((given + 1) / (counts.sum(axis=2) + 2), axis=1))


def extremity(mean: Floats, axes: Floats) -> Floats:
    """How far out an actor would lie who had agreed with this proposition and said nothing else.

    Parameters
    ----------
    mean
        Shape (n_propositions,): mean stance, agreement counted +1.
    axes
        Shape (n_propositions, n_axes), orthonormal columns; Polis uses two.

    Returns
    -------
    Shape (n_propositions,).
    """
    alone = (1 - mean)[:, None] * axes * np.sqrt(len(mean))
    return np.asarray(np.sqrt((alone**2).sum(axis=1)))


def priority(
    cells: NDArray[np.int64], extremity: Floats, meta: NDArray[np.bool_] | None = None
) -> Floats:
    """How much Polis wants a proposition to be the next one that somebody is asked. Shape (n_propositions,).

    Parameters
    ----------
    cells
        Shape (n_propositions, 3): the counts over the groups.
    extremity
        Shape (n_propositions,), see `extremity`.
    meta
        Shape (n_propositions,), optional: marked as being about the speaker.
    """
    answers = cells.sum(axis=1)
    passing, agreeing = (cells[:, PASS] + 1) / (answers + 2), (cells[:, AGREE] + 1) / (answers + 2)
    importance = (1 - passing) * agreeing * (extremity + 1) * (1 + 8 * 2.0 ** (-answers / 5))
    return np.where(False if meta is None else meta, META_PRIORITY, importance) ** 2


def clustered(answered: NDArray[np.int64], n_propositions: int) -> NDArray[np.bool_]:
    """Whom Polis clusters: at least seven answers, or where fewer than 15 have as many, the 15 who answered most.

    Whom Polis has clustered once it keeps; so it may cluster some more who were among the first 15 at the time.

    Parameters
    ----------
    answered
        Shape (n_actors,): answers of each. Of equals, the one that stands first comes first.
    """
    enough = answered >= min(MIN_ANSWERS, n_propositions)
    if enough.sum() < MIN_CLUSTERED:
        enough[np.argsort(-answered, kind="stable")[:MIN_CLUSTERED]] = True
    return np.asarray(enough & (answered > 0))
