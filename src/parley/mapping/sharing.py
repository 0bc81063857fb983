"""Two measurements of ambiguity brought to the propositions that both have, without the stances.

Where both matrices are at hand, `parley.mapping.change.compare` measures anew. Where there are only published
maps, an element is the mean of what is published of its propositions. How far their errors hang together is not
known then, so they are taken to rise and fall as one: no other dependence makes the mean less certain, and an
interval is too wide rather than too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from parley.mapping.ambiguity import Ambiguity
from parley.mapping.change import measured_alike
from parley.mapping.intervals import Bools
from parley.mapping.spread import Estimates


def renamed(of: Ambiguity, ids: Sequence[int]) -> Ambiguity:
    """The same with other ids of its propositions, each once, in ascending order as everywhere.

    Examples
    --------
    >>> from parley.mapping import MapSettings, StanceMatrix
    >>> from parley.mapping.ambiguity import ambiguity
    >>> from parley.mapping.counts import count
    >>> matrix = StanceMatrix.from_dense([[1, 1], [1, -1]])
    >>> found = renamed(ambiguity(matrix, count(matrix), MapSettings()), [7, 3])
    >>> found.propositions.tolist(), found.by_proposition.value.tolist()
    ([3, 7], [1.0, 0.0])
    """
    new = np.asarray(ids, dtype=np.int64)
    if len(new) != len(of.propositions) or len(np.unique(new)) != len(new):
        raise ValueError(f"expected {len(of.propositions)} different ids; got {list(ids)}")
    order = np.argsort(new)
    return replace(
        of,
        propositions=new[order],
        element_of=of.element_of[order],
        by_proposition=_taken(of.by_proposition, order),
    )


def without_actors(of: Ambiguity) -> Ambiguity:
    """The same without anything of single actors: it is compared as if others had answered."""
    return replace(of, actors=None, influence=of.influence[:0])


def on_shared(before: Ambiguity, after: Ambiguity) -> tuple[Ambiguity, Ambiguity, tuple[str, ...]]:
    """Both with each element on the propositions that both have measured; and the elements that this changed.

    Elements that were measured on the same ones stay as they are. So do those without any in common, which
    `parley.mapping.change.change` then does not compare.
    """
    narrowed = {
        name: places
        for name in before.elements
        if name in after.elements
        and not measured_alike(before, after, name)
        and len((places := _shared(before, after, name))[0])
    }
    first = _on(before, {name: places[0] for name, places in narrowed.items()})
    second = _on(after, {name: places[1] for name, places in narrowed.items()})
    return first, second, tuple(narrowed)


def _shared(
    before: Ambiguity, after: Ambiguity, element: str
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the propositions of the element stand that are published of both."""
    first, second = (
        np.flatnonzero((one.element_of == one.elements.index(element)) & _published(one))
        for one in (before, after)
    )
    _ids, here, there = np.intersect1d(
        before.propositions[first], after.propositions[second], return_indices=True
    )
    return first[here], second[there]


def _published(of: Ambiguity) -> Bools:
    return np.asarray(of.by_proposition.n_propositions > 0)


def _on(of: Ambiguity, narrowed: dict[str, NDArray[np.intp]]) -> Ambiguity:
    element_of, influence = of.element_of.copy(), of.influence.copy()
    by_element = of.by_element
    for name, places in narrowed.items():
        number = of.elements.index(name)
        element_of[element_of == number] = -1
        element_of[places] = number
        # What single actors add is known of the whole element only.
        influence[:, number] = 0
        by_element = _with_mean(by_element, number, _taken(of.by_proposition, places))
    return replace(of, element_of=element_of, influence=influence, by_element=by_element)


def _with_mean(into: Estimates, number: int, of: Estimates) -> Estimates:
    """The mean of estimates whose errors rise and fall as one, put into its place."""
    values = {
        "value": of.value.mean(),
        "low": of.low.mean(),
        "high": of.high.mean(),
        "centre": of.centre.mean(),
        "variance": np.sqrt(of.variance).mean() ** 2,
        "n_propositions": len(of.value),
    }
    found = {}
    for name, value in values.items():
        found[name] = getattr(into, name).copy()
        found[name][number] = value
    return Estimates(**found)


def _taken(of: Estimates, places: NDArray[np.intp]) -> Estimates:
    return Estimates(
        of.value[places],
        of.low[places],
        of.high[places],
        of.centre[places],
        of.variance[places],
        of.n_propositions[places],
    )
