"""Stances that are larger than memory, in a folder of Parquet files.

    manifest.json          schema version, numbers, digest, intake, and the parts
    actors.parquet         id, number of answers, stakeholder group
    propositions.parquet   id, element, text
    part-00000.parquet …   actor (its number, from 0) and cell of each stance, in the order of the matrix

A part holds whole actors. The folder is written once, by `write_store`, and never changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import BLOCK, N_STANCES, Block
from parley.mapping.errors import InvalidArtefact
from parley.mapping.matrix import Ids, Intake, Labels, StanceMatrix
from parley.mapping.pieces import cuts
from parley.mapping.sorting import cell_type

SCHEMA = "parley-stances/1"


class Part(NamedTuple):
    """A file with the stances from number `start` up to `end`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class FilePiece:
    """The stances of the actors from `first` up to `last`, which stand in some files. Can be sent."""

    folder: Path
    parts: tuple[Part, ...]
    first: int
    indptr: NDArray[np.int64]
    n_propositions: int

    @property
    def last(self) -> int:
        return self.first + len(self.indptr) - 1

    def block(self) -> Block:
        """Read them."""
        start, end = int(self.indptr[0]), int(self.indptr[-1])
        cells = np.empty(end - start, dtype=cell_type(self.n_propositions))
        for part in self.parts:
            low, high = max(start, part.start), min(end, part.end)
            if low < high:
                here = _cells(self.folder / part.name, low - part.start, high - low)
                cells[low - start : high - start] = here
        return Block(self.first, self.indptr - start, cells, N_STANCES * self.n_propositions)


