"""Consultations with camps in them, for maps to find."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Phase, Proposition, Stance
from tests import factories as make

DAY = date(2027, 5, 12)


def consultation(dialogue: Any = None, **fields: Any) -> Consultation:
    values = {"rule": Rule.PUBLIC, "phase": Phase.OPEN, **fields}
    return make.consultation(dialogue or make.dialogue(), **values)


def answer(
    consultation: Consultation,
    camps: Sequence[tuple[Any, Sequence[float]]],
    size: int = 20,
    seed: int = 1,
) -> list[Proposition]:
    """For each camp `size` respondents of its stakeholder group (or none), who agree with each
    proposition with the given probability and else disagree, a tenth passing."""
    draw = Random(seed)
    n = len(camps[0][1])
    asked = list(consultation.propositions.all()) or [
        make.proposition(consultation) for _ in range(n)
    ]
    rows = []
    for group, shares in camps:
        for _ in range(size):
            who = UUID(int=draw.getrandbits(128))
            for proposition, share in zip(asked, shares, strict=True):
                value = 0 if draw.random() < 0.1 else (1 if draw.random() < share else -1)
                rows.append(
                    Stance(
                        proposition=proposition, respondent=who, group=group, value=value, day=DAY
                    )
                )
    Stance.objects.bulk_create(rows)
    return asked


def two_camps(consultation: Consultation, size: int = 20, **more: Any) -> list[Proposition]:
    """Half of the propositions set two camps apart; one all agree on; one is open."""
    left = [0.95, 0.95, 0.05, 0.05, 0.9, 0.1, 0.97, 0.5]
    right = [0.05, 0.05, 0.95, 0.95, 0.1, 0.9, 0.97, 0.5]
    first = make.group(consultation.dialogue, slug="states")
    second = make.group(consultation.dialogue, slug="firms")
    return answer(consultation, [(first, left), (second, right)], size, **more)
