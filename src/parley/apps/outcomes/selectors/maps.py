"""Opinion maps: which there are for whom, and which are due."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import (
    Consultation,
    Element,
    Phase,
    Proposition,
    PropositionState,
    Stance,
)
from parley.apps.deliberation.selectors import counts, pseudonyms
from parley.apps.deliberation.selectors.consultations import consultation_for
from parley.apps.outcomes.bridge.naming import Names
from parley.apps.outcomes.bridge.showing import Shown, opened
from parley.apps.outcomes.models import IN_WORK, MapStatus, OpinionMap
from parley.apps.registration.models import Group
from parley.core.access import may, visible
from parley.core.actors import Actor
from parley.core.errors import not_found

OVER = (Phase.CLOSED, Phase.SEALED)
# A map that is not moving any more: its worker was ended.
STUCK = timedelta(minutes=15)
# While people answer, a map is drawn again after so many times as long as the drawing took.
PAUSE = 10
LEAST_PROPOSITIONS = 2


@dataclass(frozen=True)
class Standing:
    """How it stands with the map of a consultation.

    `newest` is the map in work, or the failed one that would have followed `current`.
    `missing` says how many more people must answer before there can be one; 0 otherwise.
    """

    consultation: Consultation
    current: OpinionMap | None
    newest: OpinionMap | None
    missing: int
    comes_when_closed: bool

    @property
    def in_work(self) -> OpinionMap | None:
        return self.newest if self.newest and self.newest.status in IN_WORK else None

    @property
    def failed(self) -> OpinionMap | None:
        return self.newest if self.newest and self.newest.status == MapStatus.FAILED else None


def mapped_consultation(actor: Actor, slug: str, consultation: str) -> Consultation:
    """A consultation whose results the actor may see; a 404 for anybody else."""
    found = consultation_for(actor, slug, consultation)
    if not may(actor, "see_results", found):
        raise not_found()
    return found


def standing_for(actor: Actor, consultation: Consultation) -> Standing:
    rows = visible(OpinionMap, actor).filter(consultation=consultation)
    current = rows.filter(current=True).first()
    later = rows.filter(current=False)
    newest = later.filter(pk__gt=current.pk).first() if current else later.first()
    waits = waits_for_end(consultation)
    return Standing(
        consultation,
        current,
        newest,
        0 if current or waits else max(consultation.least - people(consultation), 0),
        waits and current is None,
    )


def waits_for_end(consultation: Consultation) -> bool:
    """Where stances are confidential there is one map, and none before the last stance: two maps of
    a growing number of people could be subtracted from each other."""
    return consultation.is_confidential and consultation.phase not in OVER


def may_leave(consultation: Consultation) -> bool:
    """Whether anything of it goes out as a file. Nothing leaves a closed room."""
    return consultation.rule != Rule.CLOSED_DOOR


def people(consultation: Consultation) -> int:
    return counts.n_respondents(consultation)


def map_that_leaves(actor: Actor, consultation: Consultation) -> OpinionMap:
    """The current map, of which there are files; a 404 where there are none."""
    if not may_leave(consultation):
        raise not_found()
    return current_map(actor, consultation)


def current_map(actor: Actor, consultation: Consultation) -> OpinionMap:
    found = visible(OpinionMap, actor).filter(consultation=consultation, current=True).first()
    if found is None:
        raise not_found()
    return found


def shown(actor: Actor, row: OpinionMap, words: Any, language: str) -> Shown:
    """The map in the words of a language. `words` are those that the engine has names for."""
    consultation = row.consultation
    propositions = visible(Proposition, actor).filter(consultation=consultation)
    here = propositions.filter(state=PropositionState.ACCEPTED)
    groups = Group.objects.filter(dialogue=consultation.dialogue_id)
    elements = visible(Element, actor).filter(propositions__consultation=consultation).distinct()
    names = Names(
        tuple((one.number, one.text.pick(language).text) for one in here.order_by("number")),
        tuple((one.pk, one.name.pick(language).text) for one in groups),
        tuple((one.pk, one.title.pick(language).text) for one in elements),
        *words,
    )
    return _shown(row.artefact.storage, row.artefact.name, names)


@lru_cache(maxsize=32)
def _shown(storage: Any, name: str, names: Names) -> Shown:
    return Shown(opened(storage, name), names)


# ---- one's own place


def own_stances(actor: Actor, consultation: Consultation) -> dict[int, int]:
    """Number of the proposition → the actor's own stance, for their own browser; nothing where the
    consultation is sealed, for then nobody knows whose is which."""
    if not actor.is_signed_in or actor.preview is not None:
        return {}
    try:
        mine = pseudonyms.respondent(consultation, actor)
    except pseudonyms.Sealed:
        return {}
    rows = Stance.objects.filter(proposition__consultation=consultation, respondent=mine)
    return dict(rows.values_list("proposition__number", "value"))


# ---- which are due


def fingerprint(consultation: Consultation) -> str:
    """Of the counts of which a map would be made. Without groups where they are confidential:
    sealing rearranges those, and asks for no other map."""
    accepted = consultation.propositions.filter(state=PropositionState.ACCEPTED)
    keys = ["proposition__number", "value"]
    if not consultation.is_confidential:
        keys.append("group")
    rows = Stance.objects.filter(proposition__in=accepted).order_by(*keys).values_list(*keys)
    facts = [
        consultation.phase in OVER,
        list(rows.annotate(Count("pk"))),
        list(accepted.order_by("number").values_list("number", "element")),
        consultation.least,
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def due(now: datetime | None = None) -> Iterator[tuple[Consultation, str]]:
    """Each consultation whose map should be drawn now, and the fingerprint of what it is made of."""
    at = now or timezone.now()
    for consultation in _candidates().iterator():
        maps = list(OpinionMap.objects.filter(consultation=consultation).defer("settings"))
        if not _may_be_drawn(consultation, maps, at):
            continue
        print_ = fingerprint(consultation)
        if all(row.fingerprint != print_ for row in maps) and _has_enough(consultation):
            yield consultation, print_


def _candidates() -> QuerySet[Consultation]:
    """Those of which there may be a map. One that is over has its last map and is left alone."""
    begun = Consultation.objects.filter(phase__in=(Phase.OPEN, *OVER))
    after = Q(consultation__closed_at=None) | Q(moved_at__gte=F("consultation__closed_at"))
    final = OpinionMap.objects.filter(after, final=True).exclude(status__in=IN_WORK)
    return begun.exclude(phase__in=OVER, pk__in=final.values("consultation"))


def _may_be_drawn(consultation: Consultation, maps: list[OpinionMap], now: datetime) -> bool:
    if waits_for_end(consultation) or any(row.status in IN_WORK for row in maps):
        return False
    if consultation.phase in OVER or not maps:
        return True
    took = max(row.seconds for row in maps)
    return bool(max(row.moved_at for row in maps) + timedelta(seconds=PAUSE * took) <= now)


def _has_enough(consultation: Consultation) -> bool:
    rows = Stance.objects.filter(
        proposition__consultation=consultation, proposition__state=PropositionState.ACCEPTED
    ).order_by()
    asked = rows.values("proposition").distinct().count()
    return asked >= LEAST_PROPOSITIONS and people(consultation) >= consultation.least


def stuck(now: datetime | None = None) -> QuerySet[OpinionMap]:
    before = (now or timezone.now()) - STUCK
    return OpinionMap.objects.filter(status__in=IN_WORK, moved_at__lt=before)
