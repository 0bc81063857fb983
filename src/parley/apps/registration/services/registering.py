"""Coming in: every way leads through `register`, where eligibility is enforced."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.accounts.models import User
from parley.apps.convening.services import rows
from parley.apps.registration.models import (
    Group,
    Invitation,
    InvitationState,
    Registration,
    State,
)
from parley.apps.registration.selectors import eligibility, guests
from parley.apps.registration.services import mails, states
from parley.core.actors import Actor, actor_of
from parley.core.addresses import folded
from parley.core.errors import InvalidInput, NotAllowed


@transaction.atomic
def register(
    account: User, group: Group, values: Mapping[str, Any], *, invitation: Invitation | None = None
) -> Registration:
    """Register the account for the dialogue of the group, with what it said of itself.

    It is approved at once where nobody has to decide and a seat is free, waitlisted where none is,
    and submitted otherwise. Raises NotAllowed with the reason where it may not register.
    """
    actor = actor_of(account)
    if not actor.is_signed_in:
        raise NotAllowed(_("This account may not sign in."))
    group = _checked(account, states.lock(group), _held(invitation))
    row = _row_of(account, group)
    rows.assign(row, values)
    row.consented_at, row.invitation = timezone.now(), invitation
    rows.checked(row)
    if row.pk is None:
        _begun(actor, row)
    else:
        row.save()
        row = states.advance(actor, row, State.SUBMITTED, tell=False)
    if invitation is not None:
        invitation.state = InvitationState.ACCEPTED
        invitation.save(update_fields=["state"])
    return _settled(actor, row, group, invitation)


def _held(invitation: Invitation | None) -> Invitation | None:
    """The invitation as it stands now: of two who use one link at once, one comes first."""
    if invitation is None:
        return None
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    invitation.state, invitation.serial = found.state, found.serial
    return invitation


def _checked(account: User, group: Group, invitation: Invitation | None) -> Group:
    if invitation is not None and folded(invitation.address) != folded(account.email):
        raise NotAllowed(_("This invitation is for another address."))
    opening = eligibility.opening_for(states.REGISTRATION, group.dialogue)
    if reason := eligibility.refusal(group, opening, invitation, timezone.now()):
        raise NotAllowed(reason)
    return group


def _row_of(account: User, group: Group) -> Registration:
    """A new row, or the one that its owner cancelled before: a person has one in a dialogue."""
    held = Registration.objects.select_for_update()
    row = held.filter(dialogue=group.dialogue_id, user=account).first()
    if row is None:
        return Registration(
            dialogue=group.dialogue, user=account, group=group, state_since=timezone.now()
        )
    if row.state != State.CANCELLED:
        raise _twice()
    if guests.is_kept_out(row):
        raise NotAllowed(eligibility.kept_out())
    row.group = group
    return row


def _twice() -> InvalidInput:
    return InvalidInput(_("You are registered already. You can change it on your own page."))


def _begun(actor: Actor, row: Registration) -> None:
    """Whoever applies to two groups at the same moment holds two locks, and comes in by one."""
    try:
        with transaction.atomic():
            states.begin(actor, row)
    except IntegrityError as error:
        raise _twice() from error


def _settled(
    actor: Actor, row: Registration, group: Group, invitation: Invitation | None
) -> Registration:
    """Decide at once where nobody has to be asked, and no evidence to be looked at."""
    proven = invitation is not None and invitation.group_id == group.pk and invitation.vetted
    if (group.vetted or group.evidence_needed) and not proven:
        mails.queue(mails.MailKind.SUBMITTED, registration=row)
        return row
    # Where a convener offers the seats that became free, nobody gets one before who waits for it.
    if not group.offers and states.waitlist(group).exists():
        return states.advance(states.REGISTRATION, row, State.WAITLISTED)
    try:
        with transaction.atomic():
            return states.advance(states.REGISTRATION, row, State.APPROVED)
    except states.NoSeat:
        return states.advance(states.REGISTRATION, row, State.WAITLISTED)
