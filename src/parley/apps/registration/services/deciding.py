"""Vetting: what conveners do with registrations."""

from django.db import transaction

from parley.apps.registration.models import Registration, State
from parley.apps.registration.services import states
from parley.core.access import require
from parley.core.actors import Actor


@transaction.atomic
def decide(
    actor: Actor, registration: Registration, to: State, *, reason: str = "", tell: bool = True
) -> Registration:
    """Bring a registration into another state, as one who vets it."""
    require(actor, "vet", registration)
    return states.advance(actor, registration, to, reason=reason, tell=tell)