class ParquetStore:
    """Stances in the folder that `write_store` wrote; used wherever a stance matrix is.

    Ids, the number of answers of each actor and labels are held in memory, the stances are not.

    Parameters
    ----------
    folder
        Of the store.

    Raises
    ------
    InvalidArtefact
        Where it is none, or of another version, or a file is missing or cut short.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._manifest = _manifest(self.folder)
        self.n_stances: int = self._manifest["stances"]
        self.digest: str = self._manifest["digest"]
        self.actors, answered, self.groups = self._actors()
        self.propositions, self.elements, self.texts = self._propositions()
        self.indptr = np.concatenate([[0], np.cumsum(answered, dtype=np.int64)])
        self._parts = [Part(**part) for part in self._manifest["parts"]]
        self._check()

    @property
    def n_actors(self) -> int:
        return len(self.actors)

    @property
    def n_propositions(self) -> int:
        return len(self.propositions)

    @cached_property
    def intake(self) -> Intake:
        """What the reader found."""
        found = self._manifest["intake"]
        return Intake(
            found["lines"], found["dropped"], tuple(found["problems"]), tuple(found["notes"])
        )

    def __repr__(self) -> str:
        return (
            f"<ParquetStore: {self.n_actors:,} actors × {self.n_propositions:,} propositions,"
            f" {self.n_stances:,} stances in {len(self._parts)} files>"
        )

    # ---- passes

    def run(
        self,
        kernel: Callable[..., Any],
        shared: tuple[Any, ...] = (),
        per_actor: tuple[NDArray[Any], ...] = (),
    ) -> Iterator[Any]:
        """See `parley.mapping.blocks.Stances.run`."""
        for piece in self.pieces(-(-self.n_stances // BLOCK) or 1):
            own = slice(piece.first, piece.last)
            yield kernel(piece.block(), *shared, *(array[own] for array in per_actor))

    def pieces(self, at_most: int) -> Sequence[FilePiece]:
        """See `parley.mapping.pieces.Divisible.pieces`."""
        return [self._piece(first, last) for first, last in cuts(self.indptr, at_most)]

    def _piece(self, first: int, last: int) -> FilePiece:
        indptr = self.indptr[first : last + 1]
        parts = tuple(
            part for part in self._parts if part.start < indptr[-1] and part.end > indptr[0]
        )
        return FilePiece(self.folder, parts, first, indptr, self.n_propositions)

    # ---- in memory

    def matrix(self) -> StanceMatrix:
        """All of it."""
        return self.take(np.arange(self.n_actors))

    def take(self, actors: NDArray[np.integer[Any]]) -> StanceMatrix:
        """The matrix of some actors (numbers, ascending, each once): a sample."""
        groups = self.groups and Labels(self.groups.codes[actors], self.groups.names)
        length = np.diff(self.indptr)[actors]
        indptr = np.concatenate([[0], np.cumsum(length)])
        cells = [np.zeros(0, dtype=cell_type(self.n_propositions))]
        for piece in self.pieces(-(-self.n_stances // BLOCK) or 1):
            low, high = np.searchsorted(actors, [piece.first, piece.last])
            if low < high:
                cells.append(_rows(piece.block(), actors[low:high]))
        return StanceMatrix(
            self.actors[actors],
            self.propositions,
            indptr,
            np.concatenate(cells),
            groups,
            self.elements,
            self.texts,
            self.intake,
        )

    # ---- opening

    def _actors(self) -> tuple[Ids, NDArray[np.int64], Labels | None]:
        frame = _table(self.folder / "actors.parquet", ("actor", "answers", "group"))
        answered = frame["answers"].to_numpy().astype(np.int64)
        return _ids(frame["actor"]), answered, _labels(frame["group"], self._manifest["groups"])

    def _propositions(self) -> tuple[Ids, Labels | None, tuple[str, ...]]:
        frame = _table(self.folder / "propositions.parquet", ("proposition", "element", "text"))
        texts = frame["text"].fill_null("").to_list()
        elements = _labels(frame["element"], self._manifest["elements"])
        return _ids(frame["proposition"]), elements, tuple(texts) if any(texts) else ()

    def _check(self) -> None:
        if int(self.indptr[-1]) != self.n_stances:
            raise InvalidArtefact(
                f"{self.folder.name}: expected {self.n_stances:,} stances; actors.parquet tells of"
                f" {int(self.indptr[-1]):,}"
            )
        for part in self._parts:
            found = _length(self.folder / part.name)
            if found != part.end - part.start:
                raise InvalidArtefact(
                    f"{part.name}: expected {part.end - part.start:,} stances; got {found:,}"
                )


def stored_digest(folder: Path) -> str:
    """The digest of the store that stands there; InvalidArtefact where there is none."""
    return str(_manifest(folder)["digest"])


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidArtefact(f"{folder} holds no stances that were written by Parley") from error
    schema = manifest.get("schema") if isinstance(manifest, dict) else None
    if schema != SCHEMA:
        raise InvalidArtefact(f"{folder}: expected the schema {SCHEMA}; got {schema!r}")
    return dict(manifest)


def _table(path: Path, columns: Sequence[str]) -> Any:
    import polars as pl

    try:
        return pl.read_parquet(path, columns=list(columns))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InvalidArtefact(f"{path.name} can't be read: {error}") from error


def _length(path: Path) -> int:
    import polars as pl

    try:
        return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InvalidArtefact(f"{path.name} can't be read: {error}") from error


def _cells(path: Path, start: int, length: int) -> NDArray[np.unsignedinteger[Any]]:
    import polars as pl

    try:
        cells = pl.scan_parquet(path, glob=False).select("cell").slice(start, length).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InvalidArtefact(f"{path.name} can't be read: {error}") from error
    return np.asarray(cells["cell"].to_numpy())


def _rows(block: Block, actors: NDArray[np.integer[Any]]) -> NDArray[np.unsignedinteger[Any]]:
    """The cells of some actors of a block."""
    starts = block.indptr[actors - block.first]
    length = block.indptr[actors - block.first + 1] - starts
    before = np.cumsum(length) - length
    places = np.repeat(starts - before, length) + np.arange(int(length.sum()))
    return block.cells[places]


def _ids(column: Any) -> Ids:
    if column.dtype.is_integer():
        return np.asarray(column.to_numpy(), dtype=np.int64)
    return np.array(column.to_list(), dtype=np.str_)


def _labels(column: Any, names: list[str] | None) -> Labels | None:
    import polars as pl

    if names is None:
        return None
    codes = column.cast(pl.Enum(names)).to_physical().cast(pl.Int32).fill_null(-1)
    return Labels(codes.to_numpy().astype(np.int32), tuple(names))
