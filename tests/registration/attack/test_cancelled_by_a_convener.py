"""Whom a convener cancels does not come in again by themselves, by whatever way they try."""

from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from parley.apps.registration.models import Group, Invitation, Registration, State, Transition
from parley.apps.registration.selectors import guestlist
from parley.apps.registration.selectors.guestlist import Guest, Terms
from parley.apps.registration.selectors.tokens import token_of
from parley.apps.registration.services import deciding, guests, nominations
from parley.core.errors import NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.conftest import Host

MINE, REGISTER = "/dialogues/florence/mine/", "/dialogues/florence/register/"
SAID = {"name": "Ada Guest", "organisation": "Institute", "mode": "in_person"}
FORM = {"name": "Ada Guest", "listing": "nobody", "consent": "on"}


@pytest.fixture
def group(host: Host) -> Group:
    """Anybody comes in, and nobody looks at who it is."""
    return make.group(host.dialogue, vetted=False)


@pytest.fixture
def row(host: Host, group: Group) -> Registration:
    """Ada came in, and the convener cancelled that."""
    ada = make.user(email="ada@example.org")
    return cancelled(host, guests.register(ada, group, SAID))


def cancelled(host: Host, row: Registration) -> Registration:
    outcome = deciding.decide_all(host.actor, [row], deciding.Decision(State.CANCELLED))
    assert outcome.done == [row]
    return Registration.objects.get(pk=row.pk)


def state() -> str:
    return Registration.objects.get(user__email="ada@example.org").state


def test_the_form_is_not_hers_any_more_and_her_page_says_why(
    row: Registration, signed_in: Any
) -> None:
    ada = signed_in(row.user)
    assert ada.get(REGISTER).url == ada.post(REGISTER, FORM).url == MINE
    page = ada.get(MINE).content.decode()
    assert "conveners have cancelled your registration" in page
    assert REGISTER not in page and "take-back" not in page
    assert ada.post("/dialogues/florence/mine/take-back/").status_code == 400
    with pytest.raises(NotAllowed, match="conveners have cancelled"):
        guests.register(row.user, row.group, SAID)
    assert state() == State.CANCELLED


def test_nor_another_group_nor_after_being_moved(host: Host, row: Registration) -> None:
    other = make.group(host.dialogue, vetted=False)
    with pytest.raises(NotAllowed):
        guests.register(row.user, other, SAID)
    moved = deciding.move(host.actor, row, other)
    assert guests.guests.is_kept_out(moved)
    with pytest.raises(NotAllowed):
        guests.register(row.user, other, SAID)


def test_asking_for_a_link_leads_to_ones_own_page(row: Registration) -> None:
    client = Client()
    client.post(REGISTER, {"address": "ada@example.org"})
    client.post(REGISTER, {"address": "nobody@example.org"})
    hers, other = (str(mail.body) for mail in outbox.outbox[-2:])
    assert MINE in hers and "/invitations/" not in hers
    assert "/invitations/" in other
    assert not Invitation.objects.filter(address="ada@example.org").exists()


def test_an_invitation_from_before_opens_nothing(row: Registration) -> None:
    invitation = make.invitation(row.group, address="ada@example.org")
    client = Client()
    refused = client.post(f"/invitations/{token_of(invitation)}/", FORM)
    assert refused.status_code == 403
    assert "conveners have cancelled" in refused.content.decode()
    assert "_auth_user_id" not in client.session
    invitation.refresh_from_db()
    assert (state(), invitation.state) == (State.CANCELLED, "open")


def test_inviting_says_where_to_decide_anew(host: Host, row: Registration) -> None:
    own = guests.register(make.user(email="eve@example.org"), row.group, SAID)
    guests.withdraw(make.actor(own.user), own)
    given = [Guest(n, f"{name}@example.org") for n, name in enumerate(("ada", "eve"), 1)]
    hers, others = guestlist.judged(host.dialogue, given, Terms(group=row.group))
    assert hers.met == ("A convener cancelled their registration. Decide anew on the board.",)
    assert others.is_good


def test_a_nomination_writes_to_nobody_and_does_not_tell(host: Host, row: Registration) -> None:
    Group.objects.filter(pk=row.group_id).update(nominations=2)
    group = Group.objects.get(pk=row.group_id)
    delegate = guests.register(make.user(), group, SAID)
    sent = len(outbox.outbox)
    named = nominations.nominate(
        make.actor(delegate.user), delegate, {"address": "ada@example.org", "name": "Ada"}
    )
    assert (named.state, len(outbox.outbox)) == ("known", sent)


def test_it_holds_when_the_convener_is_gone(host: Host, row: Registration) -> None:
    host.user.delete()
    assert Transition.objects.get(after=State.CANCELLED).by is None
    with pytest.raises(NotAllowed):
        guests.register(row.user, row.group, SAID)
    (line,) = guestlist.judged(host.dialogue, [Guest(1, "ada@example.org")], Terms(group=row.group))
    assert line.met


def test_a_convener_lets_her_in_again_on_record(
    host: Host, row: Registration, signed_in: Any
) -> None:
    deciding.decide(host.actor, row, State.SUBMITTED, reason="A mistake")
    last = Transition.objects.filter(registration=row).last()
    assert last is not None and (last.reason, last.by) == ("A mistake", host.user)
    assert AuditRecord.objects.filter(action="registration.submitted").latest("pk").actor == (
        f"account {host.user.pk}"
    )
    # From now on it is hers again: she withdraws, and comes anew.
    ada, actor = signed_in(row.user), make.actor(row.user)
    guests.withdraw(actor, Registration.objects.get(pk=row.pk))
    assert ada.post(REGISTER, FORM).url == MINE
    assert state() == State.APPROVED
    cancelled(host, Registration.objects.get(pk=row.pk))
    assert ada.post(REGISTER, FORM).url == MINE
    assert state() == State.CANCELLED


def test_ones_own_withdrawal_can_be_undone_or_begun_anew(
    host: Host, group: Group, signed_in: Any
) -> None:
    ada = guests.register(make.user(email="ada@example.org"), group, SAID)
    client = signed_in(ada.user)
    for way in ({"path": "/dialogues/florence/mine/take-back/"}, {"path": REGISTER, "data": FORM}):
        client.post("/dialogues/florence/mine/withdraw/")
        assert state() == State.CANCELLED
        assert client.post(**way).status_code == 302
        assert state() == State.APPROVED


def test_undoing_the_cancellation_lets_her_in_as_before(host: Host, group: Group) -> None:
    ada = guests.register(make.user(email="ada@example.org"), group, SAID)
    outcome = deciding.decide_all(host.actor, [ada], deciding.Decision(State.CANCELLED))
    deciding.undo(host.actor, host.dialogue, outcome.batch)
    assert state() == State.APPROVED
    row = guests.withdraw(make.actor(ada.user), Registration.objects.get(pk=ada.pk))
    assert not guests.guests.is_kept_out(row)
