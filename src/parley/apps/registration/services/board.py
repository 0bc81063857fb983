"""What a decision would do, before it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import override

from parley.apps.registration.models import HOLDING, MailKind, Registration, State
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.services import states, wording


@dataclass
class Plan:
    """Of the chosen registrations: with whom it can be done, who finds no seat, whom it is not for."""

    to: State
    possible: list[Registration] = field(default_factory=list)
    without_seat: list[Registration] = field(default_factory=list)
    not_from_here: list[Registration] = field(default_factory=list)

    @property
    def mail(self) -> MailKind | None:
        """Which mail each of them gets."""
        return states.TOLD.get(self.to)


def plan(rows: Sequence[Registration], to: State) -> Plan:
    """What `decide_all` would do now. Seats go in the order of the rows."""
    found = Plan(to)
    free: dict[int, int | None] = {}
    for row in rows:
        if to not in states.STEPS[row.state]:
            found.not_from_here.append(row)
        elif to in HOLDING and not row.holds_seat and not _take_seat(row, free):
            found.without_seat.append(row)
        else:
            found.possible.append(row)
    return found


def _take_seat(row: Registration, free: dict[int, int | None]) -> bool:
    if row.group_id not in free:
        free[row.group_id] = eligibility.seats_free(row.group)
    left = free[row.group_id]
    if left is not None:
        free[row.group_id] = max(0, left - 1)
    return left is None or left > 0


@dataclass(frozen=True)
class Draft:
    """A mail as somebody would get it."""

    language: str
    subject: str
    body: str


def drafts(kind: MailKind, row: Registration) -> list[Draft]:
    """The mail of a decision to one of them, in each language of the interface."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            subject, body = wording.written(kind, row.dialogue, wording.values_of(row))
        found.append(Draft(code, subject, body))
    return found
