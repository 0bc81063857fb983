"""Arrays of numpy and scipy.sparse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from parley.mapping.blocks import N_STANCES
from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import Intake, StanceMatrix, compressed
from parley.mapping.readers.annexes import Annex
from parley.mapping.readers.attributes import labels_of
from parley.mapping.readers.findings import Findings
from parley.mapping.readers.sources import Options


def matrix_of_array(source: Any, options: Options) -> StanceMatrix | None:
    """The matrix of an array, or a matrix that is one already; None for anything else."""
    if isinstance(source, StanceMatrix):
        return _described(source, options)
    if isinstance(source, np.ndarray):
        return _described(_of_dense(source), options)
    if type(source).__module__.startswith("scipy.sparse"):
        return _described(_of_sparse(source), options)
    return None


def _of_dense(array: np.ndarray[Any, Any]) -> StanceMatrix:
    try:
        matrix = StanceMatrix.from_dense(array)
    except (TypeError, ValueError) as error:
        if isinstance(error, InvalidStances):
            raise
        raise InvalidStances(f"expected an array of 1, 0, -1 and NaN; got {array.dtype}") from error
    empty = array.size - matrix.n_stances
    return _counted(matrix, array.size, {"no answer": empty} if empty else {})


def _of_sparse(source: Any) -> StanceMatrix:
    entries = source.tocoo()
    if len(entries.shape) != 2:
        raise InvalidStances(f"expected an array of two dimensions; got {len(entries.shape)}")
    n_actors, n_propositions = entries.shape
    row, column = (np.asarray(part, dtype=np.int64) for part in (entries.row, entries.col))
    wrong = ~np.isin(entries.data, (-1, 0, 1))
    if wrong.any():
        at = int(np.argmax(wrong))
        raise InvalidStances(
            f"entry ({row[at]}, {column[at]}): expected 1 (agree), 0 (pass) or -1 (disagree);"
            f" got {entries.data[at]!r}"
        )
    cell = column * N_STANCES + entries.data.astype(np.int64) + 1
    indptr, cells = compressed(row, cell, n_actors, n_propositions)
    matrix = StanceMatrix(np.arange(n_actors), np.arange(n_propositions), indptr, cells)
    again = len(row) - len(cells)
    return _counted(matrix, len(row), {"answered again later": again} if again else {})


def _counted(matrix: StanceMatrix, entries: int, dropped: dict[str, int]) -> StanceMatrix:
    if not matrix.n_stances:
        raise InvalidStances(f"none of {entries:,} entries is a stance")
    return replace(matrix, intake=Intake(entries, dropped))


def _described(matrix: StanceMatrix, options: Options) -> StanceMatrix:
    """With the groups, elements and texts of the tables."""
    findings = Findings(options.lenient)
    described: dict[str, Any] = {}
    for given, about, roles in (
        (options.groups, "actor", ("group",)),
        (options.elements, "proposition", ("element", "text")),
        (options.propositions, "proposition", ("text", "element")),
    ):
        if given is not None:
            annex = Annex(given, about, roles)
            ids = matrix.actors if about == "actor" else matrix.propositions
            for role in roles:
                if role in annex.columns and role not in described:
                    described[role] = annex.values(role, ids, findings)
    intake = findings.intake(lambda rows: [str(row) for row in rows])
    more: dict[str, Any] = {
        f"{role}s": labels_of(described[role]) for role in ("group", "element") if role in described
    }
    if "text" in described:
        more["texts"] = tuple(described["text"].fill_null("").to_list())
    return replace(matrix, **more, intake=replace(matrix.intake, notes=intake.notes))
