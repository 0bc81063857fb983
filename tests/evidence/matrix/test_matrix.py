"""The matrix of a collection, beside one that is worked out row by row."""

from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.apps.evidence.cells import Cell
from parley.apps.evidence.models import (
    BodyKind,
    CollectionKind,
    Document,
    EvidenceLevel,
    Membership,
    Position,
    PositionStance,
    PublicBody,
    Reading,
    Vote,
)
from parley.apps.evidence.selectors.matrix import Filters, columns_of, letter, matrix_of
from parley.core.actors import ANONYMOUS
from tests import factories as make

pytestmark = pytest.mark.django_db
YEARS = range(2015, 2022)


class Norm:
    """A norm with two elements of two propositions each, and a collection on it."""

    def __init__(self) -> None:
        self.norm = make.norm()
        self.elements = [make.element(self.norm, order=n) for n in range(2)]
        self.propositions = [make.library_proposition(one) for one in self.elements * 2]
        self.collection = make.collection(norm=self.norm)

    def cells(self, body: PublicBody, **filters: Any) -> list[str]:
        """Of one body, in the order of the columns."""
        matrix = matrix_of(ANONYMOUS, self.collection, Filters(**filters))
        return [matrix.at(body.pk, one.key).value for one in matrix.columns]

    def bodies(self, **filters: Any) -> set[PublicBody]:
        return set(matrix_of(ANONYMOUS, self.collection, Filters(**filters)).bodies)

    def position(self, body: PublicBody, on: int = 0, **fields: Any) -> Position:
        return make.position(self.collection, self.propositions[on], body=body, **fields)


@pytest.fixture
def here() -> Norm:
    return Norm()


# ---- the plain version


def naive(here: Norm, body: PublicBody, proposition: Any, filters: Filters) -> str:
    own = list(_live(Position.objects.filter(body=body, proposition=proposition)))
    deciding = [(one, False) for one in own]
    if not own and filters.binding:
        deciding = [(one, True) for one in _of_groups(body, proposition)]
    shown = [one for one, _ in deciding if _is_shown(one, filters)]
    stances = {one.stance for one in shown}
    if len(stances) > 1:
        return "contested"
    if stances:
        return str(stances.pop())
    if deciding:
        return "left_out"
    return "silent" if _was_read(here, body, proposition, filters) else "not_read"


def _live(rows: Iterable[Position]) -> Iterable[Position]:
    stances = [one for one in rows if one.stance != "practice"]
    for one in stances:
        if not any(other.supersedes_id == one.pk for other in stances):
            yield one


def _of_groups(body: PublicBody, proposition: Any) -> Iterable[Position]:
    for membership in Membership.objects.filter(member=body):
        said = Position.objects.filter(body=membership.group, proposition=proposition)
        for one in _live(said):
            year = one.document.year if one.document else None
            since, until = membership.since or 0, membership.until or 9999
            if (membership.until is None) if year is None else since <= year <= until:
                yield one


def _is_shown(one: Position, filters: Filters) -> bool:
    if filters.levels and one.level not in filters.levels:
        return False
    return _in_bounds(one.document.year if one.document else None, filters)


def _in_bounds(year: int | None, filters: Filters) -> bool:
    if filters.first_year is None and filters.last_year is None:
        return True
    return year is not None and (filters.first_year or 0) <= year <= (filters.last_year or 9999)


def _was_read(here: Norm, body: PublicBody, proposition: Any, filters: Filters) -> bool:
    return any(
        one.extent == "full"
        and one.element_id in (None, proposition.element_id)
        and _in_bounds(one.document.year, filters)
        for one in Reading.objects.filter(document__body=body, document__collection=here.collection)
    )


def scatter(here: Norm, chance: Random) -> list[PublicBody]:
    """Bodies, groups, documents, readings, positions and replacements, drawn at random."""
    bodies = [make.public_body() for _ in range(7)]
    for group in bodies[:2]:
        group.kind = BodyKind.GROUP
        group.save()
        for member in chance.sample(bodies[1:], 4):
            if member != group:
                since = chance.choice([None, 2016])
                make.membership(group, member, since=since, until=chance.choice([None, 2019]))
    documents = [
        make.document(here.collection, body=body, year=chance.choice([None, *YEARS]))
        for body in bodies
        for _ in range(chance.randrange(3))
    ]
    for document in documents:
        if chance.random() < 0.5:
            element = chance.choice([None, *here.elements])
            extent = chance.choice(["full", "located"])
            make.reading(document, element, extent=extent)
    for _ in range(40):
        _said(here, chance, chance.choice(bodies), documents)
    return bodies


