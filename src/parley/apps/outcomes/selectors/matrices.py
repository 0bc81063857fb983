"""The stances of a consultation as numbers, without anybody's pseudonym. Only maps are made of them."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import CharField
from django.db.models.functions import Cast

from parley.apps.deliberation.models import Consultation, OnRecord, PropositionState, Stance
from parley.apps.deliberation.selectors.results import results_of
from parley.apps.outcomes.bridge.making import Stances

CHUNK = 50_000


def stances_of(consultation: Consultation) -> Stances:
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
