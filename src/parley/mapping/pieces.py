"""Cutting stances into pieces that are worked on apart, by threads or by the workers of a cluster."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import Block, Stances
from parley.mapping.matrix import Ids, Labels, StanceMatrix

# Below so many stances a piece costs more to hand out than to work on.
LEAST = 50_000


class Piece(Protocol):
    """The stances of the actors from number `first` up to `last`, in memory or where to read them."""

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...

    def block(self) -> Block:
        """The stances, read now if they are not in memory. May be called in any thread."""
        ...


@runtime_checkable
class Divisible(Stances, Protocol):
    """Stances that know how to cut themselves, such as those in files, with all that a matrix tells of them."""

    @property
    def actors(self) -> Ids: ...

    @property
    def propositions(self) -> Ids: ...

    @property
    def groups(self) -> Labels | None: ...

    @property
    def elements(self) -> Labels | None: ...

    @property
    def texts(self) -> tuple[str, ...]: ...

    def pieces(self, at_most: int) -> Sequence[Piece]:
        """All actors in their order, in up to `at_most` pieces of about as many stances; at least one."""
        ...


class Held(NamedTuple):
    """A piece in memory."""

    stances: Block

    @property
    def first(self) -> int:
        return self.stances.first

    @property
    def last(self) -> int:
        return self.stances.first + self.stances.n_actors

    def block(self) -> Block:
        return self.stances


class Described:
    """What a source tells of its actors and propositions. It stays here while passes run elsewhere."""

    def __init__(self, source: StanceMatrix | Divisible) -> None:
        self.n_actors = source.n_actors
        self.n_propositions = source.n_propositions
        self.n_stances = source.n_stances
        self.actors = source.actors
        self.propositions = source.propositions
        self.groups = source.groups
        self.elements = source.elements
        self.texts = source.texts


def pieces(source: StanceMatrix | Divisible, at_most: int) -> Sequence[Piece]:
    """The pieces of stances in memory, or in files.

    Examples
    --------
    >>> matrix = StanceMatrix.from_dense([[1, 1], [0, -1], [1, 0]])
    >>> [(piece.first, piece.last) for piece in pieces(matrix, 2)]
    [(0, 2), (2, 3)]
    """
    if isinstance(source, StanceMatrix):
        return [Held(source.block(first, last)) for first, last in cuts(source.indptr, at_most)]
    return source.pieces(at_most)


def enough(n_stances: int, hands: int, most: int, least: int = LEAST) -> int:
    """How many pieces keep so many hands busy, each of at most `most` stances (if that is feasible).

    Examples
    --------
    >>> enough(3_000_000, hands=2, most=2_000_000), enough(9_000_000, 2, 2_000_000), enough(600, 2, 9)
    (2, 6, 1)
    """
    if n_stances < 2 * least:
        return 1
    rounds = math.ceil(n_stances / (hands * most))
    return min(hands * rounds, n_stances // least)


def cuts(indptr: NDArray[np.int64], at_most: int) -> list[tuple[int, int]]:
    """From which actor up to which each piece goes.

    Examples
    --------
    >>> cuts(np.array([0, 5, 6, 7, 10]), 2)
    [(0, 1), (1, 4)]
    """
    goals = np.linspace(0, int(indptr[-1]), at_most + 1)[1:-1]
    edges = np.unique([0, *np.searchsorted(indptr, goals), len(indptr) - 1]).tolist()
    return list(pairwise(edges)) or [(0, 0)]
