"""What pages of practices and of open questions have in common: what stands around them, and around
findings, at the desk; documents, and what happened in words."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.models import Dialogue, Session
from parley.apps.convening.presenters import desk
from parley.apps.convening.presenters.programme import full_title
from parley.apps.deliberation.models import Element
from parley.apps.deliberation.presenters.norms import url_of
from parley.apps.evidence.models import Document
from parley.core import panels
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
SLOT = "desk.outcome"
PRACTICES, QUESTIONS = "desk-practices", "desk-questions"
OUTCOME, FINDINGS = "desk-outcome", "desk-findings"
LABELS: dict[str, Any] = {
    OUTCOME: gettext_lazy("Outcome"),
    FINDINGS: gettext_lazy("Findings"),
    PRACTICES: gettext_lazy("Practices"),
    QUESTIONS: gettext_lazy("Open questions"),
}


def around(actor: Actor, dialogue: Dialogue, section: str, *trail: tuple[Any, str]) -> Item:
    """The context of every page of a dialogue's outcome at the desk; rapporteurs have no other one."""
    label = panels.labels_in(SLOT)[section]
    may_edit = may(actor, "edit", dialogue)
    here = [(label, reverse(section, args=[dialogue.slug])), *trail]
    if may_edit:
        crumbs = desk.crumbs(dialogue, *here)
    else:
        steps = [(dialogue.title, reverse("dialogue", args=[dialogue.slug])), *here]
        crumbs = [
            {"label": name, "url": link if number < len(steps) else ""}
            for number, (name, link) in enumerate(steps, start=1)
        ]
    return {
        "dialogue": dialogue,
        "title": trail[-1][0] if trail else label,
        "breadcrumbs": crumbs,
        "sections": desk.sections(dialogue, section) if may_edit and not trail else [],
        "tabs": _tabs(dialogue, section),
        "back": reverse(section, args=[dialogue.slug]),
    }


def _tabs(dialogue: Dialogue, section: str) -> list[Item]:
    """What else is written of the outcome."""
    return [
        {
            "label": label,
            "url": reverse(name, args=[dialogue.slug]),
            "current": name == section,
        }
        for name, label in panels.labels_in(SLOT).items()
    ]


def element_link(element: Element) -> Item:
    """13(c): Knowledge."""
    return {
        "label": format_html(
            _("{}: {}"), format_html("<bdi>{}</bdi>", element.norm.label), localized(element.title)
        ),
        "url": f"{url_of(element.norm)}#{element.slug}",
    }


def session_link(dialogue: Dialogue, session: Session | None) -> Item | None:
    if session is None:
        return None
    return {
        "label": full_title(session.label, session.title),
        "url": reverse("session", args=[dialogue.slug, session.slug]),
    }


def dialogue_link(dialogue: Dialogue) -> Item:
    return {
        "label": localized(dialogue.title),
        "url": reverse("dialogue", args=[dialogue.slug]),
        "synthetic": dialogue.synthetic,
    }


def document_link(document: Document, place: str = "") -> Item:
    """A document of a collection: its page here, what it is, and where it can be read."""
    about = [localized(document.body.name), document.symbol]
    about += [str(document.year)] if document.year else []
    return {
        "label": localized(document.title),
        "url": reverse("evidence-document", args=[document.collection.slug, document.uid]),
        "about": [part for part in about if part],
        "place": place,
        "link": document.link,
    }


ACTIONS: dict[str, Any] = {
    "practice.added": gettext_lazy("added a practice"),
    "practice.edited": gettext_lazy("changed a practice"),
    "practice.evidence_edited": gettext_lazy("changed the evidence of a practice"),
    "practice.published": gettext_lazy("published a practice"),
    "practice.unpublished": gettext_lazy("took a practice back from publication"),
    "practice.reordered": gettext_lazy("changed the order of the practices"),
    "practice.removed": gettext_lazy("removed a practice"),
    "question.added": gettext_lazy("added an open question"),
    "question.edited": gettext_lazy("changed an open question"),
    "question.published": gettext_lazy("published an open question"),
    "question.unpublished": gettext_lazy("took an open question back from publication"),
    "question.reordered": gettext_lazy("changed the order of the open questions"),
    "question.removed": gettext_lazy("removed an open question"),
    "dialogue.questions_carried_over": gettext_lazy(
        "carried over open questions of the edition before"
    ),
}
