"""OpinionMap ⇄ folder: manifest.json and Parquet tables.

    manifest.json          schema and engine version, input digest, settings, seed, results with few numbers
    actors.parquet         one row for each actor
    propositions.parquet   one row for each proposition
    other.parquet          what is neither, in long form

Same input, settings and seed give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping import codec
from parley.mapping.codec import Arrays
from parley.mapping.errors import InvalidArtefact

if TYPE_CHECKING:
    import polars as pl

    from parley.mapping.result import OpinionMap

SCHEMA = 1
MANIFEST = "manifest.json"


def save(opinion_map: OpinionMap, folder: str | Path, *, identities: bool = False) -> Path:
    """Write a map to a folder, all of it or nothing.

    Parameters
    ----------
    folder
        Made, if it is not there. One that holds a map is replaced, any other is left alone.
    identities
        Keep the actors' ids. Otherwise actors are numbered in the order of their positions, and
        nothing in the folder leads back to an id.

    Raises
    ------
    InvalidArtefact
        If the folder holds something else.
    """
    target = Path(folder)
    _check_replaceable(target)
    kept = opinion_map if identities else opinion_map.anonymous()
    arrays: Arrays = {}
    tree = codec.encode(kept, "", arrays)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as made:
        new = Path(made) / "map"
        new.mkdir()
        tables = _tables(arrays, kept.n_actors, kept.n_propositions)
        digests = {name: _write(new / name, table) for name, table in sorted(tables.items())}
        manifest = {"schema": SCHEMA, "identities": identities, "files": digests, "map": tree}
        (new / MANIFEST).write_text(
            json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8"
        )
        if target.exists():
            shutil.rmtree(target)
        new.rename(target)
    return target


def load(folder: str | Path) -> OpinionMap:
    """Read a map from a folder.

    Raises
    ------
    InvalidArtefact
        If the folder holds no map, another version's map, or one that was changed since it was written.
    """
    source = Path(folder)
    manifest = read_manifest(source)
    tables = {name: _read(source, name, digest) for name, digest in manifest["files"].items()}
    arrays = {key: one for table in tables.values() for key, one in _columns(table).items()}
    from parley.mapping.result import KINDS, OpinionMap

    result = codec.decode(manifest["map"], _finder(arrays), KINDS)
    if not isinstance(result, OpinionMap):
        raise InvalidArtefact(f"{source}: expected an opinion map; got {type(result).__name__}")
    return result


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a map, without its tables."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise InvalidArtefact(f"{folder} holds no opinion map: there is no {MANIFEST}") from None
    except (OSError, ValueError) as error:
        raise InvalidArtefact(f"{path} can't be read: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        found = manifest.get("schema") if isinstance(manifest, dict) else None
        raise InvalidArtefact(f"{path}: expected schema {SCHEMA}; got {found!r}")
    return manifest


def _check_replaceable(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir() or (any(target.iterdir()) and not (target / MANIFEST).is_file()):
        raise InvalidArtefact(
            f"{target} holds something else than an opinion map; it was left as it is"
        )


def _tables(arrays: Arrays, n_actors: int, n_propositions: int) -> dict[str, pl.DataFrame]:
    """The arrays as columns: a second dimension becomes several columns, `projection.points/0`."""
    import polars as pl

    tables: dict[str, dict[str, Any]] = {}
    for path, array in arrays.items():
        if array.ndim <= 2 and array.shape[0] == n_actors:
            tables.setdefault("actors.parquet", {}).update(_spread(path, array))
        elif array.ndim <= 2 and array.shape[0] == n_propositions:
            tables.setdefault("propositions.parquet", {}).update(_spread(path, array))
        else:
            tables.setdefault("other.parquet", {})[path] = array.ravel()
    frames = {}
    for name, columns in tables.items():
        height = max(len(column) for column in columns.values())
        series = [_series(pl, key, column, height) for key, column in columns.items()]
        frames[name] = pl.DataFrame(series)
    return frames


def _spread(path: str, array: NDArray[Any]) -> dict[str, NDArray[Any]]:
    if array.ndim == 1:
        return {path: array}
    return {f"{path}/{n}": np.ascontiguousarray(array[:, n]) for n in range(array.shape[1])}


def _series(pl: Any, name: str, column: NDArray[Any], height: int) -> Any:
    """A column, filled up with nulls to the height of its table."""
    values = column.tolist() if column.dtype.kind == "U" else column
    series = pl.Series(name, values)
    missing = height - len(series)
    return series.extend_constant(None, missing) if missing else series


def _columns(table: pl.DataFrame) -> Arrays:
    return {name: table[name].drop_nulls().to_numpy() for name in table.columns}


def _finder(columns: Arrays) -> Callable[[str], NDArray[Any]]:
    """Finds an array by its path, whether it is one column or several."""

    def find(path: str) -> NDArray[Any]:
        if path in columns:
            return columns[path]
        parts: list[NDArray[Any]] = []
        while (name := f"{path}/{len(parts)}") in columns:
            parts.append(columns[name])
        if not parts:
            raise KeyError(path)
        return np.stack(parts, axis=1)

    return find


def _write(path: Path, table: pl.DataFrame) -> str:
    table.write_parquet(path, compression="zstd", row_group_size=1_000_000, statistics=False)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(folder: Path, name: str, digest: str) -> pl.DataFrame:
    import polars as pl

    path = folder / name
    if Path(name).name != name:
        raise InvalidArtefact(f"{folder}: {name!r} is no file of an opinion map")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidArtefact(f"{path} can't be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise InvalidArtefact(f"{path} was changed since the map was written")
    return pl.read_parquet(content)
