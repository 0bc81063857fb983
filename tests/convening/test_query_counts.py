"""How many queries the public pages make: few, and as many for a large programme as for a small one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parley.apps.convening import demo
from parley.apps.convening.models import (
    Dialogue,
    KeyPoint,
    NormReference,
    PointKind,
    Status,
)
from parley.apps.convening.selectors.dialogues import points_of, whole_dialogue_for
from parley.core import search
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
MOST = 8


def queries(address: str) -> tuple[int, str]:
    """How many queries a visitor's page takes, and the page."""
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(address)
        assert response.status_code == 200
        return len(captured), response.content.decode()


def with_everything(days: int, rooms: int, slots: int) -> Dialogue:
    """A dialogue with something in every list; each session has a room and two contributors."""
    dialogue = make.dialogue(series=make.series(), edition=1)
    dialogue.ends_on = dialogue.starts_on + timedelta(days=days - 1)
    dialogue.save()
    host = make.organisation(parent=make.organisation())
    dialogue.hosts.create(organisation=host, role="organiser")
    dialogue.points.create(kind=PointKind.OBJECTIVE, text=LocalText(en="Objective"))
    dialogue.norms.create(label="13(c)", text=LocalText(en="Norm"), origin=LocalText(en="Origin"))
    dialogue.pictures.create(illustration="roundtable", alt=LocalText(en="Alt"))
    dialogue.materials.create(title=LocalText(en="Paper"), link="https://example.org/")
    venue = make.venue()
    places = [make.room(venue, order=number) for number in range(rooms)]
    day = dialogue.starts_on
    for number in range(days * slots):
        start = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        start += timedelta(days=number // slots, hours=number % slots)
        for room in places:
            session = make.session(
                dialogue, starts_at=start, ends_at=start + timedelta(minutes=50), room=room
            )
            for _n in range(2):
                make.contribution(session, organisation=make.organisation())
    return dialogue


def test_the_demos_pages_take_few_queries_and_all_the_same_number() -> None:
    demo.load()
    shown = visible(Dialogue, ANONYMOUS)
    counts = {
        name: {queries(reverse(name, args=[dialogue.slug]))[0] for dialogue in shown}
        for name in ("dialogue", "programme")
    }
    assert len(shown) > 2
    assert {name: len(found) for name, found in counts.items()} == {"dialogue": 1, "programme": 1}
    assert max(max(found) for found in counts.values()) <= MOST


@pytest.mark.parametrize("name", ["dialogue", "programme"])
def test_a_large_programme_takes_as_many_queries_as_a_small_one(name: str) -> None:
    small, large = with_everything(1, 1, 3), with_everything(3, 6, 12)
    counts = {}
    for dialogue, sessions in ((small, 3), (large, 216)):
        counts[sessions], page = queries(reverse(name, args=[dialogue.slug]))
        assert page.count('<article class="session ') == sessions
    assert counts[3] == counts[216] <= MOST


def directory(rows: int) -> dict[str, str]:
    """Pages that list `rows` of each thing, by name."""
    series, venue, person = make.series(), make.venue(), make.person()
    organisation = make.organisation()
    room = make.room(venue)
    for n in range(rows):
        for status in (Status.ANNOUNCED, Status.CONCLUDED):
            dialogue = make.dialogue(series=series, status=status)
            dialogue.hosts.create(organisation=organisation, role="organiser")
            dialogue.pictures.create(illustration="roundtable", alt=LocalText(en="x"), is_lead=True)
            session = make.session(dialogue, room=room, title=LocalText(en="Findable"))
            make.contribution(session, person=person, organisation=organisation, order=n)
        make.organisation(parent=organisation)
        make.room(venue)
    search.rebuild()
    return {
        "home": reverse("home"),
        "search": reverse("search") + "?q=findable",
        "series": reverse("series", args=[series.slug]),
        "person": reverse("person", args=[person.slug]),
        "organisation": reverse("organisation", args=[organisation.slug]),
        "venue": reverse("venue", args=[venue.slug]),
    }


def test_lists_take_as_many_queries_for_three_rows_as_for_one() -> None:
    one, three = (
        {name: queries(address)[0] for name, address in directory(rows).items()} for rows in (1, 3)
    )
    assert one == three
    assert max(three.values()) <= MOST


def test_points_and_norms_come_in_order_and_whole() -> None:
    dialogue, other = make.dialogue(), make.dialogue()
    texts = {name: LocalText(en=name, fr=f"{name} fr") for name in "abcd"}
    for name, kind, order in (("b", "objective", 2), ("a", "objective", 1), ("c", "audience", 1)):
        KeyPoint.objects.create(dialogue=dialogue, kind=kind, text=texts[name], order=order)
    norm: dict[str, Any] = {
        "label": "13(c)",
        "text": texts["d"],
        "origin": LocalText(ar="أصل"),
        "link": "https://example.org/norm",
    }
    NormReference.objects.create(dialogue=dialogue, **norm)
    KeyPoint.objects.create(dialogue=other, kind="objective", text=LocalText(en="of another"))

    points, norms = points_of(whole_dialogue_for(ANONYMOUS, dialogue.slug))
    assert {(p.kind, p.text["fr"]) for p in points} == {
        ("objective", "a fr"),
        ("objective", "b fr"),
        ("audience", "c fr"),
    }
    assert [str(p.text) for p in points if p.kind == "objective"] == ["a", "b"]
    assert [{name: getattr(norm_, name) for name in norm} for norm_ in norms] == [norm]
    assert points_of(whole_dialogue_for(ANONYMOUS, make.dialogue().slug)) == ([], [])
