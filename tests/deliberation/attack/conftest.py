"""A confidential consultation among many people, and what a reader sees of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import inf
from typing import Any
from uuid import UUID, uuid4

import pytest

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Consultation, LiveCount, Proposition, Stance, Value
from parley.apps.deliberation.selectors.results import results_of
from parley.apps.deliberation.services import phases, stances, steps
from tests import factories as make

LEAST = 5
TODAY = datetime.now(tz=UTC).date()


@dataclass
class Watcher:
    """Sees all that is shown of one proposition, and knows what nobody does: of whom it is made."""

    proposition: Proposition
    step: int = 0
    held: dict[UUID, int] = field(default_factory=dict)
    # Each state that was shown, as who held what; the first is that nothing was.
    seen: list[dict[UUID, int]] = field(default_factory=lambda: [{}])

    def look(self) -> None:
        steps.advance(fresh(self.proposition.consultation))
        row = LiveCount.objects.filter(proposition=self.proposition).first()
        if row is None or row.step == self.step:
            return
        assert row.step == self.step + 1
        self.seen.append(self.held)
        self.held, self.step = self.now(), row.step
        assert row.shown == (three(self.seen[-1]) if self.step > 1 else [])

    def look_at_the_end(self) -> None:
        """Once it is closed."""
        found = results_of(fresh(self.proposition.consultation)).of(self.proposition.pk)
        if found.total.answers is not None:
            self.seen.append(self.now())

    def now(self) -> dict[UUID, int]:
        rows = Stance.objects.filter(proposition=self.proposition)
        return dict(rows.values_list("respondent", "value"))

    def fewest_between_any_two(self) -> float:
        """The fewest people by whom two shown states differ, if any do."""
        found = {apart(a, b) for a in self.seen for b in self.seen} - {0}
        return min(found, default=inf)


def apart(one: dict[UUID, int], other: dict[UUID, int]) -> int:
    return sum(one.get(name) != other.get(name) for name in {*one, *other})


def three(held: dict[UUID, int]) -> list[int]:
    found = Counter(held.values())
    return [found[-1], found[0], found[1]]


def fresh(consultation: Any) -> Consultation:
    return Consultation.objects.select_related("dialogue").get(pk=consultation.pk)


def say(
    proposition: Proposition,
    respondent: UUID,
    value: int,
    group: int | None = None,
    day: date = TODAY,
    reservation: str = "",
) -> None:
    """The statement by which stances come to be, without asking who it is."""
    row = Stance(proposition=proposition, respondent=respondent, group_id=group, day=day)
    row.value, row.reserved, row.reservation = Value(value), bool(reservation), reservation
    assert stances._put(row)


def take_back(proposition: Proposition, respondent: UUID) -> None:
    Stance.objects.filter(proposition=proposition, respondent=respondent).delete()


def published(consultation: Any) -> Any:
    """All numbers and words that leave, of every proposition by its number."""
    found = results_of(fresh(consultation))
    numbers = dict(consultation.propositions.values_list("pk", "number"))
    lines = {
        numbers[key]: (
            result.total,
            {part.group.pk: part.row for part in result.groups},
            result.reserved,
            result.reservations,
        )
        for key, result in found.by_proposition.items()
    }
    return found.respondents, lines


def people(number: int) -> list[UUID]:
    return [uuid4() for _ in range(number)]


@pytest.fixture
def dialogue(db):
    return make.dialogue()


@pytest.fixture
def convener(dialogue):
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    return make.actor(account)


@pytest.fixture
def consultation(dialogue):
    return make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE, least=LEAST)


@pytest.fixture
def proposition(consultation):
    return make.proposition(consultation)


@pytest.fixture
def go(convener):
    """go(consultation, phase, …) → the consultation, brought through these phases."""

    def through(consultation, *to):
        for phase in to:
            consultation = phases.advance(convener, fresh(consultation), phase)
        return consultation

    return through
