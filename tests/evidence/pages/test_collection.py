"""The list of collections, and the matrix of one: what stands there, for whom, in which order."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parley.apps.convening.models import SeatRole
from parley.apps.evidence.models import (
    CollectionKind,
)
from parley.core.localtext import LocalText
from tests import factories as make
from tests.evidence.pages.conftest import World

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>'


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


def test_members_of_whose_groups_nothing_is_shown_have_no_row(world: World) -> None:
    found = world.cells("?binding=1&level=academic")
    assert "France" not in found and found["Union"][0] == "Left out"


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
