"""Opinion maps of public record, drawn once more from the tables of a package, and compared.

Needs no settings of Django and no database, for it runs on other machines.
"""

import io
import json
import math
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from django.db.models.fields.files import FieldFile

from parley.apps.outcomes.bridge.making import EXTRA, Stances, matrix_of
from parley.apps.outcomes.bridge.naming import Names, element_keys
from parley.apps.outcomes.bridge.seen import Division, Estimate, RowSeen
from parley.apps.outcomes.bridge.showing import Opened, Shown
from parley.mapping import MappingError, MapSettings, map_opinions
from parley.mapping.report.tabular import defused
from parley.mapping.result import OpinionMap

# Apart by no more than this, two numbers are the same; processors round differently.
TOLERANCE = 1e-9
SAME, NEAR, OTHER = "same", "near", "other"
# By what findings divide people: see selectors/grounds.py.
_DIVISIONS = ("known", "found", "everybody")
_WORDS = ("known", "everybody", ("one end", "the middle", "the other end"))


class NoMap(ValueError):
    """No map can be drawn of these stances by these settings; the message says why."""


class Redrawn(NamedTuple):
    """A map that was drawn anew: its files by name, and what it says of columns and elements."""

    files: Mapping[str, bytes]
    input_digest: str
    engine: str
    rows: Mapping[int, RowSeen]
    elements: Mapping[int, tuple[int, Estimate | None]]
    division: str
    n_respondents: int


def files_of(artefact: FieldFile) -> dict[str, bytes]:
    """Those of an artefact that the mapping itself has written."""
    with artefact.open() as file, zipfile.ZipFile(file) as archive:
        return {one: archive.read(one) for one in sorted(archive.namelist()) if one != EXTRA}


def digest_of(stances: Stances) -> str:
    """By which a map says of what it was made."""
    return matrix_of(stances).digest


class Actor(NamedTuple):
    number: int
    group: int | None


class Column(NamedTuple):
    number: int
    element: int | None


def stances_from(
    actors: Iterable[Actor], columns: Iterable[Column], given: Iterable[tuple[int, int, int]]
) -> Stances:
    """From (actor, column, stance) of those who have one; the others are on no map."""
    taken = sorted(given)
    groups = {one.number: one.group for one in actors}
    asked = sorted(columns)
    who = sorted({actor for actor, _column, _value in taken})
    rows, places = (
        {number: place for place, number in enumerate(of)}
        for of in (who, [c.number for c in asked])
    )
    try:
        cells = [(rows[actor], places[column], value) for actor, column, value in taken]
        of_each = [groups[actor] for actor in who]
    except KeyError as error:
        raise NoMap(
            f"there is a stance of, or on, {error}, of which nothing else is told"
        ) from None
    triples = np.array(cells, dtype=np.int64).reshape(-1, 3)
    return Stances(
        triples[:, 0],
        triples[:, 1],
        triples[:, 2],
        of_each,
        [True] * len(who),
        [one.number for one in asked],
        [one.element for one in asked],
        [],
        who,
    )


def redrawn(stances: Stances, settings: Mapping[str, Any], kind: str) -> Redrawn:
    """The same map, if stances and settings are the same. Raises NoMap."""
    try:
        found = map_opinions(matrix_of(stances), MapSettings.from_dict(dict(settings)))
    except (MappingError, TypeError) as error:
        raise NoMap(str(error)) from error
    with tempfile.TemporaryDirectory() as made:
        folder = found.save(Path(made) / "map", identities=True)
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    return told_by(found, files, kind)


def told_by(found: OpinionMap, files: Mapping[str, bytes], kind: str) -> Redrawn:
    """What a map says, without the words of any language."""
    shown = Shown(Opened(found, False, None), Names((), (), (), *_WORDS, source=kind))
    division = division_of(shown)
    rows = {}
    for number in shown.numbers.tolist() if division else ():
        row = shown.row(division.slug, number) if division else None
        if row is not None:
            rows[number] = row
    elements = {
        key: (n, value)
        for key, (_name, n, value) in zip(element_keys(found), shown.elements(), strict=True)
    }
    return Redrawn(
        files,
        found.input_digest,
        found.engine,
        rows,
        elements,
        division.kind if division else "",
        found.n_actors,
    )


def division_of(of: Shown) -> Division | None:
    """That of which findings are made."""
    by_kind = {one.kind: one for one in of.divisions()}
    return next((by_kind[kind] for kind in _DIVISIONS if kind in by_kind), None)


# ---- comparing


def compared(name: str, mine: bytes, other: bytes) -> str:
    """same to the byte, near (all numbers agree to 1e-9), or other."""
    if mine == other:
        return SAME
    try:
        near = (
            _near_tables(mine, other)
            if name.endswith(".parquet")
            else _near(*(_without_digests(json.loads(one)) for one in (mine, other)))
        )
    except (ValueError, pl.exceptions.PolarsError):
        return OTHER
    return NEAR if near else OTHER


def _without_digests(manifest: Any) -> Any:
    """The digests of tables, which are compared themselves."""
    if isinstance(manifest, dict) and isinstance(manifest.get("files"), dict):
        return {**manifest, "files": sorted(manifest["files"])}
    return manifest


def _near_tables(mine: bytes, other: bytes) -> bool:
    one, two = (pl.read_parquet(io.BytesIO(content)) for content in (mine, other))
    if one.schema != two.schema or one.height != two.height:
        return False
    return all(_near(one[name].to_list(), two[name].to_list()) for name in one.columns)


def _near(mine: Any, other: Any) -> bool:
    if isinstance(mine, float) and isinstance(other, float):
        both_nan = math.isnan(mine) and math.isnan(other)
        return both_nan or math.isclose(mine, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(mine, dict) and isinstance(other, dict):
        return mine.keys() == other.keys() and all(_near(mine[key], other[key]) for key in mine)
    if isinstance(mine, Sequence) and not isinstance(mine, str):
        if not isinstance(other, Sequence) or isinstance(other, str) or len(mine) != len(other):
            return False
        return all(_near(one, two) for one, two in zip(mine, other, strict=True))
    return type(mine) is type(other) and bool(mine == other)


def csv_of(table: bytes) -> bytes:
    """What stands beside a table of a map as CSV; see `Shown.table`."""
    buffer = io.BytesIO()
    defused(pl.read_parquet(io.BytesIO(table))).write_csv(buffer, include_bom=True)
    return buffer.getvalue()
