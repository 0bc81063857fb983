"""Stances as they stream by, numbered as their ids came; kept in memory, or on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import N_STANCES
from parley.mapping.readers.ids import Encoded, Order


class Chunk(NamedTuple):
    """The stances of some rows.

    The actor is called `actor_base + actors`; `marks` are 4 x proposition + stance, and the proposition is
    called `proposition_base + marks // 4`.
    """

    actor_base: int
    actors: NDArray[np.uint32]
    proposition_base: int
    marks: NDArray[np.unsignedinteger[Any]]
    times: NDArray[np.float64] | None

    @classmethod
    def of(
        cls,
        actors: Encoded,
        propositions: Encoded,
        stances: NDArray[np.uint8],
        times: NDArray[np.float64] | None,
    ) -> Chunk:
        marks: NDArray[np.unsignedinteger[Any]] = propositions.offsets * np.uint32(4) + stances
        if int(marks.max(initial=0)) < 2**16:
            marks = marks.astype(np.uint16)
        return cls(actors.base, actors.offsets, propositions.base, marks, times)

    def placed(self, actors: Order, cell_of: CellOf) -> tuple[NDArray[Any], NDArray[Any]]:
        """The number of the actor, and the cell, of each stance."""
        return actors.of(self.actor_base, self.actors), cell_of(self.proposition_base, self.marks)


class CellOf:
    """From marks to cells, by a table."""

    def __init__(self, propositions: Order) -> None:
        cells = propositions.places[:, None] * np.uint32(N_STANCES) + np.arange(4, dtype=np.uint32)
        self._low, self._cells = propositions.low, cells.reshape(-1)

    def __call__(
        self, base: int, marks: NDArray[np.unsignedinteger[Any]]
    ) -> NDArray[np.unsignedinteger[Any]]:
        return np.take(self._cells[4 * (base - self._low) :], marks)


class Chunks(Protocol):
    """Where chunks are kept between the two passes over them."""

    def add(self, chunk: Chunk) -> None: ...

    def clear(self) -> None:
        """Begin again."""
        ...

    def __iter__(self) -> Iterator[Chunk]: ...

    def drain(self) -> Iterator[Chunk]:
        """Each once, and no more."""
        ...


class ChunksInMemory:
    def __init__(self) -> None:
        self._chunks: list[Chunk] = []

    def add(self, chunk: Chunk) -> None:
        self._chunks.append(chunk)

    def clear(self) -> None:
        self._chunks.clear()

    def __iter__(self) -> Iterator[Chunk]:
        return iter(self._chunks)

    def drain(self) -> Iterator[Chunk]:
        self._chunks.reverse()
        while self._chunks:
            yield self._chunks.pop()


class ChunksOnDisk:
    """One file for each, in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._number = folder, 0

    def add(self, chunk: Chunk) -> None:
        with self._file(self._number).open("wb") as file:
            for part in (chunk.actors, chunk.marks, _or_none(chunk.times)):
                np.save(file, part)
            np.save(file, np.array([chunk.actor_base, chunk.proposition_base]))
        self._number += 1

    def clear(self) -> None:
        for number in range(self._number):
            self._file(number).unlink()
        self._number = 0

    def __iter__(self) -> Iterator[Chunk]:
        for number in range(self._number):
            yield self._load(number)

    def drain(self) -> Iterator[Chunk]:
        for number in range(self._number):
            chunk = self._load(number)
            self._file(number).unlink()
            yield chunk
        self._number = 0

    def _file(self, number: int) -> Path:
        return self._folder / f"chunk-{number:06}.npy"

    def _load(self, number: int) -> Chunk:
        with self._file(number).open("rb") as file:
            actors, marks, times, bases = (np.load(file) for _part in range(4))
        return Chunk(int(bases[0]), actors, int(bases[1]), marks, times if len(times) else None)


def _or_none(times: NDArray[np.float64] | None) -> NDArray[np.float64]:
    return np.zeros(0) if times is None else times
