"""iCalendar: what is in it, what hostile text can't do to it, and that its clocks are right."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from parley.apps.convening.feeds.calendar import dialogue_calendar, session_calendar
from parley.apps.convening.models import ContributionRole, Format, Rule, Status, Visibility
from parley.apps.convening.selectors.feeds import line_for
from parley.apps.convening.selectors.programme import programme_for
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
UNTIMED: dict[str, Any] = {"starts_at": None, "ends_at": None}


def written(dialogue: Any, actor: Any = ANONYMOUS) -> bytes:
    dialogue.refresh_from_db()
    return dialogue_calendar(dialogue, programme_for(actor, dialogue))


def events(body: bytes) -> list[Event]:
    return list(Calendar.from_ical(body).walk("VEVENT"))


def test_a_session_in_full(client: Any) -> None:
    dialogue = make.dialogue(
        slug="due-diligence",
        title=LocalText(en="Due diligence"),
        contact_name="Andraz Kastelic",
        contact_email="contact@example.org",
        sequence=2,
    )
    venue = make.venue(name=LocalText(en="Palazzo"), city="Florence", country="IT")
    session = make.session(
        dialogue,
        slug="panel-1",
        label=LocalText(en="Panel 1"),
        title=LocalText(en="Concepts; and, thresholds"),
        question=LocalText(en="When?"),
        abstract=LocalText(en="A *short* abstract."),
        room=make.room(venue, name=LocalText(en="Sala")),
        sequence=3,
    )
    make.contribution(
        session,
        role=ContributionRole.PRESENTER,
        person=make.person(name="Talita"),
        honorific="Dr",
        organisation=make.organisation(name=LocalText(en="Oxford")),
        position=LocalText(en="Fellow"),
    )
    response = client.get("/dialogues/due-diligence/sessions/panel-1/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = events(response.content)
    changed = session.updated_at.replace(microsecond=0)
    assert {name: event.decoded(name) for name in ("dtstart", "dtend", "dtstamp", "sequence")} == {
        "dtstart": datetime(2027, 5, 12, 13, tzinfo=ZoneInfo("Europe/Rome")),
        "dtend": datetime(2027, 5, 12, 14, tzinfo=ZoneInfo("Europe/Rome")),
        "dtstamp": changed,
        "sequence": 5,
    }
    texts = ("uid", "summary", "location", "description", "url", "status", "class", "organizer")
    assert {name: str(event[name]) for name in texts} == {
        "uid": f"{session.uid}@parley",
        "summary": "Panel 1: Concepts; and, thresholds",
        "location": "Sala, Palazzo, Florence, Italy",
        "description": (
            "When?\n\nA short abstract.\n\nPresenter: Dr Talita (Fellow, Oxford)\n\nRule: Public"
        ),
        "url": "https://parley.example/dialogues/due-diligence/sessions/panel-1/",
        "status": "CONFIRMED",
        "class": "PUBLIC",
        "organizer": "mailto:contact@example.org",
    }
    assert event["organizer"].params["CN"] == "Andraz Kastelic"
    assert event["categories"].to_ical() == b"Panel"


def test_a_dialogue_is_its_days_and_its_sessions_as_far_as_known(client: Any) -> None:
    dialogue = make.dialogue(
        slug="ecdd-2020", city="Florence", country="IT", purpose=LocalText(en="To **meet**.")
    )
    timed = make.session(dialogue)
    dated = make.session(dialogue, day=date(2027, 5, 13), **UNTIMED)
    make.session(dialogue, **UNTIMED)
    response = client.get(reverse("dialogue-calendar", args=["ecdd-2020"]))
    whole, first, second = events(response.content)
    assert [str(e["uid"]) for e in (whole, first, second)] == [
        f"{row.uid}@parley" for row in (dialogue, timed, dated)
    ]
    assert (whole.decoded("dtstart"), whole.decoded("dtend")) == (
        date(2027, 5, 12),
        date(2027, 5, 14),
    )
    assert (str(whole["location"]), str(whole["description"])) == ("Florence, Italy", "To meet.")
    assert (second.decoded("dtstart"), second.decoded("dtend"), str(second["transp"])) == (
        date(2027, 5, 13),
        date(2027, 5, 14),
        "TRANSPARENT",
    )
    assert "organizer" not in whole


def test_a_session_without_a_day_has_no_calendar(client: Any) -> None:
    session = make.session(make.dialogue(), **UNTIMED)
    path = reverse("session-calendar", args=[session.dialogue.slug, session.slug])
    assert client.get(path).status_code == 404


def test_cancelled_is_told() -> None:
    dialogue = make.dialogue()
    make.session(dialogue, cancelled=True, order=1)
    make.session(dialogue, order=2)
    assert [str(e["status"]) for e in events(written(dialogue))] == [
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
    ]
    before = [e["sequence"] for e in events(written(dialogue))]
    dialogue.status, dialogue.sequence = Status.CANCELLED, dialogue.sequence + 1
    dialogue.save()
    after = events(written(dialogue))
    assert {str(event["status"]) for event in after} == {"CANCELLED"}
    # Each event has changed, so clients must see a higher number on each.
    assert all(e["sequence"] > old for e, old in zip(after, before, strict=True))


def test_the_class_follows_who_may_know() -> None:
    dialogue, convener = make.dialogue(visibility=Visibility.INVITED), make.user()
    make.seat(dialogue, convener, "convener")
    for order, (rule, listed) in enumerate(
        [(Rule.PUBLIC, False), (Rule.CHATHAM_HOUSE, True), (Rule.CLOSED_DOOR, False), ("", False)]
    ):
        make.session(dialogue, rule=rule, listed=listed, order=order)
    classes = [str(e["class"]) for e in events(written(dialogue, make.actor(convener)))]
    assert classes == ["PRIVATE", "PUBLIC", "PUBLIC", "PRIVATE", "PRIVATE"]


def test_online_has_a_place_and_no_link() -> None:
    dialogue = make.dialogue(format=Format.VIRTUAL)
    make.session(dialogue, join_url="https://meet.example/secret")
    body = written(dialogue)
    assert [str(e["location"]) for e in events(body)] == ["Online", "Online"]
    assert b"meet.example" not in body


@pytest.mark.parametrize(
    ("address", "valid"),
    [
        ("contact@example.org", True),
        ("", False),
        ("not an address", False),
        ("a@example.org\r\nATTENDEE:mailto:b@example.org", False),
    ],
)
def test_only_a_valid_address_organises(address: str, valid: bool) -> None:
    dialogue = make.dialogue(contact_email=address, contact_name='Eve" \r\nATTENDEE:x;CN=y')
    [event] = events(written(dialogue))
    assert ("organizer" in event, "attendee" in event) == (valid, False)


def test_lines_are_folded_and_end_as_they_must() -> None:
    dialogue = make.dialogue(title=LocalText(en="العربية français English 会议 " * 20))
    body = written(dialogue)
    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode()  # folded between characters, not within


def test_the_same_rows_are_the_same_bytes() -> None:
    dialogue = make.dialogue()
    make.session(dialogue)
    assert written(dialogue) == written(dialogue)


def test_texts_come_in_the_readers_language(client: Any) -> None:
    dialogue = make.dialogue(title=LocalText(en="Dialogue", fr="Le dialogue"))
    path = reverse("dialogue-calendar", args=[dialogue.slug])
    for language, title in {"fr": "Le dialogue", "en": "Dialogue", "de": "Dialogue"}.items():
        [event] = events(client.get(path, headers={"Accept-Language": language}).content)
        assert str(event["summary"]) == title


@given(st.lists(st.text(max_size=60), min_size=4, max_size=4))
def test_no_text_adds_a_property(texts: list[str]) -> None:
    """Parsed back, an event has these properties and no other, and as many events as sessions."""
    dialogue = make.dialogue()
    session = make.session(dialogue)
    dialogue.title, session.title, session.label, session.question = (
        LocalText(en=f"{text}\r\nATTENDEE:mailto:eve@example.org") for text in texts
    )
    session.abstract = session.label
    session.dialogue = dialogue
    [event] = events(session_calendar(dialogue, line_for(ANONYMOUS, session)))
    assert set(event) == {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "DTEND",
        "DESCRIPTION", "URL", "CATEGORIES", "CLASS",
    }  # fmt: skip


TURNS = {  # Europe/Rome: 28 March and 31 October 2027, both at 01:00 UTC
    "before spring": datetime(2027, 3, 27, 23, 30, tzinfo=UTC),
    "just before spring": datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
    "just after spring": datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
    "first of the hour twice": datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    "second of the hour twice": datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    "after autumn": datetime(2027, 10, 31, 2, 30, tzinfo=UTC),
}


@pytest.mark.parametrize("start", TURNS.values(), ids=TURNS)
def test_moments_survive_a_change_of_clocks(start: datetime) -> None:
    dialogue = make.dialogue(starts_on=date(2027, 3, 27), ends_on=date(2027, 10, 31))
    make.session(dialogue, starts_at=start, ends_at=start + timedelta(hours=1))
    body = written(dialogue)
    _whole, event = events(body)
    moments = (event.decoded("dtstart"), event.decoded("dtend"))
    assert [m.astimezone(UTC) for m in moments] == [start, start + timedelta(hours=1)]
    if b"BEGIN:VTIMEZONE" in body:  # and for readers who believe the file, not their own tables
        zone = tzical(StringIO(body.decode().replace("\r\n ", ""))).get("Europe/Rome")
        assert moments[0].replace(tzinfo=zone).astimezone(UTC) == start


def test_the_rules_of_the_zone_are_those_of_its_years() -> None:
    dialogue = make.dialogue()
    make.session(dialogue)
    [zone] = Calendar.from_ical(written(dialogue)).walk("VTIMEZONE")
    years = {part.decoded("dtstart").year for part in zone.subcomponents}
    assert (str(zone["tzid"]), years) == ("Europe/Rome", {2026, 2027})
    assert not Calendar.from_ical(written(dialogue)).get_missing_tzids()


@pytest.mark.parametrize("sessions", [1, 3])
def test_three_queries_however_many_sessions(
    client: Any, sessions: int, django_assert_num_queries: Any
) -> None:
    dialogue = make.dialogue()
    for _n in range(sessions):
        make.contribution(make.session(dialogue, room=make.room()))
    with django_assert_num_queries(3):
        client.get(reverse("dialogue-calendar", args=[dialogue.slug]))
