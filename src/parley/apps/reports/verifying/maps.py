"""Matrices and opinion maps of public record, made once more of what they were made of."""

from collections.abc import Mapping

from parley.apps.outcomes.bridge import remaking
from parley.apps.outcomes.bridge.remaking import NEAR, SAME, NoMap
from parley.apps.reports.verifying.cells import decided
from parley.apps.reports.verifying.sources import Source, Sources
from parley.apps.reports.verifying.told import Check

CONFIDENTIAL = ("chatham_house", "closed_door")
# What there may be of them, and where people are counted in it.
TOLD = {"source", "LICENCE", "propositions", "results", "shares", "groups", "elements", "axes"}
_ANSWERS = ("answers", "disagree", "pass", "agree")
COUNTS = {
    "map/propositions": _ANSWERS,
    "map/shares": _ANSWERS,
    "map/groups": ("actors",),
    "results": ("answers", "agree", "disagree", "passed", "reserved"),
}


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


def nobody_alone(sources: Sources) -> Check:
    """Where who said what is confidential, no count in a package is about few participants, and none
    of its tables has a line about one."""
    check = Check("Participants of confidential consultations, none told of alone")
    for key, source in sources.items():
        if source.is_record or source.about.get("rule") not in CONFIDENTIAL:
            continue
        least = int(source.about["fewest_counted"])
        there = {name.rpartition("/")[2].partition(".")[0] for name in source.names()}
        for name in sorted(there - TOLD):
            check.differs.append(f"{key}, {name}: no table of a confidential consultation")
        for name, columns in COUNTS.items():
            for place, row in enumerate(source.rows(name), start=1):
                small = [one for one in columns if 0 < (row.get(one) or 0) < least]
                check.expect(f"{key}, {name}, row {place}, counts below {least}", [], small)
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
