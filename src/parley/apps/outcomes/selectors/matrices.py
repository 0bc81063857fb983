"""Stances as numbers: of a consultation without anybody's pseudonym, of evidence by actor.

Only maps are made of them. See `sources.stances_of`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from django.db.models import (
    Aggregate,
    BigIntegerField,
    CharField,
    Count,
    ExpressionWrapper,
    F,
    Max,
    Min,
    TextField,
)
from django.db.models.functions import Cast
from numpy.typing import NDArray

from parley.apps.deliberation.models import Consultation, OnRecord, PropositionState, Stance
from parley.apps.deliberation.selectors.results import results_of
from parley.apps.evidence.cells import VALUES
from parley.apps.evidence.models import BodyKind, PublicBody
from parley.apps.evidence.selectors.matrix import Matrix
from parley.apps.outcomes.bridge.making import N_VALUES, Stances
from parley.core import countries

Ints = NDArray[np.int64]
CHUNK = 5_000  # people at a time
# Groups of actors that are no states, by number; regions have those of UN M49, below 1000.
KINDS = {
    1001: BodyKind.REGIONAL,
    1002: BodyKind.INTERNATIONAL,
    1003: BodyKind.GROUP,
    1004: BodyKind.COMPANY,
    1005: BodyKind.CIVIL_SOCIETY,
    1006: BodyKind.ACADEMIC,
    1007: BodyKind.OTHER,
}
_NUMBERS = {kind: number for number, kind in KINDS.items()}


def of_consultation(consultation: Consultation) -> Stances:
    """All stances on what was accepted; whoever answered other things only is there without any.

    Respondents stand in the order of their pseudonyms, which says nothing, so that the same stances
    give the same map.
    """
    accepted = consultation.propositions.filter(
        state=PropositionState.ACCEPTED, counts_withheld=False
    )
    asked = list(accepted.order_by("number").values_list("pk", "number", "element"))
    # Before the stances: what comes in between only adds to what was enough to be shown.
    shown = _shown(consultation, [key for key, _number, _element in asked])
    people = _people(consultation)
    named = _named(consultation)
    cells = _cells(people, [key for key, _number, _element in asked])
    return Stances(
        cells[:, 0],
        cells[:, 1],
        cells[:, 2],
        _groups(consultation, people),
        [one.who in named for one in people],
        [number for _key, number, _element in asked],
        [element for _key, _number, element in asked],
        shown,
    )


class Joined(Aggregate):
    """Whole numbers as one text, with commas between."""

    name = "joined"
    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **context)


class Person(NamedTuple):
    """All stances of one respondent. `cells` are 3 × key of the proposition + value + 1."""

    who: str
    cells: str
    n: int
    grouped: int
    smallest: int | None
    largest: int | None


def _people(consultation: Consultation) -> list[Person]:
    """In the order of pseudonyms. A row for each stance takes several times as long to read."""
    rows = Stance.objects.filter(proposition__consultation=consultation).order_by()
    cell = ExpressionWrapper(
        F("proposition_id") * N_VALUES + F("value") + 1, output_field=BigIntegerField()
    )
    each = rows.annotate(who=Cast("respondent", CharField(max_length=36))).values_list("who")
    found = each.annotate(
        cells=Joined(cell),
        n=Count("pk"),
        grouped=Count("group"),
        smallest=Min("group"),
        largest=Max("group"),
    )
    return sorted(Person(*row) for row in found.iterator(chunk_size=CHUNK))


def _groups(consultation: Consultation, people: list[Person]) -> list[int | None]:
    """The group of each. Who has changed it is of none: their stances would be counted in two.
    Where stances are confidential nobody then has one, for counts by other groups than those of the
    results could be subtracted from these.
    """
    changed = [one.smallest != one.largest or 0 < one.grouped < one.n for one in people]
    if any(changed) and consultation.is_confidential:
        return [None] * len(people)
    return [None if gone else one.smallest for one, gone in zip(people, changed, strict=True)]


def _cells(people: list[Person], asked: list[int]) -> Ints:
    """Shape (n_stances, 3): whose, on which of the propositions (by place), and which stance."""
    keys = np.array(sorted(asked), dtype=np.int64)
    places = np.argsort(np.array(asked, dtype=np.int64))
    parts = [np.zeros((0, 3), dtype=np.int64)]
    for first in range(0, len(people) if asked else 0, CHUNK):
        some = people[first : first + CHUNK]
        cells = np.fromstring(",".join(one.cells for one in some), dtype=np.int64, sep=",")
        who = np.repeat(np.arange(first, first + len(some)), [one.n for one in some])
        key, value = np.divmod(cells, N_VALUES)
        at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        here = keys[at] == key
        parts.append(np.column_stack([who, places[at], value - 1])[here])
    return np.concatenate(parts)


def _named(consultation: Consultation) -> set[str]:
    """Who answers on record."""
    rows = OnRecord.objects.filter(consultation=consultation)
    names = rows.annotate(who=Cast("respondent", CharField(max_length=36)))
    return set(names.values_list("who", flat=True))


def _shown(consultation: Consultation, asked: list[int]) -> list[frozenset[int] | None]:
    """Of which groups the results on each proposition are shown; see bridge/sparing.py."""
    if consultation.is_confidential:
        return []
    found = results_of(consultation)
    rows = (found.of(key) for key in asked)
    return [
        None if row.total.answers is None else frozenset(one.group.pk for one in row.groups)
        for row in rows
    ]


# ---- evidence


def of_evidence(matrix: Matrix, numbers: Mapping[int, int]) -> Stances:
    """What actors hold in public. A cell that is contested, silent or not read is absent, and so is
    an actor that has no other.

    `numbers` says by which number a column is known; by its key where it is not there.
    """
    columns = sorted(matrix.columns, key=lambda one: numbers.get(one.key, one.key))
    place_of = {one.key: place for place, one in enumerate(columns)}
    taken = sorted(
        (body, place_of[column], VALUES[cell])
        for (body, column), cell in matrix.cells.items()
        if cell in VALUES and column in place_of
    )
    actors = sorted({body for body, _place, _value in taken})
    row_of = {body: row for row, body in enumerate(actors)}
    bodies = {body.pk: body for body in matrix.bodies}
    cells = np.array(
        [(row_of[body], place, value) for body, place, value in taken], dtype=np.int64
    ).reshape(-1, 3)
    return Stances(
        cells[:, 0],
        cells[:, 1],
        cells[:, 2],
        [group_of(bodies[one]) for one in actors],
        [True] * len(actors),
        [numbers.get(one.key, one.key) for one in columns],
        [one.element for one in columns],
        [],
        actors,
    )


def group_of(body: PublicBody) -> int | None:
    """States stand by region, others by what they are; a state that is no more is in no region."""
    if body.country:
        return int(countries.region_of(body.country) or 0) or None
    return _NUMBERS.get(BodyKind(body.kind))
