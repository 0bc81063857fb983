"""Hostile text in every field at once: each format is still well-formed, and nothing more."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from icalendar import Calendar

from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
HOSTILE = (
    "a</script><script>alert(1)</script>]]>&amp;<!--\r\nATTENDEE:mailto:eve@example.org"
    "\u2028ATTENDEE:mailto:eve@example.org\x85BEGIN:VEVENT\x0b\x0c\x01\x1b\x7f\"';,\\n=1+1"
)

SHORT = '</script><b>&\r\nATTENDEE:x\u2028ATTENDEE:y\x0b\x01";,'


@pytest.fixture
def slug() -> str:
    text = LocalText(en=HOSTILE)
    dialogue = make.dialogue(
        title=text,
        subtitle=text,
        purpose=text,
        city=SHORT,
        contact_name=HOSTILE,
        contact_email="contact@example.org",
        hashtag=SHORT,
        series=make.series(title=text, description=text),
    )
    room = make.room(make.venue(name=text, city=SHORT), name=text)
    session = make.session(
        dialogue, title=text, label=text, question=text, abstract=text, room=room
    )
    make.contribution(
        session,
        person=make.person(name=HOSTILE),
        honorific=SHORT,
        organisation=make.organisation(name=text),
        position=text,
        capacity=text,
    )
    return dialogue.slug


def test_the_calendar(client: Any, slug: str) -> None:
    body = client.get(reverse("dialogue-calendar", args=[slug])).content
    calendar = Calendar.from_ical(body)
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE", "VEVENT", "VEVENT"]
    assert not any("attendee" in part for part in calendar.walk())
    assert not any(line.startswith("ATTENDEE") for line in body.decode().splitlines())


@pytest.mark.parametrize("name", ["feed", "sitemap"])
def test_the_feed_and_the_sitemap(client: Any, slug: str, name: str) -> None:
    root = ElementTree.fromstring(client.get(reverse(name)).content)
    assert not list(root.iter("script"))


def test_the_schedules(client: Any, slug: str) -> None:
    root = ElementTree.fromstring(client.get(reverse("schedule-xml", args=[slug])).content)
    assert not list(root.iter("script"))
    whole = json.loads(client.get(reverse("schedule-json", args=[slug])).content)
    title = whole["schedule"]["conference"]["title"]
    assert title == root.findtext("conference/title")
    assert title.startswith("a</script><script>alert(1)</script>]]>&amp;<!-- ATTENDEE")
