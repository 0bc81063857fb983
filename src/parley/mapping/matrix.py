"""StanceMatrix: who took which stance on what. The only input of the mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parley.mapping.blocks import BLOCK, N_STANCES, Block, picked, places_of, renumbering
from parley.mapping.digest import Digest
from parley.mapping.errors import InvalidStances
from parley.mapping.sorting import Buckets, bins_of, gathered, plan
from parley.mapping.sorting import cell_type as cell_type

Ids = NDArray[Any]  # int64 or text, ascending, each once


@dataclass(frozen=True, eq=False)
class Labels:
    """A name for each of some actors or propositions: their stakeholder group, their element.

    `codes` (int32, one for each) points into `names`; -1 where there is none.
    """

    codes: NDArray[np.int32]
    names: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[str | None]) -> Labels:
        """Names in the order of the alphabet; None and the empty text are none."""
        names = tuple(sorted({value for value in values if value}))
        place = {name: code for code, name in enumerate(names)}
        codes = [place[value] if value else -1 for value in values]
        return cls(np.array(codes, dtype=np.int32), names)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many carry each name."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.names))


@dataclass(frozen=True)
class Intake:
    """What the reader found, and what of it is not in the matrix, with the reason.

    `lines` counts the entries: the lines of a long table, the fields of a wide one. Each is either a stance
    of the matrix or counted in `dropped`. `problems` are the first hundred that were wrong, `notes` are what
    else one should know.
    """

    lines: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class StanceMatrix:
    """Stances of actors on propositions: agree, pass, disagree, or nothing.

    An absent entry means "not asked, or not answered"; a pass is an answer. Actors and propositions stand
    in the order of their ids, whatever the order of the input, so that a map never depends on it. Make one
    with `read`, `from_triples` or `from_dense`; the constructor takes what these have checked.

    Parameters
    ----------
    actors, propositions
        Ids, ascending, each once: int64 where all are whole numbers, else text.
    indptr
        Shape (n_actors + 1,): where in `cells` each actor's stances start.
    cells
        Shape (n_stances,), uint16 or uint32: 3 x proposition + (0 disagree, 1 pass, 2 agree), ascending
        for each actor.
    groups
        Stakeholder group of each actor, if known.
    elements
        Element of each proposition, if known.
    texts
        Wording of each proposition, or empty.
    """

    actors: Ids
    propositions: Ids
    indptr: NDArray[np.int64]
    cells: NDArray[np.unsignedinteger[Any]]
    groups: Labels | None = None
    elements: Labels | None = None
    texts: tuple[str, ...] = ()
    intake: Intake = field(default_factory=Intake)

    @property
    def n_actors(self) -> int:
        return len(self.actors)

    @property
    def n_propositions(self) -> int:
        return len(self.propositions)

    @property
    def n_stances(self) -> int:
        return len(self.cells)

    def __repr__(self) -> str:
        asked = self.n_actors * self.n_propositions
        share = f", {self.n_stances / asked:.0%} answered" if asked else ""
        more = "".join(
            f", {len(labels.names)} {noun}"
            for labels, noun in ((self.groups, "groups"), (self.elements, "elements"))
            if labels is not None
        )
        return (
            f"<StanceMatrix: {self.n_actors:,} actors × {self.n_propositions:,} propositions,"
            f" {self.n_stances:,} stances{share}{more}>"
        )

    # ---- passes

    def blocks(self, size: int = BLOCK) -> Iterator[Block]:
        """The stances in blocks of whole actors, about `size` stances each; one, if there are none."""
        first = 0
        while True:
            after = int(np.searchsorted(self.indptr, self.indptr[first] + size, side="right")) - 1
            last = min(max(after, first + 1), self.n_actors)
            yield self.block(first, last)
            first = last
            if first >= self.n_actors:
                return

    def block(self, first: int, last: int) -> Block:
        """The stances of the actors from `first` up to `last`."""
        start, end = self.indptr[first], self.indptr[last]
        indptr = self.indptr[first : last + 1] - start
        return Block(first, indptr, self.cells[start:end], N_STANCES * self.n_propositions)

    def run(
        self,
        kernel: Callable[..., Any],
        shared: tuple[Any, ...] = (),
        per_actor: tuple[NDArray[Any], ...] = (),
    ) -> Iterator[Any]:
        """See `parley.mapping.blocks.Stances.run`."""
        for block in self.blocks():
            own = slice(block.first, block.first + block.n_actors)
            yield kernel(block, *shared, *(array[own] for array in per_actor))

    # ---- views

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the stances with their actors, propositions, groups and elements."""
        digest = Digest(self.actors, self.propositions)
        digest.add(self.cells)
        labels = tuple(
            None if labels is None else (labels.codes, labels.names)
            for labels in (self.groups, self.elements)
        )
        return digest.finish(np.diff(self.indptr), labels)

    def dense(self) -> NDArray[np.float64]:
        """Shape (n_actors, n_propositions): 1, 0, -1, and NaN where there is no answer. For small data."""
        result = np.full((self.n_actors, self.n_propositions), np.nan)
        rows = np.repeat(np.arange(self.n_actors), np.diff(self.indptr))
        result[rows, self.cells // N_STANCES] = self.cells.astype(np.int64) % N_STANCES - 1.0
        return result

    def take(self, actors: NDArray[np.integer[Any]]) -> StanceMatrix:
        """The matrix of some actors (numbers, ascending, each once)."""
        indptr = np.concatenate([[0], np.cumsum(np.diff(self.indptr)[actors])])
        groups = self.groups and Labels(self.groups.codes[actors], self.groups.names)
        return replace(
            self,
            actors=self.actors[actors],
            indptr=indptr,
            cells=self.cells[places_of(self.indptr, actors)],
            groups=groups,
        )

    def take_propositions(self, propositions: NDArray[np.integer[Any]]) -> StanceMatrix:
        """The matrix of some propositions (numbers, ascending, each once); all actors stay."""
        new, as_type = renumbering(self.n_propositions, propositions), cell_type(len(propositions))
        answered, cells = [], []
        for block in self.blocks():  # by blocks for the memory's sake
            left = picked(block, new)
            answered.append(np.diff(left.indptr))
            cells.append(left.cells.astype(as_type))
        elements = self.elements and Labels(self.elements.codes[propositions], self.elements.names)
        return replace(
            self,
            propositions=self.propositions[propositions],
            indptr=np.concatenate([[0], np.cumsum(np.concatenate(answered))]),
            cells=np.concatenate(cells),
            elements=elements,
            texts=tuple(self.texts[j] for j in propositions) if self.texts else (),
        )

    def with_groups(self, group_of: Mapping[Any, str]) -> StanceMatrix:
        """The same stances with a stakeholder group for each actor that `group_of` knows."""
        return replace(self, groups=Labels.of([group_of.get(one) for one in self.actors.tolist()]))

    def with_elements(self, element_of: Mapping[Any, str]) -> StanceMatrix:
        """The same stances with an element for each proposition that `element_of` knows."""
        named = [element_of.get(one) for one in self.propositions.tolist()]
        return replace(self, elements=Labels.of(named))

    # ---- made from

    @classmethod
    def from_triples(
        cls,
        actors: ArrayLike,
        propositions: ArrayLike,
        stances: ArrayLike,
        *,
        times: ArrayLike | None = None,
    ) -> StanceMatrix:
        """From one entry for each stance.

        Parameters
        ----------
        actors, propositions
            Shape (n,): ids, whole numbers or texts.
        stances
            Shape (n,): 1 agree, 0 pass, -1 disagree.
        times
            Shape (n,), optional: of several stances of an actor on a proposition the latest counts;
            without times, or at the same time, the one that stands last.

        Raises
        ------
        InvalidStances
            Where the lengths differ, or a stance is another number.

        Examples
        --------
        >>> StanceMatrix.from_triples(["b", "a", "b"], [1, 1, 2], [1, -1, 0])
        <StanceMatrix: 2 actors × 2 propositions, 3 stances, 75% answered>
        """
        rows, cols, stance = np.asarray(actors), np.asarray(propositions), np.asarray(stances)
        if not (len(rows) == len(cols) == len(stance)):
            raise InvalidStances(
                "actors, propositions and stances must be of one length;"
                f" got {len(rows)}, {len(cols)} and {len(stance)}"
            )
        actor_ids, row = numbered(canonical(rows))
        proposition_ids, column = numbered(canonical(cols))
        cell = column * N_STANCES + _code(stance)
        if times is not None:
            order = np.argsort(np.asarray(times), kind="stable")
            row, cell = row[order], cell[order]
        indptr, cells = compressed(row, cell, len(actor_ids), len(proposition_ids))
        return cls(actor_ids, proposition_ids, indptr, cells)

    @classmethod
    def from_dense(
        cls,
        stances: ArrayLike,
        *,
        actors: Sequence[Any] | None = None,
        propositions: Sequence[Any] | None = None,
    ) -> StanceMatrix:
        """From an array (actors × propositions) of 1, 0, -1 and NaN; ids count from 0 unless given.

        Every actor and proposition is kept, also one without any stance.

        Examples
        --------
        >>> StanceMatrix.from_dense([[1, -1], [0, float("nan")]])
        <StanceMatrix: 2 actors × 2 propositions, 3 stances, 75% answered>
        """
        array = np.asarray(stances, dtype=np.float64)
        if array.ndim != 2:
            raise InvalidStances(f"expected an array of two dimensions; got {array.ndim}")
        actor_ids, row_of = _all_ids(actors, array.shape[0], "actors")
        proposition_ids, column_of = _all_ids(propositions, array.shape[1], "propositions")
        row, column = np.nonzero(~np.isnan(array))
        cell = column_of[column] * N_STANCES + _code(array[row, column])
        indptr, cells = compressed(row_of[row], cell, len(actor_ids), len(proposition_ids))
        return cls(actor_ids, proposition_ids, indptr, cells)


def canonical(ids: NDArray[Any]) -> Ids:
    """Whole numbers as int64, also where they are written as text; anything else as text."""
    if ids.dtype.kind in "iu" and (ids.dtype != np.uint64 or ids.max(initial=0) < 2**63):
        return ids.astype(np.int64)
    texts = ids.astype(np.str_)
    try:
        numbers = texts.astype(np.int64)
    except (ValueError, OverflowError):
        return texts
    # "007" and "7" are two ids.
    return numbers if np.array_equal(numbers.astype(texts.dtype), texts) else texts


def compressed(
    row: NDArray[np.int64], cell: NDArray[np.int64], n_actors: int, n_propositions: int
) -> tuple[NDArray[np.int64], NDArray[np.unsignedinteger[Any]]]:
    """`indptr` and `cells` of stances in any order; of several on one proposition the last one counts."""
    slices = [slice(start, start + BLOCK) for start in range(0, len(row), BLOCK)]
    in_bins = sum((bins_of(row[some], n_actors) for some in slices), bins_of(row[:0], n_actors))
    buckets = Buckets(plan(in_bins, n_actors, n_propositions))
    for some in slices:
        buckets.add(row[some], cell[some])
    indptr, cells, _again = gathered(buckets.drain(), n_actors, n_propositions)
    return indptr, cells


def numbered(ids: Ids) -> tuple[Ids, NDArray[np.int64]]:
    """The ids in their order, each once, and which of them each was."""
    if ids.dtype.kind == "i" and len(ids):
        low = int(ids.min())
        span = int(ids.max()) - low + 1
        if span <= max(1 << 16, 4 * len(ids)):
            seen = np.zeros(span, dtype=bool)
            seen[ids - low] = True
            return np.flatnonzero(seen) + low, (np.cumsum(seen) - 1)[ids - low]
    return np.unique(ids, return_inverse=True)


def _code(stances: NDArray[Any]) -> NDArray[np.int64]:
    wrong = ~np.isin(stances, (-1, 0, 1))
    if wrong.any():
        at = int(np.argmax(wrong))
        raise InvalidStances(
            f"stance {at}: expected 1 (agree), 0 (pass) or -1 (disagree); got {stances[at]!r}"
        )
    return np.asarray(stances, dtype=np.int64) + 1


def _all_ids(ids: Sequence[Any] | None, n: int, noun: str) -> tuple[Ids, NDArray[np.int64]]:
    """The ids in order, and where each given one has gone."""
    if ids is None:
        return np.arange(n), np.arange(n)
    if len(ids) != n:
        raise InvalidStances(f"expected {n} {noun}; got {len(ids)}")
    ordered, place = np.unique(canonical(np.asarray(ids)), return_inverse=True)
    if len(ordered) != n:
        raise InvalidStances(
            f"each of the {noun} must be there once; {n - len(ordered)} are double"
        )
    return ordered, place
