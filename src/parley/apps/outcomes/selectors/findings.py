"""Findings, and what they are drawn from, for whoever asks.

A list of them takes the same few queries however many there are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from parley.apps.convening.models import Dialogue, Session
from parley.apps.convening.selectors.feeds import Address
from parley.apps.deliberation.models import Consultation, Element, Topic
from parley.apps.evidence.models import Collection
from parley.apps.outcomes.findings.numbers import Numbers, numbers_from
from parley.apps.outcomes.findings.scale import Scale, scale_from
from parley.apps.outcomes.models import (
    Finding,
    FindingState,
    Ground,
    MapRelease,
    OpinionMap,
    Subject,
    Synthesis,
    SynthesisSource,
)
from parley.apps.outcomes.selectors.grounds import is_ready
from parley.apps.outcomes.selectors.reporting import reported_dialogue
from parley.apps.outcomes.selectors.sources import Source, source_of
from parley.core.access import get_visible, may, visible
from parley.core.actors import Actor
from parley.core.gathering import gathered
from parley.core.localtext import LocalText
from parley.core.statements import prepared

STANDING = (FindingState.ACCEPTED, FindingState.JOINED)


@dataclass(frozen=True)
class GroundSeen:
    """What one source holds. `open_to_reader`: its own pages exist for whoever reads this.

    `title` is empty where the source is not to be named to them.
    """

    source: Source
    title: LocalText
    open_to_reader: bool
    numbers: Numbers


@dataclass(frozen=True)
class FindingSeen:
    """One finding with what it rests on, and those that were joined with it."""

    row: Finding
    grounds: tuple[GroundSeen, ...]
    joined: tuple["FindingSeen", ...] = ()


@dataclass(frozen=True)
class Findings:
    """Those of one dialogue, by element in the order of its norm; None is of no element."""

    dialogue: Dialogue
    synthesis: Synthesis
    scale: Scale
    by_element: tuple[tuple[Element | None, tuple[FindingSeen, ...]], ...]

    @property
    def every(self) -> list[FindingSeen]:
        return [one for _element, found in self.by_element for one in found]


# ---- the dialogue's


def synthesis_of(dialogue: Dialogue) -> Synthesis:
    """The one there is, or one that would be made."""
    found = Synthesis.objects.filter(dialogue=dialogue).first()
    if found is None:
        return Synthesis(dialogue=dialogue)
    found.dialogue = dialogue
    return found


def scale_of(synthesis: Synthesis) -> Scale:
    return scale_from(synthesis.thresholds)


def _rows(actor: Actor, synthesis: Synthesis) -> QuerySet[Finding]:
    grounds = Ground.objects.select_related("source__consultation__dialogue", "source__collection")
    related = ("proposition", "element__norm__instrument", "roll_call__collection", "behind")
    if synthesis.pk is None:
        return Finding.objects.none()
    rows = visible(Finding, actor).filter(synthesis=synthesis)
    ordered = rows.order_by(
        F("element__norm").asc(nulls_last=True),
        F("element__order").asc(nulls_last=True),
        F("element").asc(nulls_last=True),
        "order",
        "pk",
    )
    return ordered.select_related(*related).prefetch_related(Prefetch("grounds", grounds))


def findings_for(actor: Actor, dialogue: Dialogue) -> Findings:
    """Those that stand: accepted, and seen by this reader."""
    synthesis = synthesis_of(dialogue)
    rows = _rows(actor, synthesis).filter(state__in=STANDING)
    return _together(actor, synthesis, list(rows))


def board_for(actor: Actor, dialogue: Dialogue) -> Findings:
    """All of them, for those who write the outcome; the joined ones stand with the others too."""
    synthesis = synthesis_of(dialogue)
    return _together(actor, synthesis, list(_rows(actor, synthesis)), flat=True)


def _together(
    actor: Actor, synthesis: Synthesis, rows: Sequence[Finding], *, flat: bool = False
) -> Findings:
    for row in rows:
        row.synthesis = synthesis
    seen = {one.row.pk: one for one in _seen(actor, rows)}
    joined: dict[int, list[FindingSeen]] = {}
    for one in seen.values():
        if one.row.state == FindingState.JOINED and one.row.joined_into_id is not None:
            joined.setdefault(one.row.joined_into_id, []).append(one)
    by_element: dict[int | None, tuple[Element | None, list[FindingSeen]]] = {}
    for one in seen.values():
        if one.row.state == FindingState.JOINED and not flat:
            continue
        whole = FindingSeen(one.row, one.grounds, tuple(joined.get(one.row.pk, ())))
        group = by_element.setdefault(one.row.element_id, (one.row.element, []))
        group[1].append(whole)
    return Findings(
        synthesis.dialogue,
        synthesis,
        scale_of(synthesis),
        tuple((element, tuple(found)) for element, found in by_element.values()),
    )


def _seen(actor: Actor, rows: Iterable[Finding]) -> Iterator[FindingSeen]:
    listed = list(rows)
    grounds = [ground for row in listed for ground in row.grounds.all()]
    open_ = _open_sources(actor, grounds)
    for row in listed:
        yield FindingSeen(row, tuple(_ground(one, open_) for one in row.grounds.all()))


def _ground(ground: Ground, open_: set[str]) -> GroundSeen:
    source = source_of(ground.source)
    is_open = source.key in open_
    # A consultation that somebody does not see has no title for them; a label was given for print.
    title = ground.source.label or (source.title if is_open else LocalText())
    numbers = numbers_from(ground.numbers)
    if not is_open:  # nor has it numbers of propositions
        numbers = replace(numbers, column=None)
    return GroundSeen(source, LocalText(title), is_open, numbers)


def _open_sources(actor: Actor, grounds: Iterable[Ground]) -> set[str]:
    """Keys of the sources whose pages and results exist for the actor, in two queries."""
    sources = [source_of(one.source) for one in grounds]
    every = {source.key: source for source in sources}
    consultations = [one.consultation.pk for one in every.values() if one.consultation is not None]
    collections = [one.collection.pk for one in every.values() if one.collection is not None]
    seen = visible(Consultation, actor).filter(pk__in=consultations).values_list("pk", flat=True)
    kept = visible(Collection, actor).filter(pk__in=collections).values_list("pk", flat=True)
    keys = {f"c{key}" for key in seen} if consultations else set()
    keys |= {f"e{key}" for key in kept} if collections else set()
    return {key for key in keys if is_ready(every[key])}


# ---- one


def finding_for(actor: Actor, uid: UUID) -> Finding:
    """One that stands, by its permanent address."""
    rows = visible(Finding, actor).filter(state__in=STANDING)
    return get_visible(rows.select_related("synthesis__dialogue__series"), actor, uid=uid)


def desk_finding(actor: Actor, slug: str, uid: UUID) -> Finding:
    """In whatever state, for those who write the outcome."""
    dialogue = reported_dialogue(actor, slug)
    rows = visible(Finding, actor).filter(synthesis__dialogue=dialogue)
    related = ("synthesis__dialogue", "proposition", "element__norm", "roll_call", "behind")
    return get_visible(rows.select_related(*related), actor, uid=uid)


def whole_finding(actor: Actor, finding: Finding) -> tuple[Findings, FindingSeen]:
    """With what it rests on and what was joined with it; its dialogue's thresholds beside it."""
    synthesis = synthesis_of(finding.synthesis.dialogue)
    own = Q(pk=finding.pk) | Q(joined_into=finding.pk)
    found = _together(actor, synthesis, list(_rows(actor, synthesis).filter(own)), flat=True)
    return found, next(one for one in found.every if one.row.pk == finding.pk)


