"""schedule.xml and schedule.json: valid, equal, and right about time and rooms."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from parley.apps.convening.feeds.schedule import as_json, as_xml, schedule
from parley.apps.convening.models import Format, Status
from parley.apps.convening.selectors.programme import programme_for
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
XSD = etree.XMLSchema(etree.parse(Path(__file__).parent / "data" / "schedule.xml.xsd"))


def read(dialogue: Any) -> tuple[etree._Element, dict[str, Any]]:
    """Both formats: the XML is valid, and both list the same events."""
    dialogue.refresh_from_db()
    content = schedule(dialogue, programme_for(ANONYMOUS, dialogue))
    root, data = etree.fromstring(as_xml(content)), json.loads(as_json(content))
    XSD.assertValid(root)
    assert [flat(e) for e in root.iter("event")] == [
        {
            **{name: str(event[name] or "") for name in event if name not in LISTS},
            "persons": [(str(p.get("id", "")), p["name"]) for p in event["persons"]],
        }
        for event in events(data)
    ]
    return root, data["schedule"]["conference"]


LISTS = {"persons", "links", "attachments"}


def flat(element: etree._Element) -> dict[str, Any]:
    """An <event> as flat as the JSON has it."""
    return {
        **element.attrib,
        **{child.tag: child.text or "" for child in element if child.tag not in LISTS},
        "persons": [(p.get("id", ""), p.text) for p in element.iter("person")],
    }


def events(data: dict[str, Any]) -> list[dict[str, Any]]:
    days = data["schedule"]["conference"]["days"]
    return [event for day in days for room in day["rooms"].values() for event in room]


def test_one_event_in_full(client: Any) -> None:
    dialogue = make.dialogue(slug="ecdd-2020", title=LocalText(fr="Dialogue", en="Dialogue"))
    session = make.session(
        dialogue,
        slug="opening",
        label=LocalText(en="Lecture"),
        title=LocalText(en="How to live with norm contestation?"),
        question=LocalText(en="Feared or embraced?"),
        abstract=LocalText(en="On **norms**."),
        room=make.room(name=LocalText(en="Refettorio")),
        ends_at=datetime(2027, 5, 12, 12, 45, tzinfo=UTC),
    )
    speaker = make.person(name="Antje Wiener")
    make.contribution(session, person=speaker, order=1)
    make.contribution(session, organisation=make.organisation(name=LocalText(en="City")), order=2)
    response = client.get(reverse("schedule-json", args=["ecdd-2020"]))
    assert response["Content-Type"] == "application/json; charset=utf-8"
    conference = response.json()["schedule"]["conference"]
    days = conference.pop("days")
    assert conference == {
        "acronym": "ecdd_2020",
        "title": "Dialogue",
        "start": "2027-05-12",
        "end": "2027-05-13",
        "daysCount": 1,
        "timeslot_duration": "00:05",
        "time_zone_name": "Europe/Rome",
        "url": "https://parley.example/dialogues/ecdd-2020/programme/",
    }
    [day] = days
    [event] = day.pop("rooms")["Refettorio"]
    assert day == {
        "index": 1,
        "date": "2027-05-12",
        "day_start": "2027-05-12T00:00:00+02:00",
        "day_end": "2027-05-13T00:00:00+02:00",
    }
    assert event == {
        "id": session.pk,
        "guid": str(session.uid),
        "date": "2027-05-12T13:00:00+02:00",
        "start": "13:00",
        "duration": "01:45",
        "room": "Refettorio",
        "slug": f"ecdd2020-{session.pk}-opening",
        "url": "https://parley.example/dialogues/ecdd-2020/sessions/opening/",
        "title": "Lecture: How to live with norm contestation?",
        "subtitle": "Feared or embraced?",
        "track": "Panel",
        "type": "panel",
        "language": "en",
        "abstract": "On norms.",
        "description": "",
        "persons": [{"id": speaker.pk, "name": "Antje Wiener"}, {"name": "City"}],
        "links": [],
        "attachments": [],
    }


def test_the_xml_is_valid_and_says_the_same(client: Any) -> None:
    dialogue = make.dialogue()
    for number in range(3):
        make.contribution(make.session(dialogue, order=number, room=make.room()))
    response = client.get(reverse("schedule-xml", args=[dialogue.slug]))
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    XSD.assertValid(etree.fromstring(response.content))
    root, _conference = read(dialogue)
    assert len(list(root.iter("event"))) == 3


def test_what_has_no_time_can_not_stand_in_it() -> None:
    dialogue = make.dialogue()
    make.session(dialogue, starts_at=None, ends_at=None)
    make.session(dialogue, starts_at=None, ends_at=None, day=date(2027, 5, 13))
    root, conference = read(dialogue)
    assert list(root.iter("event")) == []
    # The format wants a day, even where nothing is known of any.
    assert [(day["date"], day["rooms"]) for day in conference["days"]] == [("2027-05-12", {})]


def test_only_days_with_sessions_are_listed() -> None:
    dialogue = make.dialogue(ends_on=date(2028, 5, 11))
    make.session(dialogue)
    late = datetime(2028, 6, 1, 9, tzinfo=UTC)
    make.session(dialogue, starts_at=late, ends_at=late + timedelta(hours=1))
    conference = read(dialogue)[1]
    days = [(day["index"], day["date"]) for day in conference["days"]]
    assert days == [(1, "2027-05-12"), (2, "2028-06-01")]
    assert (conference["start"], conference["end"], conference["daysCount"]) == (
        "2027-05-12",
        "2028-06-01",
        2,
    )


@pytest.mark.parametrize(
    ("kind", "room"),
    [(Format.VIRTUAL, "Online"), (Format.IN_PERSON, "Room not stated"), (Format.HYBRID, "Room not stated")],
)  # fmt: skip
def test_a_session_without_a_room_stands_in_a_named_one(kind: str, room: str) -> None:
    dialogue = make.dialogue(format=kind)
    make.session(dialogue)
    assert list(read(dialogue)[1]["days"][0]["rooms"]) == [room]


def test_rooms_of_one_name_stay_two() -> None:
    dialogue = make.dialogue()
    for name in ("Palazzo", "Badia"):
        venue = make.venue(name=LocalText(en=name))
        make.session(dialogue, room=make.room(venue, name=LocalText(en="Hall")))
    make.session(dialogue, room=make.room(name=LocalText(en="Sala")))
    rooms = read(dialogue)[1]["days"][0]["rooms"]
    assert sorted(rooms) == ["Hall (Badia)", "Hall (Palazzo)", "Sala"]


def test_break_outs_stand_on_their_own_and_orphans_too() -> None:
    dialogue = make.dialogue()
    parent = make.session(dialogue)
    make.session(dialogue, parent=parent)
    hidden = make.session(dialogue, rule="closed_door")
    make.session(dialogue, parent=hidden)
    assert len(list(read(dialogue)[0].iter("event"))) == 3


def test_cancelled_stands_in_the_title() -> None:
    dialogue = make.dialogue(title=LocalText(en="Talks"), status=Status.CANCELLED)
    make.session(dialogue, title=LocalText(en="Panel"), cancelled=True)
    root, conference = read(dialogue)
    assert (root.findtext(".//event/title"), conference["title"]) == (
        "Cancelled: Panel",
        "Cancelled: Talks",
    )


def test_the_version_changes_with_the_content_and_only_then() -> None:
    dialogue = make.dialogue()
    session = make.session(dialogue, room=make.room())
    versions = [read(dialogue)[0].findtext("version") for _n in range(2)]
    session.room.name = LocalText(en="Renamed")
    session.room.save()  # changes no date of the session
    versions.append(read(dialogue)[0].findtext("version"))
    assert versions[0] == versions[1] != versions[2]


@pytest.mark.parametrize(
    ("start", "date", "clock"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "2027-03-28T01:30:00+01:00", "01:30"),
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "2027-03-28T03:30:00+02:00", "03:30"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "2027-10-31T02:30:00+02:00", "02:30"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "2027-10-31T02:30:00+01:00", "02:30"),
    ],
)
def test_moments_survive_a_change_of_clocks(start: datetime, date: str, clock: str) -> None:
    day = start.date()
    dialogue = make.dialogue(starts_on=day, ends_on=day)
    make.session(dialogue, starts_at=start, ends_at=start + timedelta(hours=1))
    root, conference = read(dialogue)
    assert [root.findtext(f".//event/{name}") for name in ("date", "start", "duration")] == [
        date,
        clock,
        "01:00",
    ]
    [only] = conference["days"]
    length = datetime.fromisoformat(only["day_end"]) - datetime.fromisoformat(only["day_start"])
    assert length == timedelta(hours=23 if start.month == 3 else 25)


slugs = st.from_regex(r"\A[-a-zA-Z0-9_]{1,80}\Z")


@given(st.lists(slugs, min_size=3, max_size=3, unique_by=str.lower), st.integers(1, 10_000))
def test_any_slug_and_any_length_is_valid(slugs: list[str], minutes: int) -> None:
    dialogue = make.dialogue()
    start = datetime(2027, 5, 12, 8, tzinfo=UTC)
    for slug in slugs[1:]:
        end = start + timedelta(minutes=minutes)
        make.session(dialogue, slug=slug, starts_at=start, ends_at=end)
    dialogue.slug = slugs[0]
    root = etree.fromstring(as_xml(schedule(dialogue, programme_for(ANONYMOUS, dialogue))))
    XSD.assertValid(root)


@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.parametrize("name", ["schedule-xml", "schedule-json"])
def test_three_queries_however_many_sessions(
    client: Any, name: str, sessions: int, django_assert_num_queries: Any
) -> None:
    dialogue = make.dialogue()
    for _n in range(sessions):
        make.contribution(make.session(dialogue, room=make.room()))
    with django_assert_num_queries(3):
        client.get(reverse(name, args=[dialogue.slug]))
