"""Delegates name others of their group, where the convener allows it.

Whoever nominates must not learn who is invited or takes part. So naming somebody who is known
already is answered like any other: the nomination stands, and no mail goes out.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from parley.apps.registration.models import Invitation, InvitationState, Registration
from parley.apps.registration.selectors import guestlist
from parley.apps.registration.selectors.guestlist import Guest, Line, Terms
from parley.apps.registration.selectors.nominations import COUNTING, left
from parley.apps.registration.services import sending, states
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.addresses import folded
from parley.core.errors import InvalidInput, NotAllowed

# Links made for one nomination that may be given: withdrawing and naming anew goes on for a while,
# and does not write to somebody for ever.
TRIES = 4


@transaction.atomic
def nominate(actor: Actor, registration: Registration, values: Mapping[str, Any]) -> Invitation:
    """Have somebody of the actor's own group invited, as one of those that it may name."""
    group = states.lock(registration.group)
    require(actor, "nominate", group)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    if row.user_id != actor.user_id or row.group_id != group.pk:
        raise NotAllowed(_("Only people of a group may nominate for it."))
    guest = Guest(1, **values)
    _refuse(row, guest)
    (line,) = guestlist.judged(row.dialogue, [guest], Terms(group=group, vetted=False))
    if line.faults:
        raise InvalidInput(line.faults[0], line.faults)
    invitation = _stored(row, line)
    audit.record(actor, "invitation.nominated", invitation, dialogue=row.dialogue_id)
    if invitation.state == InvitationState.OPEN:
        sending.queue_invitations([invitation])
    return invitation


def _refuse(row: Registration, guest: Guest) -> None:
    mine = Invitation.objects.filter(nominated_by=row)
    if mine.filter(address=guest.address, state__in=COUNTING).exists():
        raise InvalidInput(_("You have nominated this person already."))
    if guest.address == folded(row.user.email):
        raise InvalidInput(_("This is your own address. Name somebody else."))
    if not left(row):
        text = _("You have named as many people as your group may. Withdraw a nomination first.")
        raise InvalidInput(text)
    tried = mine.aggregate(number=Sum("serial"))["number"] or 0
    if tried >= TRIES * row.group.nominations:
        text = _(
            "You have changed your nominations many times. Please write to the contact person."
        )
        raise InvalidInput(text)


def _stored(row: Registration, line: Line) -> Invitation:
    """The nomination; of one who is known already, a note that it was made."""
    former = line.former
    is_theirs = former is not None and (former.nominated_by_id == row.pk or former.group_id is None)
    invitation = former if former is not None and is_theirs else Invitation(dialogue=row.dialogue)
    is_known = bool(line.met) or (former is not None and not is_theirs)
    invitation.state = InvitationState.KNOWN if is_known else InvitationState.OPEN
    invitation.serial += 1 if invitation.pk else 0
    for name in ("address", "name", "honorific", "organisation"):
        setattr(invitation, name, getattr(line.guest, name))
    invitation.language, invitation.group = line.language, row.group
    invitation.expires_at = guestlist.expiry_of(row.group, None, late=False)
    invitation.follows_deadline, invitation.late, invitation.vetted = True, False, False
    invitation.nominated_by, invitation.invited_by = row, None
    invitation.save()
    return invitation
