"""How ambiguous a norm is: how far apart interpretations are, by proposition and by element.

The ambiguity of a proposition is the variance of the stances on it (agree 1, pass 0, disagree -1): 0 where all
answer alike, 1 where two equal camps oppose each other. It is half the mean squared distance between two actors,
each picked at random. The ambiguity of an element is the mean over its propositions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import Block, Stances, for_actors, joined
from parley.mapping.counts import Counts
from parley.mapping.intervals import Bools, Floats
from parley.mapping.matrix import Ids, Labels
from parley.mapping.settings import MapSettings
from parley.mapping.spread import Estimates, Spread, each, estimates, spread

# A mean of so many withheld ambiguities, to two digits, does not tell them.
_BLURRED = 3
# Means worked on in one pass over the stances.
_AT_ONCE = 32


@dataclass(frozen=True, eq=False)
class Ambiguity:
    """Of each proposition, each element, and all propositions together.

    Parameters
    ----------
    propositions, actors
        Ids, or numbers where the stances know no ids. Without `actors`, a later map is compared with this one
        as if other actors had answered it.
    element_of
        Shape (n_propositions,): the element of each proposition, -1 for none.
    elements
        Names.
    by_proposition, by_element, overall
        `overall` has one entry: the mean over all propositions.
    influence
        Shape (n_actors, n_elements + 1), float32: what each actor adds to the ambiguity of each element, and of
        all propositions together, less the mean.
    """

    propositions: Ids
    actors: Ids | None
    element_of: NDArray[np.int32]
    elements: tuple[str, ...]
    by_proposition: Estimates
    by_element: Estimates
    overall: Estimates
    influence: NDArray[np.float32]

    def publishable(self, shown: Bools, digits: int) -> Ambiguity:
        """The same to so many digits, without anything of single actors or of withheld propositions.

        The ambiguity of a proposition tells its counts. So does that of an element of which all but one or two
        propositions are shown, and that of all together, if an element is left out for this.

        Parameters
        ----------
        shown
            Shape (n_propositions,): of which propositions all counts are published.
        """
        hidden = (self.by_proposition.n_propositions > 0) & ~shown
        inside = self.element_of >= 0
        of_elements = np.bincount(self.element_of[hidden & inside], minlength=len(self.elements))
        kept = (of_elements == 0) | (of_elements >= _BLURRED)
        blurred = inside.copy()
        blurred[inside] = kept[self.element_of[inside]]
        left = int((hidden & ~blurred).sum())
        kept_overall = np.array([left == 0 or left >= _BLURRED])
        return replace(
            self,
            actors=None,
            influence=self.influence[:0],
            by_proposition=self.by_proposition.only(shown).rounded(digits),
            by_element=self.by_element.only(kept).rounded(digits),
            overall=self.overall.only(kept_overall).rounded(digits),
        )


def ambiguity(stances: Stances, counts: Counts, settings: MapSettings) -> Ambiguity:
    """Measure the ambiguity. One pass over the stances for each 32 elements.

    Examples
    --------
    >>> from parley.mapping.counts import count
    >>> from parley.mapping.matrix import StanceMatrix
    >>> matrix = StanceMatrix.from_dense([[1, 1], [1, -1], [1, 1], [1, -1]])
    >>> found = ambiguity(matrix, count(matrix), MapSettings())
    >>> found.by_proposition.value.tolist(), found.overall.value.tolist()
    ([0.0, 1.0], [0.5])
    """
    elements: Labels | None = getattr(stances, "elements", None)
    element_of = np.full(len(counts.cells), -1, np.int32) if elements is None else elements.codes
    names = () if elements is None else elements.names
    found = spread(counts.cells)
    parts = _parts(element_of, len(names), found.measured)
    influence = _influence(stances, found, parts)
    squares = np.array([(column.astype(np.float64) ** 2).sum() for column in influence.T])
    propositions: Ids | None = getattr(stances, "propositions", None)
    return Ambiguity(
        np.arange(stances.n_propositions) if propositions is None else propositions,
        getattr(stances, "actors", None),
        element_of,
        names,
        each(found, settings.level),
        estimates(found, parts[:, :-1], squares[:-1], settings.level),
        estimates(found, parts[:, -1:], squares[-1:], settings.level),
        influence,
    )


def _parts(element_of: NDArray[np.int32], n_elements: int, measured: NDArray[np.bool_]) -> Floats:
    """The weight of each proposition in each element, and in all together. Shape (n_propositions, n_elements + 1)."""
    member = element_of[:, None] == np.arange(n_elements)
    member = np.column_stack([member, np.ones(len(element_of), dtype=bool)]) & measured[:, None]
    return np.asarray(member / np.maximum(member.sum(axis=0), 1))


def _influence(stances: Stances, of: Spread, parts: Floats) -> NDArray[np.float32]:
    weights = (of.influence[:, :, None] * parts[:, None, :]).reshape(-1, parts.shape[1])
    columns = [
        joined(stances.run(_add_up, (np.ascontiguousarray(weights[:, start : start + _AT_ONCE]),)))
        for start in range(0, weights.shape[1], _AT_ONCE)
    ]
    return np.concatenate(columns, axis=1)


def _add_up(block: Block, weights: Floats) -> NDArray[np.float32]:
    return for_actors(block, weights).astype(np.float32)
