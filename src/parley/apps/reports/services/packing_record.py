"""A source of public record as files: all that its matrix and its opinion map were made of."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from parley.apps.evidence.models import Document, PublicBody
from parley.apps.evidence.selectors import keeping
from parley.apps.evidence.selectors.matrix import Matrix, matrix_of
from parley.apps.outcomes.bridge import remaking
from parley.apps.outcomes.bridge.remaking import Redrawn
from parley.apps.outcomes.bridge.showing import opened
from parley.apps.outcomes.models import OpinionMap
from parley.apps.outcomes.selectors.matrices import group_of
from parley.apps.outcomes.selectors.sources import (
    Source,
    SourceColumn,
    columns_of,
    current_map,
    stances_of,
)
from parley.apps.reports.files import tables
from parley.core.actors import ANONYMOUS

ACTORS = ("number", "actor", "name", "kind", "country", "group")
COLUMNS = ("number", "label", "text", "element", "element_title", "date", "link")
MATRIX = ("actor", "column", "cell")
POSITIONS = (
    "id", "actor", "column", "stance", "level", "year", "document", "place", "quotation", "source",
    "note", "replaces",
)  # fmt: skip
DOCUMENTS = (
    "id", "actor", "title", "symbol", "published_on", "year", "language", "link", "note",
)  # fmt: skip
READINGS = ("document", "actor", "element", "extent", "year", "note")
Files = dict[str, bytes]
Rows = Iterator[tuple[Any, ...]]


def record(source: Source) -> tuple[dict[str, Any], Files]:
    """What is told of it, and its files."""
    row, columns = source.of_collection, columns_of(source)
    matrix = matrix_of(ANONYMOUS, row)
    drawn = current_map(ANONYMOUS, source)
    about = {
        "title": dict(source.title),
        "address": reverse("collection", args=[row.slug]),
        "attribution": "\n".join(text for text in (row.source, row.licence, row.link) if text),
        "not_in_matrix": matrix.nothing.value,
        "map": _map(source, drawn) if drawn else None,
    }
    files = {
        **tables.both("actors", ACTORS, _actors(matrix.bodies)),
        **tables.both("columns", COLUMNS, _columns(source, matrix, columns)),
        **tables.both("matrix", MATRIX, _cells(matrix, columns)),
        **(_positions(source) if source.kind == "positions" else {}),
        **(_artefact(drawn) if drawn else {}),
    }
    return about, files


def _map(source: Source, row: OpinionMap) -> dict[str, Any]:
    """`of_this_matrix`: what stands in the collection has not changed since it was drawn."""
    return {
        "settings": row.settings,
        "input_digest": row.input_digest,
        "engine": row.engine,
        "of_this_matrix": _is_of(source, row),
    }


def _is_of(source: Source, row: OpinionMap) -> bool:
    return remaking.digest_of(stances_of(source)) == row.input_digest


def map_of(source: Source) -> Redrawn | None:
    """What its map says, if it is of what stands in the collection now."""
    row = current_map(ANONYMOUS, source)
    if row is None or not _is_of(source, row):
        return None
    drawn = opened(row.artefact.storage, row.artefact.name)
    return remaking.told_by(drawn.map, {}, source.kind)


def _artefact(row: OpinionMap) -> Files:
    found = remaking.files_of(row.artefact)
    return {f"map/{name}": content for name, content in found.items()}


# ---- tables


def _actors(bodies: Iterable[PublicBody]) -> Rows:
    for body in bodies:
        yield body.pk, body.slug, str(body), body.kind, body.country, group_of(body)


def _columns(source: Source, matrix: Matrix, columns: Iterable[SourceColumn]) -> Rows:
    calls = {}
    if source.kind == "votes":
        calls = {one.number: one for one in keeping.roll_calls_in(ANONYMOUS, matrix.collection)}
    for of, column in zip(matrix.columns, columns, strict=True):
        call = calls.get(column.number)
        yield (
            column.number,
            column.label,
            str(column.text),
            column.element,
            str(of.element_title),
            call.held_on.isoformat() if call and call.held_on else "",
            call.link if call else "",
        )


def _cells(matrix: Matrix, columns: Iterable[SourceColumn]) -> Rows:
    """By actor, then in the order of columns; what is not there is `not_in_matrix`."""
    pairs = [(of.key, column.number) for of, column in zip(matrix.columns, columns, strict=True)]
    for body in matrix.bodies:
        for key, number in pairs:
            cell = matrix.cells.get((body.pk, key))
            if cell is not None:
                yield body.pk, number, cell.value


# ---- positions


def _positions(source: Source) -> Files:
    collection = source.of_collection
    found = keeping.positions_in(ANONYMOUS, collection)
    ids = {one.pk: str(one.uid) for one in found}
    documents = keeping.documents_in(ANONYMOUS, collection)
    lines = (
        (
            ids[one.pk],
            one.body_id,
            one.proposition_id,
            one.stance,
            one.level,
            one.document.year if one.document else None,
            str(one.document.uid) if one.document else "",
            one.place,
            one.quotation,
            one.source,
            one.note,
            ids.get(one.supersedes_id or 0, ""),
        )
        for one in found
    )
    return {
        **tables.both("positions", POSITIONS, lines),
        **tables.both("documents", DOCUMENTS, _documents(documents)),
        **tables.both("readings", READINGS, _readings(documents)),
    }


def _documents(documents: Iterable[Document]) -> Rows:
    for one in documents:
        yield (
            str(one.uid),
            one.body_id,
            str(one.title),
            one.symbol,
            one.published_on.isoformat() if one.published_on else "",
            one.year,
            one.language,
            one.link,
            one.note,
        )


def _readings(documents: Iterable[Document]) -> Rows:
    for document in documents:
        for one in document.readings.all():
            yield (
                str(document.uid), document.body_id, one.element_id, one.extent, document.year,
                one.note,
            )  # fmt: skip
