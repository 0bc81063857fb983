"""Consultations with answers drawn by chance, those of the invented dialogue first of all.

Nobody gave these answers. Each belongs to a respondent who is a random number, of one of two camps
in which propositions find the agreement that rounds.yaml says.
"""

import random
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.utils import timezone

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import (
    Consultation,
    Norm,
    Phase,
    Proposition,
    PropositionState,
    Secret,
    Stance,
    Value,
)
from parley.apps.deliberation.services import phases
from parley.apps.deliberation.services.holding import drawn_number
from parley.apps.registration.models import Group
from parley.core.actors import system_actor
from parley.core.localtext import LocalText

ACTOR = system_actor("demo")
INVENTED = "synthetic-2027"
ROUNDS = Path(__file__).with_name("rounds.yaml")
SEED = 13
Camps = dict[str, tuple[float, int]]
# How often one of each group is of the first camp, and how large a share of the answers it has.
CAMPS: Camps = {
    "government-delegations": (0.25, 34),
    "international-organisations": (0.4, 10),
    "researchers": (0.7, 20),
    "civil-society": (0.9, 18),
    "response-teams-and-industry": (0.75, 18),
}
PASSES, SKIPS, RESERVES = 0.12, 0.15, 0.12
# Towards which the draft of a phase goes, step by step.
WAY = {
    Phase.DRAFT: (),
    Phase.OPEN: (Phase.OPEN,),
    Phase.CLOSED: (Phase.OPEN, Phase.CLOSED),
    Phase.SEALED: (Phase.OPEN, Phase.CLOSED, Phase.SEALED),
}


def load_missing() -> None:
    """Into the invented dialogue, where it has no consultation yet."""
    dialogue = Dialogue.objects.filter(slug=INVENTED, synthetic=True).first()
    if dialogue is None or dialogue.consultations.exists():
        return
    for order, said in enumerate(yaml.safe_load(ROUNDS.read_text())):
        load_round(dialogue, order, said)


def load_round(
    dialogue: Dialogue, order: int, said: dict[str, Any], camps: Camps = CAMPS
) -> Consultation | None:
    """None where its norm is missing."""
    norm = Norm.objects.filter(label=said.get("norm", "")).first()
    if "norm" in said and norm is None:
        return None
    made = Consultation.objects.create(
        dialogue=dialogue,
        session=dialogue.sessions.filter(slug=said.get("session", "")).first(),
        slug=said["slug"],
        title=LocalText(said["title"]),
        introduction=LocalText(said.get("introduction")),
        norm=norm,
        rule=said["rule"],
        audience=said.get("audience", "participants"),
        on_record=said.get("on_record", False),
        languages=["en", "fr", "ar"],
        synthetic=True,
        order=order,
    )
    Secret.objects.create(consultation=made)
    asked = _of_norm(made, norm, said["agrees"]) if norm else _own(made, said["propositions"])
    _submit(made, said.get("submitted", []))
    for phase in WAY[Phase(said["phase"])]:
        if phase == Phase.CLOSED or said["phase"] == Phase.OPEN == phase:
            _answer(made, asked, said["respondents"], camps)
        made = phases.advance(ACTOR, made, Phase(phase))
    return made


Asked = list[tuple[Proposition, tuple[float, float]]]


def _own(consultation: Consultation, said: list[dict[str, Any]]) -> Asked:
    return [
        (
            Proposition.objects.create(
                consultation=consultation, number=number, text=LocalText(one["text"])
            ),
            (one["agrees"][0] / 100, one["agrees"][1] / 100),
        )
        for number, one in enumerate(said, 1)
    ]


def _of_norm(consultation: Consultation, norm: Norm, agrees: list[list[int]]) -> Asked:
    library = Proposition.objects.filter(consultation=None, element__norm=norm)
    consultation.elements.set(norm.elements.all())
    asked: Asked = []
    in_order = library.order_by("element__order", "element", "number")
    for number, (origin, shares) in enumerate(zip(in_order, agrees, strict=False), 1):
        copy = Proposition.objects.create(
            consultation=consultation,
            element=origin.element,
            origin=origin,
            number=number,
            text=origin.text,
        )
        asked.append((copy, (shares[0] / 100, shares[1] / 100)))
    return asked


def _submit(consultation: Consultation, texts: list[dict[str, str]]) -> None:
    """By nobody: these wait for a moderator."""
    today = timezone.now().date()
    for text in texts:
        Proposition.objects.create(
            consultation=consultation,
            number=drawn_number(consultation),
            text=LocalText(text),
            state=PropositionState.SUBMITTED,
            submitted_on=today,
        )


def _answer(consultation: Consultation, asked: Asked, respondents: int, camps: Camps) -> None:
    draw = random.Random(f"{SEED}:{consultation.slug}")  # noqa: S311 (invented answers)
    groups = {group.slug: group for group in Group.objects.filter(dialogue=consultation.dialogue)}
    names, weights = list(camps), [weight for _camp, weight in camps.values()]
    stances: list[Stance] = []
    for _ in range(respondents):
        name = draw.choices(names, weights)[0]
        camp = 0 if draw.random() < camps[name][0] else 1
        respondent = UUID(int=draw.getrandbits(128))
        for proposition, shares in asked:
            if draw.random() >= SKIPS:
                stances.append(_stance(draw, proposition, shares[camp]))
                stances[-1].respondent, stances[-1].group = respondent, groups.get(name)
    Stance.objects.bulk_create(stances, batch_size=1000)


def _stance(draw: random.Random, proposition: Proposition, share: float) -> Stance:
    value = Value.PASS if draw.random() < PASSES else _side(draw, share)
    reserved = value == Value.AGREE and draw.random() < RESERVES
    today = timezone.now().date()
    step = 1 if proposition.consultation.is_confidential else 0  # type: ignore[union-attr]
    return Stance(proposition=proposition, value=value, reserved=reserved, day=today, step=step)


def _side(draw: random.Random, share: float) -> Value:
    return Value.AGREE if draw.random() < share else Value.DISAGREE
