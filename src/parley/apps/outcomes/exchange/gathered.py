"""Practices and open questions, in a dialogue's file."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.exchange.checks import repeated, sessions_of, unknown
from parley.apps.convening.exchange.collecting import entry_of
from parley.apps.convening.exchange.problems import expected
from parley.apps.convening.exchange.schema import Document
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Element
from parley.apps.outcomes.exchange.gathered_schema import (
    EvidenceEntry,
    GatheredEntry,
    PracticeEntry,
    QuestionEntry,
)
from parley.apps.outcomes.exchange.gathered_taking import take
from parley.apps.outcomes.models import OpenQuestion, Practice
from parley.apps.outcomes.selectors.practices import practices_of
from parley.apps.outcomes.selectors.questions import questions_of
from parley.core.actors import Actor
from parley.core.exports import Problem, Section

MOST = 500
MOST_EVIDENCE = 100


def collect(actor: Actor, dialogue: Dialogue) -> dict[str, Any] | None:
    practices = tuple(_practice(row) for row in practices_of(actor, dialogue))
    asked = questions_of(actor, dialogue, drafts=True)
    questions = tuple(_question(one.question, one.document and one.document.uid) for one in asked)
    if not practices and not questions:
        return None
    return {"practices": practices, "questions": questions}


def _address(element: Element) -> str:
    return f"{element.norm.instrument.slug}/{element.norm.slug}/{element.slug}"


def _practice(row: Practice) -> dict[str, Any]:
    """In a synthetic dialogue all is: that is not said again."""
    return entry_of(
        PracticeEntry,
        row,
        session=row.session and row.session.slug,
        actors=tuple(body.slug for body in row.bodies.all()),
        elements=tuple(_address(element) for element in row.elements.all()),
        evidence=tuple(
            entry_of(EvidenceEntry, one, document=one.document and one.document.uid)
            for one in row.evidence.all()
        ),
        synthetic=row.synthetic and not row.dialogue.synthetic,
    )


def _question(row: OpenQuestion, document: Any) -> dict[str, Any]:
    return entry_of(
        QuestionEntry,
        row,
        session=row.session and row.session.slug,
        element=_address(row.element) if row.element else "",
        document=document,
        synthetic=row.synthetic and not row.dialogue.synthetic,
    )


def problems_of(entry: GatheredEntry, document: Document) -> Iterator[Problem]:
    known = {session.slug for _path, session in sessions_of(document)}
    for name in ("practices", "questions"):
        rows = getattr(entry, name)
        if len(rows) > MOST:
            what = _("at most %(limit)d entries") % {"limit": MOST}
            yield Problem((name,), expected(what, len(rows)))
        for n, one in enumerate(rows):
            if one.session is not None:
                yield from unknown((name, n, "session"), one.session, known, "sessions")
    for n, one in enumerate(entry.practices):
        if len(one.evidence) > MOST_EVIDENCE:
            what = _("at most %(limit)d entries") % {"limit": MOST_EVIDENCE}
            yield Problem(("practices", n, "evidence"), expected(what, len(one.evidence)))
    slugs = ((("practices", n, "slug"), one.slug) for n, one in enumerate(entry.practices))
    yield from repeated(slugs)


def in_order(entry: GatheredEntry) -> GatheredEntry:
    """Rows stand as given; what is only named, by its name."""
    practices = tuple(
        one.model_copy(
            update={name: tuple(sorted(set(getattr(one, name)))) for name in ("actors", "elements")}
        )
        for one in entry.practices
    )
    return entry.model_copy(update={"practices": practices})


def moved(entry: GatheredEntry, document: Document, by: timedelta) -> GatheredEntry:
    """Another edition begins with none: questions are carried over, practices are told there."""
    return GatheredEntry()


def _counts(entry: GatheredEntry) -> Iterator[tuple[Any, int]]:
    yield gettext_lazy("Practices"), len(entry.practices)
    yield gettext_lazy("Open questions"), len(entry.questions)


SECTION = Section(
    name="outcomes",
    entry=GatheredEntry,
    collect=collect,
    take=take,
    problems=problems_of,
    in_order=in_order,
    moved=moved,
    counts=_counts,
    order=30,
)