def _said(here: Norm, chance: Random, body: PublicBody, documents: list[Document]) -> None:
    on = chance.randrange(4)
    mine = [one for one in documents if one.body_id == body.pk]
    earlier = list(Position.objects.filter(body=body, proposition=here.propositions[on]))
    here.position(
        body,
        on,
        stance=chance.choice(PositionStance.values),
        level=chance.choice(EvidenceLevel.values),
        document=chance.choice([None, *mine]),
        supersedes=chance.choice(earlier) if earlier and chance.random() < 0.5 else None,
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_matrix_is_what_the_plain_rule_says_of_each_cell(here: Norm, seed: int) -> None:
    chance = Random(seed)
    bodies = scatter(here, chance)
    asked = [
        Filters(),
        Filters(binding=True),
        Filters(levels=frozenset({"direct", "academic"}), binding=True),
        Filters(first_year=2017),
        Filters(first_year=2016, last_year=2018, binding=True),
        Filters(last_year=2017, levels=frozenset({"paraphrase"})),
    ]
    for filters in asked:
        matrix = matrix_of(ANONYMOUS, here.collection, filters)
        for body in bodies:
            for proposition in here.propositions:
                found = matrix.at(body.pk, proposition.pk).value
                assert found == naive(here, body, proposition, filters), (filters, body)


# ---- by example


def test_whoever_has_a_document_or_a_position_has_a_row(here: Norm) -> None:
    speaks, located, elsewhere = (make.public_body() for _ in range(3))
    here.position(speaks)
    make.document(here.collection, body=located)
    make.position(make.collection(), body=elsewhere)
    assert here.bodies() == {speaks, located}
    assert here.cells(speaks) == ["supports", "not_read", "not_read", "not_read"]
    assert here.cells(located) == ["not_read"] * 4


def test_read_in_full_with_nothing_found_is_silent_for_that_element_alone(here: Norm) -> None:
    document = make.document(here.collection)
    make.reading(document, here.elements[1])
    assert here.cells(document.body) == ["not_read", "not_read", "silent", "silent"]
    make.reading(document)
    assert here.cells(document.body) == ["silent"] * 4


def test_what_was_only_located_was_not_read(here: Norm) -> None:
    document = make.document(here.collection)
    make.reading(document, extent="located")
    assert here.cells(document.body) == ["not_read"] * 4


def test_a_practice_is_no_stance_and_replaces_none(here: Norm) -> None:
    body = make.public_body()
    said = here.position(body)
    here.position(body, stance=PositionStance.PRACTICE, supersedes=said)
    here.position(body, 1, stance=PositionStance.PRACTICE)
    assert sorted(here.cells(body)) == ["not_read", "not_read", "not_read", "supports"]


def test_a_replaced_position_does_not_come_back_under_a_filter(here: Norm) -> None:
    body = make.public_body()
    old = make.document(here.collection, body=body, year=2015)
    new = make.document(here.collection, body=body, year=2021)
    first = here.position(body, document=old, level=EvidenceLevel.DIRECT)
    here.position(
        body, document=new, level=EvidenceLevel.ACADEMIC, stance="opposes", supersedes=first
    )
    assert here.cells(body)[0] == "opposes"
    assert here.cells(body, levels=frozenset({"direct"}))[0] == "left_out"
    assert here.cells(body, last_year=2016)[0] == "left_out"


def test_a_replacement_on_another_proposition_takes_nothing_away(here: Norm) -> None:
    body = make.public_body()
    first = here.position(body, 0)
    here.position(body, 1, supersedes=first)
    assert here.cells(body).count("supports") == 2


def test_filters_leave_out_and_never_silence(here: Norm) -> None:
    document = make.document(here.collection, year=2019)
    make.reading(document)
    here.position(document.body, document=document, level=EvidenceLevel.SECONDARY)
    assert here.cells(document.body)[0] == "supports"
    assert here.cells(document.body, levels=frozenset({"direct"}))[0] == "left_out"
    assert here.cells(document.body, first_year=2020) == ["left_out", *["not_read"] * 3]


def test_a_group_binds_by_the_switch_and_only_who_said_nothing(here: Norm) -> None:
    union, member, other, left = (make.public_body() for _ in range(4))
    for body in (member, other):
        make.membership(union, body)
    make.membership(union, left, until=2020)
    paper = make.document(here.collection, body=union, year=2024)
    here.position(union, document=paper)
    here.position(other, stance="opposes")
    assert here.bodies() == {union, other}
    assert here.bodies(binding=True) == {union, other, member}
    assert here.cells(member)[0] == "not_read"
    assert here.cells(member, binding=True)[0] == "supports"
    assert here.cells(other, binding=True)[0] == "opposes"
    assert here.cells(left, binding=True)[0] == "not_read"
    matrix = matrix_of(ANONYMOUS, here.collection, Filters(binding=True))
    assert matrix.bound == {(member.pk, matrix.columns[0].key)}


def test_an_own_position_that_is_filtered_away_still_comes_before_the_groups(here: Norm) -> None:
    union, member = make.public_body(), make.public_body()
    make.membership(union, member)
    here.position(union, level=EvidenceLevel.DIRECT)
    here.position(member, level=EvidenceLevel.ACADEMIC, stance="opposes")
    assert here.cells(member, binding=True, levels=frozenset({"direct"}))[0] == "left_out"


def test_a_former_member_is_not_bound_by_what_its_group_has_given_up(here: Norm) -> None:
    union, left = make.public_body(), make.public_body()
    make.membership(union, left, until=2020)
    old = make.document(here.collection, body=union, year=2019)
    new = make.document(here.collection, body=union, year=2022)
    first = here.position(union, document=old)
    here.position(union, document=new, stance="opposes", supersedes=first)
    assert here.cells(left, binding=True)[0] == "not_read"


def test_kinds_and_regions_choose_rows(here: Norm) -> None:
    kenya = make.public_body(country="KE")
    france = make.public_body(country="FR")
    company = make.public_body(kind=BodyKind.COMPANY)
    for body in (kenya, france, company):
        here.position(body)
    assert here.bodies(kinds=frozenset({"company"})) == {company}
    assert here.bodies(regions=frozenset({"002"})) == {kenya}
    assert here.bodies(regions=frozenset({"002", "150"})) == {kenya, france}


def test_what_is_not_published_shows_nothing(here: Norm) -> None:
    here.position(make.public_body())
    here.collection.published = False
    here.collection.save()
    matrix = matrix_of(ANONYMOUS, here.collection)
    assert not matrix.bodies and not matrix.cells


def test_votes_are_cells_and_absence_is_not_recorded() -> None:
    held = make.collection(kind=CollectionKind.VOTES)
    calls = [make.roll_call(held) for _ in range(2)]
    body, other = make.public_body(), make.public_body()
    make.vote(calls[0], body, choice="abstain")
    make.vote(calls[1], other, choice="no")
    make.vote(make.roll_call(make.collection(kind=CollectionKind.VOTES)), make.public_body())
    matrix = matrix_of(ANONYMOUS, held)
    assert set(matrix.bodies) == {body, other}
    assert [matrix.at(body.pk, one.pk) for one in calls] == [Cell.UNDECIDED, Cell.NOT_RECORDED]
    assert [matrix.at(other.pk, one.pk) for one in calls] == [Cell.NOT_RECORDED, Cell.OPPOSES]
    assert [one.label for one in matrix.columns] == [one.symbol for one in calls]


def test_columns_are_lettered_by_element(here: Norm) -> None:
    assert [one.label for one in columns_of(ANONYMOUS, here.collection)] == ["A1", "A2", "B1", "B2"]
    assert (letter(25), letter(26)) == ("Z", "27.")


@pytest.mark.parametrize("binding", [False, True])
def test_as_many_queries_however_many_rows(here: Norm, binding: bool) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            matrix_of(ANONYMOUS, here.collection, Filters(binding=binding))
        return len(queries)

    few = asked()
    scatter(here, Random(1))
    assert asked() == few <= 5


def test_votes_are_read_in_as_many_queries() -> None:
    held = make.collection(kind=CollectionKind.VOTES)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            matrix_of(ANONYMOUS, held)
        return len(queries)

    few = asked()
    for _ in range(3):
        call = make.roll_call(held)
        for _ in range(4):
            make.vote(call)
    assert Vote.objects.count() == 12
    assert asked() == few <= 3
