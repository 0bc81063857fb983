"""Opinion maps: which there are for whom, and which are due."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from parley.apps.deliberation.models import (
    Consultation,
    Phase,
    PropositionState,
    Stance,
)
from parley.apps.deliberation.selectors import counts, pseudonyms
from parley.apps.deliberation.selectors.consultations import consultation_for
from parley.apps.evidence.models import Collection, CollectionKind, PositionStance, Vote
from parley.apps.outcomes.models import IN_WORK, MapStatus, OpinionMap
from parley.apps.outcomes.selectors.sources import Source, columns_of, current_map, source_of
from parley.core.access import get_visible, may, visible
from parley.core.actors import Actor
from parley.core.errors import not_found

OVER = (Phase.CLOSED, Phase.SEALED)
# A map that is not moving any more: its worker was ended.
STUCK = timedelta(minutes=15)
# While people answer, a map is drawn again after so many times as long as the drawing took.
PAUSE = 10
LEAST_PROPOSITIONS = 2
# What actors publish is withheld from nobody; but a handful of them is no picture.
LEAST_ACTORS = 5


@dataclass(frozen=True)
class Standing:
    """How it stands with the map of a source.

    `newest` is the map in work, or the failed one that would have followed `current`.
    `missing` says how many more people must answer, or actors pronounce themselves, before there can
    be one; 0 otherwise. `too_little`: there are stances on fewer than two propositions.
    """

    source: Source
    current: OpinionMap | None
    newest: OpinionMap | None
    missing: int
    comes_when_closed: bool
    too_little: bool

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


def mapped_collection(actor: Actor, collection: str) -> Collection:
    """A collection of evidence, by its short name."""
    return get_visible(Collection, actor, slug=collection)


def of_collections(actor: Actor) -> QuerySet[OpinionMap]:
    """The maps of all collections that the actor sees."""
    rows = visible(OpinionMap, actor).filter(current=True, collection__isnull=False)
    return rows.select_related("collection").order_by("collection__slug")


def standing_for(actor: Actor, source: Source) -> Standing:
    rows = source.maps(visible(OpinionMap, actor))
    current = rows.filter(current=True).first()
    later = rows.filter(current=False)
    newest = later.filter(pk__gt=current.pk).first() if current else later.first()
    waits = waits_for_end(source)
    return Standing(
        source,
        current,
        newest,
        0 if current or waits else max(least_of(source) - people(source), 0),
        waits and current is None,
        # Of a consultation this would tell of what people answered, before they may be told of.
        source.is_public_record and current is None and _asked(source) < LEAST_PROPOSITIONS,
    )


def least_of(source: Source) -> int:
    """From how many on there is a map, and every number in it tells of as many."""
    return source.consultation.least if source.consultation else LEAST_ACTORS


def waits_for_end(source: Source) -> bool:
    """Where stances are confidential there is one map, and none before the last stance: two maps of
    a growing number of people could be subtracted from each other."""
    of = source.consultation
    return of is not None and of.is_confidential and of.phase not in OVER


def may_leave(source: Source) -> bool:
    """Whether anything of it goes out as a file. Nothing leaves a closed room."""
    return not source.is_behind_doors


def people(source: Source) -> int:
    """Who has answered, or pronounced themselves."""
    if source.consultation is not None:
        return counts.n_respondents(source.consultation)
    return pronounced(source.of_collection)


def pronounced(collection: Collection) -> int:
    """How many actors: of votes each that has one, of positions whoever has more than practices."""
    rows: QuerySet[Any] = Vote.objects.filter(roll_call__collection=collection)
    if collection.kind == CollectionKind.POSITIONS:
        rows = collection.positions.exclude(stance=PositionStance.PRACTICE)
    return rows.order_by().values("body").distinct().count()


def map_that_leaves(actor: Actor, source: Source) -> OpinionMap:
    """The current map, of which there are files; a 404 where there are none."""
    if not may_leave(source):
        raise not_found()
    return standing_map(actor, source)


def standing_map(actor: Actor, source: Source) -> OpinionMap:
    """The current map; a 404 where there is none."""
    found = current_map(actor, source)
    if found is None:
        raise not_found()
    return found


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


def fingerprint(source: Source) -> str:
    """Of what a map would be made of: another one asks for another map."""
    if source.consultation is not None:
        facts = _counted(source.consultation)
    else:
        facts = [source.of_collection.revision, [(c.number, c.element) for c in columns_of(source)]]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _counted(consultation: Consultation) -> list[Any]:
    """The counts. Without groups where they are confidential: sealing rearranges those, and asks for
    no other map."""
    accepted = consultation.propositions.filter(state=PropositionState.ACCEPTED)
    keys = ["proposition__number", "value"]
    if not consultation.is_confidential:
        keys.append("group")
    rows = Stance.objects.filter(proposition__in=accepted).order_by(*keys).values_list(*keys)
    return [
        consultation.phase in OVER,
        list(rows.annotate(Count("pk"))),
        list(accepted.order_by("number").values_list("number", "element")),
        consultation.least,
    ]


def due(now: datetime | None = None) -> Iterator[tuple[Source, str]]:
    """Each source whose map should be drawn now, and the fingerprint of what it is made of."""
    at = now or timezone.now()
    for source in (source_of(row) for row in _candidates()):
        maps = list(source.maps().defer("settings"))
        if not _may_be_drawn(source, maps, at):
            continue
        print_ = fingerprint(source)
        if all(row.fingerprint != print_ for row in maps) and _has_enough(source):
            yield source, print_


def _candidates() -> Iterator[Consultation | Collection]:
    yield from _consultations().iterator()
    yield from Collection.objects.all()


def _consultations() -> QuerySet[Consultation]:
    """Those of which there may be a map. One that is over has its last map and is left alone."""
    begun = Consultation.objects.filter(phase__in=(Phase.OPEN, *OVER))
    after = Q(consultation__closed_at=None) | Q(moved_at__gte=F("consultation__closed_at"))
    final = OpinionMap.objects.filter(after, final=True).exclude(status__in=IN_WORK)
    return begun.exclude(phase__in=OVER, pk__in=final.values("consultation"))


def _may_be_drawn(source: Source, maps: list[OpinionMap], now: datetime) -> bool:
    if waits_for_end(source) or any(row.status in IN_WORK for row in maps):
        return False
    if is_over(source) or not maps:
        return True
    took = max(row.seconds for row in maps)
    return bool(max(row.moved_at for row in maps) + timedelta(seconds=PAUSE * took) <= now)


def is_over(source: Source) -> bool:
    """Whether no stance follows any more."""
    return source.consultation is not None and source.consultation.phase in OVER


def _has_enough(source: Source) -> bool:
    return _asked(source) >= LEAST_PROPOSITIONS and people(source) >= least_of(source)


def _asked(source: Source) -> int:
    """On how many propositions, or roll calls, there is a stance at all."""
    if source.consultation is not None:
        rows = Stance.objects.filter(
            proposition__consultation=source.consultation,
            proposition__state=PropositionState.ACCEPTED,
        )
        return rows.order_by().values("proposition").distinct().count()
    held = source.of_collection.positions.exclude(stance=PositionStance.PRACTICE).order_by()
    calls = source.of_collection.roll_calls.filter(votes__isnull=False).distinct()
    return held.values("proposition").distinct().count() + calls.count()


def stuck(now: datetime | None = None) -> QuerySet[OpinionMap]:
    before = (now or timezone.now()) - STUCK
    return OpinionMap.objects.filter(status__in=IN_WORK, moved_at__lt=before)
