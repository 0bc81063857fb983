"""Inviting people, and taking invitations back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import rows
from parley.apps.convening.services.common import changed
from parley.apps.registration.models import (
    Invitation,
    InvitationState,
    Mail,
    MailKind,
    MailState,
)
from parley.apps.registration.selectors import eligibility, guestlist
from parley.apps.registration.selectors.guestlist import Guest, Line, Terms
from parley.apps.registration.services import sending
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

SAID = ("address", "name", "honorific", "organisation")
RENEWED = (
    *(*SAID, "group", "language", "state", "serial", "expires_at", "late", "vetted"),
    *("follows_deadline", "invited_by", "nominated_by"),
)


@dataclass(frozen=True)
class Invited:
    """What came of a list: who was written to, and the rows that were left out."""

    invitations: Sequence[Invitation]
    left_out: Sequence[Line]


@transaction.atomic
def invite(actor: Actor, dialogue: Dialogue, guests: Sequence[Guest], terms: Terms) -> Invited:
    """Write to all of a list that nothing speaks against, looked at anew.

    Whoever was invited before gets the same invitation again with a raised serial, which makes
    the links sent so far useless.
    """
    row = rows.locked(actor, dialogue)
    require(actor, "edit", row)
    if reason := guestlist.refusal_to_invite(row, eligibility.opening_for(actor, row)):
        raise InvalidInput(reason)
    lines = guestlist.judged(row, guests, terms)
    good = [line for line in lines if line.is_good]
    for group in {line.group for line in good if line.group}:
        require(actor, "invite", group)
    invitations = _stored(actor, row, good, terms)
    sending.queue_invitations(invitations)
    _record(actor, row, invitations, terms)
    return Invited(invitations, [line for line in lines if not line.is_good])


def _stored(
    actor: Actor, dialogue: Dialogue, lines: Sequence[Line], terms: Terms
) -> list[Invitation]:
    new: list[Invitation] = []
    again: list[Invitation] = []
    for line in lines:
        row = line.former or Invitation(dialogue=dialogue)
        _take(row, line, terms)
        row.invited_by_id = actor.user_id
        (again if line.former else new).append(row)
    try:
        made = Invitation.objects.bulk_create(new)
    except IntegrityError as error:
        text = _("Somebody of the list came in at this moment. Nothing was sent: send it again.")
        raise InvalidInput(text) from error
    Invitation.objects.bulk_update(again, RENEWED, batch_size=100)
    return [*made, *again]


def _take(row: Invitation, line: Line, terms: Terms) -> None:
    assert line.group is not None  # a row without one has a problem
    for name in SAID:
        setattr(row, name, getattr(line.guest, name))
    row.serial += 1 if line.former else 0
    row.group, row.language, row.state = line.group, line.language, InvitationState.OPEN
    row.late, row.vetted = line.guest.late, terms.vetted
    row.expires_at = guestlist.expiry_of(line.group, terms.expires_on, late=line.guest.late)
    row.follows_deadline = terms.expires_on is None
    row.nominated_by = None


def _record(
    actor: Actor, dialogue: Dialogue, invitations: Sequence[Invitation], terms: Terms
) -> None:
    """One line for all, and one for each who is let in late, with the reason and no name."""
    if not invitations:
        return
    groups = Counter(str(row.group_id) for row in invitations)
    changed(actor, "dialogue.invited", dialogue, invitations=len(invitations), groups=dict(groups))
    for row in invitations:
        if row.late and terms.reason:
            late = {"dialogue": dialogue.pk, "reason": f"late-{terms.reason}"}
            audit.record(actor, "invitation.late", row, **late)


def _held(actor: Actor, action: str, invitations: Iterable[Invitation]) -> list[Invitation]:
    """The invitations as they stand now, which the actor may do this to."""
    keys = [row.pk for row in invitations]
    rows = Invitation.objects.select_for_update().filter(pk__in=keys).exclude(group=None)
    found = list(rows.order_by("pk"))
    for row in found:
        require(actor, action, row)
    return found


@transaction.atomic
def revoke(actor: Actor, invitations: Iterable[Invitation]) -> int:
    """Make their links useless. Nobody is written to; inviting them again takes it back."""
    unanswered = (InvitationState.OPEN, InvitationState.KNOWN)
    found = [row for row in _held(actor, "revoke", invitations) if row.state in unanswered]
    for row in found:
        row.state = InvitationState.REVOKED
        row.serial += 1
        row.save(update_fields=["state", "serial"])
        audit.record(actor, "invitation.revoked", row, dialogue=row.dialogue_id)
    return len(found)


@transaction.atomic
def restore(actor: Actor, invitations: Iterable[Invitation]) -> int:
    """Open revoked ones again, with new links, and send them."""
    found = _held(actor, "resend", invitations)
    revoked = [row for row in found if row.state == InvitationState.REVOKED]
    taken = _open_addresses(revoked)
    # Two may have named the same person: the later invitation is the one.
    last = {row.address: row for row in revoked if row.address not in taken}
    return _sent_again(actor, list(last.values()), new_links=True)


def _open_addresses(invitations: Sequence[Invitation]) -> set[str]:
    """Of these, the addresses that have an open invitation by now."""
    there = Invitation.objects.filter(
        dialogue__in={row.dialogue_id for row in invitations},
        address__in=[row.address for row in invitations],
        state=InvitationState.OPEN,
        group__isnull=False,
    )
    return set(there.values_list("address", flat=True))


@transaction.atomic
def resend(actor: Actor, invitations: Iterable[Invitation], *, new_links: bool = False) -> int:
    """Send open ones again, with the same link or a new one; those that expired last longer."""
    found = _held(actor, "resend", invitations)
    return _sent_again(
        actor, [r for r in found if r.state == InvitationState.OPEN], new_links=new_links
    )


def _sent_again(actor: Actor, invitations: Sequence[Invitation], *, new_links: bool) -> int:
    for row in invitations:
        assert row.group is not None  # see _held: nobody invited those who asked for a link
        row.state, row.serial = InvitationState.OPEN, row.serial + new_links
        row.expires_at = max(row.expires_at, guestlist.expiry_of(row.group, None, late=row.late))
        row.save(update_fields=["state", "serial", "expires_at"])
        data = {"dialogue": row.dialogue_id, "new_link": new_links}
        audit.record(actor, "invitation.sent_again", row, **data)
    Mail.objects.filter(
        invitation__in=invitations, kind=MailKind.INVITATION, state=MailState.QUEUED
    ).delete()
    sending.queue_invitations(invitations)
    return len(invitations)


@transaction.atomic
def retry(actor: Actor, dialogue: Dialogue) -> int:
    """Send again what failed or came back of the open invitations, by the links they have."""
    require(actor, "edit", dialogue)
    failed = Mail.objects.select_for_update().filter(
        invitation__dialogue=dialogue,
        invitation__state=InvitationState.OPEN,
        kind=MailKind.INVITATION,
        state__in=(MailState.FAILED, MailState.BOUNCED),
    )
    later = Mail.objects.filter(
        invitation=OuterRef("invitation"), kind=MailKind.INVITATION, pk__gt=OuterRef("pk")
    )
    keys = [mail.pk for mail in failed.filter(~Exists(later)).order_by("pk")]
    Mail.objects.filter(pk__in=keys).update(state=MailState.QUEUED, error="", tries=0)
    if keys:
        changed(actor, "dialogue.mails_retried", dialogue, mails=len(keys))
    sending.enqueue(keys)
    return len(keys)
