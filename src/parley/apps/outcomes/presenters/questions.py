"""Open questions as pages show them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.models import Dialogue, Session
from parley.apps.convening.presenters.dialogues import eyebrow_of
from parley.apps.deliberation.models import Norm
from parley.apps.outcomes.models import Finding, OpenQuestion
from parley.apps.outcomes.policies import reports
from parley.apps.outcomes.presenters import gathered
from parley.apps.outcomes.selectors import questions as find
from parley.apps.outcomes.selectors.questions import UNANSWERED, Asked, Waiting
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
SHOWN = 4  # on a dialogue's page


def page_url(dialogue: Dialogue) -> str:
    return reverse("questions", args=[dialogue.slug])


def url(question: OpenQuestion) -> str:
    """Its place on the page of its dialogue's questions."""
    return f"{page_url(question.dialogue)}#question-{question.uid}"


def desk_url(question: OpenQuestion, name: str = "desk-question") -> str:
    return reverse(name, args=[question.dialogue.slug, question.uid])


def crumbs(dialogue: Dialogue) -> list[Item]:
    return [
        {
            "label": localized(dialogue.title),
            "url": reverse("dialogue", args=[dialogue.slug]),
        },
        {"label": _("Open questions"), "url": ""},
    ]


def by_element(rows: Sequence[Asked]) -> list[Item]:
    """Under the elements in the order of their norms; those on none come last."""
    groups: dict[int | None, list[Asked]] = {}
    for one in sorted(rows, key=_place):
        groups.setdefault(one.question.element_id, []).append(one)
    return [
        {
            "element": _element(mates[0].question),
            "slug": key or "none",
            "questions": [entry(one) for one in mates],
        }
        for key, mates in groups.items()
    ]


def _place(one: Asked) -> tuple[Any, ...]:
    element = one.question.element
    if element is None:
        return (1,)
    norm = element.norm
    return (0, norm.instrument.symbol, norm.order, norm.pk, element.order, element.pk)


def _element(question: OpenQuestion) -> Item | None:
    return gathered.element_link(question.element) if question.element else None


def entry(one: Asked) -> Item:
    """One question, with its answer as far as the reader may see it."""
    question = one.question
    return {
        "uid": question.uid,
        "text": localized(question.text),
        "plain": str(question.text),
        "status_label": question.get_status_display(),
        "is_open": question.status in UNANSWERED,
        "answer": question.answer,
        "finding": _finding(one.finding),
        "document": gathered.document_link(one.document) if one.document else None,
        "session": gathered.session_link(question.dialogue, question.session),
        "before": _elsewhere(one.before),
        "after": _elsewhere(one.after),
        "synthetic": question.synthetic,
        "published": question.published,
    }


def _elsewhere(question: OpenQuestion | None) -> Item | None:
    """The same question in another edition."""
    if question is None:
        return None
    return {
        "label": localized(question.dialogue.title),
        "url": url(question),
        "status_label": question.get_status_display(),
    }


def _finding(finding: Finding | None) -> Item | None:
    if finding is None:
        return None
    return {
        "label": localized(finding.called or finding.get_kind_display()),
        "url": reverse("finding", args=[finding.uid]),
    }


def counts(rows: Iterable[Asked]) -> str:
    """How many of them wait for an answer."""
    asked = list(rows)
    n, still = len(asked), sum(one.question.status in UNANSWERED for one in asked)
    told = {"n": n, "still": still}
    text = ngettext(
        "%(n)d question, of which %(still)d waits for an answer",
        "%(n)d questions, of which %(still)d wait for an answer",
        n,
    )
    return text % told


def heading(dialogue: Dialogue) -> Item:
    return {"eyebrow": eyebrow_of(dialogue), "dialogue": gathered.dialogue_link(dialogue)}


# Panels


def dialogue_panel(actor: Actor, dialogue: Dialogue) -> Item | None:
    rows = find.questions_with(dialogue)
    edit = ""
    if actor.is_signed_in and reports(actor, dialogue.pk):
        edit = reverse("desk-questions", args=[dialogue.slug])
    if not rows and not edit:
        return None
    waiting = [row for row in rows if row.status in UNANSWERED]
    n = len(rows)
    return {
        "rows": [_line(row) for row in [*waiting, *(r for r in rows if r not in waiting)][:SHOWN]],
        "all_url": page_url(dialogue) if n else "",
        "all_label": ngettext("%(n)d question", "All %(n)d questions", n) % {"n": n},
        "edit_url": edit,
        "id": "open-questions",
    }


def session_panel(actor: Actor, session: Session) -> Item | None:
    rows = find.raised_in(actor, session)
    for row in rows:
        row.dialogue = session.dialogue
    return {"rows": [_line(row) for row in rows], "id": "open-questions"} if rows else None


def norm_panel(actor: Actor, norm: Norm) -> Item | None:
    """Questions that are still open on this norm, wherever they were asked."""
    rows = find.open_on(actor, norm)
    if not rows:
        return None
    return {
        "rows": [
            {
                **_line(row),
                "note": localized(row.element.title) if row.element else "",
                "where": localized(row.dialogue.title),
            }
            for row in rows
        ]
    }


def _line(question: OpenQuestion) -> Item:
    return {
        "title": localized(question.text),
        "url": url(question),
        "note": question.get_status_display(),
        "synthetic": question.synthetic,
    }


# The desk


def desk_lines(rows: Sequence[Asked]) -> list[Item]:
    last = len(rows) - 1
    return [
        {
            **entry(one),
            "url": desk_url(one.question),
            "move_url": desk_url(one.question, "desk-question-move"),
            "publish_url": desk_url(one.question, "desk-question-publish"),
            "element": _element(one.question),
            "is_first": place == 0,
            "is_last": place == last,
        }
        for place, one in enumerate(rows)
    ]


def waiting(found: Waiting) -> Item | None:
    """What could be carried over, and what stays in the edition before."""
    if found.before is None or not (found.questions or found.staying):
        return None
    n = len(found.questions)
    carry = ngettext("Carry over %(n)d open question", "Carry over %(n)d open questions", n)
    stay = ngettext(
        "%(n)d question stays behind: it was raised in a session whose words do not leave it.",
        "%(n)d questions stay behind: they were raised in sessions whose words do not leave them.",
        found.staying,
    )
    return {
        "before": gathered.dialogue_link(found.before),
        "questions": [localized(one.text) for one in found.questions],
        "carry": carry % {"n": n} if n else "",
        "stay": stay % {"n": found.staying} if found.staying else "",
    }


def who_sees(question: OpenQuestion) -> str:
    if question.session is not None:
        told = {"session": question.session.title}
        return _("Whoever may know what was said in “%(session)s” will see it.") % told
    return _("Everybody who sees the dialogue will see it.")


def _hit(question: OpenQuestion) -> Item:
    """Among what was searched."""
    return {
        "title": localized(question.text),
        "url": url(question),
        "note": localized(question.dialogue.title),
        "synthetic": question.synthetic,
    }


HITS: dict[str, Callable[[Any], Item]] = {"question": _hit}
