"""Who answered what how often, and what of it shapes the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import (
    AGREE,
    DISAGREE,
    N_STANCES,
    Block,
    Stances,
    answers,
    cell_counts,
    joined,
    total,
)
from parley.mapping.settings import MapSettings


@dataclass(frozen=True, eq=False)
class Counts:
    """How often each answer was given.

    `cells` has shape (n_propositions, 3): disagree, pass, agree; -1 where a published map withholds it.
    `answered` has shape (n_actors,).
    """

    cells: NDArray[np.int64]
    answered: NDArray[np.int64]

    @property
    def asked(self) -> NDArray[np.int64]:
        """Answers to each proposition, passes among them; without those that are withheld."""
        return np.asarray(np.maximum(self.cells, 0).sum(axis=1))

    @property
    def mean(self) -> NDArray[np.float64]:
        """Mean stance on each proposition, from -1 to 1; 0 where nobody answered."""
        return (self.cells[:, AGREE] - self.cells[:, DISAGREE]) / np.maximum(self.asked, 1)


class Shaping(NamedTuple):
    """Which actors and which propositions (true or false for each) decide where the axes lie."""

    actors: NDArray[np.bool_]
    propositions: NDArray[np.bool_]


def count(stances: Stances) -> Counts:
    """One pass: the counts of every proposition and every actor."""
    cells, answered = [], []
    for of_cells, of_actors in stances.run(_count):
        cells.append(of_cells)
        answered.append(of_actors)
    return Counts(total(cells).reshape(-1, N_STANCES), joined(answered))


def _count(block: Block) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return cell_counts(block), answers(block)


def shaping(counts: Counts, settings: MapSettings) -> Shaping:
    """Leave out who answered too little to be placed well, and what nobody, or everybody alike, answered."""
    least = min(settings.min_answers, len(counts.cells))
    several = (counts.cells > 0).sum(axis=1) > 1
    return Shaping(counts.answered >= max(least, 1), several)
