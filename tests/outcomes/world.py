"""Consultations and collections of evidence with camps in them, for maps to find."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Phase, Proposition, Stance
from parley.apps.evidence.models import Choice, Collection, CollectionKind, PublicBody, Vote
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


# ---- evidence


def _codes(letters: str) -> list[str]:
    return [letters[place : place + 2] for place in range(0, len(letters), 2)]


# Twenty states each.
EUROPE = _codes("ATBEBGCHCZDEDKEEESFIFRGBGRHRHUIEISITLTLU")
AFRICA = _codes("AOBFBIBJBWCDCFCGCICMCVDJDZEGERETGAGHGMGN")


def states(codes: Sequence[str] = (*EUROPE, *AFRICA)) -> list[PublicBody]:
    return [
        make.public_body(
            slug=f"state-{code.lower()}", country=code, name={"en": f"State of {code}"}
        )
        for code in codes
    ]


def roll_calls(**fields: Any) -> Collection:
    """Six roll calls: Europe votes yes on the first half and no on the second, Africa the other way
    round, and one is unanimous; a state that is no more has voted once."""
    collection = make.collection(kind=CollectionKind.VOTES, **fields)
    calls = [make.roll_call(collection) for _ in range(6)]
    draw, rows = Random(1), []
    for body in states():
        for place, call in enumerate(calls):
            if draw.random() < 0.1:
                continue
            yes = place == 5 or (body.country in EUROPE) == (place < 3)
            choice = Choice.ABSTAIN if draw.random() < 0.05 else (Choice.YES if yes else Choice.NO)
            rows.append(Vote(roll_call=call, body=body, choice=choice))
    former = make.public_body(slug="former", name={"en": "Former state"})
    rows.append(Vote(roll_call=calls[0], body=former, choice=Choice.YES))
    Vote.objects.bulk_create(rows)
    return collection
