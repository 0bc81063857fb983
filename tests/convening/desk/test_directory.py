"""Deleting and merging entries, as the desk asks and tells; and where old addresses lead."""

from typing import Any

import pytest
from django.test import Client

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening.models import Host, SeatRole
from parley.core.localtext import LocalText
from tests import factories as make


@pytest.fixture
def ada(desk: Any) -> tuple[Person, Person]:
    """Two entries of Alice's, one of them in use."""
    kept = make.person(name="Ada Kept", slug="ada", created_by=desk.user)
    gone = make.person(name="Ada Gone", slug="ada-gone", created_by=desk.user, country="IT")
    make.contribution(make.session(desk.dialogue, title=LocalText(en="Opening")), person=gone)
    return kept, gone


def test_what_is_needed_is_not_deleted_and_one_is_told_where(desk: Any, ada: Any) -> None:
    hidden = make.session(make.dialogue(), rule="closed_door", title=LocalText(en="Canary"))
    make.contribution(hidden, person=ada[1])
    page = desk.client.get("/convene/people/ada-gone/delete/").content.decode()
    assert "Ada Gone can’t be deleted yet" in page
    assert ">Opening</a>" in page
    assert "and 1 more that you cannot see" in page
    assert "Canary" not in page
    assert '<form class="confirmation' not in page
    assert desk.post("/convene/people/ada-gone/delete/", {}).status_code == 409
    assert Person.objects.filter(pk=ada[1].pk).exists()


def test_what_is_not_needed_is_deleted_after_asking(desk: Any, ada: Any) -> None:
    assert "Delete Ada Kept?" in desk.client.get("/convene/people/ada/delete/").content.decode()
    response = desk.client.post("/convene/people/ada/delete/", follow=True)
    assert "Ada Kept has been deleted." in response.content.decode()
    assert not Person.objects.filter(pk=ada[0].pk).exists()


@pytest.mark.parametrize(
    ("tail", "data"),
    [
        ("people/add/", {"name": "ada kept"}),
        ("organisers/add/", {"name_en": "Sample Office"}),
        ("places/add/", {"name_en": "SAMPLE HALL"}),
    ],
)
def test_one_who_adds_a_name_twice_is_told(
    desk: Any, ada: Any, tail: str, data: dict[str, str]
) -> None:
    make.organisation(name=LocalText(en="Sample Office"), created_by=desk.user)
    make.venue(name=LocalText(en="Sample Hall"), created_by=desk.user)
    add = f"/convene/dialogues/florence/{tail}"
    assert (
        "If it is the same, merge them" in desk.client.post(add, data, follow=True).content.decode()
    )
    (field,) = data
    other = desk.client.post(add, {field: f"{data[field]} II"}, follow=True).content.decode()
    assert "If it is the same" not in other


def test_of_namesakes_that_one_may_not_merge_nothing_is_told(desk: Any, bob: Any) -> None:
    """Neither of somebody who is hidden, nor of an entry that is another convener's."""
    hidden = make.session(make.dialogue(), rule="closed_door")
    make.contribution(hidden, person=make.person(name="Canary"))
    make.contribution(make.session(desk.dialogue), person=make.person(name="Theirs"))
    for name in ("Canary", "Theirs"):
        page = desk.client.post(
            "/convene/dialogues/florence/people/add/", {"name": name}, follow=True
        )
        assert "If it is the same" not in page.content.decode()


def test_merging_shows_what_it_does_and_then_does_it(desk: Any, ada: Any) -> None:
    address = "/convene/people/ada/merge/"
    start = desk.client.get(address).content.decode()
    assert '<option value="Ada Gone">' in start
    assert "Merge them" not in start
    preview = desk.client.get(address, {"other": "ada gone"}).content.decode()
    for text in ("Ada Gone becomes part of Ada Kept", ">Opening</a>", "Italy", "Merge them"):
        assert text in preview, text
    assert Person.objects.count() == 2
    response = desk.client.post(address, {"other": "Ada Gone"}, follow=True)
    assert "Both are now one entry: Ada Kept." in response.content.decode()
    assert Person.objects.get().country == "IT"
    history = desk.client.get("/convene/dialogues/florence/history/")
    assert "merged another entry of the directory into “Ada Kept”" in history.content.decode()


