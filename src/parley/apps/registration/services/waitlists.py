"""The waitlist: who comes first, and offers that nobody has answered."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from parley.apps.registration.models import Registration, State
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.services import states
from parley.core import audit, jobs
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.clock import Chore
from parley.core.errors import InvalidInput

EXPIRED = gettext_noop("The offer of a seat was not answered in time.")


@transaction.atomic
def move_up(actor: Actor, registration: Registration, place: int, *, reason: str) -> None:
    """Put somebody further up on the waitlist, at a place counted from 1. The reason is kept."""
    require(actor, "vet", registration)
    if not reason.strip():
        raise InvalidInput(_("Say why: the others wait too."))
    row = states.locked_in(states.lock(registration.group), registration)
    waiting = list(states.waitlist(row.group))
    here = next((n for n, other in enumerate(waiting) if other.pk == row.pk), None)
    if here is None or not 1 <= place <= here:
        raise InvalidInput(_("Choose a place further up on the waitlist."))
    waiting.insert(place - 1, waiting.pop(here))
    _number(waiting, place)
    states.record(actor, row, before=row.state, reason=reason)
    audit.record(actor, "registration.moved_up", row, dialogue=row.dialogue_id, place=place)


def _number(waiting: list[Registration], place: int) -> None:
    """Give the first `place` of them the priorities that keep them there, in this order."""
    below = max((row.priority for row in waiting[place:]), default=0)
    for number, row in enumerate(waiting[:place]):
        Registration.objects.filter(pk=row.pk).update(priority=below + place - number)


@jobs.task()
def expire_offers() -> None:
    """Whoever did not answer goes to the end of the waitlist, and the next is offered the seat."""
    ended = Registration.objects.filter(state=State.OFFERED, offer_ends_at__lte=timezone.now())
    for row in ended.select_related("group__dialogue").order_by("offer_ends_at", "pk"):
        if eligibility.is_to_come(row.group.dialogue, timezone.now()):
            _expire(row)


@transaction.atomic
def _expire(registration: Registration) -> None:
    group = states.lock(registration.group)
    row = states.locked_in(group, registration)
    # It may have been answered while the others were looked at.
    if row.offer_ends_at is not None and row.offer_ends_at <= timezone.now():
        states.advance(states.REGISTRATION, row, State.WAITLISTED, reason=EXPIRED)


CHORE = Chore("registration.expire_offers", timedelta(minutes=5), expire_offers)
