"""What came of the dialogues that were held, as a demonstration: findings, practices, open questions."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from parley.apps.accounts.models import User
from parley.apps.accounts.personas import DOMAIN
from parley.apps.convening.models import Dialogue, Seat
from parley.apps.convening.services.common import changed
from parley.apps.deliberation.models import Element
from parley.apps.evidence.models import Document, PublicBody
from parley.apps.outcomes.demo import conclusions
from parley.apps.outcomes.models import LEAST, Endorsement, OpenQuestion, Practice
from parley.apps.outcomes.services import practices, questions
from parley.core.actors import system_actor
from parley.core.localtext import LocalText

ACTOR = system_actor("demo")
OUTCOME = Path(__file__).with_name("outcome.yaml")
Said = dict[str, Any]


def load_missing() -> None:
    """Into a dialogue of which nothing has come yet: what is there stays as it was left."""
    for said in yaml.safe_load(OUTCOME.read_text()):
        dialogue = Dialogue.objects.filter(slug=said["dialogue"]).first()
        if dialogue is not None and not _has_outcome(dialogue) and _has_sources(dialogue, said):
            # Before the transaction, for a map is a file.
            conclusions.draw_maps(dialogue)
            _load(dialogue, said)


def _has_outcome(dialogue: Dialogue) -> bool:
    return dialogue.practices.exists() or dialogue.open_questions.exists()


def _has_sources(dialogue: Dialogue, said: Said) -> bool:
    """Findings rest on a consultation, and on what was published and voted."""
    return "findings" not in said or (
        dialogue.collections.exists() and dialogue.consultations.exists()
    )


@transaction.atomic
def _load(dialogue: Dialogue, said: Said) -> None:
    _seat(dialogue, said.get("personas", {}))
    if "findings" in said:
        conclusions.draw_together(dialogue, said["consultation"], said["findings"])
    for one in said["practices"]:
        _add_practice(dialogue, one)
    for one in said["questions"]:
        _add_question(dialogue, one)


def _seat(dialogue: Dialogue, personas: dict[str, str]) -> None:
    """So that all pages of its outcome can be looked at: in a dialogue that was held, only the
    convener of the demonstration has a part otherwise."""
    for name, role in personas.items():
        account = User.objects.filter(email=f"{name}@{DOMAIN}").first()
        if account is not None:
            Seat.objects.get_or_create(dialogue=dialogue, user=account, role=role)
            changed(ACTOR, "dialogue.appointed", dialogue, user=account.pk, role=role)


def _texts(said: Said, *names: str) -> Said:
    return {name: LocalText(said[name]) for name in names if name in said}


def _elements(dialogue: Dialogue, slugs: list[str]) -> list[Element]:
    """Of the norms that the dialogue is about."""
    found = Element.objects.filter(norm__topics__dialogue=dialogue, slug__in=slugs)
    return list(found.distinct())


def _document(title: str) -> Document | None:
    """Of a published collection, by its English title."""
    rows = Document.objects.filter(collection__published=True)
    return next((row for row in rows if row.title.get("en") == title), None)


# ---- practices


def _add_practice(dialogue: Dialogue, said: Said) -> None:
    evidence: list[Said] = list(said.get("evidence", []))
    found = [_document(title) for title in said.get("documents", [])]
    evidence += [{"document": one} for one in found if one is not None]
    row = practices.add(
        ACTOR,
        dialogue,
        {
            "slug": said["slug"],
            "status": said["status"],
            "assessed_by": said.get("assessed_by", ""),
            **_texts(said, "title", "what", "by_whom", "capacity", "cost", "caveats"),
        },
        {
            "bodies": PublicBody.objects.filter(country__in=said.get("bodies", [])),
            "elements": _elements(dialogue, said.get("elements", [])),
        },
        synthetic=said.get("synthetic", False),
    )
    practices.set_evidence(ACTOR, row, evidence)
    _endorse(row, said.get("endorsed", 0))
    if said.get("published", True):
        practices.publish(ACTOR, row, published=True)


def _endorse(row: Practice, times: int) -> None:
    """By people who were invented as well."""
    invented = User.objects.filter(email__endswith=f"@{DOMAIN}", person=None).order_by("pk")
    made = [Endorsement(practice=row, user=account) for account in invented[:times]]
    Endorsement.objects.bulk_create(made)
    Practice.objects.filter(pk=row.pk).update(counted=len(made) if len(made) >= LEAST else 0)


# ---- questions


def _add_question(dialogue: Dialogue, said: Said) -> None:
    document = _document(said["document"]) if "document" in said else None
    finding = conclusions.finding_on(dialogue, *said["finding"]) if "finding" in said else None
    row: OpenQuestion = questions.add(
        ACTOR,
        dialogue,
        {
            "status": said.get("status", "open"),
            "session": dialogue.sessions.filter(slug=said.get("session", "")).first(),
            "element": next(iter(_elements(dialogue, [said.get("element", "")])), None),
            "answered_by_document": document,
            "answered_by_finding": finding,
            **_texts(said, "text", "answer"),
        },
        synthetic=said.get("synthetic", False),
    )
    questions.publish(ACTOR, row, published=True)
