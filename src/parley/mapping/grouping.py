"""A division of the actors into groups, discovered or known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.matrix import Labels


@dataclass(frozen=True, eq=False)
class Grouping:
    """Which group each actor belongs to.

    Parameters
    ----------
    name
        `discovered`, or what a known grouping is called: `stakeholder group`, `region`.
    known
        Whether the groups were there before the stances. Discovered groups are tested on
        propositions that did not form them.
    labels
        Shape (n_actors,), int16: the group of each actor, -1 for none.
    names
        Of the groups, in the order of their numbers.
    probability
        Shape (n_actors,), float32, for discovered groups: how sure the membership is, from the
        actor's own answers.
    """

    name: str
    known: bool
    labels: NDArray[np.int16]
    names: tuple[str, ...]
    probability: NDArray[np.float32] | None = None

    @property
    def n_groups(self) -> int:
        return len(self.names)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Actors in each group."""
        return np.bincount(self.labels[self.labels >= 0], minlength=self.n_groups)

    @classmethod
    def of(cls, labels: Labels, name: str = "stakeholder group") -> Grouping:
        """A known grouping."""
        return cls(name, True, labels.codes.astype(np.int16), labels.names)

    @classmethod
    def discovered(
        cls, labels: NDArray[Any], n_groups: int, probability: NDArray[np.float32] | None = None
    ) -> Grouping:
        """Groups without names of their own: A, B, C …"""
        names = tuple(chr(ord("A") + number) for number in range(n_groups))
        return cls("discovered", False, labels.astype(np.int16), names, probability)