def targets_for(actor: Actor, finding: Finding) -> QuerySet[Finding]:
    """With which others it can be joined."""
    rows = visible(Finding, actor).filter(synthesis=finding.synthesis_id, behind=finding.behind_id)
    standing = rows.filter(state__in=[FindingState.PROPOSED, FindingState.ACCEPTED])
    related = standing.select_related("proposition", "element", "roll_call")
    return related.exclude(pk=finding.pk).order_by("element__order", "order", "pk")


def elements_of(dialogue: Dialogue) -> QuerySet[Element]:
    """What a finding of one's own may be about: the norms that the dialogue or a source discusses."""
    norms = Topic.objects.filter(dialogue=dialogue).values("norm")
    asked = Consultation.objects.filter(dialogue=dialogue, norm__isnull=False).values("norm")
    rows = Element.objects.filter(Q(norm__in=norms) | Q(norm__in=asked))
    return rows.select_related("norm").order_by("norm", "order", "pk")


# ---- sources


@dataclass(frozen=True)
class SourceSeen:
    """A source at the desk. `ready`: its numbers are published, and can be read."""

    row: SynthesisSource
    source: Source
    ready: bool
    map: OpinionMap | None


def sources_for(actor: Actor, synthesis: Synthesis) -> list[SourceSeen]:
    if synthesis.pk is None:
        return []
    rows = visible(SynthesisSource, actor).filter(synthesis=synthesis)
    listed = list(rows.select_related("consultation__dialogue", "collection"))
    here = Q(consultation__in=[one.consultation_id for one in listed if one.consultation_id])
    here |= Q(collection__in=[one.collection_id for one in listed if one.collection_id])
    maps = {
        source_of(one).key: one
        for one in visible(OpinionMap, actor)
        .filter(here, current=True)
        .select_related("consultation", "collection")
        .defer("settings")
    }
    pairs = [(row, source_of(row)) for row in listed]
    return [
        SourceSeen(row, source, is_ready(source), maps.get(source.key)) for row, source in pairs
    ]


