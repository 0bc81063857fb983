"""Announcing, cancelling, unpublishing; and the history that tells it."""

import math
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from parley.apps.convening.models import Dialogue, SeatRole
from parley.apps.convening.presenters.history import ACTIONS
from parley.apps.convening.services import directory, sessions
from parley.apps.convening.services.directory import NewPerson
from parley.apps.convening.views.desk_dialogue import PER_PAGE
from parley.core.actors import system_actor
from parley.core.audit import record
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

BASE = "/convene/dialogues/florence/"


def take(desk: Any, step: str, **data: str) -> str:
    desk.post(f"{BASE}status/{step}/", data)
    desk.dialogue.refresh_from_db()
    return str(desk.dialogue.status)


def test_a_draft_becomes_a_page_and_a_draft_again(desk: Any) -> None:
    Dialogue.objects.update(status="draft")
    visitor = Client()
    assert visitor.get("/dialogues/florence/").status_code == 404
    asked = desk.client.get(f"{BASE}status/announce/").content.decode()
    assert "A contact address" in asked
    assert visitor.get("/dialogues/florence/").status_code == 404

    assert take(desk, "announce") == "announced"
    assert visitor.get("/dialogues/florence/").status_code == 200
    assert take(desk, "open") == "open"
    assert take(desk, "conclude") == "concluded"
    assert "The page disappears" in desk.client.get(f"{BASE}status/unpublish/").content.decode()
    assert take(desk, "unpublish") == "draft"
    assert visitor.get("/dialogues/florence/").status_code == 404


def test_a_step_that_is_not_possible_is_said_to_be(desk: Any) -> None:
    response = desk.client.post(f"{BASE}status/announce/", follow=True)
    assert "This can&#x27;t be done while" in response.content.decode()
    assert desk.client.get(f"{BASE}status/delete/").status_code == 404
    assert desk.client.post(f"{BASE}status/ANNOUNCE/").status_code == 404


def test_a_cancelled_dialogue_says_so_and_its_reason_stays_inside(desk: Any) -> None:
    bob = make.user(email="bob@example.org")
    make.seat(desk.dialogue, bob, SeatRole.CONVENER)
    assert take(desk, "cancel", reason="Canary strike") == "cancelled"
    page = Client().get("/dialogues/florence/").content.decode()
    assert "This dialogue has been cancelled." in page
    assert "Canary" not in page
    (told,) = mail.outbox
    assert told.to == ["bob@example.org"]
    assert "Canary" not in told.body
    history = desk.client.get(f"{BASE}history/").content.decode()
    assert "cancelled the dialogue (Canary strike)" in history


def test_only_what_is_possible_is_offered(desk: Any) -> None:
    def offered() -> set[str]:
        page = desk.client.get(BASE).content.decode()
        steps = ("announce", "open", "conclude", "cancel", "unpublish")
        return {step for step in steps if f"{BASE}status/{step}/" in page}

    assert offered() == {"open", "conclude", "cancel", "unpublish"}
    Dialogue.objects.update(status="draft")
    assert offered() == {"announce"}
    Dialogue.objects.update(status="cancelled")
    assert offered() == {"unpublish"}


# The history


def lines(desk: Any, language: str = "en", page: int = 1) -> list[str]:
    address = f"{BASE}history/?page={page}"
    found = desk.client.get(address, headers={"accept-language": language})
    return [f"{entry['who']} {entry['what']}" for entry in found.context["entries"]]


def test_the_history_names_who_what_and_when(desk: Any) -> None:
    bob = make.user(name="Bob", email="bob@example.org")
    session = sessions.add(
        desk.actor, desk.dialogue, {"title": LocalText(en="Lecture"), "kind": "lecture"}
    )
    sessions.edit(desk.actor, session, {"capacity": 20, "cancelled": True})
    people = [{"person": NewPerson("Antje Wiener"), "organisation": None, "role": "chair"}]
    sessions.set_contributions(desk.actor, session, people)
    desk.post(f"{BASE}people/", {"email": bob.email, "role": "rapporteur"})
    person = make.person(created_by=desk.user)
    directory.edit_entry(desk.actor, person, {"name": "Not of this dialogue"})
    sessions.remove(desk.actor, session)
    assert lines(desk) == [
        "Alice removed a session",
        "Alice gave Bob a seat: Rapporteur",
        "Alice changed who takes part in the session (since removed)",
        "Alice added “Antje Wiener” to the directory",
        "Alice changed the session (since removed): cancelled, capacity",
        "Alice added the session (since removed)",
    ]


def test_every_action_that_services_record_has_words(desk: Any) -> None:
    """A line nobody has put into words would show its code."""
    for action in ACTIONS:
        data = {"fields": ["title"], "role": "convener", "minutes": 15, "dialogue": 1}
        record(system_actor("test"), action, desk.dialogue, **data)
    pages = math.ceil(len(ACTIONS) / PER_PAGE)
    told = [line for page in range(pages) for line in lines(desk, page=page + 1)]
    assert len(told) == len(ACTIONS)
    assert not any("%(" in line or "dialogue." in line for line in told)


def test_unknown_actions_and_fields_do_no_harm(desk: Any) -> None:
    record(desk.actor, "dialogue.from_the_future", desk.dialogue)
    record(desk.actor, "dialogue.edited", desk.dialogue, fields=["hosts", "gone"])
    assert lines(desk) == [
        "Alice changed: organisers, gone",
        "Alice dialogue.from_the_future",
    ]


def test_another_dialogues_history_stays_there(desk: Any) -> None:
    other = make.dialogue()
    record(desk.actor, "dialogue.announce", other)
    record(desk.actor, "session.added", make.session(other), dialogue=other.pk)
    assert lines(desk) == []


def test_a_long_history_has_pages(desk: Any) -> None:
    for _number in range(45):
        record(desk.actor, "dialogue.open", desk.dialogue)
    page = desk.client.get(f"{BASE}history/?page=2")
    assert len(page.context["entries"]) == 5
    assert AuditRecord.objects.count() == 45
    assert desk.client.get(f"{BASE}history/?page=x").status_code == 200


@pytest.mark.parametrize(("count", "text"), [(1, "1 session"), (2, "2 sessions")])
def test_the_overview_counts(desk: Any, count: int, text: str) -> None:
    for _number in range(count):
        make.session(desk.dialogue)
    assert f">{text}<" in desk.client.get(BASE).content.decode()


def test_the_checklist_asks_only_for_what_applies(desk: Any) -> None:
    def missing() -> set[str]:
        checks = desk.client.get(BASE).context["checklist"]
        return {str(check["text"]) for check in checks if not check["is_met"]}

    at_first = missing()
    assert {"City and country", "A contact address", "At least one session"} <= at_first
    assert "Registration deadline" not in at_first
    Dialogue.objects.update(
        format="virtual", registration_required=True, contact_email="a@example.org"
    )
    make.session(desk.dialogue, rule="")
    assert missing() == {
        "Registration deadline",
        "The purpose",
        "Who may take part",
        "An organiser",
        "A rule for every session",
        "A picture",
    }
