"""Consultations, published positions and roll calls are all stance matrices."""

import itertools

import pytest

from parley.apps.convening.models import SeatRole
from parley.apps.deliberation.models import PropositionState, Stance
from parley.apps.evidence.models import BodyKind, Choice, CollectionKind, PositionStance, Vote
from parley.apps.outcomes.models import MapStatus, OpinionMap
from parley.apps.outcomes.presenters.words import engine_words
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import (
    columns_of,
    current_map,
    shown,
    source_of,
    stances_of,
)
from parley.apps.outcomes.services import drawing
from parley.core.actors import ANONYMOUS
from tests import factories as make
from tests.outcomes import world

pytestmark = pytest.mark.django_db


def triples(of):
    """(actor, number of the column) → stance."""
    rows = zip(of.respondents.tolist(), of.places.tolist(), of.values.tolist(), strict=True)
    return {(of.actors[who], of.numbers[place]): value for who, place, value in rows}


@pytest.fixture
def library():
    """A norm of two elements with two propositions each."""
    norm = make.norm()
    elements = [
        make.element(norm, order=order, title={"en": title})
        for order, title in enumerate(("Knowledge", "Territory"))
    ]
    return norm, [
        make.library_proposition(one, number=number) for one in elements for number in (1, 2)
    ]


# ---- what a source is


def test_a_source_is_of_one_thing():
    consultation, collection = world.consultation(), make.collection()
    votes = make.collection(kind=CollectionKind.VOTES)
    for row, kind, key in (
        (consultation, "consultation", f"c{consultation.pk}"),
        (collection, "positions", f"e{collection.pk}"),
        (votes, "votes", f"e{votes.pk}"),
    ):
        source = source_of(row)
        assert (source.kind, source.key, str(source.title)) == (kind, key, str(row.title))
        assert source == source_of(row) and hash(source) == hash(source_of(row))
        assert source.is_public_record is (row != consultation)
    row = OpinionMap(collection=votes)
    assert source_of(row) == source_of(votes)


def test_columns_of_a_consultation_know_the_library(library):
    _norm, asked = library
    consultation = world.consultation()
    copy = make.proposition(consultation, origin=asked[2], element=asked[2].element)
    own = make.proposition(consultation)
    make.proposition(consultation, state=PropositionState.DECLINED)
    assert [
        (one.number, one.proposition, one.origin, one.label)
        for one in columns_of(source_of(consultation))
    ] == [(1, copy.pk, asked[2].pk, "1"), (2, own.pk, None, "2")]


def test_columns_of_positions_are_the_library_s_in_the_order_of_its_elements(library):
    norm, asked = library
    make.library_proposition(make.element())  # of another norm
    found = columns_of(source_of(make.collection(norm=norm)))
    assert [one.label for one in found] == ["A1", "A2", "B1", "B2"]
    assert [one.proposition for one in found] == [one.pk for one in asked]
    assert all(one.number == one.origin == one.proposition for one in found)
    assert [one.element for one in found] == [one.element_id for one in asked]


def test_columns_of_votes_are_roll_calls():
    collection = make.collection(kind=CollectionKind.VOTES)
    make.roll_call(collection, number=7, symbol="A/RES/73/27")
    make.roll_call(collection, number=3, symbol="A/RES/71/28")
    found = columns_of(source_of(collection))
    assert [(one.number, one.label) for one in found] == [(3, "A/RES/71/28"), (7, "A/RES/73/27")]
    assert not any(one.proposition or one.origin or one.element for one in found)


# ---- stances


def naive(consultation):
    """(pseudonyms in their order, their groups, stances as (person, number, value))."""
    accepted = consultation.propositions.filter(state=PropositionState.ACCEPTED)
    rows = Stance.objects.filter(proposition__consultation=consultation)
    people = sorted({str(row.respondent) for row in rows})
    groups = []
    for who in people:
        held = {row.group_id for row in rows if str(row.respondent) == who}
        groups.append(held.pop() if len(held) == 1 else None)
    stances = {
        (people.index(str(row.respondent)), row.proposition.number, row.value)
        for row in rows.filter(proposition__in=accepted).select_related("proposition")
    }
    return groups, stances


