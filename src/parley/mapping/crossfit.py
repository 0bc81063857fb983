"""Discovered groups, tested on propositions that did not form them.

Groups found in answers differ in these answers even where there is nothing to find: k-means of pure noise parts
the actors by something. So the propositions are split into folds; for each fold the groups are found again from all
other propositions, and the answers to the fold's own are counted by those. Where nothing ties a proposition to the
others, its answers don't know these groups, and the test is as exact as for groups that were known before.

What is shown of each group (counts, shares) is that of the map's own grouping: plain facts about the groups in the
picture. What is claimed about gaps (size, interval, p, q) is counted across folds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping import draws
from parley.mapping.blocks import Block, Stances, picked, renumbering
from parley.mapping.grouping import Grouping
from parley.mapping.intervals import Floats
from parley.mapping.matrix import StanceMatrix
from parley.mapping.settings import MapSettings
from parley.mapping.threads import Threads

# The stances on some of the propositions and which these are (numbers, ascending) -> the groups found there.
Regroup = Callable[[Stances, NDArray[np.int64]], Grouping]


@dataclass(frozen=True, eq=False)
class Folds:
    """The groups of every actor, found again without each fold of propositions.

    Parameters
    ----------
    fold_of
        Shape (n_propositions,): the fold of each proposition.
    labels
        Shape (n_actors, n_folds), int16: the group of each actor as found without the fold, numbered like the
        map's own; -1 for none.
    kept
        Shape (n_folds,): the share of actors who stay in their group without the fold.
    """

    fold_of: NDArray[np.int16]
    labels: NDArray[np.int16]
    kept: Floats


def crossfit(
    stances: Stances, grouping: Grouping, settings: MapSettings, regroup: Regroup
) -> Folds | None:
    """Find the groups again without each fold of propositions.

    Parameters
    ----------
    grouping
        The discovered grouping; those of the folds are numbered to fit it best.
    settings
        `folds` and `seed` count.
    regroup
        Finds as many groups in the stances on other propositions; all actors stay, in their order.

    Returns
    -------
    None where `settings.folds` is 0 or there are fewer than four propositions: nothing is tested then.
    """
    n_folds = min(settings.folds, stances.n_propositions // 2)
    if n_folds < 2 or grouping.n_groups < 2:
        return None
    fold_of = split(stances.n_propositions, n_folds, settings.seed)
    columns = []
    for fold in range(n_folds):
        others = np.flatnonzero(fold_of != fold)
        found = regroup(only(stances, others), others)
        columns.append(matched(found.labels, grouping.labels, grouping.n_groups))
    labels = np.stack(columns, axis=1)
    inside = grouping.labels >= 0
    stays = (labels == grouping.labels[:, None])[inside]
    return Folds(fold_of, labels, stays.mean(axis=0) if len(stays) else np.zeros(n_folds))


def split(n_propositions: int, n_folds: int, seed: int) -> NDArray[np.int16]:
    """The fold of each proposition, at random, all folds of nearly one size."""
    drawn = draws.uniform(draws.stream(seed, draws.FOLDS), np.arange(n_propositions))
    fold_of = np.empty(n_propositions, dtype=np.int16)
    fold_of[np.argsort(drawn, kind="stable")] = np.arange(n_propositions) % n_folds
    return fold_of


def matched(
    labels: NDArray[np.integer[Any]], onto: NDArray[np.integer[Any]], n_groups: int
) -> NDArray[np.int16]:
    """The same division, numbered so that as many actors as possible have the number they have in `onto`.

    Groups beyond `n_groups`, the least alike, become -1.

    Examples
    --------
    >>> matched(np.array([1, 1, 0, 0, 2]), np.array([0, 0, 1, 0, 1]), 2).tolist()
    [0, 0, 1, 1, -1]
    """
    both = (labels >= 0) & (onto >= 0)
    n_found = int(labels.max(initial=-1)) + 1
    pairs = labels[both].astype(np.int64) * n_groups + onto[both]
    shared = np.bincount(pairs, minlength=n_found * n_groups).reshape(n_found, n_groups)
    renumbered = np.full(n_found + 1, -1, dtype=np.int16)
    for number, found in enumerate(_assigned(shared.T.tolist())):
        renumbered[found] = number if found >= 0 else -1
    return np.asarray(renumbered[labels], dtype=np.int16)


def _assigned(shared: list[list[int]]) -> tuple[int, ...]:
    """For each row a column of its own, or -1, so that what they share adds up to the most.

    By going through the sets of columns that are taken: there are at most nine. (scipy has the Hungarian
    method, which costs more to import than this to run.)
    """
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for row in shared:
        longer: dict[int, tuple[int, tuple[int, ...]]] = {}
        for taken, (total, chosen) in best.items():
            free = [(-1, 0), *enumerate(row)]
            for column, count in free:
                mask = taken | (1 << column) if column >= 0 else taken
                if column >= 0 and mask == taken:
                    continue
                if mask not in longer or total + count > longer[mask][0]:
                    longer[mask] = (total + count, (*chosen, column))
        best = longer
    return max(best.values(), key=lambda one: one[0])[1]


def only(stances: Stances, propositions: NDArray[np.int64]) -> Stances:
    """The stances on some of the propositions (numbers, ascending), of all actors."""
    if isinstance(stances, StanceMatrix):
        return stances.take_propositions(propositions)
    if isinstance(stances, Threads) and stances.matrix is not None:
        return Threads(stances.matrix.take_propositions(propositions), stances.n)
    return Restricted(stances, propositions)


class Restricted:
    """Stances on some of the propositions, picked from every block as it passes.

    For stances that are not in the memory of this process: a copy of them would cost more than the picking.
    """

    def __init__(self, stances: Stances, propositions: NDArray[np.int64]) -> None:
        self._stances = stances
        self._new = renumbering(stances.n_propositions, propositions)
        self.n_actors = stances.n_actors
        self.n_propositions = len(propositions)
        self.n_stances = sum(stances.run(_n_picked, (self._new,)))

    def run(
        self,
        kernel: Callable[..., Any],
        shared: tuple[Any, ...] = (),
        per_actor: tuple[NDArray[Any], ...] = (),
    ) -> Iterator[Any]:
        """See `parley.mapping.blocks.Stances.run`."""
        return self._stances.run(_on_part, (self._new, kernel, shared), per_actor)


def _n_picked(block: Block, new: NDArray[np.int32]) -> int:
    return int((new[block.cells] >= 0).sum())


def _on_part(
    block: Block,
    new: NDArray[np.int32],
    kernel: Callable[..., Any],
    shared: tuple[Any, ...],
    *per_actor: NDArray[Any],
) -> Any:
    """Run a kernel on the picked stances of a block."""
    return kernel(picked(block, new), *shared, *per_actor)
