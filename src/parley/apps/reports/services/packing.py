"""The data of a report, as everybody may see it.

Whoever asks, each selector is asked as somebody who is not signed in, so that nothing goes into a package
that isn't on public pages; and of consultations less: no line about a single respondent, for a package
stays as it is when somebody has withdrawn.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import override

from parley import __version__
from parley.apps.outcomes.exchange import practices_out, questions_out
from parley.apps.outcomes.findings.scale import LEVEL, Scale
from parley.apps.outcomes.presenters import findings_files
from parley.apps.outcomes.selectors.findings import Findings, FindingSeen, findings_for
from parley.apps.outcomes.selectors.practices_catalogue import catalogue, in_this_order
from parley.apps.outcomes.selectors.questions import Asked, questions_of
from parley.apps.outcomes.selectors.sources import Source
from parley.apps.reports.body.blocks import Body, Kind
from parley.apps.reports.body.references import SHORT, references
from parley.apps.reports.files import tables
from parley.apps.reports.files.archive import Unpacked
from parley.apps.reports.files.package import as_bytes
from parley.apps.reports.layout.held import place_of
from parley.apps.reports.models import Report
from parley.apps.reports.services import packing_sources as sources
from parley.apps.reports.verifying.grounds import Ground, judged_again, recounted
from parley.apps.reports.verifying.sources import Sources
from parley.core.actors import ANONYMOUS

Data = dict[str, bytes]


def data_of(report: Report, body: Body) -> Data:
    """Name → file. In the report's language of record, where a file has one."""
    with override(report.languages[0]):
        found = _in_body(findings_for(ANONYMOUS, report.dialogue), body)
        charted = _charted(body)
        released = sources.released_among(charted)
        packed = sources.packed(_sources(found, charted), released)
        return {
            **_findings(found, body, packed),
            **_practices(body),
            **_questions(report, body),
            **packed.files,
            "method.json": as_bytes(_method(found, packed)),
        }


def _shown(body: Body, kind: Kind) -> dict[str, list[str]]:
    """What blocks show of a kind: key → blocks. Of a uid its digits, all of them or the first ones."""
    found: dict[str, list[str]] = {}
    for block in body:
        if block.kind == kind:
            key = block.of if kind == Kind.PRACTICE else block.of.replace("-", "").lower()
            found.setdefault(key, []).append(block.uid)
    return found


def _referred(body: Body, kind: Kind) -> set[str]:
    """What texts refer to."""
    texts = (text for block in body for text in block.text.values())
    return {one.key for text in texts for one in references(text) if one.kind == kind}


def _names(uid: UUID) -> tuple[str, str]:
    """As blocks and texts may name it."""
    return uid.hex, uid.hex[:SHORT]


# ---- findings


def _in_body(found: Findings, body: Body) -> Findings:
    """Those that the report shows or refers to; one that was joined with another is that other."""
    named = {*_shown(body, Kind.FINDING), *_referred(body, Kind.FINDING)}

    def stands(seen: FindingSeen) -> bool:
        every = [seen, *seen.joined]
        return any(name in named for one in every for name in _names(one.row.uid))

    kept = [
        (element, tuple(one for one in seen if stands(one))) for element, seen in found.by_element
    ]
    return replace(found, by_element=tuple(pair for pair in kept if pair[1]))


def _each(found: Findings) -> Iterable[FindingSeen]:
    """In the order in which files list them."""
    for one in found.every:
        yield one
        yield from one.joined


