"""Open questions: those of a dialogue, with what answers them, and those to carry over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Subquery
from django.urls import reverse

from parley.apps.convening.models import Dialogue, Session
from parley.apps.convening.selectors.feeds import Address
from parley.apps.deliberation.models import Norm
from parley.apps.evidence.models import Document
from parley.apps.outcomes.models import Finding, FindingState, OpenQuestion, QuestionStatus
from parley.apps.outcomes.policies import LEAVING
from parley.core.access import get_visible, visible
from parley.core.actors import Actor
from parley.core.gathering import gathered, rows_in
from parley.core.statements import prepared

UNANSWERED = (QuestionStatus.OPEN, QuestionStatus.PARTLY)
PLACED = ("dialogue", "session", "element__norm__instrument")
# By which findings are called.
CALLED = ("proposition", "roll_call", "element")


@dataclass(frozen=True)
class Asked:
    """A question with what the reader may see of its answer, and where else it is asked."""

    question: OpenQuestion
    finding: Finding | None
    document: Document | None
    before: OpenQuestion | None
    after: OpenQuestion | None


@dataclass(frozen=True)
class Waiting:
    """What the edition before has left open. `staying`: how many its rules keep there."""

    before: Dialogue | None
    questions: Sequence[OpenQuestion] = ()
    staying: int = 0


def questions_of(actor: Actor, dialogue: Dialogue, *, drafts: bool = False) -> list[Asked]:
    """In order; those that are not published yet at the desk alone."""
    rows = visible(OpenQuestion, actor).filter(dialogue=dialogue)
    if not drafts:
        rows = rows.filter(published=True)
    return with_answers(actor, list(rows.select_related(*PLACED)))


def with_answers(actor: Actor, rows: Sequence[OpenQuestion]) -> list[Asked]:
    """In a number of queries that does not grow with the rows."""
    findings = visible(Finding, actor).filter(
        pk__in=[row.answered_by_finding_id for row in rows], state=FindingState.ACCEPTED
    )
    documents = visible(Document, actor).filter(
        pk__in=[row.answered_by_document_id for row in rows]
    )
    elsewhere = visible(OpenQuestion, actor).filter(published=True).select_related("dialogue")
    known_findings = {one.pk: one for one in findings.select_related(*CALLED)}
    known = {one.pk: one for one in documents.select_related("body", "collection")}
    before = {one.pk: one for one in elsewhere.filter(pk__in=[r.carried_from_id for r in rows])}
    after = {one.carried_from_id: one for one in elsewhere.filter(carried_from__in=rows)}
    return [
        Asked(
            row,
            known_findings.get(row.answered_by_finding_id or 0),
            known.get(row.answered_by_document_id or 0),
            before.get(row.carried_from_id or 0),
            after.get(row.pk),
        )
        for row in rows
    ]


def question_of(actor: Actor, slug: str, uid: str) -> OpenQuestion:
    rows = visible(OpenQuestion, actor).select_related(*PLACED)
    return get_visible(rows, actor, dialogue__slug=slug, uid=uid)


def blank_question(dialogue: Dialogue) -> OpenQuestion:
    return OpenQuestion(dialogue=dialogue, synthetic=dialogue.synthetic)


def raised_in(actor: Actor, session: Session) -> list[OpenQuestion]:
    """Published ones."""
    return _raised_in(actor, session.pk)


@prepared
def _raised_in(actor: Actor, session: int) -> QuerySet[OpenQuestion]:
    return visible(OpenQuestion, actor).filter(session=session, published=True)


def open_on(actor: Actor, norm: Norm) -> list[OpenQuestion]:
    """Still open on an element of this norm, across dialogues, where it was asked last."""
    rows = visible(OpenQuestion, actor).filter(published=True)
    later = rows.filter(carried_from__isnull=False).order_by().values("carried_from")
    asked = rows.filter(element__norm=norm, status__in=UNANSWERED).exclude(pk__in=later)
    in_order = ("element__order", "element", "-dialogue__starts_on", "order", "pk")
    return list(asked.select_related("dialogue", "element").order_by(*in_order))


# On a dialogue's page


def gathered_questions(actor: Actor) -> Subquery:
    """Comes with the dialogue of a page: see core/gathering.py."""
    rows = visible(OpenQuestion, actor).filter(published=True)
    return gathered(rows, "dialogue", "id", "order", "uid", "text", "status", "synthetic")


def questions_with(dialogue: Dialogue) -> list[OpenQuestion]:
    return rows_in(dialogue, "gathered_questions", OpenQuestion, dialogue=dialogue, published=True)


# Carrying over


def edition_before(actor: Actor, dialogue: Dialogue) -> Dialogue | None:
    """The last of its series before it, that the actor sees."""
    if dialogue.series_id is None:
        return None
    others = visible(Dialogue, actor).filter(series=dialogue.series_id).exclude(pk=dialogue.pk)
    if dialogue.edition is not None:
        numbered = others.filter(edition__lt=dialogue.edition)
        return numbered.order_by("-edition").first()
    earlier = others.filter(starts_on__lt=dialogue.starts_on)
    return earlier.order_by("-starts_on", "slug").first()


def to_carry_over(actor: Actor, dialogue: Dialogue) -> Waiting:
    before = edition_before(actor, dialogue)
    if before is None:
        return Waiting(None)
    rows = visible(OpenQuestion, actor).filter(dialogue=before, status__in=UNANSWERED)
    carried = OpenQuestion.objects.filter(dialogue=dialogue, carried_from__isnull=False)
    rows = rows.exclude(pk__in=carried.values("carried_from"))
    may_leave = Q(session=None) | Q(session__rule__in=LEAVING)
    leaving = rows.filter(may_leave).select_related("element")
    return Waiting(before, list(leaving), rows.exclude(may_leave).count())


# What a form can choose


def findings_to_choose(actor: Actor, dialogue: Dialogue) -> QuerySet[Finding]:
    """Accepted ones of the dialogue and of the other editions of its series."""
    here = Q(synthesis__dialogue=dialogue)
    if dialogue.series_id is not None:
        here |= Q(synthesis__dialogue__series=dialogue.series_id)
    rows = visible(Finding, actor).filter(here, state=FindingState.ACCEPTED)
    return rows.select_related("synthesis__dialogue", *CALLED)


# Search and sitemap


def words_of(question: OpenQuestion) -> Iterator[str]:
    yield from (*question.text.values(), *question.answer.values())
    if question.element is not None:
        yield from question.element.title.values()


def addresses(actor: Actor) -> Iterator[Address]:
    rows = visible(OpenQuestion, actor).filter(published=True).order_by()
    asked = visible(Dialogue, actor).filter(pk__in=rows.values("dialogue")).order_by("slug")
    for slug in asked.values_list("slug", flat=True):
        yield Address(reverse("questions", args=[slug]))
