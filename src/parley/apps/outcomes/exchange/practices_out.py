"""Practices as a table and as data, for who goes on working with them."""

import json
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.outcomes.models import LEAST, Practice, PracticeEvidence
from parley.core import sheets

JSON = "json"
TYPES = {sheets.CSV: sheets.TYPES[sheets.CSV], JSON: "application/json"}


def written(rows: Sequence[Practice], kind: str, site: str) -> bytes:
    """`site`: where this Parley is, such as https://parley.example.org/."""
    if kind == sheets.CSV:
        return sheets.written([_head(), *(_cells(row, site) for row in rows)], kind)
    data = {"practices": [_entry(row, site) for row in rows], "fewest_counted": LEAST}
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def address(practice: Practice, site: str) -> str:
    return site.rstrip("/") + reverse("practice", args=[practice.slug])


def _head() -> list[str]:
    return [
        _("Title"),
        _("What is done"),
        _("Actors"),
        _("Countries"),
        _("By whom, in words"),
        _("Elements"),
        _("Capacity"),
        _("Cost"),
        _("Caveats"),
        _("Status"),
        _("Assessed by"),
        _("Evidence"),
        _("Dialogue"),
        _("Endorsements"),
        _("Synthetic"),
        _("Page"),
    ]


def _cells(row: Practice, site: str) -> list[str]:
    bodies = list(row.bodies.all())
    return [
        str(row.title),
        str(row.what),
        "; ".join(str(body.name) for body in bodies),
        "; ".join(body.country for body in bodies if body.country),
        str(row.by_whom),
        "; ".join(f"{one.norm.label} {one.title}" for one in row.elements.all()),
        str(row.capacity),
        str(row.cost),
        str(row.caveats),
        str(row.get_status_display()),
        row.assessed_by,
        "; ".join(_evidence_words(one) for one in row.evidence.all()),
        str(row.dialogue.title),
        str(row.counted) if row.counted >= LEAST else _("fewer than %(n)d") % {"n": LEAST},
        _("yes") if row.synthetic else _("no"),
        address(row, site),
    ]


def _evidence_words(row: PracticeEvidence) -> str:
    document = row.document
    if document is not None:
        parts = [str(document.body), str(document.title), document.symbol, row.place, document.link]
    else:
        parts = [row.title, row.place, row.link]
    return ", ".join(filter(None, parts))


def _entry(row: Practice, site: str) -> dict[str, Any]:
    """In all its languages. `endorsements`: null where they are fewer than may be told."""
    return {
        "id": str(row.uid),
        "page": address(row, site),
        "title": row.title,
        "what": row.what,
        "actors": [
            {"name": body.name, "kind": body.kind, "country": body.country or None}
            for body in row.bodies.all()
        ],
        "by_whom": row.by_whom,
        "elements": [
            {
                "instrument": one.norm.instrument.symbol,
                "norm": one.norm.label,
                "element": one.slug,
                "title": one.title,
            }
            for one in row.elements.all()
        ],
        "capacity": row.capacity,
        "cost": row.cost,
        "caveats": row.caveats,
        "status": row.status,
        "assessed_by": row.assessed_by,
        "evidence": [_evidence(one) for one in row.evidence.all()],
        "dialogue": {"slug": row.dialogue.slug, "title": row.dialogue.title},
        "endorsements": row.counted if row.counted >= LEAST else None,
        "synthetic": row.synthetic,
    }


def _evidence(row: PracticeEvidence) -> dict[str, Any]:
    document = row.document
    if document is None:
        return {"title": row.title, "link": row.link, "place": row.place}
    return {
        "title": document.title,
        "actor": document.body.name,
        "symbol": document.symbol,
        "year": document.year,
        "link": document.link,
        "place": row.place,
        "collection": document.collection.slug,
    }
