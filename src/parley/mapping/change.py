"""Whether ambiguity has changed between two maps: before and after a dialogue, or from edition to edition."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.ambiguity import Ambiguity, ambiguity
from parley.mapping.counts import count
from parley.mapping.errors import InvalidStances
from parley.mapping.intervals import Floats, benjamini_hochberg
from parley.mapping.matrix import StanceMatrix
from parley.mapping.settings import MapSettings
from parley.mapping.spread import Estimates


class Difference(NamedTuple):
    """One ambiguity, before and after.

    `change` is after less before, without the bias that few answers have; below 0, the ambiguity is less than it
    was. `interval` is that of the change, `p` of the hypothesis of no change, `q` corrected for how many of the
    kind (elements, or propositions) were compared.
    """

    before: float
    after: float
    change: float
    interval: tuple[float, float]
    p: float
    q: float


class Change(NamedTuple):
    """What has changed.

    Parameters
    ----------
    elements
        By name: those measured on the same propositions both times.
    propositions
        By id: those measured both times. The two times are taken as answered by different actors; where the
        same ones answered, intervals are too wide rather than too narrow.
    overall
        The mean over all propositions, if they are the same ones.
    not_compared
        Elements that were measured on different propositions.
    same_actors
        How many actors are in both maps; that their answers hang together is allowed for.
    """

    elements: dict[str, Difference]
    propositions: dict[int | str, Difference]
    overall: Difference | None
    not_compared: tuple[str, ...]
    same_actors: int


def compare(before: StanceMatrix, after: StanceMatrix, settings: MapSettings) -> Change:
    """Measure the ambiguity on the propositions that both have, and its change.

    Raises
    ------
    InvalidStances
        Where they have no proposition in common.

    Examples
    --------
    >>> split = StanceMatrix.from_dense([[1.0], [-1.0]] * 20)
    >>> agreed = StanceMatrix.from_dense([[1.0]] * 38 + [[-1.0]] * 2)
    >>> found = compare(split, agreed, MapSettings()).overall
    >>> round(found.change, 2), found.p < 0.01
    (-0.83, True)
    """
    shared = np.intersect1d(before.propositions, after.propositions)
    if not len(shared):
        raise InvalidStances("the two have no proposition in common: their ids are all different")
    first, second = (
        one.take_propositions(np.searchsorted(one.propositions, shared)) for one in (before, after)
    )
    return change(
        ambiguity(first, count(first), settings),
        ambiguity(second, count(second), settings),
        settings,
    )


def change(before: Ambiguity, after: Ambiguity, settings: MapSettings) -> Change:
    """Compare two measurements; elements are compared where they were measured on the same propositions.

    To compare on whichever propositions two matrices share, see `compare`.
    """
    same, rows = _same_actors(before, after)
    ids_before, ids_after = (
        set(one.propositions[one.by_proposition.n_propositions > 0].tolist())
        for one in (before, after)
    )
    names = [name for name in before.elements if name in after.elements]
    comparable = [name for name in names if measured_alike(before, after, name)]
    columns = [[one.elements.index(name) for name in comparable] for one in (before, after)]
    together = _correlation(before, after, rows, columns)
    elements = _differences(before.by_element, after.by_element, columns, together, settings)
    ids = sorted(ids_before & ids_after)
    places = [
        np.searchsorted(one.propositions, np.array(ids, dtype=one.propositions.dtype)).tolist()
        for one in (before, after)
    ]
    by_proposition = _differences(
        before.by_proposition, after.by_proposition, places, np.zeros(len(ids)), settings
    )
    overall = None
    if _measured_on(before, None) and _measured_on(before, None) == _measured_on(after, None):
        last = _correlation(before, after, rows, [[-1], [-1]])
        overall = _differences(before.overall, after.overall, [[0], [0]], last, settings)[0]
    return Change(
        dict(zip(comparable, elements, strict=True)),
        dict(zip(ids, by_proposition, strict=True)),
        overall,
        tuple(name for name in names if name not in comparable),
        same,
    )


def measured_alike(before: Ambiguity, after: Ambiguity, element: str) -> bool:
    """Whether the element, which both have, was measured on the same propositions."""
    found = _measured_on(before, element)
    return bool(found) and found == _measured_on(after, element)


def _measured_on(of: Ambiguity, element: str | None) -> set[int | str] | None:
    """The propositions that an element, or all together, were measured on; None where it can't be told.

    Where counts are withheld a mean may hold propositions of which nothing is published.
    """
    if element is None:
        inside, n = np.ones(len(of.propositions), dtype=bool), int(of.overall.n_propositions[0])
    else:
        place = of.elements.index(element)
        inside, n = of.element_of == place, int(of.by_element.n_propositions[place])
    published = inside & (of.by_proposition.n_propositions > 0)
    for members in (published, inside):
        if int(members.sum()) == n:
            return set(of.propositions[members].tolist())
    return None if n else set()


def _same_actors(
    before: Ambiguity, after: Ambiguity
) -> tuple[int, tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """How many are in both, and their places."""
    none = np.empty(0, dtype=np.intp)
    if before.actors is None or after.actors is None:
        return 0, (none, none)
    both, first, second = np.intersect1d(
        before.actors, after.actors, assume_unique=True, return_indices=True
    )
    return len(both), (first, second)


def _correlation(
    before: Ambiguity,
    after: Ambiguity,
    rows: tuple[NDArray[np.intp], NDArray[np.intp]],
    columns: list[list[int]],
) -> Floats:
    """Of the two measurements, by those who are in both."""
    found = []
    for first, second in zip(*columns, strict=True):
        one, other = (
            of.influence[:, column].astype(np.float64)
            for of, column in ((before, first), (after, second))
        )
        size = np.sqrt((one**2).sum() * (other**2).sum())
        found.append((one[rows[0]] * other[rows[1]]).sum() / size if size > 0 else 0.0)
    return np.array(found)


def _differences(
    before: Estimates,
    after: Estimates,
    places: list[list[int]],
    correlation: Floats,
    settings: MapSettings,
) -> list[Difference]:
    """The interval of a difference from those of its parts (Zou and Donner 2008, Statistics in Medicine 27).

    So it leans as far to each side as they do. The p-value is that of a normal test with the half of the interval
    that points to no change.
    """
    from scipy.special import ndtr, ndtri

    first, second = (
        [one.centre[at], one.low[at], one.high[at]]
        for one, at in zip((before, after), places, strict=True)
    )
    difference = second[0] - first[0]
    down = _reach(second[0] - second[1], first[2] - first[0], correlation)
    up = _reach(second[2] - second[0], first[0] - first[1], correlation)
    to_none = np.where(difference > 0, down, up)
    p = 2 * ndtr(-np.abs(difference) / to_none * ndtri((1 + settings.level) / 2))
    q = benjamini_hochberg(p)
    low, high = np.maximum(difference - down, -1), np.minimum(difference + up, 1)
    values = (before.value[places[0]], after.value[places[1]])
    return [
        Difference(
            float(values[0][n]),
            float(values[1][n]),
            float(difference[n]),
            (float(low[n]), float(high[n])),
            float(p[n]),
            float(q[n]),
        )
        for n in range(len(difference))
    ]


def _reach(one: Floats, other: Floats, correlation: Floats) -> Floats:
    """How far the difference may be off on one side, where its parts may be off by so much."""
    one, other = np.maximum(one, 0), np.maximum(other, 0)
    # Two measurements that vary as one leave nothing to vary, but for the rounding.
    return np.sqrt(np.maximum(one**2 + other**2 - 2 * correlation * one * other, 1e-12))
