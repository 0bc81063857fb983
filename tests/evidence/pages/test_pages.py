"""The pages of evidence: what stands on them, for whom, and where each number leads."""

import csv
import io
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.evidence.models import (
    BodyKind,
    CollectionKind,
    EvidenceLevel,
    PositionStance,
    PublicBody,
)
from parley.core import search
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>'


class World:
    """A norm of two elements with three propositions, four actors and what they said."""

    def __init__(self) -> None:
        self.norm = make.norm(title=LocalText(en="Territory"))
        self.knowledge = make.element(self.norm, order=0, title=LocalText(en="Knowledge"))
        self.conduct = make.element(self.norm, order=1, title=LocalText(en="Conduct"))
        self.a1, self.a2 = (make.library_proposition(self.knowledge) for _ in range(2))
        self.b1 = make.library_proposition(self.conduct)
        self.held = make.collection(
            norm=self.norm, slug="positions", title=LocalText(en="What was published")
        )
        self.kenya = self.body("Kenya", country="KE")
        self.france = self.body("France", country="FR")
        self.union = self.body("Union", kind=BodyKind.REGIONAL)
        self.peru = self.body("Peru", country="PE")
        self.paper = make.document(
            self.held,
            body=self.kenya,
            title=LocalText(en="Paper of Kenya"),
            year=2021,
            symbol="A/76/136",
            link="https://example.org/paper",
        )
        make.reading(self.paper, self.knowledge)
        self.first = self.position(
            self.kenya,
            self.a1,
            document=self.paper,
            place="para. 12",
            quotation="We hold it binding.",
            source="https://example.org/source",
            note="read twice",
        )
        self.position(self.kenya, self.b1, stance="opposes", level=EvidenceLevel.ACADEMIC)
        self.position(self.kenya, self.b1, stance="supports", level=EvidenceLevel.SECONDARY)
        self.position(self.union, self.a1, stance="conditional")
        make.membership(self.union, self.france)
        located = make.document(self.held, body=self.peru, title=LocalText(en="Unread paper"))
        make.reading(located, extent="located")

    def body(self, name: str, **fields: Any) -> PublicBody:
        return make.public_body(slug=name.lower(), name=LocalText(en=name), **fields)

    def position(self, body: PublicBody, on: Any, **fields: Any) -> Any:
        return make.position(self.held, on, body=body, **fields)

    def page(self, name: str, *parts: Any, query: str = "", client: Client | None = None) -> str:
        response = (client or Client()).get(reverse(name, args=["positions", *parts]) + query)
        assert response.status_code == 200
        return re.sub(r"\s+", " ", unescape(response.content.decode()))

    def cells(self, query: str = "") -> dict[str, list[str]]:
        """Actor → the words of its cells, in the order of the table."""
        html = self.page("collection", query=query)
        body = html.partition("<tbody>")[2].partition("</tbody>")[0]
        found = {}
        for row in body.split("<tr>")[1:]:
            name = re.search(r"<bdi>(.*?)</bdi>", row)
            assert name is not None
            found[name[1]] = re.findall(r'class="cell .*?<span>(.*?)</span>', row)
        return found


@pytest.fixture
def world() -> World:
    return World()


# ---- the list


def test_without_any_it_says_so() -> None:
    shown = Client().get(reverse("evidence")).content.decode()
    assert "No evidence yet" in shown


def test_the_list_tells_how_much_is_in_each(world: World) -> None:
    votes = make.collection(kind=CollectionKind.VOTES, title=LocalText(en="How they voted"))
    call = make.roll_call(votes)
    for body in (world.kenya, world.peru):
        make.vote(call, body)
    shown = re.sub(r"\s+", " ", Client().get(reverse("evidence")).content.decode())
    assert "4 positions · 2 actors · 2 documents" in shown
    assert "1 roll call · 2 votes · 2 actors" in shown


def test_a_draft_is_on_the_list_of_its_keeper_alone(world: World) -> None:
    keeper = make.user()
    world.held.published = False
    world.held.kept_by = keeper
    world.held.save()
    mine = Client()
    mine.force_login(keeper)
    assert "What was published" not in Client().get(reverse("evidence")).content.decode()
    shown = mine.get(reverse("evidence")).content.decode()
    assert "What was published" in shown and "Not published" in shown
    assert "only those who work on it see it" in world.page("collection", client=mine)


def test_whoever_reports_on_its_dialogue_sees_a_draft_once(world: World) -> None:
    rapporteur = make.user()
    for _ in range(2):
        dialogue = make.dialogue()
        make.seat(dialogue, rapporteur, SeatRole.RAPPORTEUR)
        make.seat(dialogue, rapporteur, SeatRole.CONVENER)
        world.held.dialogues.add(dialogue)
    world.held.published = False
    world.held.save()
    client = Client()
    client.force_login(rapporteur)
    shown = client.get(reverse("evidence")).content.decode()
    assert shown.count("What was published</a>") == 1


# ---- the matrix


def test_each_cell_says_what_its_sources_amount_to(world: World) -> None:
    assert world.cells() == {
        "Kenya": ["Supports", "Silent", "Contested"],
        "Peru": ["Not read", "Not read", "Not read"],
        "Union": ["Supports on conditions", "Not read", "Not read"],
    }


def test_the_switch_shows_members_with_what_their_group_says(world: World) -> None:
    assert world.cells("?binding=1")["France"] == ["Supports on conditions", "Not read", "Not read"]
    assert "through a group" in world.page("collection", query="?binding=1")
    assert "through a group" not in world.page("collection")


