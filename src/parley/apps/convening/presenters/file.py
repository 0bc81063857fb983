"""What a dialogue's file would make, before it is taken in."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from parley.apps.convening.exchange import Document
from parley.apps.convening.models import SessionKind
from parley.core import exports
from parley.core.templatetags.parley import date_range, localized


def shown(document: Document, is_known: bool) -> dict[str, Any]:
    """The dialogue, its programme, and how many directory entries the file names."""
    dialogue = document.dialogue
    entries = [
        (_("Organisations"), len(document.organisations)),
        (_("People"), len(document.people)),
        (_("Venues"), len(document.venues)),
        (_("Pictures"), len(document.pictures)),
        (_("Materials"), len(document.materials)),
        *(count for section, part in exports.given(document) for count in section.counts(part)),
    ]
    return {
        "title": localized(dialogue.title),
        "is_known": is_known,
        "dates": date_range(dialogue.starts_on, dialogue.ends_on),
        "facts": [
            {"label": _("Short name"), "value": dialogue.slug},
            {"label": _("Time zone"), "value": dialogue.time_zone},
            *({"label": label, "value": number} for label, number in entries if number),
        ],
        "sessions": list(_sessions(document.sessions)),
    }


def _sessions(sessions: Iterable[Any], depth: int = 0) -> Iterable[dict[str, Any]]:
    for session in sessions:
        when = session.starts.strftime("%Y-%m-%d %H:%M") if session.starts else ""
        yield {
            "title": localized(session.title),
            "kind": SessionKind(session.kind).label,
            "when": when or (session.day.isoformat() if session.day else _("No day yet")),
            "depth": min(depth, 3),
        }
        yield from _sessions(session.parts, depth + 1)
