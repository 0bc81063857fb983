"""Cells of a matrix from positions and readings, worked out a second time.

This is not the code that made them: two ways to the same cell are a check of both.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]
Place = tuple[int, int]


def decided(
    columns: Iterable[Row], positions: Iterable[Row], readings: Iterable[Row]
) -> dict[Place, str]:
    """(actor, column) → cell, of those of which anything is known."""
    elements = {one["number"]: one["element"] or None for one in columns}
    said: dict[Place, list[Row]] = defaultdict(list)
    for one in positions:
        if one["column"] in elements and one["stance"] != "practice":
            said[one["actor"], one["column"]].append(one)
    full = {(one["actor"], one["element"] or None) for one in readings if one["extent"] == "full"}
    cells = {place: _cell(_standing(found)) for place, found in said.items()}
    for actor, element in full:
        for column, own in elements.items():
            if element is None or element == own:
                cells.setdefault((actor, column), "silent")
    return cells


def _standing(positions: list[Row]) -> list[Row]:
    """Those that none of the others has replaced, directly or not."""
    by_id = {one["id"]: one for one in positions}
    named = {one["replaces"] for one in positions}
    gone: set[str] = set()
    waiting = [by_id[name]["replaces"] for name in by_id.keys() - named]
    while waiting:
        earlier = waiting.pop()
        if earlier in by_id and earlier not in gone:
            gone.add(earlier)
            waiting.append(by_id[earlier]["replaces"])
    return [one for one in positions if one["id"] not in gone]


def _cell(positions: list[Row]) -> str:
    stances = {str(one["stance"]) for one in positions}
    return stances.pop() if len(stances) == 1 else "contested"
