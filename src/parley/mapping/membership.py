"""How sure each actor's membership of a discovered group is, from the actor's own answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import N_STANCES, Block, Stances, for_actors, for_cells, joined, total

Array = NDArray[np.float64]

# A group's rates start from those of everybody, as if so many of its members had answered just like them.
# Less makes rates of small groups, and the membership by them, too sure of themselves.
_PRIOR = 10.0
_HALF = 0.5


@dataclass(frozen=True, eq=False)
class Profile:
    """How each group answers.

    Parameters
    ----------
    cells
        Shape (n_groups, n_propositions, 3), int64: how often each answer was given in each group.
    sizes
        Shape (n_groups,), int64: its members.
    """

    cells: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @property
    def n_groups(self) -> int:
        return len(self.sizes)

    @property
    def prior(self) -> Array:
        """The logarithm of each group's share."""
        return np.asarray(np.log((self.sizes + _HALF) / (self.sizes + _HALF).sum()))

    @property
    def rates(self) -> Array:
        """Shape (n_groups, n_propositions, 3): the share of each answer, drawn to that of everybody."""
        return self._drawn_in(self.cells, self.cells.sum(axis=2))

    @property
    def without_one(self) -> Array:
        """The rates as they are for a member who has given the answer, less this answer."""
        asked = np.maximum(self.cells.sum(axis=2) - 1, 0)
        return self._drawn_in(np.maximum(self.cells - 1, 0), asked)

    def _drawn_in(self, given: NDArray[np.int64], asked: NDArray[np.int64]) -> Array:
        everybody = self.cells.sum(axis=0) + _HALF
        shares = everybody / everybody.sum(axis=1, keepdims=True)
        return np.asarray((given + _PRIOR * shares) / (asked[:, :, None] + _PRIOR))


def profile(stances: Stances, labels: NDArray[np.integer], n_groups: int) -> Profile:
    """Count the answers of each group's members; label -1 is nobody's.

    Parameters
    ----------
    labels
        Shape (n_actors,).
    """
    counted = total(stances.run(_count, (n_groups,), (labels,)))
    cells = counted.T.reshape(n_groups, -1, N_STANCES).astype(np.int64)
    return Profile(cells, np.bincount(labels[labels >= 0], minlength=n_groups).astype(np.int64))


def _count(block: Block, n_groups: int, labels: NDArray[np.integer]) -> Array:
    return for_cells(block, (labels[:, None] == np.arange(n_groups)).astype(np.float64))


def posterior(stances: Stances, of: Profile, labels: NDArray[np.integer] | None = None) -> Array:
    """The probability of each group for each actor, by the answers given.

    A latent-class model (Lazarsfeld and Henry 1968): inside a group, answers are independent.

    Parameters
    ----------
    labels
        Shape (n_actors,): where the profile counted each actor, -1 for nowhere. There the actor's own
        answers are taken out, for nobody vouches for themselves.

    Returns
    -------
    Shape (n_actors, n_groups); the groups' shares for who answered nothing.
    """
    counted = np.full(stances.n_actors, -1, dtype=np.int16) if labels is None else labels
    weights = [_weights(of.rates)]
    if labels is not None:
        weights.append(_weights(of.without_one) - weights[0])
    shared = (np.hstack(weights), of.prior)
    return joined(stances.run(_posterior, shared, (counted,)))


def _weights(rates: Array) -> Array:
    return np.asarray(np.log(rates).reshape(len(rates), -1).T)


def _posterior(block: Block, weights: Array, prior: Array, labels: NDArray[np.integer]) -> Array:
    summed = for_actors(block, weights)
    score = summed[:, : len(prior)] + prior
    own = np.nonzero(labels >= 0)[0]
    if len(own):
        score[own, labels[own]] += summed[own, len(prior) + labels[own]]
    score -= score.max(axis=1, keepdims=True)
    chance = np.exp(score)
    return np.asarray(chance / chance.sum(axis=1, keepdims=True))
