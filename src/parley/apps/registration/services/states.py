"""The one place where the state of a registration changes.

Callers have checked that the actor may. Here the seats are counted, under the lock of the group,
so that a hundred who come at once get no more seats than there are.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from parley.apps.convening.models import SeatRole
from parley.apps.convening.services import seats
from parley.apps.registration.models import (
    HOLDING,
    Group,
    MailKind,
    Registration,
    Sight,
    State,
    Transition,
)
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.services import mails
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
    State.APPROVED: frozenset({State.ATTENDED, State.WAITLISTED, State.DECLINED, State.CANCELLED}),
    State.DECLINED: frozenset({State.APPROVED, State.WAITLISTED, State.SUBMITTED}),
    State.CANCELLED: frozenset({State.SUBMITTED, State.APPROVED, State.WAITLISTED}),
    State.ATTENDED: frozenset({State.APPROVED}),
}
TOLD = {
    State.SUBMITTED: MailKind.SUBMITTED,
    State.APPROVED: MailKind.APPROVED,
    State.DECLINED: MailKind.DECLINED,
    State.WAITLISTED: MailKind.WAITLISTED,
    State.OFFERED: MailKind.OFFERED,
    State.CANCELLED: MailKind.CANCELLED,
}
FREED = gettext_noop("A seat became free, and this is the longest on the waitlist.")


class NoSeat(InvalidInput):
    """The group is full."""


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
) -> Registration:
    """Bring a registration into another state, with what belongs to it: seat, mail, records.

    `tell` sends the mail of the new state; `refill` offers a seat that became free to the next.
    """
    group = lock(registration.group)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    before = row.state
    if to not in STEPS[before]:
        states = {"before": State(before).label, "after": to.label}
        raise InvalidInput(_("A registration can't go from “%(before)s” to “%(after)s”.") % states)
    if to in HOLDING and before not in HOLDING and eligibility.seats_free(group) == 0:
        raise NoSeat(
            _("All seats of this group are taken. Put the person on the waitlist instead.")
        )
    _set(row, to)
    _record(actor, row, before, reason)
    reseat(row)
    # The entry in the person's calendar stays when somebody is noted as there.
    if tell and to in TOLD and before != State.ATTENDED:
        mails.queue(TOLD[to], registration=row)
    if refill and before in HOLDING and to not in HOLDING:
        offer_free_seats(group)
    return row


def begin(actor: Actor, row: Registration) -> Registration:
    """Store a new registration; what becomes of it is the next step."""
    row.state, row.state_since = State.SUBMITTED, timezone.now()
    row.save()
    _record(actor, row, "", "")
    seats.admit(REGISTRATION, row.dialogue, row.user, SeatRole.INVITED)
    return row


def _set(row: Registration, to: State) -> None:
    row.state, row.state_since, row.offer_ends_at = to, timezone.now(), None
    if to == State.OFFERED:
        opening = eligibility.opening_for(REGISTRATION, row.dialogue)
        days = opening.offer_days if opening else 3
        row.offer_ends_at = row.state_since + timedelta(days=days)
    row.sequence += 1
    row.save(update_fields=["state", "state_since", "offer_ends_at", "sequence"])


def _record(actor: Actor, row: Registration, before: str, reason: str) -> None:
    """The reason may name people, so it goes with the registration and not into the audit."""
    Transition.objects.create(
        registration=row,
        before=before,
        after=row.state,
        by_id=actor.user_id,
        by_job=actor.system,
        reason=reason,
        at=row.state_since,
    )
    data = {"dialogue": row.dialogue_id, "before": str(before), "after": str(row.state)}
    audit.record(actor, f"registration.{row.state}", row, **data)


def reseat(row: Registration) -> None:
    """Who is approved sees what the group sees; who is not any more does not."""
    inside = row.state in (State.APPROVED, State.ATTENDED) and row.group.sight == Sight.PARTICIPANTS
    change = seats.admit if inside else seats.release
    change(REGISTRATION, row.dialogue, row.user, SeatRole.PARTICIPANT)


def offer_free_seats(group: Group) -> list[Registration]:
    """Offer what is free to those who wait longest. The caller holds the group's lock."""
    waiting = Registration.objects.filter(group=group, state=State.WAITLISTED)
    free = eligibility.seats_free(group)
    return [
        advance(REGISTRATION, row, State.OFFERED, reason=FREED, refill=False)
        for row in waiting.order_by("state_since", "pk")[:free]
    ]
