"""The page of the map of a collection: actors by name, votes as votes, and what is not known said."""

import io
import re
from functools import partial
from uuid import uuid4

import polars
import pytest
from django.urls import reverse

from parley.apps.evidence.models import CollectionKind
from parley.apps.outcomes.models import OpinionMap
from parley.apps.outcomes.presenters import panels
from parley.apps.outcomes.services import drawing
from parley.core.actors import ANONYMOUS
from tests import factories as make
from tests.outcomes import world

pytestmark = pytest.mark.django_db
PAGES = (
    ("collection-map",),
    ("collection-map-progress",),
    ("collection-map-chart", "stakeholder-groups", "map", 1, "svg"),
    ("collection-map-table", "actors", "csv"),
)


def address(collection, name="collection-map", *more):
    return reverse(name, args=[collection.slug, *more])


def text(client, collection, query=""):
    response = client.get(address(collection) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def votes():
    collection = world.roll_calls(source="A source", licence="CC0 1.0", link="https://x.example/")
    drawing.look.call()
    return collection


@pytest.fixture
def positions():
    """Twelve actors on the first of three propositions, one on the second, nobody on the third."""
    norm = make.norm()
    element = make.element(norm)
    asked = [make.library_proposition(element, number=number) for number in (1, 2, 3)]
    collection = make.collection(norm=norm)
    for place in range(12):
        stance = "supports" if place < 11 else "opposes"
        body = make.public_body(slug=f"actor-{place}", name={"en": f"Actor {place}"})
        make.position(collection, asked[0], body=body, stance=stance)
    make.position(collection, asked[1], body=body)
    drawing.look.call()
    return collection


def test_votes_are_told_as_votes(client, votes):
    page = text(client, votes)
    assert "41 actors cast" in page and "in 6 roll calls" in page
    assert "A yes is read as agreement" in page
    assert "Where actors stand" in page and " people" not in re.sub(r"<[^>]*>", "", page)
    last = votes.roll_calls.last()
    counts = [last.votes.filter(choice=one).count() for one in ("yes", "no", "abstain")]
    assert "Yes: {}. No: {}. Abstentions: {}.".format(*counts) in page
    assert last.symbol in page
    # No row of a person's map is offered.
    assert "in the format of Polis" not in page and "you-data" not in page
    assert "CC0 1.0" in page and "https://x.example/" in page


def test_states_are_coloured_by_region_and_named(client, votes):
    page = text(client, votes, "?by=stakeholder-groups")
    assert "By region" in page and "(M49)" in page
    assert '<th scope="row">Africa</th><td>20</td>' in page
    assert page.count("<title>State of IT</title>") == 2  # wide and narrow
    table = re.search(r'id="actors".*?</table>', page, re.S)[0]
    assert "State of IT" in table and "Europe" in table and "Former state" in table


def test_positions_say_how_little_is_known(client, positions):
    page = text(client, positions)
    assert "12 actors have 13 stances on 3 propositions" in page
    assert "as far as their documents have been read" in page
    little = re.search(r'id="too-little-evidence".*?</section>', page, re.S)[0]
    assert ">A2</span>" in little and "For: 1. Against: 0. Undecided: 0." in little
    assert "No actor has a stance on these: A3." in little
    assert "How ambiguous each element is" in page


@pytest.mark.parametrize(
    ("kind", "n_actors", "said"),
    [
        ("positions", 0, "A map is drawn when 5 more actors have pronounced themselves."),
        ("votes", 4, "A map is drawn when 1 more actor has pronounced itself."),
        ("votes", 5, "A map needs stances on at least two propositions or roll calls."),
    ],
)
def test_before_there_is_a_map_the_page_says_why(client, kind, n_actors, said):
    collection = make.collection(kind=kind)
    if kind == CollectionKind.VOTES:
        call = make.roll_call(collection)
        for _ in range(n_actors):
            make.vote(call)
    page = text(client, collection)
    assert said in page and "hx-get" not in page


def test_files_name_actors_and_roll_calls(client, votes):
    csv = client.get(address(votes, "collection-map-table", "actors", "csv"))
    rows = polars.read_csv(io.BytesIO(csv.content))
    assert set(rows["actor"]) >= {"State of IT", "Former state"} and "region" in rows.columns
    parquet = client.get(address(votes, "collection-map-table", "propositions", "parquet"))
    rows = polars.read_parquet(io.BytesIO(parquet.content))
    assert rows["proposition"].to_list() == [one.symbol for one in votes.roll_calls.all()]
    svg = client.get(address(votes, "collection-map-chart", "stakeholder-groups", "map", 1, "svg"))
    assert f"{votes.slug}-map-1.svg" in svg["Content-Disposition"]
    assert "<title>State of IT</title>" in svg.content.decode()
    png = client.get(address(votes, "collection-map-chart", "stakeholder-groups", "map", 1, "png"))
    assert png.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "more",
    [
        ("collection-map-chart", "nobody", "map", 1, "svg"),
        ("collection-map-chart", "stakeholder-groups", "map", 9, "svg"),
        ("collection-map-chart", "stakeholder-groups", "map", 1, "pdf"),
        ("collection-map-table", "nothing", "csv"),
        ("collection-map-table", "shares", "xlsx"),
    ],
)
def test_what_is_not_there_is_not_found(client, votes, more):
    assert client.get(address(votes, *more)).status_code == 404


