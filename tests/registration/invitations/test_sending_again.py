"""Taking invitations back, sending them again, and confirming what was shown."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from parley.apps.registration.models import (
    Group,
    Invitation,
    InvitationState,
    LateReason,
    Mail,
)
from parley.apps.registration.selectors import tokens
from parley.apps.registration.selectors.guestlist import Terms
from parley.apps.registration.services import invitations
from parley.apps.registration.services.guestlist import sealed, unsealed
from parley.core.errors import InvalidInput
from tests import factories as make
from tests.registration.invitations.lists import guests


def test_revoking_is_undone_by_restoring_with_a_new_link(host: Any, group: Group) -> None:
    row, used = make.invitation(group), make.invitation(group, state="accepted")
    link = tokens.token_of(row)
    assert invitations.revoke(host.actor, [row, used]) == 1
    row.refresh_from_db()
    assert (row.state, row.serial) == (InvitationState.REVOKED, 2)
    assert mail.outbox == []
    assert invitations.restore(host.actor, [row, used]) == 1
    row.refresh_from_db()
    assert (row.state, row.serial, len(mail.outbox)) == (InvitationState.OPEN, 3, 1)
    assert tokens.token_of(row) != link


def test_restoring_leaves_alone_who_was_invited_otherwise_meanwhile(
    host: Any, group: Group
) -> None:
    revoked = make.invitation(group, state="revoked", address="a@b.org")
    make.invitation(group, address="a@b.org")
    assert invitations.restore(host.actor, [revoked]) == 0
    assert mail.outbox == []


def test_sending_again_keeps_the_link_unless_a_new_one_is_wanted(host: Any, group: Group) -> None:
    row = make.invitation(group, expires_at=timezone.now() - timedelta(days=1))
    link = tokens.token_of(row)
    assert invitations.resend(host.actor, [row]) == 1
    row.refresh_from_db()
    assert (tokens.token_of(row), row.is_usable(timezone.now())) == (link, True)
    assert invitations.resend(host.actor, [row], new_links=True) == 1
    row.refresh_from_db()
    assert (row.serial, len(mail.outbox)) == (2, 2)
    invitations.revoke(host.actor, [row])
    assert invitations.resend(host.actor, [row]) == 0


def test_what_failed_or_came_back_is_tried_again_once(host: Any, group: Group) -> None:
    def mailed(*states: str, **fields: Any) -> Invitation:
        row = make.invitation(group, **fields)
        for state in states:
            Mail.objects.create(invitation=row, kind="invitation", state=state, error="x")
        return row

    failed, bounced = mailed("failed"), mailed("sent", "bounced")
    mailed("failed", "sent")
    mailed("failed", state="revoked")
    assert invitations.retry(host.actor, host.dialogue) == 2
    assert sorted(m.to[0] for m in mail.outbox) == sorted([failed.address, bounced.address])
    assert invitations.retry(host.actor, host.dialogue) == 0


# From the preview to the confirmation


def test_a_list_comes_back_as_it_was_shown_and_to_nobody_else(host: Any, group: Group) -> None:
    terms = Terms(group, date(2027, 4, 1), vetted=False, again=True, reason=LateReason.OURS)
    rows = guests("a@b.org", {"address": "ada@example.org", "name": "Ada", "late": True})
    text = sealed(host.actor, host.dialogue, rows, terms)
    assert unsealed(host.actor, host.dialogue, text) == (rows, terms)
    other = make.actor(make.user())
    for actor, dialogue, given in (
        (other, host.dialogue, text),
        (host.actor, make.dialogue(), text),
        (host.actor, host.dialogue, text[:-1] + ("a" if text[-1] != "a" else "b")),
        (host.actor, host.dialogue, ""),
    ):
        with pytest.raises(InvalidInput, match="too old"):
            unsealed(actor, dialogue, given)
    Group.objects.filter(pk=group.pk).delete()
    with pytest.raises(InvalidInput, match="is gone"):
        unsealed(host.actor, host.dialogue, text)
