"""The board's pages: what they find, what they say before they do it, how much they ask."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.apps.convening.models import SeatRole
from parley.apps.registration.models import Evidence, Mode, Note, Question, Registration, State
from parley.apps.registration.views import desk_board
from parley.core.localtext import LocalText
from tests import factories as make
from tests.registration.board.conftest import Host

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def people(host: Host) -> dict[str, Registration]:
    """Four of two groups that differ in all one can filter by."""
    states = make.group(host.dialogue, slug="states", name=LocalText(en="States"), seats=2)
    others = make.group(host.dialogue, slug="others", name=LocalText(en="Others"))
    made = {
        "Ada": make.registration(states, name="Ada", country="IT", state=State.APPROVED),
        "Bob": make.registration(states, name="Bob", country="KE", mode=Mode.ONLINE),
        "Eve": make.registration(others, name="Eve", organisation="Ministry of Ice"),
        "Zoë": make.registration(others, name="Zoë", state=State.WAITLISTED),
    }
    make.registration(make.group(make.dialogue()), name="Stranger")
    Note.objects.create(registration=made["Bob"], author=host.account, text="x")
    Evidence.objects.create(
        registration=made["Eve"], file="x", filename="x", type="pdf", size=1, digest="0"
    )
    return made


def names(response: Any) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Ada", "Bob", "Eve", "Zoë"}),
        ("state=approved", {"Ada"}),
        ("group=others", {"Eve", "Zoë"}),
        ("country=KE", {"Bob"}),
        ("mode=online", {"Bob"}),
        ("evidence=yes", {"Eve"}),
        ("evidence=no&group=others", {"Zoë"}),
        ("note=yes", {"Bob"}),
        ("note=no&state=submitted", {"Eve"}),
        ("state=invented&group=others&page=999", {"Eve", "Zoë"}),
    ],
)
def test_filters_find_what_they_say(
    host: Host, people: dict[str, Registration], query: str, found: set[str]
) -> None:
    assert set(names(host.client.get(host.url(f"?{query}")))) == found


def test_words_are_posted_and_combine_with_the_filter(
    host: Host, people: dict[str, Registration]
) -> None:
    page = host.client.post(host.url(), {"words": "ministry ice"})
    assert names(page) == ["Eve"]
    assert "ministry" not in page.context["query"]
    assert names(host.client.post(host.url(), {"words": "ministry", "group": "states"})) == []
    assert len(names(host.client.get(host.url("?words=ministry")))) == 1


def test_order_and_counts(host: Host, people: dict[str, Registration]) -> None:
    page = host.client.get(host.url("?sort=name"))
    assert names(page) == ["Ada", "Bob", "Eve", "Zoë"]
    (states, others) = page.context["overview"]["rows"]
    assert [cell["count"] for cell in states["cells"]] == [1, 1, 0, 0, 0, 0, 0]
    assert [cell["count"] for cell in others["cells"]] == [1, 0, 0, 1, 0, 0, 0]
    assert (states["seats"], others["seats"]) == ("1 of 2", "0 taken, not counted")


def test_the_board_asks_as_much_for_three_as_for_one(host: Host) -> None:
    group = make.group(host.dialogue)
    make.registration(group, country="IT")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            host.client.get(host.url())
        return len(queries)

    asked()  # the session is new
    alone = asked()
    for country in ("KE", "FR"):
        make.registration(group, country=country)
    assert asked() == alone <= 12


def test_nothing_happens_before_it_was_confirmed_and_undoing_is_offered(
    host: Host, people: dict[str, Registration]
) -> None:
    uids = [str(people[name].uid) for name in ("Bob", "Eve", "Zoë", "Ada")]
    shown = host.client.post(host.url("act/"), {"to": "approved", "uid": uids})
    text = shown.content.decode()
    assert [p["name"] for p in shown.context["possible"]] == ["Bob", "Eve", "Zoë"]
    assert [p["name"] for p in shown.context["not_from_here"]] == ["Ada"]
    assert [draft.language for draft in shown.context["drafts"]] == ["en", "fr", "ar"]
    assert "Bob" in shown.context["drafts"][0].body
    assert Registration.objects.filter(state=State.APPROVED).count() == 1
    form = shown.context["form"].initial
    assert str(form["uids"]) in text
    posted = {"to": "approved", "uids": form["uids"], "reason": "Fine", "tell": "on"}
    done = host.client.post(host.url("decide/"), posted)
    assert [p["name"] for p in done.context["refused"][0]["people"]] == ["Ada"]
    undo = host.client.post(host.url("undo/"), {"batch": str(done.context["batch"])})
    assert undo.status_code == 302
    assert Registration.objects.filter(state=State.APPROVED).count() == 1


def test_all_that_match_means_those_of_the_filter(
    host: Host, people: dict[str, Registration]
) -> None:
    posted = {"to": "declined", "which": "all", "group": "others", "words": "eve"}
    shown = host.client.post(host.url("act/"), posted)
    assert [p["name"] for p in shown.context["possible"]] == ["Eve"]
    posted = {"to": "declined", "uids": shown.context["form"].initial["uids"]}
    done = host.client.post(host.url("decide/"), posted)
    assert done.status_code == 302
    after = host.client.get(done["Location"])
    assert after.context["stroke"]["texts"] == ["1 declined."]
    assert Registration.objects.get(name="Eve").mails.count() == 0


@pytest.mark.parametrize(
    ("path", "posted"),
    [
        ("act/", {"to": "approved"}),
        ("act/", {"to": "invented", "uid": "x"}),
        ("act/", {"to": "approved", "uid": ["x", "' OR 1"]}),
        ("decide/", {"to": "invented", "uids": "x"}),
        ("decide/", {"to": "approved"}),
        ("undo/", {"batch": "x"}),
    ],
)
def test_what_makes_no_sense_changes_nothing(host: Host, path: str, posted: Any) -> None:
    make.registration(make.group(host.dialogue))
    assert host.client.post(host.url(path), posted).status_code == 302
    assert Registration.objects.get().state == State.SUBMITTED


def test_a_preview_shows_no_registrations(host: Host) -> None:
    row = make.registration(make.group(host.dialogue), name="Canary")
    host.client.post(f"/convene/dialogues/{host.dialogue.slug}/preview/", {"persona": "convener"})
    for path in ("", f"people/{row.uid}/"):
        response = host.client.get(host.url(path))
        assert response.status_code in (302, 403, 404)
        assert "Canary" not in response.content.decode()


def test_one_registration_says_all_and_escapes_it(host: Host) -> None:
    group = make.group(host.dialogue)
    question = Question.objects.create(dialogue=host.dialogue, text=LocalText(en="Diet?"))
    row = make.registration(
        group,
        access_needs=f"Ramp {SCRIPT}",
        answers={str(question.pk): f"Vegan {SCRIPT}"},
    )
    page = host.client.get(host.url(f"people/{row.uid}/")).content.decode()
    assert SCRIPT not in page
    assert all(word in page for word in ("Ramp", "Diet?", "Vegan", row.user.email))
    assert host.client.post(host.url(f"people/{row.uid}/note/"), {"text": ""}).status_code == 422
    host.client.post(host.url(f"people/{row.uid}/note/"), {"text": f"Seen {SCRIPT}"})
    page = host.client.get(host.url(f"people/{row.uid}/")).content.decode()
    assert "Seen &lt;script&gt;" in page
    note = Note.objects.get()
    gone = host.client.post(host.url(f"people/{row.uid}/notes/{note.pk}/delete/"))
    assert (gone.status_code, Note.objects.count()) == (302, 0)


def test_one_registration_is_decided_and_comes_back_to_its_page(host: Host) -> None:
    row = make.registration(make.group(host.dialogue))
    uid = str(row.uid)
    shown = host.client.post(host.url("act/"), {"to": "approved", "uid": uid, "back": uid})
    form = shown.context["form"].initial
    done = host.client.post(
        host.url("decide/"), {"to": "approved", "uids": form["uids"], "back": form["back"]}
    )
    assert done["Location"].startswith(host.url(f"people/{uid}/?done="))
    page = host.client.get(done["Location"])
    assert page.context["stroke"]["texts"] == ["1 approved."]
    assert "Submitted → Approved" in page.content.decode()


def test_a_move_that_finds_no_seat_says_so_on_the_page(host: Host) -> None:
    full = make.group(host.dialogue, slug="full", seats=0)
    row = make.registration(make.group(host.dialogue, slug="here"), state=State.APPROVED)
    url = host.url(f"people/{row.uid}/group/")
    assert host.client.post(url, {"group": "full"}).status_code == 422
    full.seats = 1
    full.save()
    assert host.client.post(url, {"group": "full", "reason": "Asked for it"}).status_code == 302
    page = host.client.get(host.url(f"people/{row.uid}/")).content.decode()
    assert "Asked for it" in page


def test_only_conveners_of_this_dialogue_come_in(host: Host, signed_in: Any) -> None:
    row = make.registration(make.group(host.dialogue))
    strangers = [row.user, make.user(is_operator=True), make.user(is_convener=True)]
    facilitator = make.user()
    make.seat(host.dialogue, facilitator, SeatRole.FACILITATOR)
    for account in (*strangers, facilitator):
        client = signed_in(account)
        assert client.get(host.url()).status_code == 403
        assert client.post(host.url("act/"), {"to": "approved"}).status_code == 403
        assert client.get(host.url(f"people/{row.uid}/")).status_code in (403, 404)


def test_each_line_leads_to_its_registration(host: Host, people: dict[str, Registration]) -> None:
    for row in host.client.get(host.url()).context["rows"]:
        page = host.client.get(row["url"])
        assert page.context["registration"].name == row["name"]


def test_all_leaves_out_who_was_declined_or_has_withdrawn(host: Host) -> None:
    group = make.group(host.dialogue)
    for name, state in (("Ada", "submitted"), ("Bob", "cancelled"), ("Eve", "declined")):
        make.registration(group, name=name, state=state)

    def named(**more: str) -> list[str]:
        posted = {"to": "approved", "which": "all", **more}
        return [p["name"] for p in host.client.post(host.url("act/"), posted).context["possible"]]

    assert named() == ["Ada"]
    assert named(state="cancelled") == ["Bob"]


def test_one_decision_is_for_so_many_and_says_so(
    host: Host, people: dict[str, Registration], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_board, "MOST_AT_ONCE", 2)
    shown = host.client.post(host.url("act/"), {"to": "declined", "which": "all", "sort": "name"})
    assert [p["name"] for p in shown.context["possible"]] == ["Ada", "Bob"]
    assert "at most 2" in shown.content.decode()


def test_cancelling_says_that_it_holds(host: Host) -> None:
    row = make.registration(make.group(host.dialogue, vetted=False), state=State.APPROVED)
    for to, says in (("cancelled", True), ("declined", False)):
        shown = host.client.post(host.url("act/"), {"to": to, "uid": [str(row.uid)]})
        assert ("Cancelling holds" in shown.content.decode()) == says