def test_stances_of_a_consultation_are_what_people_hold():
    """Held against a reading row by row: people who changed group, in part or from none; what was
    declined; who answered nothing else; numbers that are not in the order of their keys."""
    consultation = world.consultation()
    asked = world.two_camps(consultation, size=10)
    states, firms = (consultation.dialogue.groups.get(slug=one) for one in ("states", "firms"))
    mine = asked[0].stances.filter(group=states)
    some = [str(name) for name in mine.values_list("respondent", flat=True)[:3]]
    asked[1].stances.filter(respondent=some[0]).update(group=firms)
    asked[2].stances.filter(respondent=some[1]).update(group=None)
    Stance.objects.filter(respondent=some[2]).update(group=None)
    make.stance(make.proposition(consultation, state=PropositionState.DECLINED))
    consultation.propositions.filter(number=3).update(number=30)
    of = stances_of(source_of(consultation))
    groups, stances = naive(consultation)
    assert list(of.groups) == groups and groups.count(None) == 4 and len(groups) == 21
    rows = zip(of.respondents.tolist(), of.places.tolist(), of.values.tolist(), strict=True)
    assert sorted((who, of.numbers[place], value) for who, place, value in rows) == sorted(stances)
    assert len(of.values) == 160 and list(of.numbers) == [1, 2, 4, 5, 6, 7, 8, 30]


def test_a_consultation_without_stances_has_none():
    consultation = world.consultation()
    for _ in range(2):
        assert len(stances_of(source_of(consultation)).values) == 0
        make.proposition(consultation)


def test_what_actors_hold_becomes_stances_and_nothing_else_does(library):
    """Supports and conditional agree, undecided passes, opposes disagrees; contested, silent,
    practices and what was not read are absent, and so is an actor with nothing else."""
    norm, asked = library
    collection = make.collection(norm=norm)
    one, contested, silent, practising = (make.public_body() for _ in range(4))
    stances = ("supports", "conditional", "undecided", "opposes")
    for proposition, stance in zip(asked, stances, strict=True):
        make.position(collection, proposition, body=one, stance=stance)
    for stance in ("supports", "opposes"):
        make.position(collection, asked[0], body=contested, stance=stance)
    make.reading(make.document(collection, body=silent))
    make.position(collection, asked[0], body=practising, stance=PositionStance.PRACTICE)
    of = stances_of(source_of(collection))
    assert triples(of) == {
        (one.pk, proposition.pk): value
        for proposition, value in zip(asked, (1, 1, 0, -1), strict=True)
    }
    assert list(of.numbers) == sorted(of.numbers)
    wanted = {proposition.pk: proposition.element_id for proposition in asked}
    assert dict(zip(of.numbers, of.elements, strict=True)) == wanted


def test_votes_become_stances_and_who_is_absent_has_none():
    collection = make.collection(kind=CollectionKind.VOTES)
    calls = [make.roll_call(collection, number=number) for number in (4, 2, 9)]
    body, other = make.public_body(), make.public_body()
    for call, choice in zip(calls, (Choice.YES, Choice.NO, Choice.ABSTAIN), strict=True):
        make.vote(call, body, choice=choice)
    make.vote(calls[0], other)
    assert triples(stances_of(source_of(collection))) == {
        (body.pk, 4): 1,
        (body.pk, 2): -1,
        (body.pk, 9): 0,
        (other.pk, 4): 1,
    }


@pytest.mark.parametrize(
    ("fields", "group"),
    [
        ({"country": "KE"}, 2),
        ({"country": "FJ"}, 9),
        ({"country": "BR"}, 19),
        ({"country": "JP"}, 142),
        ({"country": "IT"}, 150),
        ({"country": "YU"}, None),
        ({}, None),
        ({"kind": BodyKind.REGIONAL}, 1001),
        ({"kind": BodyKind.OTHER}, 1007),
    ],
)
def test_actors_stand_by_region_or_kind(fields, group):
    collection = make.collection(kind=CollectionKind.VOTES)
    make.vote(make.roll_call(collection), make.public_body(**fields))
    assert list(stances_of(source_of(collection)).groups) == [group]


def test_every_kind_of_actor_but_states_has_a_group():
    for kind in BodyKind.values:
        collection = make.collection(kind=CollectionKind.VOTES)
        make.vote(make.roll_call(collection), make.public_body(kind=kind))
        assert (list(stances_of(source_of(collection)).groups) == [None]) is (kind == "state")


# ---- maps


def seen(collection, actor=ANONYMOUS):
    row = current_map(actor, source_of(collection))
    return shown(actor, row, engine_words(), "en")


