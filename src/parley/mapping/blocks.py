"""Every pass over the stances: a function of one block, and a sum over blocks.

A stance is a *cell*: cell `3 j + s` stands for the answer s (0 disagree, 1 pass, 2 agree) to proposition j.
With K the 0/1 matrix (actors × cells), a pass is `K @ W` (a weight for each cell, summed for each
actor) or `K.T @ Y` (a number for each actor, summed for each cell). Whatever the engine does is one of these.

Sums over actors are *exact*: what is added lies on a grid on which double precision makes no rounding error
(`on_grid`). So they do not depend on how the actors are split into blocks, in which order the blocks are
added, or who adds them: a map made by two workers on a cluster equals the one made in memory to the byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

DISAGREE, PASS, AGREE = 0, 1, 2
N_STANCES = 3

# Stances in a block: large enough that Python's share is nil, small enough for the caches' and memory's sake.
BLOCK = 2_000_000


class Block(NamedTuple):
    """The stances of some consecutive actors.

    `first` is the number of the first actor, `indptr` (rows + 1) starts at 0, `cells` (stances of the
    block) ascends within each row, `n_cells` is three times the number of propositions.
    """

    first: int
    indptr: NDArray[np.int64]
    cells: NDArray[np.unsignedinteger[Any]]
    n_cells: int

    @property
    def n_actors(self) -> int:
        return len(self.indptr) - 1

    def rows(self) -> NDArray[np.int64]:
        """The actor of each stance, counted from the start of the map."""
        answered = np.diff(self.indptr)
        return np.repeat(np.arange(self.first, self.first + self.n_actors), answered)


class Stances(Protocol):
    """Where stances come from: memory, Parquet files, or the workers of a cluster."""

    @property
    def n_actors(self) -> int: ...

    @property
    def n_propositions(self) -> int: ...

    @property
    def n_stances(self) -> int: ...

    def run(
        self,
        kernel: Callable[..., Any],
        shared: tuple[Any, ...] = (),
        per_actor: tuple[NDArray[Any], ...] = (),
    ) -> Iterator[Any]:
        """`kernel(block, *shared, *slices of per_actor)` of each block, in the order of the blocks.

        Kernels are functions of a module (so that they can be sent), and change nothing.
        """
        ...


def places_of(indptr: NDArray[np.int64], rows: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Where the stances of some rows (numbers, ascending) stand."""
    length = np.diff(indptr)[rows]
    before = np.cumsum(length) - length
    return np.repeat(indptr[rows] - before, length) + np.arange(length.sum())


def renumbering(n_propositions: int, chosen: NDArray[np.integer[Any]]) -> NDArray[np.int32]:
    """The new cell of each cell where only some propositions (numbers, ascending) are left; -1 for the others."""
    new = np.full((n_propositions, N_STANCES), -1, dtype=np.int32)
    new[chosen] = np.arange(len(chosen) * N_STANCES).reshape(-1, N_STANCES)
    return new.ravel()


def picked(block: Block, new: NDArray[np.int32]) -> Block:
    """The stances of a block that `renumbering` leaves, under their new cells."""
    cells = new[block.cells]
    left = cells >= 0
    before = np.concatenate([[0], np.cumsum(left)])
    n_cells = int(new.max(initial=-1)) + 1
    return Block(block.first, before[block.indptr], cells[left].astype(np.uint32), n_cells)


def total(parts: Iterable[NDArray[Any]]) -> NDArray[Any]:
    """The sum over blocks. The parts must be exact: counts, or on a grid."""
    iterator = iter(parts)
    result = next(iterator).copy()
    for part in iterator:
        result += part
    return result


def joined(parts: Iterable[NDArray[Any]]) -> NDArray[Any]:
    """What the blocks say of their own actors, one after the other."""
    return np.concatenate(list(parts))


def on_grid(values: NDArray[np.float64], bound: float) -> NDArray[np.float64]:
    """The values, rounded so that sums of them up to `bound` in size are exact.

    Double precision holds whole multiples of s = 2^e exactly up to 2^53 s. With the smallest s for which
    `bound` <= 2^52 s, every partial sum is such a multiple.
    """
    if bound <= 0:
        return values
    spacing = 2.0 ** (np.ceil(np.log2(bound)) - 52)
    return np.asarray(np.rint(values / spacing) * spacing)


_ones = np.ones(0)


def indicator(block: Block) -> Any:
    """K of a block, as a scipy sparse matrix that shares its arrays."""
    global _ones
    from scipy.sparse import csr_array

    n = len(block.cells)
    ones = _ones  # another thread may replace it meanwhile, by a shorter one
    if len(ones) < n:
        _ones = ones = np.ones(n)
    # Both of one type, or scipy looks through all of them for the one that fits.
    cells, indptr = block.cells.astype(np.int32), block.indptr.astype(np.int32)
    shape = (block.n_actors, block.n_cells)
    return csr_array((ones[:n], cells, indptr), shape=shape, copy=False)


def for_actors(block: Block, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """`K @ W`: for each actor of the block, the sum of the weights (cells × c) of its stances."""
    return np.asarray(indicator(block) @ weights)


def for_cells(block: Block, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """`K.T @ Y`: for each cell, the sum of the numbers (actors of the block × c) of those who answered so."""
    return np.asarray(indicator(block).T @ numbers)


def answers(block: Block) -> NDArray[np.int64]:
    """How many propositions each actor of the block has answered."""
    return np.diff(block.indptr)


def cell_counts(block: Block) -> NDArray[np.int64]:
    """How many actors of the block gave each answer, by cell."""
    return np.bincount(block.cells, minlength=block.n_cells)
