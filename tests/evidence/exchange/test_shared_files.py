"""The first real input: positions on norm 13(c), and six roll calls of the General Assembly."""

from collections import Counter
from importlib.resources import files

import pytest

from parley.apps.evidence import models as m
from parley.apps.evidence.exchange import votes, words
from parley.apps.evidence.exchange.positions import judged
from parley.apps.evidence.exchange.tables import read_text
from parley.apps.evidence.exchange.taking import import_positions
from parley.core.actors import system_actor
from tests import factories as make
from tests.evidence.exchange.lists import collection_on, norm_with

pytestmark = pytest.mark.django_db
ACTOR = system_actor("test")
DATA = files("parley.apps.evidence.demo")


def _text(name: str) -> str:
    return DATA.joinpath(name).read_text(encoding="utf-8")


def _positions_taken() -> m.Collection:
    collection = collection_on(norm_with(A=4, B=4, C=4, D=3, E=5, F=4))
    table = read_text(_text("norm-13c-positions.csv"), words.column_of)
    import_positions(ACTOR, collection, table)
    return collection


def test_positions_stand_as_the_file_says() -> None:
    collection = _positions_taken()
    levels = Counter(collection.positions.values_list("level", flat=True))
    stances = Counter(collection.positions.values_list("stance", flat=True))
    assert levels == {
        "academic": 17,
        "direct": 4,
        "secondary": 3,
        "paraphrase": 3,
        "conflicting": 1,
    }
    assert stances == {"supports": 21, "opposes": 3, "conditional": 3, "undecided": 1}
    readings = m.Reading.objects.filter(document__collection=collection)
    assert {one.document.body.slug for one in readings} == {
        *("african-union", "brazil", "costa-rica", "denmark", "ireland", "singapore"),
    }
    assert {(one.extent, one.element_id) for one in readings} == {("located", None)}


def test_states_are_recognised_and_others_have_their_kind() -> None:
    _positions_taken()
    bodies = m.PublicBody.objects.all()
    assert set(bodies.exclude(kind="state").values_list("slug", "kind", "country")) == {
        ("african-union", "regional", ""),
        ("european-union", "regional", ""),
    }
    assert not bodies.filter(kind="state", country="").exists()
    assert bodies.get(country="GB").name["fr"] == "Royaume-Uni"


def test_the_same_positions_again_change_nothing() -> None:
    collection = _positions_taken()
    collection.refresh_from_db()
    revision, bodies = collection.revision, m.PublicBody.objects.count()
    table = read_text(_text("norm-13c-positions.csv"), words.column_of)
    plan = judged(ACTOR, collection, table)
    assert all(line.is_known and not line.problems for line in plan.lines)
    assert not import_positions(ACTOR, collection, table)
    collection.refresh_from_db()
    assert (collection.revision, m.PublicBody.objects.count()) == (revision, bodies)


def test_votes_stand_as_the_file_says_and_once() -> None:
    collection = make.collection(kind="votes")
    table = read_text(_text("unga-ict-votes.csv"), votes.column_of)
    taken = votes.import_votes(ACTOR, collection, table)
    assert (taken.actors, taken.roll_calls) == (193, 6)
    counted = {
        call.symbol: Counter(call.votes.values_list("choice", flat=True))
        for call in collection.roll_calls.all()
    }
    assert counted["A/RES/74/247"] == {"yes": 79, "no": 60, "abstain": 33}
    assert counted["A/RES/73/27"] == {"yes": 119, "no": 46, "abstain": 14}
    assert taken.votes == sum(sum(one.values()) for one in counted.values())
    assert not votes.import_votes(ACTOR, collection, table)


def test_a_former_state_is_a_state_without_a_country_unless_it_is_said_which() -> None:
    table = read_text(_text("unga-ict-votes.csv"), votes.column_of)
    votes.import_votes(ACTOR, make.collection(kind="votes"), table)
    assert list(m.PublicBody.objects.filter(country="").values_list("slug", "kind")) == [
        ("yugoslavia", "state")
    ]


def test_what_a_name_means_can_be_said_beside_the_file() -> None:
    table = read_text(_text("unga-ict-votes.csv"), votes.column_of)
    collection = make.collection(kind="votes")
    votes.import_votes(ACTOR, collection, table, {"Yugoslavia": "RS"})
    serbia = m.PublicBody.objects.get(country="RS")
    assert serbia.votes.count() == 6
    assert m.PublicBody.objects.count() == 193
