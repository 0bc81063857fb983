"""Bringing stances in any order into the order of a stance matrix, a bucket of actors at a time.

A bucket holds the stances of some consecutive actors, few enough to be sorted in the caches. The stances go
through here as *keys*: (actor within its bucket) x cells + cell. So sorting numbers is all there is to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import N_STANCES

# Stances in a bucket, and what a sorted part on disk holds.
BUCKET = 4_000_000
# So many bins of consecutive actors at most are counted to see where buckets should end.
_BINS = 1 << 14

Keys = NDArray[np.unsignedinteger[Any]]
Times = NDArray[np.float64]


class Plan(NamedTuple):
    """How actors are divided: bin = actor >> shift, and each bin belongs to one bucket.

    `edges` (buckets + 1) is the number of the first actor of each bucket, and at the end of all actors.
    """

    shift: int
    bucket_of: NDArray[np.uint16]
    edges: NDArray[np.int64]
    n_cells: int
    key_type: type[np.unsignedinteger[Any]]

    @property
    def n_buckets(self) -> int:
        return len(self.edges) - 1


class Sorted(NamedTuple):
    """A bucket put in order: answers of each of its actors, its cells, and how many were answered again."""

    answered: NDArray[np.int64]
    cells: NDArray[np.unsignedinteger[Any]]
    again: int


def cell_type(n_propositions: int) -> type[np.unsignedinteger[Any]]:
    """The smallest type that holds every cell."""
    return np.uint16 if n_propositions * N_STANCES <= 2**16 else np.uint32


def bin_shift(n_actors: int) -> int:
    """How many bits of an actor's number don't matter for its bin."""
    return max(0, (max(n_actors, 1) - 1).bit_length() - _BINS.bit_length() + 1)


def plan(
    in_bins: NDArray[np.int64], n_actors: int, n_propositions: int, size: int = BUCKET
) -> Plan:
    """Buckets of about `size` stances, given how many stances each bin has.

    Parameters
    ----------
    in_bins
        Shape (bins,): stances of the actors of each bin, of `bin_shift(n_actors)`.
    """
    before = np.cumsum(in_bins) - in_bins
    size = max(size, int(in_bins.sum()) // 50_000)  # the number of a bucket fits 16 bits
    _used, bucket_of = np.unique(before // size, return_inverse=True)
    shift = bin_shift(n_actors)
    starts = np.flatnonzero(np.diff(bucket_of, prepend=-1)) << shift
    edges = np.append(starts, n_actors)
    n_cells = max(n_propositions, 1) * N_STANCES
    widest = int(np.diff(edges).max(initial=0)) * n_cells
    key_type = np.uint32 if widest <= 2**32 else np.uint64
    return Plan(shift, bucket_of.astype(np.uint16), edges, n_cells, key_type)


def bins_of(actors: NDArray[np.integer[Any]], n_actors: int) -> NDArray[np.int64]:
    """How many stances are there in each bin."""
    shift = bin_shift(n_actors)
    return np.bincount(actors >> shift, minlength=((max(n_actors, 1) - 1) >> shift) + 1)


def parted(
    plan: Plan,
    actors: NDArray[np.integer[Any]],
    cells: NDArray[np.integer[Any]],
    times: Times | None = None,
) -> Iterator[tuple[int, Keys, Times | None]]:
    """The keys of some stances, by bucket; within a bucket they stay in the order they came in."""
    bucket = plan.bucket_of[actors >> plan.shift]
    keys = actors.astype(plan.key_type)
    if plan.n_buckets > 1:
        keys -= plan.edges.astype(plan.key_type)[bucket]
    keys *= plan.key_type(plan.n_cells)
    keys += cells.astype(plan.key_type, copy=False)
    present = np.bincount(bucket, minlength=plan.n_buckets)
    if np.count_nonzero(present) > 1:
        order = np.argsort(
            bucket if plan.n_buckets > 256 else bucket.astype(np.uint8), kind="stable"
        )
        keys = keys[order]
        times = times[order] if times is not None else None
    ends = np.cumsum(present)
    for number in np.flatnonzero(present).tolist():
        own = slice(int(ends[number] - present[number]), int(ends[number]))
        yield number, keys[own], times[own] if times is not None else None


def settled(plan: Plan, bucket: int, keys: Keys, times: Times | None = None) -> Sorted:
    """The stances of a bucket in order; of several on one proposition only the last one.

    The last is that of the latest time, or without times, or at one time, the one that came last.
    """
    ordered = np.sort(keys)
    double = _double(ordered)
    if double.any():
        ordered = _without_earlier(ordered, double, keys, times)
    rows = int(plan.edges[bucket + 1] - plan.edges[bucket])
    starts = np.arange(rows + 1, dtype=np.uint64) * np.uint64(plan.n_cells)
    # The end of the last row may not fit the keys' type; it is where they end.
    places = np.searchsorted(ordered, starts[:-1].astype(plan.key_type))
    answered = np.diff(np.append(places, len(ordered)))
    cells = ordered % plan.key_type(plan.n_cells)
    kept = cells.astype(cell_type(plan.n_cells // N_STANCES))
    return Sorted(answered, kept, len(keys) - len(ordered))


def _places(keys: Keys) -> Keys:
    """Keys without their stance: equal for answers of one actor to one proposition."""
    return np.floor_divide(keys, keys.dtype.type(N_STANCES))


def _double(ordered: Keys) -> NDArray[np.bool_]:
    """Which keys have the place of the next one."""
    places = _places(ordered)
    double = np.zeros(len(ordered), dtype=bool)
    np.equal(places[1:], places[:-1], out=double[:-1])
    return double


def _without_earlier(
    ordered: Keys, double: NDArray[np.bool_], keys: Keys, times: Times | None
) -> Keys:
    """The sorted keys, of those with one place only the one that came last.

    Few are double as a rule, so only these are looked at in the order they came in.
    """
    follows = np.zeros_like(double)
    follows[1:] = double[:-1]
    doubled = np.unique(_places(ordered[double]))
    asked = np.flatnonzero(_among(_places(keys), doubled))
    came = keys[asked]
    if times is not None:
        came = came[np.argsort(times[asked], kind="stable")]
    places = _places(came)
    order = np.argsort(places, kind="stable")
    last = np.append(places[order][1:] != places[order][:-1], True)
    return np.sort(np.concatenate([ordered[~(double | follows)], came[order][last]]))


def _among(places: Keys, few: Keys) -> NDArray[np.bool_]:
    """Which places are among a few; a table of their remainders spares most of them the search."""
    bits = max(len(few).bit_length() + 4, 8)
    mask = few.dtype.type((1 << bits) - 1)
    table = np.zeros(1 << bits, dtype=bool)
    table[few & mask] = True
    found: NDArray[np.bool_] = table[places & mask]
    maybe = np.flatnonzero(found)
    at = np.searchsorted(few, places[maybe])
    found[maybe] = few[np.minimum(at, len(few) - 1)] == places[maybe]
    return found


class Buckets:
    """Keys by bucket, in memory."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._keys: list[list[Keys]] = [[] for _bucket in range(plan.n_buckets)]
        self._times: list[list[Times]] = [[] for _bucket in range(plan.n_buckets)]

    def add(
        self,
        actors: NDArray[np.integer[Any]],
        cells: NDArray[np.integer[Any]],
        times: Times | None = None,
    ) -> None:
        for number, keys, at in parted(self.plan, actors, cells, times):
            self._keys[number].append(keys)
            if at is not None:
                self._times[number].append(at)

    def drain(self) -> Iterator[Sorted]:
        """Each bucket in order, sorted; what has been handed out is let go."""
        for number in range(self.plan.n_buckets):
            keys, times = self._keys[number], self._times[number]
            self._keys[number], self._times[number] = [], []
            together = np.concatenate(keys) if keys else np.zeros(0, self.plan.key_type)
            keys.clear()
            yield settled(self.plan, number, together, np.concatenate(times) if times else None)


def gathered(
    parts: Iterator[Sorted], n_actors: int, n_propositions: int
) -> tuple[NDArray[np.int64], NDArray[np.unsignedinteger[Any]], int]:
    """`indptr`, `cells` and how many were answered again, of all buckets."""
    indptr = np.zeros(n_actors + 1, dtype=np.int64)
    cells, again, row = [np.zeros(0, cell_type(n_propositions))], 0, 1
    for part in parts:
        indptr[row : row + len(part.answered)] = part.answered
        row += len(part.answered)
        cells.append(part.cells)
        again += part.again
    np.cumsum(indptr, out=indptr)
    return indptr, np.concatenate(cells), again
