"""Open questions: what a dialogue could not answer, until somebody does."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import rows, versions
from parley.apps.outcomes.models import OpenQuestion, QuestionStatus
from parley.apps.outcomes.selectors.questions import to_carry_over
from parley.apps.outcomes.services import gathered
from parley.core import audit, search
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

FIELDS = (
    "text",
    "session",
    "element",
    "status",
    "answer",
    "answered_by_finding",
    "answered_by_document",
)
ANSWERS = ("answered_by_finding", "answered_by_document")


@transaction.atomic
def add(
    actor: Actor, dialogue: Dialogue, values: rows.Values, *, synthetic: bool = False
) -> OpenQuestion:
    """A draft at the end of the list."""
    row = OpenQuestion(dialogue=dialogue, synthetic=synthetic or dialogue.synthetic)
    require(actor, "edit", row)
    fields = rows.assign(row, values)
    row.order = _next_place(dialogue)
    gathered.refuse(_problems(actor, row, fields))
    rows.checked(row).save()
    gathered.noted(actor, "added", row)
    return row


def _next_place(dialogue: Dialogue) -> int:
    last = dialogue.open_questions.order_by("-order").values_list("order", flat=True).first()
    return 0 if last is None else last + 1


@transaction.atomic
def edit(
    actor: Actor, question: OpenQuestion, changes: rows.Values, *, seen: str | None = None
) -> OpenQuestion:
    require(actor, "edit", question)
    row = rows.locked(actor, question)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, changes)
    gathered.refuse(_problems(actor, row, fields))
    if fields:
        rows.checked(row).save()
        gathered.noted(actor, "edited", row, fields=fields)
    return row


def _problems(actor: Actor, row: OpenQuestion, fields: Collection[str]) -> Iterable[str]:
    """`fields`: those that are others now. What one does not see can stay, and not be chosen."""
    yield from gathered.place_problems(actor, row)
    named = {name: getattr(row, name) for name in ANSWERS}
    if row.status == QuestionStatus.ANSWERED and not row.answer and not any(named.values()):
        yield _("Say what answers it: in words, by a finding or by a document.")
    for one in [named[name] for name in ANSWERS if named[name] and name in fields]:
        if not visible(type(one), actor).filter(pk=one.pk).exists():
            yield _("What is to answer it is no longer there. Choose again.")


@transaction.atomic
def publish(actor: Actor, question: OpenQuestion, *, published: bool) -> OpenQuestion:
    require(actor, "edit", question)
    return gathered.publish(actor, question, published=published)


@transaction.atomic
def carry_over(actor: Actor, dialogue: Dialogue) -> list[OpenQuestion]:
    """Ask again what the edition before has left open: drafts, each once, without their session.

    Doing it again takes what has come to be open since.
    """
    blank = OpenQuestion(dialogue=dialogue)
    require(actor, "edit", blank)
    # The lock keeps two people from carrying over the same at once.
    held = rows.locked(actor, dialogue)
    waiting = to_carry_over(actor, held)
    if waiting.before is None:
        raise InvalidInput(_("There is no edition before this one."))
    first = _next_place(held)
    made = []
    for place, question in enumerate(waiting.questions, start=first):
        row = OpenQuestion(
            dialogue=held,
            carried_from=question,
            element_id=question.element_id,
            text=question.text,
            status=question.status,
            answer=question.answer,
            synthetic=question.synthetic or held.synthetic,
            order=place,
        )
        rows.checked(row).save()
        made.append(row)
    if made:
        audit.record(actor, "dialogue.questions_carried_over", held, questions=len(made))
        for row in made:
            search.index(row)
    return made
