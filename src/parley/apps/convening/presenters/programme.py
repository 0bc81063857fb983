"""A programme in the shape of components/timetable.html."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parley.apps.convening.presenters import times
from parley.apps.convening.selectors.programme import Day, Line, Part, Place, Programme, Slot
from parley.core.localtext import LocalText
from parley.core.templatetags.parley import localized

MAX_COLUMNS = 8


@dataclass(frozen=True)
class Clocks:
    """How moments are shown: in the dialogue's zone, and the reader's where it differs."""

    home: ZoneInfo
    reader: ZoneInfo | None
    now: datetime

    def span(self, line: Line) -> str:
        if line.starts_at is None or line.ends_at is None:
            return ""
        return times.span(line.starts_at, line.ends_at, self.home)

    def reader_span(self, line: Line) -> str:
        if self.reader is None or line.starts_at is None or line.ends_at is None:
            return ""
        return times.reader_span(line.starts_at, line.ends_at, self.home, self.reader)

    def reader_start(self, line: Line) -> str:
        if self.reader is None or line.starts_at is None:
            return ""
        return times.clock(line.starts_at, self.reader)


def clocks_for(
    programme: Programme, home: ZoneInfo, reader: ZoneInfo | None, now: datetime
) -> Clocks:
    """Clocks with the reader's zone left out where it always shows the same time."""
    moments = [line.starts_at for line in programme.lines() if line.starts_at]
    same = reader is None or times.same_clock(home, reader, moments)
    return Clocks(home, None if same else reader, now)


def person(part: Part) -> dict[str, Any]:
    """One contribution in the shape of components/person_line.html."""
    post = [localized(text) for text in (part.position, part.organisation) if text]
    return {
        "name": part.name,
        "url": part.url,
        "honorific": part.honorific,
        "capacity": localized(part.capacity),
        "affiliation": _joined(post),
        "role_label": part.role_label,
        "synthetic": part.synthetic,
    }


def _joined(texts: list[str | SafeString]) -> SafeString | str:
    if len(texts) < 2:
        return texts[0] if texts else ""
    return format_html(_("{}, {}"), *texts)


def place(where: Place | None) -> str | SafeString:
    if where is None:
        return ""
    return format_html(_("{}, {}"), localized(where.room), localized(where.venue))


def full_title(label: LocalText, title: LocalText) -> str | SafeString:
    """Panel 1: Concepts of knowledge and territory."""
    if not label:
        return localized(title)
    return format_html(_("{}: {}"), localized(label), localized(title))


def session(line: Line, clocks: Clocks, lanes: dict[str, int] | None = None) -> dict[str, Any]:
    """One session in the shape of components/session_row.html."""
    return {
        "title": full_title(line.label, line.title),
        "url": line.url,
        "kind": line.kind,
        "kind_label": line.kind_label,
        "rule": line.rule,
        "rule_label": line.rule_label,
        "question": localized(line.question),
        "cancelled": line.cancelled,
        "time": clocks.span(line),
        "reader_time": clocks.reader_span(line),
        "start_iso": line.starts_at.isoformat() if line.starts_at else "",
        "end_iso": line.ends_at.isoformat() if line.ends_at else "",
        "is_now": line.is_on(clocks.now),
        "room": place(line.place),
        "people": [person(part) for part in line.parts],
        "children": [session(child, clocks) for child in line.children],
        "lane": _lane(line, lanes),
    }


def _lane(line: Line, lanes: dict[str, int] | None) -> int | str:
    if not lanes:
        return ""
    return (line.place and lanes.get(line.place.room_slug)) or "all"


def _day(day: Day, number: int, clocks: Clocks) -> dict[str, Any]:
    """Rooms become columns where there are several, but not too many for a screen."""
    wide = len(day.rooms) > MAX_COLUMNS or len(day.rooms) < 2
    lanes = {} if wide else {room.slug: n for n, room in enumerate(day.rooms, 1)}
    return {
        "label": times.long_day(day.date),
        "note": _("Day %(number)s") % {"number": number} if number else "",
        "rooms": [] if wide else [localized(room.name) for room in day.rooms],
        "slots": list(_slots(day, clocks, lanes)),
        "untimed": [session(line, clocks) for line in day.untimed],
    }


def _lanes_of(slot: Slot, lanes: dict[str, int]) -> dict[str, int]:
    """What happens alone has the whole width, in whichever room it is."""
    return lanes if len(slot.lines) > 1 else dict.fromkeys(lanes, 0)


def _slots(day: Day, clocks: Clocks, lanes: dict[str, int]) -> Iterable[dict[str, Any]]:
    for slot in day.slots:
        start, first = slot.starts_at, slot.lines[0]
        together = len({line.ends_at for line in slot.lines}) == 1
        reader = clocks.reader_span(first)
        yield {
            "time": clocks.span(first) if together else times.clock(start, clocks.home),
            "reader_time": reader if together else clocks.reader_start(first),
            "start_iso": start.isoformat(),
            "with_time": not together,
            "sessions": [session(line, clocks, _lanes_of(slot, lanes)) for line in slot.lines],
        }


def timetable(
    programme: Programme, clocks: Clocks, first: datetime, reader: ZoneInfo | None
) -> dict[str, Any]:
    """The whole programme; `first` is a moment of the dialogue, for the zones' short names."""
    days, several = enumerate(programme.days, 1), len(programme.days) > 1
    return {
        "zone_label": times.zone_name(clocks.home, first),
        "reader_zone_label": times.zone_name(reader, first) if reader else "",
        "reader_differs": clocks.reader is not None,
        "is_over": first < clocks.now,
        "days": [_day(day, n if several else 0, clocks) for n, day in days],
        "untimed": [session(line, clocks) for line in programme.undated],
    }


def facts(line: Line, clocks: Clocks) -> list[dict[str, Any]]:
    """When, where and under which rule: what is known, and plainly what is not."""
    found = [{"label": _("Time"), "value": _when(line, clocks)}]
    if reader := clocks.reader_span(line):
        assert clocks.reader is not None and line.starts_at is not None
        zone = times.zone_name(clocks.reader, line.starts_at)
        found.append({"label": _("Your time"), "value": f"{reader}, {zone}"})
    if line.place:
        url = line.place.venue_url
        link = format_html('<a href="{}">{}</a>', url, place(line.place))
        found.append({"label": _("Room"), "value": link})
    found.append({"label": _("Rule"), "value": rule_meaning(line.rule)})
    return found


def rule_meaning(rule: str) -> str:
    """Who attends and what may be quoted, in a sentence."""
    return {
        "public": _("Public: everyone may attend, and quote."),
        "participants": _("Participants: approved participants attend."),
        "chatham_house": _(
            "Chatham House: approved participants attend; what is said may be used, "
            "but never attributed."
        ),
        "closed_door": _(
            "Closed door: only those assigned attend; nothing said is used or attributed."
        ),
        "": _("Not stated; treated as closed."),
    }[rule]


def _when(line: Line, clocks: Clocks) -> str:
    if line.starts_at is not None:
        zone = times.zone_name(clocks.home, line.starts_at)
        day = times.long_day(line.starts_at.astimezone(clocks.home).date())
        return f"{day}, {clocks.span(line)}, {zone}"
    if line.day is not None:
        return _("%(day)s, time not recorded") % {"day": times.long_day(line.day)}
    return _("Not recorded")
