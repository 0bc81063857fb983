"""Findings as files: a line for each source of each in a sheet, or all of it as JSON."""

import json
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from parley.apps.outcomes.findings.numbers import Numbers
from parley.apps.outcomes.findings.scale import LEVEL
from parley.apps.outcomes.presenters import findings as present
from parley.apps.outcomes.selectors.findings import Findings, FindingSeen
from parley.core import sheets

TYPES = {"csv": sheets.TYPES[sheets.CSV], "json": "application/json"}
COUNTS = (
    "pronounced",
    "agree",
    "disagree",
    "passed",
    "reserved",
    "contested",
    "silent",
    "absent",
)
MEASURES = ("share", "smallest", "gap", "ambiguity")
HEAD = (
    "finding",
    "kind",
    "about",
    "element",
    "proposition",
    "wording",
    "worded_by",
    "joined_into",
    "source",
    "synthetic",
    "verdict",
    "rests_on",
    "of",
    *COUNTS,
    *(f"{name}{part}" for name in MEASURES for part in ("", "_low", "_high")),
)


def written(found: Findings, kind: str) -> bytes:
    if kind == "json":
        text = json.dumps(_everything(found), ensure_ascii=False, indent=1, sort_keys=True)
        return text.encode()
    return sheets.written([HEAD, *_lines(found)], sheets.CSV)


def _each(found: Findings) -> Iterator[tuple[FindingSeen, FindingSeen | None]]:
    """Each finding, and with which it was joined."""
    for one in found.every:
        yield one, None
        for other in one.joined:
            yield other, one


def _worded_by(seen: FindingSeen) -> str:
    return "rapporteur" if seen.row.wording else "parley"


def _wording(seen: FindingSeen, found: Findings) -> str:
    return str(seen.row.wording) or present.suggestion(seen, found.scale)


def _lines(found: Findings) -> Iterator[list[str]]:
    for seen, into in _each(found):
        row = seen.row
        first = [
            str(row.uid),
            row.kind,
            row.matter,
            str(row.element.title) if row.element else "",
            str(row.about),
            _wording(seen, found),
            _worded_by(seen),
            str(into.row.uid) if into else "",
        ]
        for one in seen.grounds:
            synthetic = "yes" if present.is_synthetic(one) else "no"
            yield [*first, present.source_name(one), synthetic, *_numbers(one.numbers)]
        if not seen.grounds:
            yield [*first, *[""] * (len(HEAD) - len(first))]


def _numbers(of: Numbers) -> list[str]:
    counts = [getattr(of, name) for name in COUNTS]
    measured = [getattr(of, name) or (None,) * 3 for name in MEASURES]
    values = [*counts, *(part for three in measured for part in three)]
    told = ["" if value is None else str(value) for value in values]
    return [of.kind, of.why, of.who, *told]


def _everything(found: Findings) -> dict[str, Any]:
    return {
        "dialogue": found.dialogue.slug,
        "thresholds": {**found.scale.as_dict(), "level": LEVEL},
        "findings": [
            {
                "uid": str(seen.row.uid),
                "address": reverse("finding", args=[seen.row.uid]),
                "kind": seen.row.kind,
                "about": seen.row.matter,
                "element": dict(seen.row.element.title) if seen.row.element else None,
                "text": dict(seen.row.about),
                "wording": dict(seen.row.wording)
                or {get_language() or "en": _wording(seen, found)},
                "worded_by": _worded_by(seen),
                "own": seen.row.own,
                "joined_into": str(into.row.uid) if into else None,
                "grounds": [
                    {
                        "source": present.source_name(one),
                        "synthetic": present.is_synthetic(one),
                        **one.numbers.as_json(),
                    }
                    for one in seen.grounds
                ],
            }
            for seen, into in _each(found)
        ],
    }