def test_a_conflict_is_named_and_nothing_can_be_confirmed(desk: Any, ada: Any) -> None:
    Person.objects.filter(slug="ada").update(user=make.user())
    Person.objects.filter(slug="ada-gone").update(user=make.user())
    address = "/convene/people/ada/merge/"
    page = desk.client.get(address, {"other": "Ada Gone"}).content.decode()
    assert "An account is linked to each of them" in page
    assert "Merge them" not in page
    assert desk.post(address, {"other": "Ada Gone"}).status_code == 409
    assert Person.objects.count() == 2


def test_others_entries_can_neither_be_chosen_nor_named(desk: Any, ada: Any, bob: Any) -> None:
    make.person(name="Canary Hidden", created_by=bob)
    make.contribution(make.session(desk.dialogue), person=make.person(name="Bobs", created_by=bob))
    address = "/convene/people/ada/merge/"
    assert "Bobs" not in desk.client.get(address).content.decode()
    for name in ("Bobs", "Canary Hidden", "", "nobody"):
        for response in (
            desk.client.get(address, {"other": name}),
            desk.post(address, {"other": name}),
        ):
            assert response.status_code == 422, name
            assert "Canary Hidden</" not in response.content.decode()


@pytest.mark.parametrize("noun", ["people", "organisations", "venues"])
def test_an_old_address_leads_on_for_those_who_may_know(
    desk: Any, bob: Any, signed_in: Any, noun: str
) -> None:
    makers = {"people": make.person, "organisations": make.organisation, "venues": make.venue}
    kept = makers[noun](slug="kept", created_by=desk.user)
    makers[noun](
        slug="gone", name="Gone" if noun == "people" else LocalText(en="Gone"), created_by=desk.user
    )
    assert desk.post(f"/convene/{noun}/kept/merge/", {"other": "Gone"}).status_code == 302
    response = desk.client.get(f"/{noun}/gone/")
    assert (response.status_code, response["Location"]) == (301, f"/{noun}/kept/")
    for stranger in (Client(), signed_in(bob)):
        assert stranger.get(f"/{noun}/gone/").status_code == 404
    session = make.session(desk.dialogue)
    if noun == "people":
        make.contribution(session, person=kept)
    elif noun == "organisations":
        Host.objects.create(dialogue=desk.dialogue, organisation=kept, role="partner")
    else:
        type(session).objects.update(room=make.room(kept))
    assert Client().get(f"/{noun}/gone/").status_code == 301


# What an organisation is a part of


def organisation_form(organisation: Organisation, **more: Any) -> dict[str, Any]:
    return {"name_en": str(organisation.name), "acronym": "", "kind": "", "country": "", **more}


def test_a_whole_that_became_hidden_stays_unseen(desk: Any, bob: Any) -> None:
    whole = make.organisation(name=LocalText(en="Secret Whole"), created_by=bob)
    part = make.organisation(slug="part", parent=whole, created_by=desk.user)
    address = "/convene/organisations/part/"
    page = desk.client.get(address)
    assert "Secret Whole" not in page.content.decode()
    assert "An organisation that you cannot see" in page.content.decode()
    seen = page.context["version"]
    kept = organisation_form(part, acronym="P", parent=whole.pk, seen=seen)
    assert desk.post(address, kept).status_code == 302
    part.refresh_from_db()
    assert (part.acronym, part.parent) == ("P", whole)
    stale = desk.post(address, {**kept, "acronym": "Q"})
    assert stale.status_code == 409
    assert "Secret Whole" not in stale.content.decode()
    assert [label for label, _text in stale.context["conflict"]] == ["Acronym"]
    fresh = desk.client.get(address).context["version"]
    assert desk.post(address, {**kept, "parent": "", "seen": fresh}).status_code == 302
    part.refresh_from_db()
    assert part.parent is None


def test_nobody_makes_a_part_of_what_they_do_not_see(desk: Any, bob: Any) -> None:
    hidden = make.organisation(created_by=bob)
    part = make.organisation(slug="part", created_by=desk.user)
    response = desk.post("/convene/organisations/part/", organisation_form(part, parent=hidden.pk))
    assert response.status_code == 422


def test_operators_merge_what_they_see(desk: Any, operator: Any, signed_in: Any, ada: Any) -> None:
    make.contribution(make.session(desk.dialogue), person=ada[0])
    make.seat(desk.dialogue, operator, SeatRole.INVITED)
    response = signed_in(operator).post("/convene/people/ada/merge/", {"other": "Ada Gone"})
    assert response.status_code == 302
    assert Person.objects.get() == ada[0]
