"""Newer stances on top of older ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import N_STANCES
from parley.mapping.matrix import Ids, Labels, StanceMatrix, compressed


def merged(older: StanceMatrix, newer: StanceMatrix) -> StanceMatrix:
    """All stances of both; where an actor has answered a proposition in both, the newer answer counts.

    Groups, elements and texts of the newer one count where it has them. Costs one copy of the older stances,
    and work for the actors who are in the newer.

    Examples
    --------
    >>> before = StanceMatrix.from_triples(["a", "b"], [1, 1], [1, -1])
    >>> merged(before, StanceMatrix.from_triples(["b", "c"], [1, 2], [0, 1])).dense().tolist()
    [[1.0, nan], [0.0, nan], [nan, 1.0]]
    """
    if _kinds(older) != _kinds(newer):
        older, newer = _with_text_ids(older), _with_text_ids(newer)
    actors, rows, newer_rows = _union(older.actors, newer.actors)
    propositions, columns, newer_columns = _union(older.propositions, newer.propositions)
    answered = np.zeros(len(actors), dtype=np.int64)
    answered[rows] = np.diff(older.indptr)
    there = np.zeros(len(actors), dtype=bool)
    there[rows] = True

    known = newer_rows[there[newer_rows]]
    touched = older.take(np.searchsorted(rows, known))
    indptr, cells = compressed(
        np.concatenate([_of_stances(touched, known), _of_stances(newer, newer_rows)]),
        np.concatenate([_moved(touched.cells, columns), _moved(newer.cells, newer_columns)]),
        len(actors),
        len(propositions),
    )
    answered[newer_rows] = np.diff(indptr)[newer_rows]
    kept = _moved(older.cells, columns).astype(cells.dtype, copy=False)
    # Where the stances of each of them go, and up to where they stood.
    first = older.indptr[np.searchsorted(rows, newer_rows)]
    last = older.indptr[np.searchsorted(rows, newer_rows, side="right")]
    edges = zip(indptr[newer_rows].tolist(), indptr[newer_rows + 1].tolist(), strict=True)
    return StanceMatrix(
        actors,
        propositions,
        np.concatenate([[0], np.cumsum(answered)]),
        _spliced(kept, first, last, [cells[start:end] for start, end in edges]),
        _labels(older.groups, newer.groups, rows, newer_rows, len(actors)),
        _labels(older.elements, newer.elements, columns, newer_columns, len(propositions)),
        _texts(older.texts, newer.texts, columns, newer_columns, len(propositions)),
        older.intake,
    )


def _of_stances(matrix: StanceMatrix, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The actor of each stance, given the actors' numbers."""
    return np.repeat(numbers, np.diff(matrix.indptr))


def _spliced(
    cells: NDArray[np.unsignedinteger[Any]],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    changed: Sequence[NDArray[np.unsignedinteger[Any]]],
) -> NDArray[np.unsignedinteger[Any]]:
    """The cells with some stretches, each from `first` up to `last`, replaced by others."""
    parts, done = [], 0
    for start, end, others in zip(first.tolist(), last.tolist(), changed, strict=True):
        parts += [cells[done:start], others]
        done = end
    return np.concatenate([*parts, cells[done:]])


def _kinds(matrix: StanceMatrix) -> tuple[str, str]:
    return matrix.actors.dtype.kind, matrix.propositions.dtype.kind


def _with_text_ids(matrix: StanceMatrix) -> StanceMatrix:
    """The same in the order of its ids as texts, where 10 stands before 9."""
    actors, propositions = matrix.actors.astype(np.str_), matrix.propositions.astype(np.str_)
    rows, columns = np.argsort(actors), np.argsort(propositions)
    moved = matrix.take(rows).take_propositions(columns)
    row = np.repeat(np.arange(len(rows)), np.diff(moved.indptr))
    cell = moved.cells.astype(np.int64)
    indptr, cells = compressed(row, cell, len(rows), len(columns))
    return replace(
        moved,
        actors=actors[rows],
        propositions=propositions[columns],
        indptr=indptr,
        cells=cells,
    )


def _union(older: Ids, newer: Ids) -> tuple[Ids, NDArray[np.int64], NDArray[np.int64]]:
    """All ids in order, and where those of each matrix stand among them."""
    if older.dtype.kind == "U":  # else numpy would cut the longer ones
        older, newer = (ids.astype(np.result_type(older, newer)) for ids in (older, newer))
    place = np.searchsorted(older, newer)
    known = np.zeros(len(newer), dtype=bool)
    inside = place < len(older)
    known[inside] = older[place[inside]] == newer[inside]
    together = np.insert(older, place[~known], newer[~known])
    return together, np.searchsorted(together, older), np.searchsorted(together, newer)


def _moved(
    cells: NDArray[np.unsignedinteger[Any]], columns: NDArray[np.int64]
) -> NDArray[np.integer[Any]]:
    """The cells under the new numbers of their propositions."""
    if np.array_equal(columns, np.arange(len(columns))):
        return cells
    table = (columns[:, None] * N_STANCES + np.arange(N_STANCES)).ravel()
    return np.asarray(table[cells])


def _labels(
    older: Labels | None,
    newer: Labels | None,
    places: NDArray[np.int64],
    newer_places: NDArray[np.int64],
    n: int,
) -> Labels | None:
    if older is None and newer is None:
        return None
    names = tuple(sorted({*(older.names if older else ()), *(newer.names if newer else ())}))
    codes = np.full(n, -1, dtype=np.int32)
    for labels, where in ((older, places), (newer, newer_places)):
        if labels is not None:
            known = labels.codes >= 0
            new = np.array([names.index(name) for name in labels.names], dtype=np.int32)
            codes[where[known]] = new[labels.codes[known]]
    return Labels(codes, names)


def _texts(
    older: tuple[str, ...],
    newer: tuple[str, ...],
    places: NDArray[np.int64],
    newer_places: NDArray[np.int64],
    n: int,
) -> tuple[str, ...]:
    if not older and not newer:
        return ()
    texts = [""] * n
    for given, where in ((older, places), (newer, newer_places)):
        for text, place in zip(given, where.tolist(), strict=False):
            texts[place] = text or texts[place]
    return tuple(texts)
