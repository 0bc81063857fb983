"""Writing stances of any size into a folder: split by actors on disk, then sorted one bucket at a time."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.digest import Digest
from parley.mapping.errors import InvalidArtefact
from parley.mapping.matrix import Ids, Intake, Labels, StanceMatrix
from parley.mapping.progress import Progress, part, silent
from parley.mapping.readers.arrays import matrix_of_array
from parley.mapping.readers.chunks import CellOf, ChunksOnDisk
from parley.mapping.readers.collecting import Collected, collect
from parley.mapping.readers.opening import errors_of_libraries
from parley.mapping.readers.ordering import plan_of, with_again
from parley.mapping.readers.signs import check_signs
from parley.mapping.readers.sources import Options, Source
from parley.mapping.sorting import BUCKET, Plan, Sorted, parted, settled
from parley.mapping.store import SCHEMA, ParquetStore, Part

# Rows that Parquet keeps together: what a pass reads at least.
_ROW_GROUP = 1 << 19


def write_store(
    source: Any,
    folder: Path | str,
    *,
    progress: Progress | None = None,
    size: int = BUCKET,
    **asked: Any,
) -> ParquetStore:
    """Write the stances of any source into a new folder, in bounded memory.

    Parameters
    ----------
    source, **asked
        As for `parley.mapping.read`.
    folder
        Must not be there yet, or be empty. While it is written, up to three times the space of the stances
        (2 to 4 bytes each) is needed beside it.
    progress
        Called with what is being done, and how much of it is done from 0 to 1.
    size
        About how many stances a file holds, and are in memory at once.

    Returns
    -------
    ParquetStore
        The written store. Its digest is that of the stance matrix of the same source.

    Raises
    ------
    InvalidStances
        As `parley.mapping.read` does.
    InvalidArtefact
        Where the folder holds something.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidArtefact(f"{target}: expected a new or an empty folder; it holds something")
    target.parent.mkdir(parents=True, exist_ok=True)
    what = Path(source) if isinstance(source, str) else source
    tell = progress or silent
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as made:
        written = Path(made) / "store"
        written.mkdir()
        with errors_of_libraries(what):
            options = Options(**asked)
            matrix = matrix_of_array(what, options)
            if matrix is not None:
                _write_matrix(matrix, written, size, tell)
            else:
                _write_source(Source(what, options), written, Path(made), size, tell)
        if target.exists():
            target.rmdir()
        shutil.move(written, target)
    return ParquetStore(target)


def _write_matrix(matrix: StanceMatrix, folder: Path, size: int, tell: Progress) -> None:
    writer = _Writer(folder, matrix.actors, matrix.propositions)
    for block in matrix.blocks(size):
        writer.add(np.diff(block.indptr), block.cells)
        tell("writing", (block.first + block.n_actors) / max(matrix.n_actors, 1))
    writer.finish(matrix.groups, matrix.elements, matrix.texts, matrix.intake)


def _write_source(source: Source, folder: Path, scratch: Path, size: int, tell: Progress) -> None:
    chunks = ChunksOnDisk(scratch)
    collected = collect(source, chunks, part(tell, 0.0, 0.4))
    plan = plan_of(collected, chunks, size)
    buckets = _Buckets(plan, scratch)
    cell_of = CellOf(collected.propositions)
    for chunk in chunks.drain():
        buckets.add(*chunk.placed(collected.actors, cell_of), chunk.times)
    counted = _write_sorted(collected, buckets, folder, part(tell, 0.6, 1.0))
    check_signs(counted, collected.propositions.ids, source.stances, source.comments)


def _write_sorted(
    collected: Collected, buckets: _Buckets, folder: Path, tell: Progress
) -> NDArray[np.int64]:
    """Write each bucket; returns how often each answer was given, by cell."""
    writer = _Writer(folder, collected.actors.ids, collected.propositions.ids)
    again, counted = 0, np.zeros(buckets.plan.n_cells, dtype=np.int64)
    for number, bucket in enumerate(buckets.drain(), start=1):
        writer.add(bucket.answered, bucket.cells)
        again += bucket.again
        counted += np.bincount(bucket.cells, minlength=len(counted))
        tell("sorting", number / buckets.plan.n_buckets)
    intake = with_again(collected.intake, again)
    writer.finish(collected.groups, collected.elements, collected.texts, intake)
    return counted


