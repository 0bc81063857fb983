"""A dialogue and its sessions as iCalendar (RFC 5545).

Links to join are left out: an address of a calendar is passed on, and with it what is inside.
"""

from collections.abc import Iterable
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from parley.apps.convening.feeds.common import (
    absolute,
    city_of,
    clean,
    latest_change,
    one_line,
    place_line,
    plain,
    somebody,
    title_of,
)
from parley.apps.convening.feeds.vtimezone import vtimezone
from parley.apps.convening.models import Format, Rule, Status, Visibility

if TYPE_CHECKING:
    from parley.apps.convening.models import Dialogue
    from parley.apps.convening.selectors.programme import Line, Programme

PRODUCT = "-//Parley//Parley//EN"
REFRESH = timedelta(hours=1)


def dialogue_calendar(dialogue: "Dialogue", programme: "Programme") -> bytes:
    """The dialogue's days, and each of its sessions of which at least the day is known."""
    lines = [line for line in programme.lines() if line.day is not None]
    sessions = (_session(dialogue, line) for line in lines)
    return _calendar(dialogue, [_whole(dialogue), *sessions], lines)


def session_calendar(dialogue: "Dialogue", line: "Line") -> bytes:
    """One session, whose day must be known."""
    return _calendar(dialogue, [_session(dialogue, line)], [line])


def _calendar(dialogue: "Dialogue", events: Iterable[Event], lines: list["Line"]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", one_line(dialogue.title))
    calendar.add("x-wr-calname", one_line(dialogue.title))
    calendar.add("x-wr-timezone", dialogue.time_zone)
    calendar.add("refresh-interval", vDuration(REFRESH), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for event in events:
        calendar.add_component(event)
    if calendar.get_missing_tzids():
        moments = [m for line in lines for m in (line.starts_at, line.ends_at) if m]
        years = [moment.astimezone(dialogue.zone).year for moment in moments]
        zone = vtimezone(dialogue.time_zone, min(years), max(years))
        calendar.subcomponents.insert(0, zone)
    return calendar.to_ical()


def _whole(dialogue: "Dialogue") -> Event:
    event = _event(dialogue, dialogue.uid, dialogue.status == Status.CANCELLED)
    event.add("summary", one_line(dialogue.title))
    _all_day(event, dialogue.starts_on, dialogue.ends_on)
    online = _("Online") if dialogue.format == Format.VIRTUAL else ""
    _text(event, "location", city_of(dialogue) or online)
    about = (clean(dialogue.subtitle), plain(dialogue.purpose or dialogue.body))
    _text(event, "description", "\n\n".join(filter(None, about)))
    event.add("url", absolute(reverse("dialogue", args=[dialogue.slug])))
    event.add("categories", [_("Dialogue")])
    known = dialogue.is_published and dialogue.visibility == Visibility.PUBLIC
    event.add("class", "PUBLIC" if known else "PRIVATE")
    return event


def _session(dialogue: "Dialogue", line: "Line") -> Event:
    cancelled = line.cancelled or dialogue.status == Status.CANCELLED
    event = _event(dialogue, line.uid, cancelled, line)
    event.add("summary", title_of(line))
    if line.starts_at is None or line.ends_at is None:
        assert line.day is not None
        _all_day(event, line.day, line.day)
    else:
        start, end = (moment.astimezone(dialogue.zone) for moment in (line.starts_at, line.ends_at))
        if start.fold or end.fold:  # an hour that the clocks repeat has no name in its zone
            start, end = start.astimezone(UTC), end.astimezone(UTC)
        event.add("dtstart", start)
        event.add("dtend", end)
    online = _("Online") if dialogue.format == Format.VIRTUAL else ""
    _text(event, "location", place_line(line.place) if line.place else online)
    _text(event, "description", _about(line))
    event.add("url", absolute(line.url))
    event.add("categories", [one_line(line.kind_label)])
    event.add("class", "PUBLIC" if line.rule == Rule.PUBLIC or line.listed else "PRIVATE")
    return event


def _event(dialogue: "Dialogue", uid: object, cancelled: bool, line: "Line | None" = None) -> Event:
    """What every event has. A session changes with its dialogue too: both are counted."""
    event = Event()
    event.add("uid", f"{uid}@parley")
    changed = latest_change(dialogue, [line] if line else [])
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", dialogue.sequence + (line.sequence if line else 0))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if organiser := _organiser(dialogue):
        event.add("organizer", organiser)
    return event


def _all_day(event: Event, first: date, last: date) -> None:
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")


def _text(event: Event, name: str, text: str) -> None:
    if text:
        event.add(name, text)


def _about(line: "Line") -> str:
    people = "\n".join(_("{}: {}").format(p.role_label, somebody(p)) for p in line.parts)
    rule = _("Rule: %(rule)s") % {"rule": line.rule_label} if line.rule else ""
    parts = (clean(line.question), plain(line.abstract), people, rule)
    return "\n\n".join(filter(None, parts))


def _organiser(dialogue: "Dialogue") -> vCalAddress | None:
    """Whom to ask. An organiser without a mail address would not be valid."""
    try:
        validate_email(dialogue.contact_email)
    except ValidationError:
        return None
    address = vCalAddress(f"mailto:{dialogue.contact_email}")
    if name := one_line(dialogue.contact_name).replace('"', "'"):
        address.params["CN"] = vText(name)
    return address