@pytest.mark.parametrize("part", PAGES, ids=[part[0] for part in PAGES])
def test_what_is_not_published_is_not_there(client, signed_in, votes, part):
    keeper = make.user()
    votes.published, votes.kept_by = False, keeper
    votes.save()
    for reader in (client, signed_in(make.user())):
        assert reader.get(address(votes, *part)).status_code == 404
    assert signed_in(keeper).get(address(votes, *part)).status_code == 200


def test_without_a_map_there_are_no_files(client):
    collection = make.collection()
    for part in PAGES[2:]:
        assert client.get(address(collection, *part)).status_code == 404


def test_the_way_to_the_map(client, votes):
    """From the collection, and from the list of all that are published."""
    assert address(votes) in client.get(reverse("collection", args=[votes.slug])).content.decode()
    every = reverse("evidence")
    assert address(votes) in client.get(every).content.decode()
    votes.published = False
    votes.save()
    assert address(votes) not in client.get(every).content.decode()


def test_the_list_of_maps_costs_the_same_however_many_there_are(
    client, votes, django_assert_num_queries
):
    panel = partial(panels.evidence_panel, ANONYMOUS, None)
    with django_assert_num_queries(1):
        told = panel()["maps"][0]["structure"]
    other = make.collection(kind=CollectionKind.VOTES)
    row = OpinionMap.objects.get()
    row.pk, row.uid, row.collection, row._state.adding = None, uuid4(), other, True
    row.save()
    with django_assert_num_queries(1):
        assert [one["structure"] for one in panel()["maps"]] == [told, told]


def test_names_are_in_the_reader_s_language(client, votes):
    client.cookies["django_language"] = "fr"
    page = text(client, votes, "?by=stakeholder-groups")
    assert "Afrique" in page and '<th scope="row">Africa' not in page


def test_script_in_a_name_stays_text(client):
    collection = world.roll_calls()
    for call in collection.roll_calls.all():
        for vote in call.votes.select_related("body"):
            vote.body.name = {"en": "</title><script>alert(1)</script>&"}
            vote.body.save()
    drawing.look.call()
    page = text(client, collection, "?by=stakeholder-groups")
    assert "<script>alert" not in page
    file = client.get(
        address(collection, "collection-map-chart", "stakeholder-groups", "map", 1, "svg")
    )
    assert b"<script" not in file.content and b"&lt;script&gt;" in file.content


def test_the_page_costs_the_same_however_many_actors(client, votes, django_assert_max_num_queries):
    text(client, votes)
    with django_assert_max_num_queries(24):
        text(client, votes)
    assert OpinionMap.objects.count() == 1
