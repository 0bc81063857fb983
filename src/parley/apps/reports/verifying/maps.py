"""Matrices and opinion maps of public record, made once more of what they were made of."""

from collections.abc import Mapping

from parley.apps.outcomes.bridge import remaking
from parley.apps.outcomes.bridge.remaking import NEAR, SAME, NoMap
from parley.apps.reports.verifying.cells import decided
from parley.apps.reports.verifying.sources import Source, Sources
from parley.apps.reports.verifying.told import Check


def cells(sources: Sources) -> Check:
    """Each cell from its positions and readings. Of votes there is nothing that they are made of."""
    check = Check("Cells of matrices, from positions and readings")
    for key, source in sources.items():
        if source.kind != "positions":
            continue
        expected = decided(source.columns, source.rows("positions"), source.rows("readings"))
        for place in sorted(expected.keys() | source.cells.keys()):
            nothing = str(source.about.get("not_in_matrix"))
            here = f"{key}, actor {place[0]} on {place[1]}"
            check.expect(here, expected.get(place, nothing), source.cells.get(place, nothing))
    return check


def drawn_anew(sources: Sources) -> Check:
    """Each map from its stances, settings and seed, file by file."""
    check = Check("Opinion maps, drawn anew from their stances")
    for source in sources.values():
        if source.map is not None:
            _redraw(source, check)
    return check


def _redraw(source: Source, check: Check) -> None:
    of = source.map or {}
    if not source.is_record:
        source.why_not = "single answers of participants are in no package"
        check.unknown.append(f"{source.key}: {source.why_not}")
        return
    if not of.get("of_this_matrix"):
        source.why_not = "the collection has changed since its map was drawn"
        check.unknown.append(f"{source.key}: {source.why_not}")
        return
    try:
        stances = source.stances()
        found = remaking.redrawn(stances, of.get("settings") or {}, source.kind)
    except (NoMap, TypeError) as error:
        check.differs.append(f"{source.key}: no map can be drawn: {error}")
        return
    if check.expect(f"{source.key}, digest of its stances", of["input_digest"], found.input_digest):
        source.redrawn = found
    _compare(source, found.files, check)
    if found.engine != of.get("engine") and check.differs:
        check.differs.append(
            f"{source.key}: the map was drawn by Parley {of.get('engine')}, this is {found.engine}"
        )


def _compare(source: Source, mine: Mapping[str, bytes], check: Check) -> None:
    theirs = source.map_files()
    for name in sorted(mine.keys() | theirs.keys()):
        here = f"{source.folder}map/{name}"
        if name not in mine or name not in theirs:
            where = "the package" if name in mine else "the map drawn anew"
            check.differs.append(f"{here}: it is missing in {where}")
            continue
        state = remaking.compared(name, theirs[name], mine[name])
        if state == SAME:
            check.same += 1
        elif state == NEAR:
            check.near.append(f"{here}: bytes differ, numbers agree to 1e-9")
        else:
            check.differs.append(f"{here}: the map drawn anew has other numbers")
