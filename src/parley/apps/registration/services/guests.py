"""What guests do: come by a link, decline, change, withdraw, take that back, take a seat."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from parley.apps.accounts import services as accounts
from parley.apps.accounts.models import User
from parley.apps.accounts.selectors import has_second_factor
from parley.apps.convening.models import Dialogue, Seat
from parley.apps.convening.policies import TEAM
from parley.apps.convening.services import rows
from parley.apps.registration.models import (
    Group,
    Invitation,
    InvitationState,
    MailKind,
    Note,
    Registration,
    State,
)
from parley.apps.registration.selectors import eligibility, guests
from parley.apps.registration.services import changes, mails, states
from parley.apps.registration.services.registering import register
from parley.core import audit, by_link, jobs
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.addresses import folded
from parley.core.errors import InvalidInput, NotAllowed

# What a badge says of somebody, and what a vetter goes by.
IDENTITY = ("name", "honorific", "position", "organisation", "country")
LINK_LIFE = timedelta(days=1)
MOST_LINKS, WITHIN = 3, timedelta(hours=1)


# Coming in


@transaction.atomic
def request_link(actor: Actor, dialogue: Dialogue, address: str, language: str) -> None:
    """Send an address its link to register. What happens is the same for every address: a mail,
    unless it got several lately."""
    _refuse_preview(actor)
    address = folded(address)
    if guests.link_limit_reached(address, dialogue, MOST_LINKS, WITHIN):
        return
    known = Registration.objects.filter(dialogue=dialogue, user__email=address)
    registration = known.first()
    if registration is not None and not _may_come_anew(registration):
        mails.queue(MailKind.LINK, registration=registration)
        return
    mails.queue(MailKind.LINK, invitation=_link_to(dialogue, address, language))


def _may_come_anew(registration: Registration) -> bool:
    return registration.state == State.CANCELLED and not guests.is_kept_out(registration)


def _link_to(dialogue: Dialogue, address: str, language: str) -> Invitation:
    """The convener's invitation of the address if there is one, else a link for a day."""
    invited = guests.open_invitations(dialogue, address).filter(group__isnull=False).first()
    if invited is not None:
        return invited
    link, _is_new = Invitation.objects.update_or_create(
        dialogue=dialogue,
        address=address,
        group=None,
        state=InvitationState.OPEN,
        defaults={
            "expires_at": timezone.now() + LINK_LIFE,
            "language": language,
            "vetted": False,
        },
    )
    return link


@jobs.task()
def forget_links() -> None:
    """Delete the addresses of those who asked for a link and did not use it."""
    stale = Invitation.objects.filter(group=None, state=InvitationState.OPEN)
    stale.filter(expires_at__lt=timezone.now()).delete()


@transaction.atomic
def come(
    actor: Actor,
    request: HttpRequest,
    invitation: Invitation,
    group: Group,
    values: Mapping[str, Any],
) -> Registration:
    """Register whom the link was sent to, and sign them in: the link proves their address.

    It lies in a mailbox for weeks and is forwarded, so it opens this dialogue alone, and no account
    that leads to what others entrusted to the site, unless that asks for a second factor anyway.
    """
    refuse_other(actor, request, invitation)
    account = accounts.account_for(invitation.address, values["name"], values["language"])
    row = register(account, group, values, invitation=invitation)
    opens = _opened_by(invitation)
    if actor.user_id == account.pk:
        by_link.open_too(request, opens)
    elif has_second_factor(account) or not _leads_on(account):
        accounts.sign_in(request, account, by="invitation", opens=opens)
    return row


def _opened_by(invitation: Invitation) -> dict[str, str]:
    """The dialogue with all its pages, and among them one's own."""
    slug = invitation.dialogue.slug
    return {reverse("dialogue", args=[slug]): reverse("my-registration", args=[slug])}


def _leads_on(account: User) -> bool:
    """Whether it opens more than its owner's own data."""
    team = Seat.objects.filter(user=account, role__in=TEAM)
    return account.is_operator or account.is_convener or team.exists()


def refuse_other(actor: Actor, request: HttpRequest, invitation: Invitation) -> None:
    """A link is not used in somebody else's name, nor from a preview."""
    _refuse_preview(actor)
    if actor.is_signed_in and not is_owner(request, invitation):
        raise NotAllowed(_("You are signed in with another address. Please sign out first."))


def _refuse_preview(actor: Actor) -> None:
    if actor.preview is not None:
        raise NotAllowed(_("This is a preview. End it to change anything."))


def is_owner(request: HttpRequest, invitation: Invitation) -> bool:
    address = getattr(request.user, "email", "")
    return bool(address) and folded(address) == folded(invitation.address)


@transaction.atomic
def decline(actor: Actor, request: HttpRequest, invitation: Invitation) -> None:
    """Say that one can't come. It can be taken back as long as the invitation holds."""
    refuse_other(actor, request, invitation)
    row = _held(invitation)
    if reason := eligibility.refusal_of_invitation(row, timezone.now()):
        raise InvalidInput(reason)
    _answer(row, InvitationState.DECLINED)


