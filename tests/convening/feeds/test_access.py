"""No format says what its reader may not know; canary words stand in every closed text."""

from typing import Any

import pytest
from django.urls import reverse

from parley.apps.convening.feeds import linked_data
from parley.apps.convening.models import Rule
from parley.apps.convening.selectors import directory
from parley.apps.convening.selectors.dialogues import hosts_of
from parley.apps.convening.selectors.feeds import line_for
from parley.apps.convening.selectors.programme import programme_for
from parley.apps.convening.urls.feeds import routes
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from tests.convening.feeds.conftest import (
    ALL_DOORS,
    FIELDS,
    NEVER,
    PERSONAS,
    SEES,
    House,
    canary,
)

NAMES = tuple(route.name for route in routes)
TOLD = {
    "dialogue-calendar": set(FIELDS) - {"caption"},
    "schedule-xml": {"title", "label", "question", "abstract", "person", "room"},
    "schedule-json": {"title", "label", "question", "abstract", "person", "room"},
    "feed": set(),
    "sitemap": set(),
    "robots": set(),
}


def actor_of(house: House, persona: str) -> Any:
    return ANONYMOUS if persona == "anonymous" else house.actor(persona)


def address(name: str, dialogue: Any) -> str:
    per_dialogue = name.startswith(("dialogue-", "schedule-"))
    return reverse(name, args=[dialogue.slug] if per_dialogue else [])


def told(text: str) -> set[str]:
    """The canaries in a text, also where a calendar folds its lines or a slug has hyphens."""
    whole = text.replace("\r\n ", "").replace("-", "")
    words = {canary(door, field) for door in ALL_DOORS for field in (*FIELDS, *NEVER)}
    return {word for word in words if word in whole}


def allowed(persona: str) -> set[str]:
    return {canary(door, field) for door in SEES[persona] for field in FIELDS if field not in NEVER}


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("name", [name for name in NAMES if name != "session-calendar"])
def test_each_format_tells_what_its_reader_sees(house: House, name: str, persona: str) -> None:
    response = house.client(persona).get(address(name, house.dialogue))
    assert response.status_code == 200
    seen = told(response.content.decode())
    assert seen <= allowed(persona)
    assert seen >= {canary(door, field) for door in SEES[persona] for field in TOLD[name]}
    if persona in ("anonymous", "outsider"):
        assert "canarydraft" not in response.content.decode()
        assert "canaryinvited" not in response.content.decode()


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("door", ALL_DOORS)
def test_the_calendar_of_a_session_exists_for_those_who_see_it(
    house: House, door: str, persona: str
) -> None:
    session = house.sessions[door]
    path = reverse("session-calendar", args=[house.dialogue.slug, session.slug])
    response = house.client(persona).get(path)
    seen = told(response.content.decode())
    if door in SEES[persona]:
        assert seen == {canary(door, field) for field in TOLD["dialogue-calendar"]}
    else:
        assert (response.status_code, seen) == (404, set())


@pytest.mark.parametrize("name", ["dialogue-calendar", "schedule-xml", "schedule-json"])
def test_a_hidden_dialogue_has_no_formats(house: House, name: str) -> None:
    for dialogue in (house.draft, house.invited):
        for persona, status in {"anonymous": 404, "outsider": 404, "convener": 200}.items():
            response = house.client(persona).get(address(name, dialogue))
            assert (persona, response.status_code) == (persona, status)
            if status == 404:
                assert "canary" not in response.content.decode().replace(dialogue.slug, "")


def test_news_of_a_hidden_dialogue_reach_those_who_may_know(house: House) -> None:
    texts = {p: house.client(p).get(reverse("feed")).content.decode() for p in PERSONAS}
    assert [p for p in PERSONAS if "canaryinvited" in texts[p]] == ["convener"]
    assert [p for p in PERSONAS if "canarydraft" in texts[p]] == []


def test_the_sitemap_is_the_same_whoever_asks(house: House) -> None:
    bodies = {house.client(p).get(reverse("sitemap")).content for p in PERSONAS}
    assert len(bodies) == 1
    [body] = bodies
    assert b"canary-draft" not in body
    assert b"canary-invited" not in body
    assert b"canary-series" not in body
    for name, there in {"closed-door": False, "chatham-house": False, "listed": True}.items():
        for page in ("", "-person", "-organisation", "-venue"):
            assert (f"/canary-{name}{page}/".encode() in body) is there


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_head_of_a_dialogues_page(house: House, persona: str) -> None:
    actor, dialogue = actor_of(house, persona), house.dialogue
    programme = programme_for(actor, dialogue)
    pictures = directory.pictures_of(actor, dialogue)
    head = linked_data.head_for_dialogue(dialogue, programme, hosts_of(actor, dialogue), pictures)
    seen = told(str(head))
    shown = ("title", "label", "person", "organisation", "position", "venue")
    assert seen == {canary(door, field) for door in SEES[persona] for field in shown} | (
        seen & {canary(door, "caption") for door in SEES[persona]}
    )


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_head_of_a_sessions_page(house: House, persona: str) -> None:
    actor = actor_of(house, persona)
    for door in SEES[persona]:
        session = visible(type(house.sessions[door]), actor).get(pk=house.sessions[door].pk)
        head = linked_data.head_for_session(house.dialogue, line_for(actor, session))
        assert told(str(head)) == {
            canary(door, field) for field in FIELDS if field not in ("caption", "room")
        }


def test_a_closed_door_stays_closed_to_participants(house: House) -> None:
    """The matrix above rests on this: the rules are what SEES says."""
    participant = house.actor("participant")
    rules = visible(type(house.sessions[""]), participant).values_list("rule", flat=True)
    assert set(rules) == {Rule.PUBLIC, Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE}