def test_filters_leave_out_and_say_so(world: World) -> None:
    found = world.cells("?level=direct")
    assert found["Kenya"] == ["Supports", "Silent", "Left out"]
    assert list(world.cells("?kind=regional")) == ["Union"]
    assert list(world.cells("?region=002")) == ["Kenya"]
    assert world.cells("?since=2022")["Kenya"] == ["Left out", "Not read", "Left out"]


@pytest.mark.parametrize(
    "query",
    [
        "?level=bogus&kind=nobody&region=moon",
        "?since=abc&until=99999999999999999999",
        "?since=-1&sort=c9999999999999999999999",
        f"?sort={HOSTILE}&level={HOSTILE}",
        "?binding=0&sort=%00",
    ],
)
def test_nonsense_in_the_address_filters_nothing(world: World, query: str) -> None:
    raw = Client().get(reverse("collection", args=["positions"]) + query).content.decode()
    assert "<script>alert" not in raw
    assert {"Kenya", "Peru", "Union"} <= set(world.cells(query))


def test_years_in_the_wrong_order_are_told(world: World) -> None:
    assert "This year is before the first one." in world.page(
        "collection", query="?since=2022&until=2019"
    )


def test_rows_sort_by_name_region_how_much_and_column(world: World) -> None:
    assert list(world.cells()) == ["Kenya", "Peru", "Union"]
    assert list(world.cells("?sort=region")) == ["Kenya", "Peru", "Union"]
    assert list(world.cells("?sort=said")) == ["Kenya", "Union", "Peru"]
    assert list(world.cells(f"?sort=c{world.b1.pk}")) == ["Kenya", "Peru", "Union"]
    assert list(world.cells(f"?sort=c{world.a1.pk}")) == ["Kenya", "Union", "Peru"]
    assert 'aria-sort="ascending"' in world.page("collection", query=f"?sort=c{world.a1.pk}")


def test_every_cell_and_every_head_leads_somewhere(world: World) -> None:
    html = world.page("collection", query="?binding=1&sort=said")
    here = reverse("collection", args=["positions"])
    links = re.findall(r'href="((?:cells|actors|world)/[^"]*)"', html)
    assert len(links) == 4 * 3 + 4 + 3
    for link in links:
        assert Client().get(here + link).status_code == 200, link


def test_counts_stand_beside_rows_and_below_columns(world: World) -> None:
    html = world.page("collection")
    kenya = html.partition("<bdi>Kenya</bdi>")[2].partition("<tr>")[0]
    assert re.findall(r'matrix__count">(\d+)', kenya) == ["2", "1", "0"]
    foot = html.partition("<tfoot>")[2].partition("</tfoot>")[0]
    not_read = foot.partition("Not read</th>")[2].partition("</tr>")[0]
    assert re.findall(r"<td>(\d+)</td>", not_read) == ["1", "2", "2"]
    assert (
        "Of the cells, 3 hold a position, in 1 the actor is silent, and 5 have not been read"
        in html
    )


def test_names_are_shown_as_text(world: World) -> None:
    world.body("hostile").delete()
    bad = make.public_body(slug="bad", name=LocalText(en=HOSTILE))
    world.position(bad, world.a1, note=HOSTILE, quotation=HOSTILE)
    client = Client()
    for name, parts in (
        ("collection", []),
        ("evidence-cell", ["bad", world.a1.pk]),
        ("evidence-actor", ["bad"]),
        ("evidence-world", [world.a1.pk]),
    ):
        raw = client.get(reverse(name, args=["positions", *parts])).content.decode()
        assert "<script>alert" not in raw, name


def test_a_collection_with_nothing_in_it_reads_well() -> None:
    held = make.collection(title=LocalText(en="Empty"))
    empty = make.collection(kind=CollectionKind.VOTES, norm=None)
    for one in (held, empty):
        shown = Client().get(reverse("collection", args=[one.slug])).content.decode()
        assert "Nothing has been gathered here yet." in shown


def test_votes_are_a_matrix_too(world: World) -> None:
    votes = make.collection(kind=CollectionKind.VOTES, slug="votes")
    call = make.roll_call(votes, symbol="A/RES/73/27")
    make.vote(call, world.kenya)
    make.vote(call, world.peru, choice="abstain")
    make.vote(make.roll_call(votes), world.peru, choice="no")
    shown = Client().get(reverse("collection", args=["votes"])).content.decode()
    assert re.findall(r'class="cell .*?<span>(.*?)</span>', shown.partition("<tbody>")[2]) == [
        *("Yes", "Not recorded", "Abstention", "No")
    ]
    cell = Client().get(reverse("evidence-cell", args=["votes", "kenya", call.pk]))
    assert "This is the vote as it was recorded." in cell.content.decode()


@pytest.mark.parametrize("query", ["", "?binding=1&level=direct&since=2000"])
def test_as_many_queries_however_many_rows(world: World, query: str) -> None:
    address = reverse("collection", args=["positions"]) + query

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        return len(queries)

    few = asked()
    for _ in range(5):
        body = make.public_body()
        world.position(body, world.a2, document=make.document(world.held, body=body, year=2020))
        make.library_proposition(world.conduct)
        make.membership(world.union, body)
    assert asked() == few


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
        Client().get(reverse("proposition", args=[*slugs, one.number]))
        for one in (copy, plain)
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