def source_row(actor: Actor, slug: str, key: int) -> SynthesisSource:
    dialogue = reported_dialogue(actor, slug)
    rows = visible(SynthesisSource, actor).filter(synthesis__dialogue=dialogue)
    related = rows.select_related("synthesis__dialogue", "consultation__dialogue", "collection")
    return get_visible(related, actor, pk=key)


def choices_for(actor: Actor, dialogue: Dialogue) -> list[Consultation | Collection]:
    """What could be a source: this dialogue's consultations and collections of evidence, those of
    the dialogue first, that are not one yet."""
    taken = SynthesisSource.objects.filter(synthesis__dialogue=dialogue)
    consultations = visible(Consultation, actor).filter(dialogue=dialogue)
    collections = visible(Collection, actor).exclude(
        pk__in=taken.filter(collection__isnull=False).values("collection")
    )
    mine = set(collections.filter(dialogues=dialogue).values_list("pk", flat=True))
    free = consultations.exclude(
        pk__in=taken.filter(consultation__isnull=False).values("consultation")
    )
    in_order = sorted(collections, key=lambda one: (one.pk not in mine, one.slug))
    return [*free.select_related("dialogue"), *in_order]


def inside_count(actor: Actor, synthesis: Synthesis) -> int:
    """How many accepted findings a rule keeps inside, whomever the findings reach."""
    rows = visible(Finding, actor).filter(synthesis=synthesis, bound=True, released=False)
    return rows.filter(state__in=STANDING).count()


def may_release(actor: Actor, synthesis: Synthesis) -> bool:
    """Whether the actor may let findings of it out of their rules."""
    return may(actor, "release", Finding(synthesis=synthesis))


# ---- on other pages


def gathered_findings(actor: Actor) -> Subquery:
    """Comes with the dialogue of a page: see core/gathering.py."""
    rows = visible(Finding, actor).filter(state=FindingState.ACCEPTED)
    made_up = Ground.objects.filter(finding=OuterRef("pk"), source__consultation__synthetic=True)
    rows = rows.annotate(synthetic=Exists(made_up))
    return gathered(rows, "synthesis__dialogue", "id", "kind", "synthetic")


def kinds_with(dialogue: Dialogue) -> list[str]:
    """Of each finding that came with its dialogue, what it says."""
    stored: list[Any] = dialogue.gathered_findings or []  # type: ignore[attr-defined]
    return [row["kind"] for row in stored]


def rests_on_synthetic(dialogue: Dialogue) -> bool:
    """Whether any of them does on what was made up for a demonstration."""
    stored: list[Any] = dialogue.gathered_findings or []  # type: ignore[attr-defined]
    return any(row["synthetic"] for row in stored)


def of_session(actor: Actor, session: Session) -> list[Finding]:
    """Those that rest on a consultation of this session that the actor sees: that there was another
    one is not to be learned from what came of it."""
    return _of_session(actor, session.pk)


@prepared
def _of_session(actor: Actor, session: int) -> QuerySet[Finding]:
    asked = visible(Consultation, actor).filter(session=session)
    grounds = Ground.objects.filter(source__consultation__in=asked).values("finding")
    rows = visible(Finding, actor).filter(state=FindingState.ACCEPTED, pk__in=grounds)
    return rows.select_related("proposition", "element", "roll_call").order_by("order", "pk")


def words_of(finding: Finding) -> Iterator[str]:
    """By which it is found, for those who see it."""
    yield from finding.wording.values()
    if finding.proposition is not None:
        yield from finding.proposition.text.values()
    if finding.roll_call is not None:
        yield finding.roll_call.symbol
    if finding.element is not None:
        yield from finding.element.title.values()


def blank_of(dialogue: Dialogue) -> Synthesis:
    """For asking who may write the outcome, without reading whether there is one."""
    return Synthesis(dialogue=dialogue)


def blank_finding(dialogue: Dialogue) -> Finding:
    """What is stored of a new one: nothing."""
    return Finding(synthesis=synthesis_of(dialogue), subject=Subject.OWN)


def addresses(actor: Actor) -> Iterator[Address]:
    """The pages of findings, and of maps that were let out, that the actor may read, for the list of
    all pages."""
    rows = visible(Finding, actor).filter(state=FindingState.ACCEPTED)
    let_out = visible(MapRelease, actor)
    maps = Q(pk__in=let_out.values("map__consultation__dialogue"))
    here = visible(Dialogue, actor).filter(maps | Q(pk__in=rows.values("synthesis__dialogue")))
    told = here.annotate(
        found=Exists(rows.filter(synthesis__dialogue=OuterRef("pk"))),
        released=gathered(let_out, "map__consultation__dialogue", "id", "uid"),
    )
    for slug, found, released in told.order_by("slug").values_list("slug", "found", "released"):
        if found:
            yield Address(reverse("findings", args=[slug]))
        for one in sorted(released or [], key=lambda row: row["id"]):
            yield Address(reverse("released-map", args=[slug, UUID(one["uid"])]))
