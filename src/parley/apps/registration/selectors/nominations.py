"""Whom a delegate has nominated, as they may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from parley.apps.registration.models import Invitation, InvitationState, Registration
from parley.core.access import get_visible, visible
from parley.core.actors import Actor

COUNTING = (InvitationState.OPEN, InvitationState.ACCEPTED, InvitationState.KNOWN)


@dataclass(frozen=True)
class Nomination:
    """Somebody who was named. Whether they were known before is not said: KNOWN shows as OPEN."""

    uid: UUID
    name: str
    address: str
    state: InvitationState

    @property
    def can_be_withdrawn(self) -> bool:
        return self.state == InvitationState.OPEN


def nominations_of(registration: Registration) -> Sequence[Nomination]:
    rows = Invitation.objects.filter(nominated_by=registration).order_by("pk")
    return [Nomination(row.uid, row.name, row.address, _shown(row.state)) for row in rows]


def _shown(state: str) -> InvitationState:
    known = InvitationState.KNOWN
    return InvitationState.OPEN if state == known else InvitationState(state)


def left(registration: Registration) -> int:
    """How many more may be named. One who declined is no longer counted."""
    made = Invitation.objects.filter(nominated_by=registration, state__in=COUNTING).count()
    return max(0, registration.group.nominations - made)


def nomination_for(actor: Actor, registration: Registration, uid: UUID) -> Invitation:
    return get_visible(visible(Invitation, actor), actor, uid=uid, nominated_by=registration)
