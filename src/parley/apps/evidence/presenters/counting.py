"""How many cells of a matrix say what: in all, by column, by actor."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parley.apps.evidence.cells import SAID, Cell
from parley.apps.evidence.models import Collection, PublicBody
from parley.apps.evidence.presenters.words import Word, cells_of, number
from parley.apps.evidence.selectors.matrix import Matrix


@dataclass(frozen=True)
class Counts:
    columns: Mapping[int, Counter[Cell]]
    bodies: Mapping[int, Counter[Cell]]
    everything: Counter[Cell]


def counted(matrix: Matrix, bodies: Sequence[PublicBody]) -> Counts:
    columns: dict[int, Counter[Cell]] = {one.key: Counter() for one in matrix.columns}
    rows: dict[int, Counter[Cell]] = {one.pk: Counter() for one in bodies}
    for (body, column), cell in matrix.cells.items():
        columns[column][cell] += 1
        rows[body][cell] += 1
    for found, whole in ((columns, len(bodies)), (rows, len(matrix.columns))):
        for counter in found.values():
            counter[matrix.nothing] += whole - counter.total()
    everything: Counter[Cell] = Counter()
    for counter in columns.values():
        everything.update(counter)
    return Counts(columns, rows, everything)


def counts_of(matrix: Matrix) -> Counts:
    return counted(matrix, matrix.bodies)


def n_said(counter: Counter[Cell]) -> int:
    return sum(n for cell, n in counter.items() if cell in SAID)


def sentence(
    collection: Collection, counter: Mapping[Cell, int], words: Mapping[Cell, Word]
) -> str:
    """`Supports: 12 · Opposes: 3 · Not read: 6`."""
    template = _("%(word)s: %(number)s")
    parts = [
        template % {"word": words[cell].label, "number": number(counter[cell])}
        for cell in cells_of(collection)
        if counter[cell]
    ]
    return " · ".join(parts)
