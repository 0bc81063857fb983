"""A keeper makes a collection, fills it, publishes it, takes it back and deletes it."""

from typing import Any

import pytest

from parley.apps.convening.models import SeatRole
from parley.apps.evidence import models as m
from tests import factories as make
from tests.evidence.exchange.lists import (
    collection_on,
    elements_of,
    norm_with,
    propositions_of,
    row,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Any:
    return make.user(is_convener=True)


@pytest.fixture
def desk(keeper: Any, signed_in: Any) -> Any:
    return signed_in(keeper)


def seen(response: Any, *texts: str, status: int = 200) -> str:
    page = response.content.decode()
    assert response.status_code == status, page[:500]
    for text in texts:
        assert text in page
    return str(page)


def test_from_an_empty_desk_to_a_published_matrix(desk: Any, keeper: Any) -> None:
    norm = norm_with(A=2)
    dialogue = make.dialogue()
    make.seat(dialogue, keeper, SeatRole.CONVENER)
    seen(desk.get("/convene/"), "/convene/evidence/")
    seen(desk.get("/convene/evidence/"), "You keep no collection yet")
    given = {
        "kind": "positions",
        "norm": norm.pk,
        "title_en": "Who said what",
        "description_en": "All of it.",
        "dialogues": [dialogue.pk],
    }
    response = desk.post("/convene/new-collection/", given)
    collection = m.Collection.objects.get()
    assert response.url == f"/convene/evidence/{collection.slug}/"
    assert (collection.slug, collection.kept_by, collection.published) == (
        "who-said-what",
        keeper,
        False,
    )
    assert list(collection.dialogues.all()) == [dialogue]
    seen(desk.get(response.url), "No positions yet", "Not published")
    seen(desk.get(f"{response.url}publication/"), "Publish this collection?")
    assert not m.Collection.objects.get().published
    desk.post(f"{response.url}publication/")
    assert m.Collection.objects.get().published
    seen(desk.post(f"{response.url}delete/"), "Unpublish it first", status=409)
    desk.post(f"{response.url}publication/")
    assert desk.post(f"{response.url}delete/").url == "/convene/evidence/"
    assert not m.Collection.objects.exists()


def test_positions_and_documents_by_hand(desk: Any, keeper: Any) -> None:
    collection = collection_on(norm_with(A=2, B=1), kept_by=keeper, published=False)
    here = f"/convene/evidence/{collection.slug}/"
    seen(desk.get("/convene/new-actor/"), "Country")
    desk.post("/convene/new-actor/", {"kind": "state", "country": "EE"})
    estonia = m.PublicBody.objects.get()
    assert estonia.name["fr"] == "Estonie"
    seen(desk.get(f"{here}add-document/"), "Estonia")
    response = desk.post(
        f"{here}add-document/",
        {"body": estonia.pk, "title_en": "Paper", "published_on": "2019-05-29"},
    )
    paper = m.Document.objects.get()
    assert paper.year == 2019
    page = seen(desk.get(response.url), "Paper", "For the norm as a whole", "Knowledge")
    assert page.count("Read in full</option>") == 3
    element = elements_of(collection)[1]
    read = {f"extent-{element.pk}": "full", f"note-{element.pk}": "twice", "extent-norm": "located"}
    assert desk.post(response.url, read).url == f"{here}documents/"
    assert set(paper.readings.values_list("element", "extent", "note")) == {
        (element.pk, "full", "twice"),
        (None, "located", ""),
    }
    seen(desk.get(f"{here}documents/"), "read in full: B; located, not read: the whole norm")
    seen(desk.get(f"{here}add-position/"), "A2 Library proposition 2.", "Estonia: Paper (2019)")
    proposition = propositions_of(collection)[-1]
    given = {
        "body": estonia.pk,
        "proposition": proposition.pk,
        "stance": "supports",
        "level": "direct",
        "document": paper.pk,
        "quotation": "One\r\nline",
    }
    assert desk.post(f"{here}add-position/", given).url == here
    position = m.Position.objects.get()
    assert (position.quotation, position.recorded_by) == ("One\nline", keeper)
    seen(desk.get(here), "B1", "Supports", "Paper (2019)")
    page = seen(desk.post(f"{here}add-position/", given), "stands there already", status=422)
    assert "One\r\nline" in page or "One\nline" in page
    edit = f"{here}positions/{position.uid}/"
    version = desk.get(edit).context["version"]
    response = desk.post(edit, {**given, "stance": "opposes", "seen": version})
    assert response.url == here
    assert desk.post(edit, {**given, "seen": version}).status_code == 409
    seen(desk.post(f"{here}documents/{paper.uid}/delete/"), "Remove them first", status=409)
    desk.post(f"{edit}delete/")
    desk.post(f"{here}documents/{paper.uid}/delete/")
    assert not m.Position.objects.exists()
    assert not m.Document.objects.exists()


def test_a_list_is_looked_at_and_stored_only_when_confirmed(desk: Any, keeper: Any) -> None:
    collection = collection_on(norm_with(A=1), kept_by=keeper)
    here = f"/convene/evidence/{collection.slug}/import/"
    seen(desk.get(here), "Paste the list")
    bad = text_of(row(), row(actor="France", proposition="Z9"))
    page = seen(desk.post(here, {"text": bad}), "1 row can’t be taken", "is no proposition here")
    assert 'name="list"' not in page
    good = desk.post(here, {"text": text_of(row(), row(actor="France"))})
    seen(good, "2 rows will be stored", "New actors: Estonia (State), France (State)")
    assert not m.PublicBody.objects.exists()
    response = desk.post(f"{here}confirm/", {"list": good.context["list"]}, follow=True)
    seen(response, "New or changed: 2 positions, 0 documents, 0 readings, 2 actors.")
    assert m.Position.objects.count() == 2
    again = desk.post(here, {"text": text_of(row())})
    assert 'name="list"' not in seen(again, "All of this stands here already")


def test_a_list_of_somebody_else_or_of_another_collection_is_not_stored(
    desk: Any, keeper: Any
) -> None:
    norm = norm_with(A=1)
    mine, other = (collection_on(norm, kept_by=keeper) for _ in range(2))
    shown = desk.post(f"/convene/evidence/{mine.slug}/import/", {"text": text_of(row())})
    confirm = f"/convene/evidence/{other.slug}/import/confirm/"
    response = desk.post(confirm, {"list": shown.context["list"]}, follow=True)
    seen(response, "This list is too old")
    response = desk.post(confirm, {"list": "x"}, follow=True)
    seen(response, "This list is too old")
    assert not m.Position.objects.exists()


def test_roll_calls_and_votes(desk: Any, keeper: Any) -> None:
    collection = make.collection(kind="votes", kept_by=keeper)
    here = f"/convene/evidence/{collection.slug}/"
    seen(desk.get(here), "No roll calls yet")
    text = "country,country_code,A/RES/1/1\nEstonia,EE,yes\nFrance,FR,\n"
    shown = desk.post(f"{here}import/", {"text": text})
    seen(shown, "New roll call: A/RES/1/1", "1 vote is new.")
    desk.post(f"{here}import/confirm/", {"list": shown.context["list"]})
    call = m.RollCall.objects.get()
    edit = f"{here}roll-calls/{call.uid}/"
    seen(desk.get(edit), "A/RES/1/1", "Estonia")
    france = m.PublicBody.objects.get(country="FR")
    desk.post(f"{edit}vote/", {"body": france.pk, "choice": "no"})
    assert set(call.votes.values_list("body__country", "choice")) == {("EE", "yes"), ("FR", "no")}
    desk.post(f"{edit}vote/", {"body": france.pk, "choice": ""})
    assert call.votes.count() == 1
    version = desk.get(edit).context["version"]
    desk.post(edit, {"symbol": "A/RES/1/1", "title_en": "On it", "seen": version})
    seen(desk.get(here), "On it", "1 vote")
    desk.post(f"{edit}delete/")
    assert not m.RollCall.objects.exists()


def test_an_operator_mends_actors_and_their_members(operator: Any, signed_in: Any) -> None:
    desk = signed_in(operator)
    union = make.public_body(kind="regional", slug="union")
    state = make.public_body(country="EE")
    seen(desk.get("/convene/actors/"), "/convene/actors/union/members/")
    seen(desk.get("/convene/actors/union/members/"), "Members")
    rows = {
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-id": "",
        "rows-0-member": state.pk,
        "rows-0-since": "2004",
        "rows-0-until": "",
        "seen": desk.get("/convene/actors/union/members/").context["version"],
    }
    assert desk.post("/convene/actors/union/members/", rows).url == "/convene/actors/"
    assert list(union.memberships.values_list("member", "since", "until")) == [
        (state.pk, 2004, None)
    ]
    rows["rows-0-until"] = "1999"
    rows["seen"] = desk.get("/convene/actors/union/members/").context["version"]
    page = desk.post("/convene/actors/union/members/", rows)
    seen(page, "end before it begins", status=422)
    response = desk.post(
        "/convene/actors/union/", {"kind": "group", "name_en": "Union", "country": ""}
    )
    assert response.status_code in (302, 409)
