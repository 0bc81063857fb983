"""Findings: their counts from the sources, and their verdicts from the counts."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from parley.apps.outcomes.findings.scale import InvalidScale, Scale, scale_from
from parley.apps.reports.files import tables
from parley.apps.reports.files.archive import Files, InvalidPackage
from parley.apps.reports.files.package import json_of
from parley.apps.reports.verifying import grounds
from parley.apps.reports.verifying.grounds import Ground, Outcome
from parley.apps.reports.verifying.sources import Sources
from parley.apps.reports.verifying.told import Check

NAME = "findings.json"
Row = Mapping[str, Any]


def entries(archive: Files) -> list[dict[str, Any]]:
    """The findings; none where the report has none."""
    if NAME not in archive:
        return []
    found = json_of(archive, NAME)
    try:
        listed = [dict(one) for one in found["findings"]]
        for one in listed:
            _ = (one["uid"], one["kind"], one["grounds"], one["blocks"], one["own"])
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidPackage(f"{NAME} does not list findings as it should: {error}") from error
    return listed


def _each(archive: Files) -> Iterator[tuple[str, Row, Row]]:
    """What it is called, the finding, and one of its grounds."""
    for finding in entries(archive):
        for place, ground in enumerate(finding["grounds"], start=1):
            yield f"finding {finding['uid']}, ground {place}", finding, ground


def counts(archive: Files, sources: Sources) -> Check:
    """Each ground from the matrix, or from the results, that it was read from."""
    check = Check("Numbers of findings, from their sources")
    for here, finding, row in _each(archive):
        told = grounds.recounted(Ground.of(finding, row), sources)
        _tell(check, here, told, row)
    return check


def verdicts(archive: Files, sources: Sources) -> Check:
    """What each ground says by the thresholds; and what all of a finding's say together."""
    check = Check("Verdicts of findings, from their numbers and the thresholds")
    scale = _scale(archive)
    for here, finding, row in _each(archive):
        told = grounds.judged_again(Ground.of(finding, row), sources, scale)
        _tell(check, here, told, row)
    for one in entries(archive):
        if one["grounds"] and not one["own"]:
            kind = grounds.together_again(one)
            check.expect(f"finding {one['uid']}, its kind", kind, one["kind"])
    return check


def _tell(check: Check, here: str, told: Outcome, row: Row) -> None:
    if told.differs and row.get("source_changed"):
        check.unknown.append(f"{here}: its source has changed since it was read")
    elif told.differs:
        check.differs += [f"{here}, {one}" for one in told.differs]
    elif told.unknown:
        check.unknown.append(f"{here}: {told.unknown}")
    else:
        check.same += 1


def _scale(archive: Files) -> Scale:
    """As printed in the report."""
    stored = dict(json_of(archive, NAME).get("thresholds", {})) if NAME in archive else {}
    stored.pop("level", None)
    try:
        return scale_from(stored)
    except (InvalidScale, TypeError) as error:
        raise InvalidPackage(f"{NAME}: the thresholds can't be: {error}") from error


_COUNTS = (
    "pronounced", "agree", "disagree", "passed", "reserved", "contested", "silent", "absent",
)  # fmt: skip


def sheet(archive: Files) -> Check:
    """findings.csv and findings.json tell the same."""
    check = Check("Findings as a sheet and as JSON alike")
    if NAME not in archive or "findings.csv" not in archive:
        return check
    try:
        columns = tables.from_csv(archive.read("findings.csv"), _COUNTS)
        rows = zip(*columns.values(), strict=True)
        lines = [dict(zip(columns, values, strict=True)) for values in rows]
        thresholds = json_of(archive, "method.json")["thresholds"]
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise InvalidPackage(f"findings.csv can't be read: {error}") from error
    check.expect("thresholds in method.json", json_of(archive, NAME)["thresholds"], thresholds)
    expected = [_line(one, ground) for one in entries(archive) for ground in one["grounds"] or [{}]]
    got = [_of_sheet(one) for one in lines]
    check.expect("findings.csv, its lines", len(expected), len(got))
    for place, (one, other) in enumerate(zip(expected, got, strict=False), start=2):
        check.expect(f"findings.csv, line {place}", json.dumps(one), json.dumps(other))
    return check


def _line(finding: Row, ground: Row) -> list[Any]:
    kind = ground.get("kind", "too_little") if ground else ""
    return [finding["uid"], finding["kind"], kind, *(ground.get(name) for name in _COUNTS)]


def _of_sheet(line: Row) -> list[Any]:
    names = ("finding", "kind", "verdict", *_COUNTS)
    return [line.get(name) for name in names]
