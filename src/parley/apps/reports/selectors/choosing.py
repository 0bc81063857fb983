"""What a block of a report can show, and what a sentence can refer to: of what the actor sees."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from parley.apps.convening.models import Dialogue
from parley.apps.evidence.models import Collection, Document, Position
from parley.apps.outcomes.models import FindingState, Practice, SynthesisSource
from parley.apps.outcomes.selectors import findings, practices, questions
from parley.apps.outcomes.selectors.findings import FindingSeen, SourceSeen
from parley.apps.outcomes.selectors.questions import Asked
from parley.apps.reports.body.blocks import Kind
from parley.apps.reports.models import Report
from parley.core.access import visible
from parley.core.actors import Actor

# A report speaks of what stands; a draft can show what waits for a decision, and says so.
OFFERED = (FindingState.ACCEPTED, FindingState.PROPOSED)
CHART = re.compile(r"([ce])([0-9]{1,18})/([a-z0-9-]{1,80})/([a-z-]{1,40})/([1-9][0-9]{0,3})")


@dataclass(frozen=True)
class Chosen:
    """That there is one; of a quotation also its words."""

    words: str = ""


def findings_to_show(actor: Actor, dialogue: Dialogue) -> list[FindingSeen]:
    """Accepted ones first, then those that wait for a decision."""
    every = findings.board_for(actor, dialogue).every
    offered = [one for one in every if one.row.state in OFFERED]
    return sorted(offered, key=lambda one: OFFERED.index(FindingState(one.row.state)))


def practices_to_show(actor: Actor, dialogue: Dialogue) -> list[Practice]:
    return practices.practices_of(actor, dialogue)


def questions_to_show(actor: Actor, dialogue: Dialogue) -> list[Asked]:
    return questions.questions_of(actor, dialogue, drafts=True)


def _collections(dialogue: Dialogue) -> QuerySet[Collection]:
    """Shown with the dialogue, or findings are drawn from them."""
    drawn = SynthesisSource.objects.filter(synthesis__dialogue=dialogue, collection__isnull=False)
    here = Q(dialogues=dialogue) | Q(pk__in=drawn.values("collection"))
    return Collection.objects.filter(here).distinct()


def _quotable(actor: Actor, dialogue: Dialogue) -> QuerySet[Position]:
    rows = visible(Position, actor).filter(collection__in=_collections(dialogue).values("pk"))
    return rows.exclude(quotation="")


def positions_to_quote(actor: Actor, dialogue: Dialogue) -> list[Position]:
    """With a quotation; by element, actor and year."""
    related = ("body", "document", "proposition__element", "collection")
    in_order = ("proposition__element__order", "body__slug", "document__year", "pk")
    return list(_quotable(actor, dialogue).select_related(*related).order_by(*in_order))


def documents_to_name(actor: Actor, dialogue: Dialogue) -> list[Document]:
    rows = visible(Document, actor).filter(collection__in=_collections(dialogue).values("pk"))
    return list(rows.select_related("body").order_by("collection", "body", "year", "pk"))


def sources_with_maps(actor: Actor, dialogue: Dialogue) -> list[SourceSeen]:
    synthesis = findings.synthesis_of(dialogue)
    return [one for one in findings.sources_for(actor, synthesis) if one.map is not None]


# ---- is there such a one?


def chosen(actor: Actor, report: Report, kind: Kind, of: str) -> Chosen | None:
    """What a block of this kind is to show, if the actor can choose it."""
    dialogue = report.dialogue
    if kind is Kind.CHART:
        return _chart(actor, dialogue, of)
    if kind is Kind.PRACTICE:
        here = any(one.slug == of for one in practices_to_show(actor, dialogue))
        return Chosen() if here else None
    uid = _uuid(of)
    if uid is None:
        return None
    if kind is Kind.QUOTE:
        position = _quotable(actor, dialogue).filter(uid=uid).first()
        return None if position is None else Chosen(position.quotation)
    if kind is Kind.FINDING:
        known = {one.row.uid for one in findings_to_show(actor, dialogue)}
    else:
        known = {one.question.uid for one in questions_to_show(actor, dialogue)}
    return Chosen() if uid in known else None


def _chart(actor: Actor, dialogue: Dialogue, of: str) -> Chosen | None:
    """There is a map of this source; which charts it has is seen when it is drawn."""
    found = CHART.fullmatch(of)
    if found is None:
        return None
    key = f"{found[1]}{found[2]}"
    here = any(one.source.key == key for one in sources_with_maps(actor, dialogue))
    return Chosen() if here else None


def _uuid(of: str) -> UUID | None:
    try:
        return UUID(of)
    except ValueError:
        return None
