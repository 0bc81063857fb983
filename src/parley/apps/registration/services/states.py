"""The one place where the state of a registration changes.

Callers have checked that the actor may. Here the seats are counted, under the lock of the group,
so that a hundred who come at once get no more seats than there are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from parley.apps.convening.models import Dialogue, SeatRole
from parley.apps.convening.services import seats
from parley.apps.registration.models import (
    HOLDING,
    Group,
    Mail,
    MailKind,
    Opening,
    Registration,
    Sight,
    State,
    Transition,
)
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.services import breakouts, mails, sending
from parley.core import audit
from parley.core.actors import Actor, system_actor
from parley.core.errors import InvalidInput
from parley.core.models import AuditRecord

REGISTRATION = system_actor("registration")

STEPS: dict[str, frozenset[str]] = {
    State.SUBMITTED: frozenset({State.APPROVED, State.DECLINED, State.WAITLISTED, State.CANCELLED}),
    State.WAITLISTED: frozenset(
        {State.APPROVED, State.OFFERED, State.DECLINED, State.CANCELLED, State.SUBMITTED}
    ),
    State.OFFERED: frozenset({State.APPROVED, State.WAITLISTED, State.DECLINED, State.CANCELLED}),
    State.APPROVED: frozenset(
        {State.ATTENDED, State.SUBMITTED, State.WAITLISTED, State.DECLINED, State.CANCELLED}
    ),
    State.DECLINED: frozenset({State.APPROVED, State.WAITLISTED, State.SUBMITTED}),
    State.CANCELLED: frozenset({State.SUBMITTED, State.APPROVED, State.WAITLISTED}),
    State.ATTENDED: frozenset({State.APPROVED}),
}
COMING = (State.APPROVED, State.ATTENDED)
TOLD = {
    State.SUBMITTED: MailKind.SUBMITTED,
    State.APPROVED: MailKind.APPROVED,
    State.DECLINED: MailKind.DECLINED,
    State.WAITLISTED: MailKind.WAITLISTED,
    State.OFFERED: MailKind.OFFERED,
    State.CANCELLED: MailKind.CANCELLED,
}
FREED = gettext_noop("A seat became free, and this is the longest on the waitlist.")
MOVED_UP = gettext_noop("A seat became free, and a convener had moved this up on the waitlist.")


class NoSeat(InvalidInput):
    """The group is full."""


class Moved(InvalidInput):
    """It came into another group while somebody decided on it."""


class Held(NamedTuple):
    """The place of a registration in its state, which orders the waitlist."""

    since: datetime
    priority: int


@dataclass
class Many:
    """Steps of many at a stroke: what is held for all of them, and what is done once, at their end.

    Whoever makes one calls `finish`, in the same transaction.
    """

    groups: Mapping[int, Group]
    rows: Mapping[int, Registration]
    letters: list[Mail] = field(default_factory=list)
    steps: list[Transition] = field(default_factory=list)
    lines: list[AuditRecord] = field(default_factory=list)
    inside: list[Registration] = field(default_factory=list)
    outside: list[Registration] = field(default_factory=list)
    left: list[Registration] = field(default_factory=list)
    # Of groups whose seats are counted, how many are free; fewer than none where there are too many.
    free: dict[int, int | None] = field(default_factory=dict)

    @classmethod
    def held(cls, registrations: Sequence[Registration]) -> "Many":
        """As everybody does who holds several: first the groups, each in the order of their keys."""
        groups = {row.group_id: row.group for row in registrations}
        locked = {key: lock(groups[key]) for key in sorted(groups)}
        keys = [row.pk for row in registrations]
        rows = _lockable().filter(pk__in=keys).order_by("pk")
        return cls(locked, {row.pk: row for row in rows})

    def seats_free(self, group: Group) -> int | None:
        if group.pk not in self.free:
            taken = eligibility.seats_taken(group) if group.seats is not None else 0
            self.free[group.pk] = None if group.seats is None else group.seats - taken
        return self.free[group.pk]

    def count(self, group: Group, before: str, after: str) -> None:
        """A seat of the group was taken, given up, or neither."""
        left = self.seats_free(group)
        if left is not None:
            self.free[group.pk] = left + (before in HOLDING) - (after in HOLDING)

    def finish(self, wait: timedelta) -> None:
        """Store what was said of each, give and take the seats, and have the mails sent once `wait`
        has passed."""
        Transition.objects.bulk_create(self.steps)
        audit.keep(self.lines)
        breakouts.leave_all(self.outside)
        breakouts.close_doors_all(self.left)
        for dialogue, rows in _by_dialogue(self.inside).items():
            users = [row.user for row in rows]
            seats.admit_many(REGISTRATION, dialogue, users, SeatRole.PARTICIPANT)
        for dialogue, rows in _by_dialogue(self.outside).items():
            accounts = [row.user_id for row in rows]
            seats.release_many(REGISTRATION, dialogue, accounts, [SeatRole.PARTICIPANT])
        sending.post(self.letters, wait=wait)


def _by_dialogue(rows: Iterable[Registration]) -> dict[Dialogue, list[Registration]]:
    found: dict[Dialogue, list[Registration]] = {}
    for row in rows:
        found.setdefault(row.dialogue, []).append(row)
    return found


@dataclass(frozen=True)
class Stroke:
    """What belongs to a step that is one of many, or takes others back."""

    batch: UUID | None = None
    # Where it comes back to a place that it had.
    place: Held | None = None
    many: "Many | None" = None


ALONE = Stroke()


def lock(group: Group) -> Group:
    """Nobody else gives or takes a seat of the group until the transaction ends."""
    return Group.objects.select_for_update().select_related(None).get(pk=group.pk)


@transaction.atomic
def advance(
    actor: Actor,
    registration: Registration,
    to: State,
    *,
    reason: str = "",
    tell: bool = True,
    refill: bool = True,
    stroke: Stroke = ALONE,
) -> Registration:
    """Bring a registration into another state, with what belongs to it: seat, mail, records.

    `tell` sends the mail of the new state; `refill` offers a seat that became free to the next.
    """
    many = stroke.many
    group = many.groups[registration.group_id] if many else lock(registration.group)
    row = locked_in(group, registration, many)
    before, held = row.state, Held(row.state_since, row.priority)
    if to not in STEPS[before]:
        states = {"before": State(before).label, "after": to.label}
        raise InvalidInput(_("A registration can't go from “%(before)s” to “%(after)s”.") % states)
    if to in HOLDING and before not in HOLDING and _is_full(group, many):
        raise NoSeat(
            _("All seats of this group are taken. Put the person on the waitlist instead.")
        )
    _set(row, to, stroke)
    _record(actor, row, before, reason, stroke, held)
    reseat(row, many)
    if many is not None:
        many.count(group, before, to)
    if before in COMING and to not in COMING:
        _leave(row, many)
    # The entry in the person's calendar stays when somebody is noted as there.
    if tell and to in TOLD and before != State.ATTENDED:
        _tell(row, TOLD[to], many)
    if refill and before in HOLDING and to not in HOLDING:
        offer_free_seats(group, passing=[row.pk])
    return row


def _leave(row: Registration, many: Many | None) -> None:
    if many is None:
        breakouts.close_doors(row)
    else:
        many.left.append(row)


def _is_full(group: Group, many: Many | None) -> bool:
    free = many.seats_free(group) if many else eligibility.seats_free(group)
    return free is not None and free <= 0


def _tell(row: Registration, kind: MailKind, many: Many | None) -> None:
    if many is None:
        mails.queue(kind, registration=row)
    else:
        many.letters.append(Mail(kind=kind, registration=row))


def _lockable() -> QuerySet[Registration]:
    rows = Registration.objects.select_for_update(of=("self",))
    return rows.select_related("dialogue", "user")


def locked_in(group: Group, registration: Registration, many: Many | None = None) -> Registration:
    """The row as it stands now, held; of a group whose lock the caller holds."""
    held = many.rows.get(registration.pk) if many else None
    row = held or _lockable().get(pk=registration.pk)
    if row.group_id != group.pk:
        raise Moved(_("It has come into another group in the meantime. Please look again."))
    row.group = group
    return row


def begin(actor: Actor, row: Registration) -> Registration:
    """Store a new registration; what becomes of it is the next step."""
    row.state, row.state_since = State.SUBMITTED, timezone.now()
    row.save()
    _record(actor, row, "", "", ALONE, None)
    seats.admit(REGISTRATION, row.dialogue, row.user, SeatRole.INVITED)
    return row


def _set(row: Registration, to: State, stroke: Stroke) -> None:
    row.state, row.offer_ends_at = to, None
    row.state_since, row.priority = stroke.place or Held(timezone.now(), 0)
    if to == State.OFFERED:
        opening = eligibility.opening_for(REGISTRATION, row.dialogue) or Opening()
        row.offer_ends_at = timezone.now() + timedelta(days=opening.offer_days)
    row.sequence += 1
    row.save(update_fields=["state", "state_since", "priority", "offer_ends_at", "sequence"])


def _record(
    actor: Actor, row: Registration, before: str, reason: str, stroke: Stroke, held: Held | None
) -> None:
    place = {"since_before": held.since, "priority_before": held.priority} if held else {}
    step = _step(actor, row, before=before, reason=reason, batch=stroke.batch, **place)
    data = {"dialogue": row.dialogue_id, "before": str(before), "after": str(row.state)}
    line = audit.line(actor, f"registration.{row.state}", row, **data)
    if stroke.many is not None:
        stroke.many.steps.append(step)
        stroke.many.lines.append(line)
    else:
        step.save()
        audit.keep([line])


def record(actor: Actor, row: Registration, **said: Any) -> Transition:
    """A line of the history of vetting.

    The reason may name people, so it goes with the registration and not into the audit.
    """
    step = _step(actor, row, **said)
    step.save()
    return step


def _step(actor: Actor, row: Registration, **said: Any) -> Transition:
    return Transition(
        registration=row,
        after=row.state,
        by_id=actor.user_id,
        by_job=actor.system,
        at=timezone.now(),
        **said,
    )


def reseat(row: Registration, many: Many | None = None) -> None:
    """Who is approved sees what the group sees; who is not any more does not."""
    inside = row.state in COMING and row.group.sight == Sight.PARTICIPANTS
    if many is not None:
        (many.inside if inside else many.outside).append(row)
        return
    change = seats.admit if inside else seats.release
    change(REGISTRATION, row.dialogue, row.user, SeatRole.PARTICIPANT)
    if row.state not in COMING:
        breakouts.leave(row)


def waitlist(group: Group) -> QuerySet[Registration]:
    """Who waits, in the order in which seats are offered: those whom a convener moved up, then
    those who wait longest."""
    waiting = Registration.objects.filter(group=group, state=State.WAITLISTED)
    return waiting.order_by("-priority", "state_since", "pk")


def offer_free_seats(group: Group, *, passing: Collection[int] = ()) -> list[Registration]:
    """Offer what is free to those who come first on the waitlist, if the group does so by itself.

    The caller holds the group's lock: after a seat became free, or seats were added. Whoever has
    just lost or left a seat (`passing`, by key) is not offered it again at once.
    """
    if not group.offers or not eligibility.is_to_come(group.dialogue, timezone.now()):
        return []
    next_ones = waitlist(group).exclude(pk__in=passing)[: eligibility.seats_free(group)]
    return [
        advance(REGISTRATION, row, State.OFFERED, reason=_freed(row), refill=False)
        for row in next_ones
    ]


def _freed(row: Registration) -> str:
    return MOVED_UP if row.priority else FREED