def _findings(found: Findings, body: Body, packed: sources.Packed) -> Data:
    counted = [*findings_files.COUNTS, *_measures()]
    table = findings_files.written(found, "csv")
    told = json.loads(findings_files.written(found, "json"))
    by_name = _shown(body, Kind.FINDING)
    archive = Sources(Unpacked(packed.files))
    for key, drawn in packed.maps.items():
        archive[key].redrawn = drawn
    for entry, seen in zip(told["findings"], _each(found), strict=True):
        entry["element_number"] = seen.row.element_id
        names = [name for one in (seen, *seen.joined) for name in _names(one.row.uid)]
        entry["blocks"] = [block for name in names for block in by_name.get(name, ())]
        for ground, of in zip(entry["grounds"], seen.grounds, strict=True):
            leaves = of.open_to_reader and of.source.key in archive
            ground["key"] = of.source.key if leaves else None
            if not _is_current(entry, ground, archive, found.scale):
                ground["source_changed"] = True
    return {
        **tables.parquet_beside("findings", table, counted),
        "findings.json": as_bytes(told),
    }


def _is_current(entry: Any, ground: Any, archive: Sources, scale: Scale) -> bool:
    """Whether it says what its source says now; whoever verifies the package is told where not."""
    of = Ground.of(entry, ground)
    return not recounted(of, archive).differs and not judged_again(of, archive, scale).differs


def _measures() -> list[str]:
    return [f"{name}{part}" for name in findings_files.MEASURES for part in ("", "_low", "_high")]


def _charted(body: Body) -> list[str]:
    """Keys of the sources that charts are drawn of."""
    places = [place_of(block) for block in body if block.kind == Kind.CHART]
    return sorted({one.source for one in places if one is not None})


def _sources(found: Findings, charted: Iterable[str]) -> list[Source]:
    """Those that the findings rest on, and charts are drawn of, each once, in order."""
    named = {
        one.source.key: one.source
        for seen in _each(found)
        for one in seen.grounds
        if one.open_to_reader
    }
    for key in charted:
        source = sources.open_source(key) if key not in named else None
        if source is not None:
            named[key] = source
    return list(named.values())


# ---- practices and questions


def _practices(body: Body) -> Data:
    named = [*_shown(body, Kind.PRACTICE), *sorted(_referred(body, Kind.PRACTICE))]
    keys = dict(catalogue(ANONYMOUS).filter(slug__in=named).values_list("slug", "pk"))
    in_order = dict.fromkeys(keys[slug] for slug in named if slug in keys)
    found = in_this_order(ANONYMOUS, list(in_order))
    if not found:
        return {}
    return {
        f"practices.{kind}": practices_out.written(found, kind, settings.BASE_URL)
        for kind in practices_out.TYPES
    }


def _questions(report: Report, body: Body) -> Data:
    named = {*_shown(body, Kind.QUESTION), *_referred(body, Kind.QUESTION)}
    every = questions_of(ANONYMOUS, report.dialogue)
    found = [one for one in every if named.intersection(_names(one.question.uid))]
    if not found:
        return {}
    return {
        "questions.csv": questions_out.written(found),
        "questions.json": as_bytes({"questions": [_question(one) for one in found]}),
    }


def _question(one: Asked) -> dict[str, Any]:
    """In all its languages."""
    row = one.question
    return {
        "uid": str(row.uid),
        "text": dict(row.text),
        "element": dict(row.element.title) if row.element else None,
        "status": row.status,
        "answer": dict(row.answer),
        "answered_by_finding": str(one.finding.uid) if one.finding else None,
        "answered_by_document": str(one.document.uid) if one.document else None,
        "synthetic": row.synthetic,
    }


# ---- method


def _method(found: Findings, packed: sources.Packed) -> dict[str, Any]:
    return {
        "parley": __version__,
        "thresholds": {**found.scale.as_dict(), "level": LEVEL},
        "interval_of_shares": "Jeffreys",
        "sources": packed.about,
        "withheld": _withheld(_each(found)),
    }


def _withheld(every: Iterable[FindingSeen]) -> Mapping[str, int]:
    """How many grounds there are, and how many have counts withheld or a source without pages."""
    grounds: Sequence[Any] = [one for seen in every for one in seen.grounds]
    return {
        "grounds": len(grounds),
        "counts_withheld": sum(one.numbers.pronounced is None for one in grounds),
        "sources_not_open": sum(not one.open_to_reader for one in grounds),
    }
