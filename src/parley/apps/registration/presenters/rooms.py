"""Online rooms in words: on a session's page, on one's own page, at the desk."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.models import Session
from parley.apps.convening.presenters import times
from parley.apps.registration.models import Meeting, Mode, Registration
from parley.apps.registration.selectors import rooms
from parley.apps.registration.selectors.rooms import Door, Room
from parley.core import zones
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

SOON = timedelta(days=1)


def join_panel(actor: Actor, session: Session) -> dict[str, Any] | None:
    """Beside a session's facts, for those who may enter its room."""
    room = rooms.room_for(actor, rooms.meeting_of(session), timezone.now())
    if room is None or room.door is Door.OVER:
        return None
    return shown(room, session.dialogue.zone)


def own_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    """On one's own page: the rooms that one may enter, now or later; for those who come in person
    the next day's are enough."""
    dialogue, now = registration.dialogue, timezone.now()
    found = rooms.rooms_for(actor, dialogue, now)
    if registration.mode == Mode.IN_PERSON:
        found = [room for room in found if room.opens_at and room.opens_at < now + SOON]
    zone = zones.named(registration.time_zone) or dialogue.zone
    return {"rooms": [shown(room, zone) for room in found]} if found else None


def shown(room: Room, zone: ZoneInfo) -> dict[str, Any]:
    session = room.session
    parts = [session.dialogue.slug, session.slug]
    return {
        "title": localized(session.title),
        "url": reverse("session", args=parts),
        "join_url": reverse("session-join", args=parts),
        "is_open": room.is_open,
        "is_over": room.door is Door.OVER,
        "when": _when(room, zone),
        "host": room.host,
        "link": room.link,
    }


def _when(room: Room, zone: ZoneInfo) -> str:
    if room.opens_at is None or room.closes_at is None:
        return _("The way in appears here once the time of the session is known.")
    named = times.zone_name(zone, room.opens_at)
    if room.is_open:
        text = _("The room is open until %(time)s, %(zone)s.")
        return text % {"time": times.clock(room.closes_at, zone), "zone": named}
    if room.door is Door.OVER:
        return _("This session is over, and its room is closed.")
    text = _("The room opens on %(time)s, %(zone)s.")
    return text % {"time": times.short_moment(room.opens_at, zone), "zone": named}


def line(meeting: Meeting) -> dict[str, Any]:
    """A session at the desk, with how it meets online."""
    session = meeting.session
    host = rooms.host_of(meeting)
    return {
        "title": localized(session.title),
        "time": _time_of(session),
        "kind": meeting.get_kind_display() if host else "",
        "host": host,
        "room": meeting.room,
        "edit_url": reverse("registration-room", args=[session.dialogue.slug, session.slug]),
    }


def _time_of(session: Session) -> str:
    zone = session.dialogue.zone
    if session.starts_at and session.ends_at:
        day = times.long_date(session.starts_at.astimezone(zone).date())
        return f"{day}, {times.span(session.starts_at, session.ends_at, zone)}"
    return times.long_date(session.day) if session.day else ""


def host_in(address: str) -> str:
    return urlsplit(address).netloc
