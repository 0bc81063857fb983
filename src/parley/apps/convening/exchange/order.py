"""The one order and spelling in which equal documents are equal."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from parley.apps.convening.exchange.schema import Document, SessionEntry
from parley.apps.convening.exchange.walltime import moment_of, wall_of
from parley.core import exports

LAST = datetime.max.replace(tzinfo=UTC)


def in_order(document: Document) -> Document:
    """Sessions by their start, those without times last and as given; offsets where needed;
    what is referred to by its short name in the order of these."""
    zone = ZoneInfo(document.dialogue.time_zone)
    listed = {
        kind: tuple(sorted(getattr(document, kind), key=lambda entry: str(entry.slug)))
        for kind in ("venues", "organisations", "people")
    }
    sections = {one.name: one.in_order(entry) for one, entry in exports.given(document)}
    sessions = _ordered(document.sessions, zone)
    return document.model_copy(update={"sessions": sessions, **listed, **sections})


def _ordered(sessions: Sequence[SessionEntry], zone: ZoneInfo) -> tuple[SessionEntry, ...]:
    def start(session: SessionEntry) -> datetime:
        return LAST if session.starts is None else moment_of(session.starts, zone)

    return tuple(_spelled(session, zone) for session in sorted(sessions, key=start))


def _spelled(session: SessionEntry, zone: ZoneInfo) -> SessionEntry:
    walls = {
        name: wall_of(moment_of(wall, zone), zone)
        for name, wall in (("starts", session.starts), ("ends", session.ends))
        if wall is not None
    }
    parts = _ordered(session.parts, zone)
    return session.model_copy(update={**walls, "parts": parts})
