"""Making a list of rows be a list of entries, with as few changes as that takes."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)
E = TypeVar("E")


def matched(
    rows: Sequence[M], entries: Sequence[E], *tests: Callable[[M, E], bool]
) -> tuple[list[M | None], list[M]]:
    """The row that each entry was before, and the rows that are in no entry any more.

    Earlier tests go first for all entries: who is named by its uid is taken by nobody else.
    """
    left = list(rows)
    found: list[M | None] = [None] * len(entries)
    for test in tests:
        for number, entry in enumerate(entries):
            if found[number] is None:
                row = next((row for row in left if test(row, entry)), None)
                if row is not None:
                    left.remove(row)
                    found[number] = row
    return found, left


def renumbered(rows: Sequence[Any], position: Callable[[Any], Any]) -> list[Any]:
    """Give the rows an `order` under which `position` sorts them as they stand here.

    Where it does already, nothing is touched. Answers the rows whose order changed.
    """
    if sorted(rows, key=position) == list(rows):
        return []
    moved = [(number, row) for number, row in enumerate(rows) if row.order != number]
    for number, row in moved:
        row.order = number
    return [row for _number, row in moved]


def by_order(row: Any) -> tuple[int, int]:
    """How lists of rows are sorted: by order, then the older first."""
    return row.order, row.pk
