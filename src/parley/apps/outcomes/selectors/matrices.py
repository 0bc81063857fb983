"""Stances as numbers: of a consultation without anybody's pseudonym, of evidence by actor.

Only maps are made of them. See `sources.stances_of`.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import CharField
from django.db.models.functions import Cast

from parley.apps.deliberation.models import Consultation, OnRecord, PropositionState, Stance
from parley.apps.deliberation.selectors.results import results_of
from parley.apps.evidence.cells import VALUES
from parley.apps.evidence.models import BodyKind, PublicBody
from parley.apps.evidence.selectors.matrix import Matrix
from parley.apps.outcomes.bridge.making import Stances
from parley.core import countries

CHUNK = 50_000
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
    place_of = {key: place for place, (key, _number, _element) in enumerate(asked)}
    # Before the stances: what comes in between only adds to what was enough to be shown.
    shown = _shown(consultation, [key for key, _number, _element in asked])
    groups = _groups(consultation)
    named = _named(consultation)
    who_of = {name: place for place, name in enumerate(groups)}
    parts = [_part(chunk, who_of, place_of) for chunk in _chunks(_rows(consultation))]
    cells = np.concatenate(parts) if parts else np.zeros((0, 3), dtype=np.int64)
    return Stances(
        cells[:, 0],
        cells[:, 1],
        cells[:, 2],
        list(groups.values()),
        [who in named for who in groups],
        [number for _key, number, _element in asked],
        [element for _key, _number, element in asked],
        shown,
    )


def _rows(consultation: Consultation) -> Any:
    """As text, pseudonyms are read several times faster."""
    found = Stance.objects.filter(proposition__consultation=consultation).order_by()
    return found.annotate(who=Cast("respondent", CharField(max_length=36)))


def _groups(consultation: Consultation) -> dict[str, int | None]:
    """Respondent → group, in the order of pseudonyms. Who has changed it is of none: their stances
    would be counted in two. Where stances are confidential nobody then has one, for counts by
    other groups than those of the results could be subtracted from these.
    """
    pairs = _rows(consultation).values_list("who", "group").distinct()
    found: dict[str, int | None] = {}
    changed = set()
    for who, group in sorted(pairs, key=lambda pair: pair[0]):
        if who in found:
            changed.add(who)
        found[who] = group
    if changed and consultation.is_confidential:
        return dict.fromkeys(found)
    return {who: None if who in changed else group for who, group in found.items()}


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


def _chunks(rows: Any) -> Iterator[list[tuple[str, int, int]]]:
    values = rows.values_list("who", "proposition", "value").iterator(chunk_size=CHUNK)
    while chunk := list(islice(values, CHUNK)):
        yield chunk


def _part(
    chunk: list[tuple[str, int, int]], who_of: dict[str, int], place_of: dict[int, int]
) -> "np.ndarray[Any, np.dtype[np.int64]]":
    found = [
        (who_of[who], place_of[proposition], value)
        for who, proposition, value in chunk
        if proposition in place_of
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 3)


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
