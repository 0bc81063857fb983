"""The one place where the state of a registration changes.

Callers have checked that the actor may. Here the seats are counted, under the lock of the group,
so that a hundred who come at once get no more seats than there are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from parley.apps.convening.models import SeatRole
from parley.apps.convening.services import seats
from parley.apps.registration.models import (
    HOLDING,
    Group,
    MailKind,
    Opening,
    Registration,
    Sight,
    State,
    Transition,
)
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.services import breakouts, mails
from parley.core import audit
from parley.core.actors import Actor, system_actor
from parley.core.errors import InvalidInput

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


@dataclass(frozen=True)
class Stroke:
    """What belongs to a step that is one of many, or takes others back."""

    batch: UUID | None = None
    # Where it comes back to a place that it had.
    place: Held | None = None
    # For how long its mail can be stopped.
    wait: timedelta | None = None


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
    group = lock(registration.group)
    row = locked_in(group, registration)
    before, held = row.state, Held(row.state_since, row.priority)
    if to not in STEPS[before]:
        states = {"before": State(before).label, "after": to.label}
        raise InvalidInput(_("A registration can't go from “%(before)s” to “%(after)s”.") % states)
    if to in HOLDING and before not in HOLDING and eligibility.seats_free(group) == 0:
        raise NoSeat(
            _("All seats of this group are taken. Put the person on the waitlist instead.")
        )
    _set(row, to, stroke)
    _record(actor, row, before, reason, stroke.batch, held)
    reseat(row)
    if before in COMING and to not in COMING:
        breakouts.close_doors(row)
    # The entry in the person's calendar stays when somebody is noted as there.
    if tell and to in TOLD and before != State.ATTENDED:
        mails.queue(TOLD[to], registration=row, wait=stroke.wait)
    if refill and before in HOLDING and to not in HOLDING:
        offer_free_seats(group, passing=[row.pk])
    return row


def locked_in(group: Group, registration: Registration) -> Registration:
    """The row as it stands now, held; of a group whose lock the caller holds."""
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    if row.group_id != group.pk:
        raise Moved(_("It has come into another group in the meantime. Please look again."))
    row.group = group
    return row


def begin(actor: Actor, row: Registration) -> Registration:
    """Store a new registration; what becomes of it is the next step."""
    row.state, row.state_since = State.SUBMITTED, timezone.now()
    row.save()
    _record(actor, row, "", "", None, None)
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
    actor: Actor, row: Registration, before: str, reason: str, batch: UUID | None, held: Held | None
) -> None:
    place = {"since_before": held.since, "priority_before": held.priority} if held else {}
    record(actor, row, before=before, reason=reason, batch=batch, **place)
    data = {"dialogue": row.dialogue_id, "before": str(before), "after": str(row.state)}
    audit.record(actor, f"registration.{row.state}", row, **data)


def record(actor: Actor, row: Registration, **said: Any) -> Transition:
    """A line of the history of vetting.

    The reason may name people, so it goes with the registration and not into the audit.
    """
    return Transition.objects.create(
        registration=row,
        after=row.state,
        by_id=actor.user_id,
        by_job=actor.system,
        at=timezone.now(),
        **said,
    )


def reseat(row: Registration) -> None:
    """Who is approved sees what the group sees; who is not any more does not."""
    inside = row.state in COMING and row.group.sight == Sight.PARTICIPANTS
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
