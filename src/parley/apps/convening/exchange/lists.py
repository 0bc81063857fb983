"""Making a list of rows be a list of entries, with as few changes as that takes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from parley.apps.convening.services.rows import assign

R = TypeVar("R")
E = TypeVar("E")
Values = Mapping[str, Any]


def matched(
    rows: Sequence[R], entries: Sequence[E], *tests: Callable[[R, E], bool]
) -> tuple[list[R | None], list[R]]:
    """The row that each entry was before, and the rows that are in no entry any more.

    Earlier tests go first for all entries: a row named by its uid is taken by nobody else.
    """
    left = list(rows)
    found: list[R | None] = [None] * len(entries)
    for test in tests:
        for number, entry in enumerate(entries):
            if found[number] is None:
                row = next((row for row in left if test(row, entry)), None)
                if row is not None:
                    left.remove(row)
                    found[number] = row
    return found, left


def same(*names: str) -> Callable[[Any, Values], bool]:
    """The test whether a row has the values of these names."""
    return lambda row, values: all(getattr(row, name) == values[name] for name in names)


def take_list(
    rows: Iterable[Any],
    entries: Sequence[Values],
    make: Callable[[], Any],
    *tests: Callable[[Any, Values], bool],
) -> bool:
    """Let `rows` become `entries`, in their order; answers whether anything changed."""
    found, left = matched([*rows], entries, *tests)
    for row in left:
        row.delete()
    taken, is_changed = [], bool(left)
    for number, (row, values) in enumerate(zip(found, entries, strict=True)):
        given = {**values, "order": number} if row is None else values
        row = make() if row is None else row
        if assign(row, given) or row._state.adding:
            row.save()
            is_changed = True
        taken.append(row)
    moved = renumbered(taken, by_order)
    for row in moved:
        row.save()
    return is_changed or bool(moved)


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
