"""What a matrix leads to: cells with their sources, actors, documents, the world, files; and panels elsewhere."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import Rule
from parley.apps.evidence.models import (
    CollectionKind,
    PositionStance,
)
from parley.core import search
from parley.core.localtext import LocalText
from tests import factories as make
from tests.evidence.pages.conftest import World

pytestmark = pytest.mark.django_db


# ---- a cell


def test_a_cell_shows_its_source_down_to_the_place(world: World) -> None:
    shown = world.page("evidence-cell", "kenya", world.a1.pk)
    for part in (
        *("Supports", "Direct text", "Paper of Kenya", "A/76/136", "2021", "para. 12"),
        *("We hold it binding.", "https://example.org/source", "https://example.org/paper"),
        *("read twice", "One source that still counts decides this cell."),
    ):
        assert part in shown, part


def test_a_contested_cell_says_why_and_shows_both(world: World) -> None:
    shown = world.page("evidence-cell", "kenya", world.b1.pk)
    assert "sources that all still count do not agree. Their number here: 2." in shown
    deciding = shown.partition('id="deciding"')[2]
    assert "Academic reading" in deciding and "Secondary report" in deciding


def test_a_replaced_position_and_a_practice_are_shown_as_such(world: World) -> None:
    world.position(world.kenya, world.a1, stance="opposes", supersedes=world.first)
    world.position(world.kenya, world.a1, stance=PositionStance.PRACTICE)
    shown = world.page("evidence-cell", "kenya", world.a1.pk)
    deciding, _, others = shown.partition('id="others"')
    assert "Opposes" in deciding and "We hold it binding." not in deciding
    assert "Replaced by a later position: it no longer counts." in others
    assert "A practice is no stance: it decides nothing here." in others


def test_silent_and_not_read_are_told_apart(world: World) -> None:
    silent = world.page("evidence-cell", "kenya", world.a2.pk)
    assert "Silent: a document of this actor has been read in full" in silent
    unread = world.page("evidence-cell", "peru", world.a1.pk)
    assert "Not read: no document of this actor has been read in full" in unread
    assert "Located, not read" in unread and "Unread paper" in unread


def test_a_cell_through_a_group_names_the_group(world: World) -> None:
    query = "?binding=1"
    shown = world.page("evidence-cell", "france", world.a1.pk, query=query)
    assert "what a group says that it is a member of" in shown
    assert "Said by Union, of which the actor is a member." in shown
    assert "Not read" in world.page("evidence-cell", "france", world.a1.pk)


def test_a_cell_under_filters_says_what_they_leave_out(world: World) -> None:
    shown = world.page("evidence-cell", "kenya", world.b1.pk, query="?level=direct")
    assert "There are positions here; your filters leave all of them out." in shown
    assert shown.count("Your filters leave this out.") == 2


@pytest.mark.parametrize("key", [0, 999_999_999, 10**30])
def test_what_is_no_column_is_not_found(world: World, key: int) -> None:
    for name, parts in (("evidence-cell", ["kenya", key]), ("evidence-world", [key])):
        assert Client().get(reverse(name, args=["positions", *parts])).status_code == 404


def test_a_column_of_another_collection_is_not_found(world: World) -> None:
    other = make.collection(kind=CollectionKind.VOTES, slug="votes")
    call = make.roll_call(other)
    assert Client().get(reverse("evidence-world", args=["positions", call.pk])).status_code == 404
    assert Client().get(reverse("evidence-world", args=["votes", world.a1.pk])).status_code == 404


# ---- actors and documents


def test_an_actor_shows_all_that_it_holds_here(world: World) -> None:
    other = make.collection(norm=world.norm)
    make.position(other, world.a2, body=world.kenya, note="of another collection")
    shown = world.page("evidence-actor", "kenya")
    assert re.findall(r'<a class="cell .*?<span>(.*?)</span>', shown) == [
        *("Supports", "Silent", "Contested")
    ]
    assert "We hold it binding." in shown and "Paper of Kenya" in shown
    assert "of another collection" not in shown
    assert "Union" in world.page("evidence-actor", "france")


def test_a_document_shows_what_was_read_and_found(world: World) -> None:
    shown = world.page("evidence-document", world.paper.uid)
    assert "Read in full</b>, Knowledge" in shown
    assert "We hold it binding." in shown and "https://example.org/paper" in shown
    other = make.document(make.collection(), title=LocalText(en="Elsewhere"))
    address = reverse("evidence-document", args=["positions", other.uid])
    assert Client().get(address).status_code == 404


# ---- the world, and files


def test_the_world_shows_each_state_and_the_table_the_rest(world: World) -> None:
    shown = world.page("evidence-world", world.a1.pk, query="?binding=1")
    assert "<title>Kenya: Supports</title>" in shown
    assert "<title>France: Supports on conditions</title>" in shown
    assert "1 actor has no place on the map" in shown
    table = shown.partition("The same as a table")[2]
    assert all(name in table for name in ("Kenya", "France", "Peru", "Union"))
    assert "says nothing of what anybody here holds of the status" in shown


def table_of(world: World, name: str, query: str = "") -> list[list[str]]:
    response = Client().get(reverse(name, args=["positions"]) + query)
    assert response["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_matrix_leaves_as_a_table(world: World) -> None:
    assert table_of(world, "evidence-matrix-csv", "?binding=1&sort=said")[:3] == [
        ["actor", "kind", "country_code", "region", "A1", "A2", "B1"],
        ["Kenya", "state", "KE", "Africa", "supports", "silent", "contested"],
        ["France", "state", "FR", "Europe", "conditional*", "not_read", "not_read"],
    ]


def test_no_cell_of_a_file_is_calculated(world: World) -> None:
    world.position(make.public_body(name=LocalText(en="=1+1")), world.a1, note="=cmd()")
    for name in ("evidence-matrix-csv", "evidence-sources-csv"):
        cells = [cell for row in table_of(world, name) for cell in row]
        assert not [cell for cell in cells if cell.startswith("=")], name


def test_all_sources_leave_with_their_levels(world: World) -> None:
    rows = table_of(world, "evidence-sources-csv")
    assert any("We hold it binding." in row and "para. 12" in row for row in rows)
    assert sum("Kenya" in row for row in rows) >= 3


@pytest.mark.parametrize("language", ["en", "ar"])
def test_drawings_are_whole_and_carry_no_style(world: World, language: str) -> None:
    make.position(world.held, world.a1, body=world.body("Odd"), note="")
    world.kenya.name = LocalText(en='A & "B" <c>')
    world.kenya.save()
    headers = {"accept-language": language}
    for name, parts in (("evidence-matrix-svg", []), ("evidence-world-svg", [world.a1.pk])):
        response = Client(headers=headers).get(reverse(name, args=["positions", *parts]))
        drawing = response.content.decode()
        assert response["Content-Type"] == "image/svg+xml"
        ElementTree.fromstring(drawing)
        assert "style=" not in drawing and "<script" not in drawing


# ---- elsewhere


def test_panels_lead_to_published_collections_alone(world: World) -> None:
    hidden = make.collection(norm=world.norm, title=LocalText(en="Secret draft"), published=False)
    dialogue = make.dialogue()
    for one in (world.held, hidden):
        one.dialogues.add(dialogue)
    norm = Client().get(reverse("norm", args=[world.norm.instrument.slug, world.norm.slug]))
    told = Client().get(reverse("dialogue", args=[dialogue.slug]))
    for response in (norm, told):
        shown = response.content.decode()
        assert "What was published</a>" in shown and "Secret draft" not in shown


def test_a_proposition_of_a_consultation_leads_to_what_was_published_on_it(world: World) -> None:
    consultation = make.consultation(make.dialogue(), norm=world.norm, rule=Rule.PUBLIC)
    copy = make.proposition(consultation, element=world.knowledge, origin=world.a1)
    plain = make.proposition(consultation, element=world.knowledge, origin=world.a2)
    slugs = (consultation.dialogue.slug, consultation.slug)
    shown = [
        Client().get(reverse("proposition", args=[*slugs, one.number])) for one in (copy, plain)
    ]
    assert ["What was published</a>" in one.content.decode() for one in shown] == [True, False]


def test_search_and_sitemap_know_what_is_published(world: World) -> None:
    hidden = make.collection(title=LocalText(en="Secret draft"), published=False)
    for one in (world.held, hidden):
        search.index(one)
    found = Client().get(reverse("search"), {"q": "published"}).content.decode()
    assert reverse("collection", args=["positions"]) in found
    assert "Secret" not in Client().get(
        reverse("search"), {"q": "secret"}
    ).content.decode().replace('value="secret"', "")
    sitemap = Client().get(reverse("sitemap")).content.decode()
    assert reverse("collection", args=["positions"]) in sitemap
    assert hidden.slug not in sitemap