def test_a_map_of_votes_names_states_regions_and_roll_calls():
    collection = world.roll_calls()
    drawing.look.call()
    row = OpinionMap.objects.get()
    assert (row.collection, row.consultation, row.status) == (collection, None, MapStatus.READY)
    assert row.settings["min_cell"] == 0 and not row.final and row.n_respondents == 41
    of = seen(collection)
    by = of.division("stakeholder-groups")
    assert [(one.name, one.size) for one in by.groups] == [("Africa", 20), ("Europe", 20)]
    assert by.name == "region"
    rows = {
        one.label: one
        for verdict in ("convergence", "divergence", "unsettled", "too little evidence")
        for one in of.rows(by.slug, verdict)
    }
    symbols = [call.symbol for call in collection.roll_calls.all()]
    assert set(rows) == set(symbols)
    assert rows[symbols[5]].verdict == "convergence" and rows[symbols[0]].verdict == "divergence"
    # No vote is withheld: the counts are those of the votes.
    for call in collection.roll_calls.all():
        told = rows[call.symbol].counts
        assert told == tuple(
            call.votes.filter(choice=choice).count() for choice in ("no", "abstain", "yes")
        )
    actors = {one.name: one for one in of.actors()}
    assert set(actors) >= {"State of IT", "State of GH", "Former state"} and len(actors) == 41
    assert "Europe" in actors["State of IT"].groups and actors["Former state"].answered == 1


def test_a_map_of_positions_knows_the_elements_of_the_norm(library):
    norm, asked = library
    collection = make.collection(norm=norm)
    for number, proposition in itertools.product(range(6), asked):
        body = make.public_body(slug=f"b{number}-{proposition.pk}")
        make.position(collection, proposition, body=body)
    drawing.look.call()
    of = seen(collection)
    assert of.source == "positions" and of.n_respondents == 24
    assert [name for name, _n, _estimate in of.elements()] == [
        str(one.title) for one in norm.elements.order_by("pk")
    ]


def test_what_changes_asks_for_another_map():
    collection = world.roll_calls()
    drawing.look.call()
    first = OpinionMap.objects.get()
    OpinionMap.objects.update(moved_at="2026-01-01T00:00Z")
    assert list(maps.due()) == []
    Vote.objects.filter(roll_call__collection=collection).first().delete()
    collection.revision += 1
    collection.save()
    assert [source for source, _print in maps.due()] == [source_of(collection)]
    drawing.look.call()
    assert OpinionMap.objects.get().pk != first.pk


def test_a_new_proposition_in_the_library_asks_for_another_map(library):
    norm, asked = library
    collection = make.collection(norm=norm)
    for proposition in asked:
        for _ in range(5):
            make.position(collection, proposition)
    drawing.look.call()
    OpinionMap.objects.update(moved_at="2026-01-01T00:00Z")
    assert list(maps.due()) == []
    make.library_proposition(asked[0].element, number=3)
    assert len(list(maps.due())) == 1


@pytest.mark.parametrize(("n_actors", "n_columns"), [(4, 4), (9, 1), (0, 0)])
def test_too_little_evidence_gets_no_map(library, n_actors, n_columns):
    norm, asked = library
    collection = make.collection(norm=norm)
    for _ in range(n_actors):
        body = make.public_body()
        for proposition in asked[:n_columns]:
            make.position(collection, proposition, body=body)
    drawing.look.call()
    assert not OpinionMap.objects.exists()
    standing = maps.standing_for(ANONYMOUS, source_of(collection))
    assert (standing.missing, standing.too_little) == (max(5 - n_actors, 0), n_columns < 2)


def test_only_contested_cells_are_too_little(library):
    """There are actors and propositions enough, and still nothing to draw: it is said, once a day."""
    norm, asked = library
    collection = make.collection(norm=norm)
    for _ in range(5):
        body = make.public_body()
        for proposition, stance in itertools.product(asked, ("supports", "opposes")):
            make.position(collection, proposition, body=body, stance=stance)
    drawing.look.call()
    row = OpinionMap.objects.get()
    assert (row.status, row.error) == (MapStatus.FAILED, "There are too few stances for a map.")
    drawing.look.call()
    assert OpinionMap.objects.get() == row


def test_a_map_is_as_visible_as_its_collection():
    collection = world.roll_calls(published=False)
    drawing.look.call()
    source, outsider = source_of(collection), make.actor(make.user())
    assert current_map(ANONYMOUS, source) is None and current_map(outsider, source) is None
    keeper, rapporteur = make.user(), make.user()
    dialogue = make.dialogue()
    make.seat(dialogue, rapporteur, SeatRole.RAPPORTEUR)
    collection.kept_by = keeper
    collection.save()
    collection.dialogues.add(dialogue)
    for account in (keeper, rapporteur):
        assert current_map(make.actor(account), source) is not None
    collection.published = True
    collection.save()
    assert current_map(ANONYMOUS, source) is not None


def test_artefacts_of_people_never_tell_who_is_who():
    """Only a source of public record keeps keys of actors."""
    consultation = world.consultation()
    world.two_camps(consultation)
    world.roll_calls()
    drawing.look.call()
    for row in OpinionMap.objects.all():
        of = shown(ANONYMOUS, row, engine_words(), "en")
        assert bool(of.who) is (row.consultation is None)
        assert bool(list(of.actors())) is (row.consultation is None)