@transaction.atomic
def reopen(actor: Actor, request: HttpRequest, invitation: Invitation) -> None:
    """Take back that one declined."""
    refuse_other(actor, request, invitation)
    row = _held(invitation)
    others = guests.open_invitations(row.dialogue, row.address).exclude(pk=row.pk)
    if (
        row.state != InvitationState.DECLINED
        or others.filter(group__isnull=row.group_id is None).exists()
    ):
        raise InvalidInput(_("This invitation can’t be taken up again. Please use the newest one."))
    _answer(row, InvitationState.OPEN)


def _held(invitation: Invitation) -> Invitation:
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.serial != invitation.serial:
        raise InvalidInput(_("This link was replaced by a newer one. Please use that."))
    return held


def _answer(row: Invitation, state: InvitationState) -> None:
    row.state = state
    row.save(update_fields=["state"])
    what = "declined" if state == InvitationState.DECLINED else "reopened"
    audit.record(guests.LINK, f"invitation.{what}", row, dialogue=row.dialogue_id)


# Once one is registered


def refuse_when_over(registration: Registration) -> None:
    """What was on the day stays as it was; erasing it is another thing, and always possible."""
    dialogue = Dialogue.objects.get(pk=registration.dialogue_id)
    if reason := eligibility.over(dialogue):
        raise InvalidInput(reason)


@transaction.atomic
def change(actor: Actor, registration: Registration, values: Mapping[str, Any]) -> Registration:
    """Change what one said of oneself; where it stands in the way of nothing, at any time."""
    require(actor, "change", registration)
    refuse_when_over(registration)
    row = rows.locked(actor, registration)
    decided_on = {name: str(getattr(row, name)) for name in IDENTITY}
    fields = rows.assign(row, values)
    if not fields:
        return row
    rows.checked(row).save()
    _noted(actor, row, {name: decided_on[name] for name in IDENTITY if name in fields})
    audit.record(actor, "registration.changed", row, dialogue=row.dialogue_id, fields=fields)
    if "mode" in fields:
        changes.renew([one for one in changes.outdated(row.dialogue) if one.pk == row.pk])
    return row


def _noted(actor: Actor, row: Registration, before: Mapping[str, str]) -> None:
    """Tell the vetters who decided on somebody that this is what they decided on: a badge should
    not say "minister" because its owner wrote so afterwards."""
    if not before or not row.holds_seat:
        return
    with override(settings.LANGUAGE_CODE):
        changes_made = [
            f"{rows.label(row, name)}: {old or '–'} → {getattr(row, name) or '–'}"
            for name, old in before.items()
        ]
        text = _("Changed after the decision. %(changes)s") % {"changes": "; ".join(changes_made)}
    Note.objects.create(registration=row, author_id=actor.user_id, text=text)


@transaction.atomic
def withdraw(actor: Actor, registration: Registration) -> Registration:
    """Say that one does not come after all."""
    require(actor, "change", registration)
    refuse_when_over(registration)
    return states.advance(actor, registration, State.CANCELLED)


@transaction.atomic
def take_back(actor: Actor, registration: Registration) -> Registration:
    """Undo one's own withdrawal: to where one was, or on the waitlist if the seat has gone."""
    row = _own_in(actor, registration, State.CANCELLED)
    before = guests.undoable(row)
    if before is None:
        raise InvalidInput(eligibility.kept_out())
    if not eligibility.is_to_come(row.dialogue, timezone.now()):
        raise InvalidInput(_("This dialogue does not take registrations."))
    if before in (State.WAITLISTED, State.OFFERED):
        return _on_the_waitlist(actor, row)
    if before == State.SUBMITTED:
        return states.advance(actor, row, State.SUBMITTED)
    try:
        with transaction.atomic():
            return states.advance(actor, row, State.APPROVED)
    except states.NoSeat:
        return _on_the_waitlist(actor, row)


def _on_the_waitlist(actor: Actor, row: Registration) -> Registration:
    """At its end; a seat that is free is offered to whoever waits longest."""
    waiting = states.advance(actor, row, State.WAITLISTED)
    states.offer_free_seats(states.lock(waiting.group))
    waiting.refresh_from_db()
    return waiting


@transaction.atomic
def accept_offer(actor: Actor, registration: Registration) -> Registration:
    """Take the seat that one was offered, while the offer stands."""
    row = _own_in(actor, registration, State.OFFERED)
    if not eligibility.is_to_come(row.dialogue, timezone.now()):
        raise InvalidInput(_("This dialogue does not take registrations."))
    if row.offer_ends_at is not None and row.offer_ends_at <= timezone.now():
        raise InvalidInput(_("This offer has ended. You will hear from us if a seat is free."))
    return states.advance(actor, row, State.APPROVED)


@transaction.atomic
def decline_offer(actor: Actor, registration: Registration) -> Registration:
    """Leave the seat to the next."""
    refuse_when_over(registration)
    return states.advance(actor, _own_in(actor, registration, State.OFFERED), State.CANCELLED)


def _own_in(actor: Actor, registration: Registration, state: State) -> Registration:
    """One's own registration as it stands under the lock of its group."""
    require(actor, "change", registration)
    states.lock(registration.group)
    row = rows.locked(actor, registration)
    if row.state != state:
        raise InvalidInput(_("This has changed in the meantime. Please look at your page again."))
    return row
