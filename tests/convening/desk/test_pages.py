"""Every page of the desk: open to the dialogue's convener, to nobody else."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, Picture, SeatRole, Status
from parley.core.localtext import LocalText
from tests import factories as make

OF_DIALOGUE = [
    "dialogue-edit",
    "dialogue-facts",
    "dialogue-texts",
    "dialogue-hosts",
    "dialogue-points",
    "dialogue-norms",
    "dialogue-places",
    "dialogue-programme",
    "dialogue-people",
    "dialogue-pictures",
    "dialogue-materials",
    "dialogue-history",
    "dialogue-export",
    "session-add",
    "person-add",
    "organisation-add",
    "venue-add",
    "series-add",
    "picture-add",
    "material-add",
]
OF_SESSION = ["session-edit", "session-people", "session-seats", "session-remove"]
OF_PICTURE = ["picture-edit", "picture-remove"]
OF_MATERIAL = ["material-edit", "material-remove"]
STEPS = ["announce", "open", "conclude", "cancel", "unpublish"]
MANY = {
    "dialogue-edit",
    "dialogue-programme",
    "dialogue-people",
    "dialogue-pictures",
    "dialogue-materials",
}


def addresses(dialogue: Dialogue) -> list[str]:
    session, picture = dialogue.sessions.first(), dialogue.pictures.first()
    material = dialogue.materials.first()
    return [
        *(reverse(name, args=[dialogue.slug]) for name in OF_DIALOGUE),
        *(reverse(name, args=[dialogue.slug, session.slug]) for name in OF_SESSION),
        *(reverse(name, args=[dialogue.slug, picture.uid]) for name in OF_PICTURE),
        *(reverse(name, args=[dialogue.slug, material.uid]) for name in OF_MATERIAL),
        *(reverse("dialogue-status", args=[dialogue.slug, step]) for step in STEPS),
    ]


def furnish(dialogue: Dialogue, times: int) -> None:
    """Sessions with people and rooms, pictures, hosts, seats."""
    for _number in range(times):
        session = make.session(dialogue, room=make.room())
        make.contribution(session, organisation=make.organisation(), person=make.person())
        text = LocalText(en="A round table")
        Picture.objects.create(dialogue=dialogue, illustration="roundtable", alt=text)
        link = f"https://example.org/{session.pk}"
        dialogue.materials.create(session=session, title=text, link=link, rule="public")
        dialogue.hosts.create(organisation=make.organisation(), role="organiser")
        make.seat(dialogue, make.user(), SeatRole.PARTICIPANT)


def test_every_page_opens_for_the_convener(desk: Any) -> None:
    furnish(desk.dialogue, 2)
    pages = ["/convene/", "/convene/new/", "/convene/import/", "/convene/directory/"]
    got = {page: desk.client.get(page).status_code for page in [*pages, *addresses(desk.dialogue)]}
    assert got == dict.fromkeys(got, 200)


@pytest.mark.parametrize(("status", "answer"), [(Status.DRAFT, 404), (Status.ANNOUNCED, 403)])
def test_another_conveners_dialogue_stays_closed(
    desk: Any, signed_in: Any, status: str, answer: int
) -> None:
    """A draft is not there at all; of an announced one the desk is refused."""
    furnish(desk.dialogue, 1)
    Dialogue.objects.update(status=status)
    carol = signed_in(make.user(is_convener=True))
    for address in addresses(desk.dialogue):
        assert carol.get(address).status_code == answer, address
        assert carol.post(address).status_code in {answer, 405}, address


def test_visitors_are_asked_to_sign_in(desk: Any) -> None:
    furnish(desk.dialogue, 1)
    for address in ["/convene/", "/convene/new/", *addresses(desk.dialogue)]:
        assert Client().get(address).status_code == 302, address


def test_only_conveners_create_dialogues(desk: Any, bob: User, signed_in: Any) -> None:
    client = signed_in(bob)
    assert client.get("/convene/").status_code == 200
    assert "Create a dialogue" not in client.get("/convene/").content.decode()
    assert client.get("/convene/new/").status_code == 403
    assert client.get("/convene/import/").status_code == 403


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", [*OF_DIALOGUE, "desk", "directory"])
def test_pages_ask_the_database_no_more_for_more_rows(desk: Any, name: str) -> None:
    args = [desk.dialogue.slug] if name not in {"desk", "directory"} else []
    address = reverse(name, args=args)
    furnish(desk.dialogue, 1)
    queries_of(desk.client, address)  # caches of content types and the like
    one = queries_of(desk.client, address)
    furnish(desk.dialogue, 2)
    for _number in range(2):
        make.seat(make.dialogue(), desk.user, SeatRole.CONVENER)
        make.person(created_by=desk.user)
    assert queries_of(desk.client, address) == one


def test_what_is_not_there_yet_is_no_number(desk: Any) -> None:
    page = desk.client.get("/convene/dialogues/florence/").content.decode()
    assert "Nothing yet" in page
    assert not re.search(r">0 [a-z]", page)
