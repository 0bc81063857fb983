"""Documents, positions, roll calls, actors: what may stand in a collection, and what not."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.apps.evidence import models as m
from parley.apps.evidence.services import bodies, documents, positions, votes
from parley.core.actors import ANONYMOUS, Actor, system_actor
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from tests import factories as make
from tests.evidence.exchange.lists import collection_on, elements_of, norm_with, propositions_of

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def keeper() -> Actor:
    return make.actor(make.user())


@pytest.fixture
def collection(keeper: Actor) -> m.Collection:
    return collection_on(norm_with(A=2), kept_by_id=keeper.user_id)


def _values(collection: m.Collection, **fields: Any) -> dict[str, Any]:
    propositions = propositions_of(collection)
    return {
        "body": fields.pop("body", None) or make.public_body(),
        "proposition": propositions[0] if propositions else None,
        "stance": "supports",
        "level": "direct",
        **fields,
    }


def test_only_the_keeper_changes_what_stands_in_a_collection(collection: m.Collection) -> None:
    position = make.position(collection)
    document = make.document(collection)
    call = make.roll_call(make.collection(kind="votes"))
    for nobody in (ANONYMOUS, make.actor(make.user(is_convener=True))):
        for attempt in (
            lambda who: positions.add_position(who, collection, _values(collection)),
            lambda who: positions.edit_position(who, position, {"stance": "opposes"}),
            lambda who: positions.delete_position(who, position),
            lambda who: documents.add_document(who, collection, {}),
            lambda who: documents.edit_document(who, document, {"year": 2020}),
            lambda who: documents.set_readings(who, document, {None: ("full", "")}),
            lambda who: documents.delete_document(who, document),
            lambda who: votes.add_roll_call(who, call.collection, {"symbol": "X"}),
            lambda who: votes.edit_roll_call(who, call, {"symbol": "X"}),
            lambda who: votes.record_votes(who, call.collection, {}),
            lambda who: votes.delete_roll_call(who, call),
        ):
            with pytest.raises(NotAllowed):
                attempt(nobody)
    collection.refresh_from_db()
    assert collection.revision == 0


def test_a_position_is_on_its_norm_and_in_its_actors_document(
    keeper: Actor, collection: m.Collection
) -> None:
    elsewhere = make.document(make.collection())
    anothers = make.document(collection)
    other_norm = make.library_proposition()
    consulted = make.proposition(make.consultation(make.dialogue()))
    for fields, said in (
        ({"document": elsewhere, "body": elsewhere.body}, "document of the same actor"),
        ({"document": anothers}, "document of the same actor"),
        ({"proposition": other_norm}, "stands with the collection’s norm"),
        ({"proposition": consulted}, "stands with the collection’s norm"),
        ({"stance": "agrees"}, "can't be saved"),
    ):
        with pytest.raises(InvalidInput, match=said):
            positions.add_position(keeper, collection, _values(collection, **fields))
    assert not m.Position.objects.exists()
    votes_kept = make.collection(kind="votes", kept_by_id=keeper.user_id)
    with pytest.raises(InvalidInput, match="holds no positions"):
        positions.add_position(keeper, votes_kept, _values(collection))


def test_only_a_position_of_the_same_actor_and_proposition_is_replaced(
    keeper: Actor, collection: m.Collection
) -> None:
    body = make.public_body()
    first = positions.add_position(keeper, collection, _values(collection, body=body))
    second = positions.add_position(
        keeper, collection, _values(collection, body=body, stance="opposes")
    )
    anothers = positions.add_position(keeper, collection, _values(collection))
    on_another = positions.add_position(
        keeper,
        collection,
        _values(collection, body=body, proposition=propositions_of(collection)[1]),
    )
    positions.replace(keeper, second, first)
    for wrong in (anothers, on_another):
        with pytest.raises(InvalidInput, match="same actor on the same proposition"):
            positions.replace(keeper, second, wrong)
    for one, earlier in ((first, second), (first, first)):
        with pytest.raises(InvalidInput, match="circle"):
            positions.replace(keeper, one, earlier)
    with pytest.raises(InvalidInput, match="A later position replaces this one"):
        positions.edit_position(keeper, first, {"body": make.public_body()})
    positions.delete_position(keeper, second)
    first.refresh_from_db()
    assert first.supersedes_id is None


@settings(max_examples=8)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12))
def test_whatever_is_linked_nothing_replaces_itself_round_about(
    links: list[tuple[int, int]],
) -> None:
    collection = collection_on(norm_with(A=1))
    body = make.public_body()
    stored = [
        positions.add_position(SYSTEM, collection, _values(collection, body=body, stance=stance))
        for stance in m.PositionStance.values
    ]
    for later, earlier in links:
        try:
            positions.replace(SYSTEM, stored[later], stored[earlier])
        except InvalidInput:
            continue
    replaces = dict(collection.positions.values_list("pk", "supersedes"))
    for key in replaces:
        steps, here = 0, replaces[key]
        while here is not None:
            here, steps = replaces[here], steps + 1
            assert steps <= len(stored)


def test_the_same_is_not_stored_twice(keeper: Actor, collection: m.Collection) -> None:
    body = make.public_body()
    given = {"body": body, "title": LocalText(en="Paper"), "year": 2020}
    document = documents.add_document(keeper, collection, given)
    with pytest.raises(InvalidInput, match="stands there already"):
        documents.add_document(keeper, collection, given)
    documents.add_document(keeper, collection, {**given, "symbol": "A/1"})
    values = _values(collection, body=body, document=document)
    positions.add_position(keeper, collection, values)
    with pytest.raises(InvalidInput, match="stands there already"):
        positions.add_position(keeper, collection, {**values, "note": "again"})
    positions.add_position(keeper, collection, {**values, "place": "para. 2"})


def test_a_day_says_the_year_and_contradicts_no_other(
    keeper: Actor, collection: m.Collection
) -> None:
    given = {"body": make.public_body(), "title": LocalText(en="Paper")}
    document = documents.add_document(
        keeper, collection, {**given, "published_on": date(2019, 5, 29)}
    )
    assert document.year == 2019
    with pytest.raises(InvalidInput, match="another one than that of the day"):
        documents.edit_document(keeper, document, {"year": 2020})
    with pytest.raises(InvalidInput, match="between 1900 and 2199"):
        documents.edit_document(keeper, document, {"published_on": None, "year": 20})


def test_what_was_read_is_said_for_the_norms_own_elements(
    keeper: Actor, collection: m.Collection
) -> None:
    document = make.document(collection)
    (element,) = elements_of(collection)
    with pytest.raises(InvalidInput, match="element of the collection’s norm"):
        documents.set_readings(keeper, document, {make.element(): ("full", "")})
    documents.set_readings(keeper, document, {None: ("located", ""), element: ("full", "")})
    revision = m.Collection.objects.get(pk=collection.pk).revision
    documents.set_readings(keeper, document, {element: ("full", ""), None: ("located", "")})
    assert m.Collection.objects.get(pk=collection.pk).revision == revision == 1
    assert set(document.readings.values_list("element", "extent")) == {
        (None, "located"),
        (element.pk, "full"),
    }


def test_votes_are_set_corrected_and_taken_away(keeper: Actor) -> None:
    collection = make.collection(kind="votes", kept_by_id=keeper.user_id)
    call = votes.add_roll_call(keeper, collection, {"symbol": " A/RES/1/1 "})
    assert (call.symbol, call.number) == ("A/RES/1/1", 1)
    with pytest.raises(InvalidInput):
        votes.add_roll_call(keeper, collection, {"symbol": "A/RES/1/1"})
    one, other = make.public_body(), make.public_body()
    assert votes.record_votes(keeper, collection, {(call, one): "yes", (call, other): "no"}) == 2
    assert votes.record_votes(keeper, collection, {(call, one): "yes", (call, other): ""}) == 1
    assert votes.record_votes(keeper, collection, {(call, one): "abstain"}) == 1
    assert list(m.Vote.objects.values_list("body", "choice")) == [(one.pk, "abstain")]
    anothers = make.roll_call(make.collection(kind="votes"))
    with pytest.raises(InvalidInput, match="roll call of this collection"):
        votes.record_votes(keeper, collection, {(anothers, one): "yes"})


def test_a_state_is_called_as_its_country_and_only_a_state_has_one() -> None:
    convener = make.actor(make.user(is_convener=True))
    state = bodies.add_body(convener, {"kind": "state", "country": "EE"})
    assert (state.slug, state.name["en"], state.name["fr"]) == ("estonia", "Estonia", "Estonie")
    for values in (
        {"kind": "company", "country": "FI", "name": LocalText(en="Acme")},
        {"kind": "state", "country": "EE"},
        {"kind": "state", "country": "ZZ"},
        {"kind": "state"},
    ):
        with pytest.raises(InvalidInput):
            bodies.add_body(convener, values)
    with pytest.raises(NotAllowed):
        bodies.add_body(make.actor(make.user()), {"kind": "state", "country": "FI"})
    with pytest.raises(NotAllowed):
        bodies.edit_body(convener, state, {"name": LocalText(en="Elsewhere")})


def test_members_of_a_group_and_the_collections_that_they_change() -> None:
    operator = make.actor(make.user(is_operator=True))
    group, state = make.public_body(kind="group"), make.public_body()
    collection = make.collection()
    make.position(collection, body=group)
    member = {"member": state, "since": 2004, "until": None}
    bodies.set_members(operator, group, [member])
    collection.refresh_from_db()
    assert (list(group.members.all()), collection.revision) == ([state], 1)
    for wrong, said in (
        ([member, member], "stands there twice"),
        ([{**member, "member": group}], "member of itself"),
        ([{**member, "until": 1999}], "end before it begins"),
        ([{**member, "since": 4}], "between 1900 and 2199"),
    ):
        with pytest.raises(InvalidInput, match=said):
            bodies.set_members(operator, group, wrong)
    bodies.set_members(operator, group, [])
    assert not group.members.exists()
