"""A programme as frab's schedule.json and schedule.xml, which conference apps read.

Both say the same, so the XML is made from the JSON. Only sessions with a start and an end can
stand in them.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from django.urls import reverse
from django.utils.translation import gettext as _

from parley import __version__
from parley.apps.convening.feeds.common import (
    absolute,
    clean,
    latest_change,
    marked,
    one_line,
    plain,
    title_of,
)
from parley.apps.convening.models import Format, Status

if TYPE_CHECKING:
    from parley.apps.convening.models import Dialogue
    from parley.apps.convening.selectors.programme import Line, Part, Programme

GENERATOR = {"name": "Parley", "version": __version__}
SCHEMA = "https://c3voc.de/schedule/schema.json"
SLOT = "00:05"
LONGEST = timedelta(hours=99, minutes=59)  # what the format can say

Json = dict[str, Any]


def schedule(dialogue: "Dialogue", programme: "Programme") -> Json:
    """The content of both files. Its version changes with the content, and only then."""
    conference = _conference(dialogue, programme)
    digest = sha256(json.dumps(conference, sort_keys=True).encode()).hexdigest()[:8]
    changed = latest_change(dialogue, programme.lines())
    return {
        "version": f"{changed:%Y-%m-%d %H:%M} UTC, {digest}",
        "base_url": absolute("/"),
        "conference": conference,
    }


def as_json(content: Json) -> bytes:
    whole = {"$schema": SCHEMA, "generator": GENERATOR, "schedule": content}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _conference(dialogue: "Dialogue", programme: "Programme") -> Json:
    by_day: defaultdict[date, list[Line]] = defaultdict(list)
    for line in programme.lines():
        if line.day and line.starts_at and line.ends_at:
            by_day[line.day].append(line)
    days = sorted(by_day) or [dialogue.starts_on]  # the format wants one at least
    rooms = _room_names(dialogue, programme)
    return {
        "acronym": _acronym(dialogue),
        "title": marked(dialogue.title, dialogue.status == Status.CANCELLED),
        "start": min(days[0], dialogue.starts_on).isoformat(),
        "end": max(days[-1], dialogue.ends_on).isoformat(),
        "daysCount": len(days),
        "timeslot_duration": SLOT,
        "time_zone_name": dialogue.time_zone,
        "url": absolute(reverse("programme", args=[dialogue.slug])),
        "days": [_day(dialogue, n, day, by_day[day], rooms) for n, day in enumerate(days, 1)],
    }


def _acronym(dialogue: "Dialogue") -> str:
    """The format wants four of a–z, 0–9 and _ at least."""
    acronym = dialogue.slug.lower().replace("-", "_")
    return acronym if len(acronym) >= 4 else f"dialogue_{acronym}"


def _room_names(dialogue: "Dialogue", programme: "Programme") -> dict[str, str]:
    """Room → its name, with the venue where two of one name would become one room."""
    places = {line.place.room_slug: line.place for line in programme.lines() if line.place}
    names = {key: one_line(place.room) for key, place in places.items()}
    taken = list(names.values())
    for key, place in places.items():
        if taken.count(names[key]) > 1:
            names[key] = f"{names[key]} ({one_line(place.venue)})"
    names[""] = _("Online") if dialogue.format == Format.VIRTUAL else _("Room not stated")
    return names


def _day(
    dialogue: "Dialogue", number: int, day: date, lines: list["Line"], names: dict[str, str]
) -> Json:
    midnights = (datetime.combine(d, time(), dialogue.zone) for d in (day, day + timedelta(1)))
    start, end = (midnight.isoformat() for midnight in midnights)
    rooms: defaultdict[str, list[Json]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.starts_at, line.id)):
        room = names[line.place.room_slug if line.place else ""]
        rooms[room].append(_event(dialogue, line, room))
    return {
        "index": number,
        "date": day.isoformat(),
        "day_start": start,
        "day_end": end,
        "rooms": dict(rooms),
    }


def _event(dialogue: "Dialogue", line: "Line", room: str) -> Json:
    assert line.starts_at is not None
    assert line.ends_at is not None
    start = line.starts_at.astimezone(dialogue.zone)
    return {
        "id": line.id,
        "guid": str(line.uid),
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "duration": _duration(line.ends_at - line.starts_at),
        "room": room,
        "slug": _slug(dialogue, line),
        "url": absolute(line.url),
        "title": marked(title_of(line), line.cancelled),
        "subtitle": one_line(line.question),
        "track": one_line(line.kind_label),
        "type": line.kind,
        "language": line.title.pick().language,
        "abstract": plain(line.abstract),
        "description": "",
        "persons": [_person(part) for part in line.parts],
        "links": [],
        "attachments": [],
    }


def _duration(length: timedelta) -> str:
    hours, minutes = divmod(min(length, LONGEST) // timedelta(minutes=1), 60)
    return f"{hours:02}:{minutes:02}"


def _slug(dialogue: "Dialogue", line: "Line") -> str:
    """The format's own pattern: letters of the conference, the number, letters of the event."""
    conference = re.sub("[^a-z0-9]", "", dialogue.slug.lower())
    event = line.slug.lower().strip("-_")
    conference = conference if len(conference) >= 4 else f"dialogue{conference}"
    event = event if len(event) >= 4 else f"session-{line.id}"
    return f"{conference}-{line.id % 1_000_000}-{event}"


def _person(part: "Part") -> Json:
    """A person by name and key; a delegation has a name only."""
    known = {} if part.person_id is None else {"id": part.person_id}
    return {**known, "name": one_line(part.name)}


def as_xml(content: Json) -> bytes:
    conference = content["conference"]
    root = ElementTree.Element("schedule")
    ElementTree.SubElement(root, "generator", GENERATOR)
    _child(root, "version", content["version"])
    head = ElementTree.SubElement(root, "conference")
    for name in ("title", "acronym", "start", "end"):
        _child(head, name, conference[name])
    _child(head, "days", str(conference["daysCount"]))
    _child(head, "timeslot_duration", conference["timeslot_duration"])
    _child(head, "base_url", content["base_url"])
    _child(head, "time_zone_name", conference["time_zone_name"])
    root.extend(_day_element(day) for day in conference["days"])
    ElementTree.indent(root)
    return ElementTree.tostring(root, "utf-8", xml_declaration=True)


def _child(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = clean(text)


def _day_element(day: Json) -> ElementTree.Element:
    element = ElementTree.Element(
        "day",
        index=str(day["index"]),
        date=day["date"],
        start=day["day_start"],
        end=day["day_end"],
    )
    for name, events in day["rooms"].items():
        room = ElementTree.SubElement(element, "room", name=name)
        room.extend(_event_elements(events))
    return element


def _event_elements(events: list[Json]) -> Iterator[ElementTree.Element]:
    plain_texts = (
        "date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type",
        "language", "abstract", "description",
    )  # fmt: skip
    for event in events:
        element = ElementTree.Element("event", id=str(event["id"]), guid=event["guid"])
        for name in plain_texts:
            _child(element, name, event[name])
        persons = ElementTree.SubElement(element, "persons")
        for person in event["persons"]:
            known = {"id": str(person["id"])} if "id" in person else {}
            _child(persons, "person", person["name"], **known)
        ElementTree.SubElement(element, "links")
        yield element