class _Buckets:
    """Keys by bucket, each in a file."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self._folder = plan, folder

    def add(
        self,
        actors: NDArray[np.integer[Any]],
        cells: NDArray[np.integer[Any]],
        times: NDArray[np.float64] | None,
    ) -> None:
        for number, keys, at in parted(self.plan, actors, cells, times):
            with self._file(number, "keys").open("ab") as file:
                file.write(keys.data)
            if at is not None:
                with self._file(number, "times").open("ab") as file:
                    file.write(at.data)

    def drain(self) -> Iterator[Sorted]:
        for number in range(self.plan.n_buckets):
            keys, times = self._file(number, "keys"), self._file(number, "times")
            yield settled(
                self.plan,
                number,
                np.fromfile(keys, self.plan.key_type),
                np.fromfile(times, np.float64) if times.exists() else None,
            )
            keys.unlink()
            times.unlink(missing_ok=True)

    def _file(self, number: int, kind: str) -> Path:
        return self._folder / f"bucket-{number:05}.{kind}"


class _Writer:
    """Writes the parts of a store one after the other, and at the end what stands beside them."""

    def __init__(self, folder: Path, actors: Ids, propositions: Ids) -> None:
        self._folder, self._actors, self._propositions = folder, actors, propositions
        self._digest = Digest(actors, propositions)
        self._answered: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
        self._parts: list[Part] = []
        self._first = self._start = 0

    def add(self, answered: NDArray[np.int64], cells: NDArray[np.unsignedinteger[Any]]) -> None:
        """The next actors, and their cells."""
        import polars as pl

        end = self._start + len(cells)
        if len(cells):
            part = Part(f"part-{len(self._parts):05}.parquet", self._start, end)
            numbers = np.arange(self._first, self._first + len(answered), dtype=np.uint32)
            frame = pl.DataFrame({"actor": np.repeat(numbers, answered), "cell": cells})
            frame.write_parquet(
                self._folder / part.name,
                compression="lz4",
                row_group_size=_ROW_GROUP,
                statistics=False,
            )
            self._parts.append(part)
        self._digest.add(cells)
        self._answered.append(answered)
        self._first += len(answered)
        self._start = end

    def finish(
        self,
        groups: Labels | None,
        elements: Labels | None,
        texts: tuple[str, ...],
        intake: Intake,
    ) -> None:
        import polars as pl

        answered = np.concatenate(self._answered)
        actors = {
            "actor": _column(self._actors),
            "answers": pl.Series(answered.astype(np.uint32)),
            "group": _names(groups, len(self._actors)),
        }
        pl.DataFrame(actors).write_parquet(self._folder / "actors.parquet")
        propositions = {
            "proposition": _column(self._propositions),
            "element": _names(elements, len(self._propositions)),
            "text": pl.Series(texts or [None] * len(self._propositions), dtype=pl.String),
        }
        pl.DataFrame(propositions).write_parquet(self._folder / "propositions.parquet")
        labels = tuple(
            None if labels is None else (labels.codes, labels.names)
            for labels in (groups, elements)
        )
        manifest = {
            "schema": SCHEMA,
            "actors": len(self._actors),
            "propositions": len(self._propositions),
            "stances": self._start,
            "digest": self._digest.finish(answered, labels),
            "groups": groups and list(groups.names),
            "elements": elements and list(elements.names),
            "intake": asdict(intake),
            "parts": [part._asdict() for part in self._parts],
        }
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        (self._folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _column(ids: Ids) -> Any:
    import polars as pl

    return pl.Series(ids) if ids.dtype.kind == "i" else pl.Series(ids.tolist(), dtype=pl.String)


def _names(labels: Labels | None, n: int) -> Any:
    """The name of each, none where it has none."""
    import polars as pl

    if labels is None:
        return pl.repeat(None, n, dtype=pl.String, eager=True)
    names = pl.Series(labels.names, dtype=pl.String)
    codes = pl.Series(labels.codes).cast(pl.Int64)
    return names.gather(codes.set(codes < 0, None))
