"""A convener sees the dialogue as somebody else would, and can change nothing meanwhile."""

from typing import Any

import pytest

from parley.apps.convening.models import Dialogue, Rule, Seat, SeatRole, Session
from parley.core.localtext import LocalText
from tests import factories as make

START, STOP = "/convene/dialogues/florence/preview/", "/convene/preview/stop/"
OPEN = {"public"}
INSIDE = {"public", "participants", "chatham_house"}
EVERYTHING = {*INSIDE, "closed_door", "unstated"}
SEES = {
    "visitor": OPEN,
    "invited": OPEN,
    "participant": INSIDE,
    "contributor": EVERYTHING,
    "facilitator": INSIDE,
    "rapporteur": INSIDE,
    "convener": EVERYTHING,
}


@pytest.fixture
def sessions(desk: Any) -> dict[str, Session]:
    """One session of each rule, each with a speaker, each with words of its own."""
    found = {}
    for rule in ["", *Rule.values]:
        name = rule or "unstated"
        title = LocalText(en=f"Canary {name}")
        found[name] = make.session(desk.dialogue, rule=rule, title=title, slug=name)
        make.contribution(found[name], person=make.person(name=f"Speaker {name}"))
    return found


def seen(desk: Any, names: Any) -> set[str]:
    """The rules of the sessions that the programme shows, after asking for each page too."""
    page = desk.client.get("/dialogues/florence/programme/").content.decode()
    listed = {name for name in names if f"Canary {name}" in page}
    spoken = {name for name in names if f"Speaker {name}" in page}
    opened = {
        name
        for name in names
        if desk.client.get(f"/dialogues/florence/sessions/{name}/").status_code == 200
    }
    assert listed == spoken == opened
    return listed


@pytest.mark.parametrize("status", ["draft", "announced"])
@pytest.mark.parametrize("persona", SEES)
def test_each_persona_sees_exactly_its_sessions(
    desk: Any, sessions: dict[str, Session], persona: str, status: str
) -> None:
    Dialogue.objects.update(status=status)
    response = desk.post(START, {"persona": persona})
    assert response.status_code == 302
    assert response["Location"] == "/dialogues/florence/"
    assert seen(desk, sessions) == SEES[persona]
    page = desk.client.get("/dialogues/florence/").content.decode()
    assert "You see this dialogue as:" in page

    assert desk.post(STOP, {})["Location"] == "/convene/dialogues/florence/"
    assert seen(desk, sessions) == EVERYTHING


def test_nothing_can_be_written_in_a_preview(desk: Any, sessions: dict[str, Session]) -> None:
    """Not even as a convener, whose pages open."""
    desk.post(START, {"persona": "convener"})
    base = "/convene/dialogues/florence/"
    assert desk.client.get(f"{base}facts/").status_code == 200
    before = str(list(Dialogue.objects.values())) + str(list(Session.objects.values()))
    title = {"title_en": "New", "kind": "panel", "seen": ""}
    posts = {
        f"{base}texts/": {"purpose_en": "New", "seen": ""},
        f"{base}programme/add/": title,
        f"{base}sessions/public/": title,
        f"{base}sessions/public/move/": {"minutes": "15"},
        f"{base}sessions/public/remove/": {},
        f"{base}status/cancel/": {},
        f"{base}people/": {"email": "alice@example.org", "role": "rapporteur"},
        "/convene/new/": {},
    }
    answers = {address: desk.post(address, data).status_code for address, data in posts.items()}
    assert answers == dict.fromkeys(posts, 403)
    assert str(list(Dialogue.objects.values())) + str(list(Session.objects.values())) == before


@pytest.mark.parametrize("persona", [p for p in SEES if p != "convener"])
def test_the_desk_is_closed_to_other_personas(desk: Any, persona: str) -> None:
    desk.post(START, {"persona": persona})
    assert desk.client.get("/convene/dialogues/florence/").status_code in {302, 403}
    assert desk.post("/convene/dialogues/florence/texts/", {}).status_code == 403


def test_only_conveners_preview(desk: Any, bob: Any, signed_in: Any) -> None:
    make.seat(desk.dialogue, bob, SeatRole.FACILITATOR)
    client = signed_in(bob)
    assert client.post(START, {"persona": "convener"}).status_code == 403
    assert "preview" not in client.session
    assert desk.post(START, {"persona": "operator"})["Location"] == "/convene/dialogues/florence/"
    assert "preview" not in desk.client.session
    assert desk.client.get(START).status_code == 405


def test_who_loses_the_seat_loses_the_preview(desk: Any, sessions: dict[str, Session]) -> None:
    """Else the seat would live on in the browser."""
    desk.post(START, {"persona": "convener"})
    make.seat(desk.dialogue, make.user(), SeatRole.CONVENER)
    Seat.objects.filter(user=desk.user).delete()
    assert seen(desk, sessions) == OPEN
    assert "preview" not in desk.client.session


def test_a_forged_persona_is_nobody(desk: Any, sessions: dict[str, Session]) -> None:
    """The session lies on the server; should it be bent, nothing opens."""
    desk.post(START, {"persona": "participant"})
    other = make.dialogue(status="draft")
    session = desk.client.session
    session["preview"] = {"persona": "convener", "dialogue_id": other.pk}
    session.save()
    assert desk.client.get(f"/dialogues/{other.slug}/").status_code == 404


def test_stopping_without_a_preview_leads_to_the_desk(desk: Any) -> None:
    assert desk.post(STOP, {})["Location"] == "/convene/"
