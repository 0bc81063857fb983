"""Delegates name others of their group, and learn nothing of who is there."""

from typing import Any

import pytest
from django.core import mail

from parley.apps.registration.models import (
    Admission,
    Group,
    Invitation,
    InvitationState,
    Registration,
    State,
)
from parley.apps.registration.services import invitations, nominations
from parley.apps.registration.services.registering import register
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.test_registering import SAID

BASE = "/dialogues/florence/nominate/"
EVE: dict[str, Any] = {"address": "eve@example.org", "name": "Eve Guest", "language": "fr"}


@pytest.fixture
def group(host: Any) -> Group:
    return make.group(host.dialogue, admission=Admission.INVITATION, vetted=False, nominations=2)


@pytest.fixture
def delegate(group: Group) -> Registration:
    return make.registration(group, make.user(email="ada@example.org"), state=State.APPROVED)


def nominate(row: Registration, **values: Any) -> Invitation:
    return nominations.nominate(make.actor(row.user), row, {**EVE, **values})


def test_who_is_named_gets_an_invitation_of_the_same_group(delegate: Registration) -> None:
    row = nominate(delegate)
    assert (row.state, row.group, row.nominated_by, row.invited_by) == (
        InvitationState.OPEN,
        delegate.group,
        delegate,
        None,
    )
    assert (row.vetted, row.late, row.language) == (False, False, "fr")
    assert [m.to for m in mail.outbox] == [["eve@example.org"]]
    record = AuditRecord.objects.get()
    assert (record.action, record.data) == (
        "invitation.nominated",
        {"dialogue": delegate.dialogue_id},
    )


@pytest.mark.parametrize(("vetted", "state"), [(True, State.SUBMITTED), (False, State.APPROVED)])
def test_a_nomination_does_not_stand_for_a_decision(
    delegate: Registration, vetted: bool, state: State
) -> None:
    Group.objects.update(vetted=vetted)
    row = nominate(delegate)
    account = make.user(email=row.address)
    assert register(account, delegate.group, SAID, invitation=row).state == state


@pytest.mark.parametrize("state", [s for s in State if s not in (State.APPROVED, State.ATTENDED)])
def test_only_who_is_in_nominates(group: Group, state: State) -> None:
    outside = make.registration(group, state=state)
    with pytest.raises(NotAllowed):
        nominate(outside)


def test_nobody_nominates_for_another_or_where_no_group_may(
    delegate: Registration, signed_in: Any
) -> None:
    other = make.registration(delegate.group, state=State.APPROVED)
    with pytest.raises(NotAllowed):
        nominations.nominate(make.actor(other.user), delegate, EVE)
    assert signed_in(make.user()).get(BASE).status_code == 404
    Group.objects.update(nominations=0)
    assert signed_in(delegate.user).get(BASE).status_code == 403
    with pytest.raises(NotAllowed):
        nominate(delegate)


def test_no_more_than_the_group_allows_of_those_who_count(delegate: Registration) -> None:
    one = nominate(delegate)
    nominate(delegate, address="bob@example.org")
    with pytest.raises(InvalidInput, match="as many people as your group may"):
        nominate(delegate, address="third@example.org")
    Invitation.objects.filter(pk=one.pk).update(state=InvitationState.DECLINED)
    nominate(delegate, address="third@example.org")


def test_withdrawing_and_naming_anew_ends_somewhere(delegate: Registration) -> None:
    actor = make.actor(delegate.user)
    for _n in range(4):
        row = nominate(delegate)
        assert invitations.revoke(actor, [row]) == 1
    with pytest.raises(InvalidInput, match="many times"):
        nominate(delegate)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"address": "ADA@example.org".lower()}, "your own address"),
        ({"address": "eve@"}, "not an e-mail address"),
        ({"name": "www.spam.example"}, "without a web address"),
    ],
)
def test_what_is_wrong_is_said(delegate: Registration, values: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        nominate(delegate, **values)


@pytest.mark.parametrize("known", ["registered", "open", "declined", "revoked", "expired"])
def test_naming_somebody_who_is_known_is_answered_like_any_other(
    delegate: Registration, signed_in: Any, known: str
) -> None:
    fields: dict[str, Any] = {"address": "eve@example.org", "name": "canaryname"}
    if known == "registered":
        make.registration(delegate.group, make.user(email="eve@example.org"))
    elif known == "expired":
        make.invitation(delegate.group, **fields, expires_at="2026-01-01T00:00Z")
    else:
        make.invitation(delegate.group, **fields, state=known)
    before = list(Invitation.objects.values())
    client = signed_in(delegate.user)
    pages = []
    for address in ("eve@example.org", "new@example.org"):
        posted = client.post(BASE, {**EVE, "address": address}, follow=True)
        pages.append(posted.content.decode().replace(address, "ADDRESS"))
        Invitation.objects.filter(nominated_by=delegate, address="new@example.org").delete()
        noted = Invitation.objects.filter(nominated_by=delegate)
        assert [row.state for row in noted] == (["known"] if address[0] == "e" else [])
        noted.delete()
    assert list(Invitation.objects.values()) == before
    assert "Invited" in pages[0]
    assert "canaryname" not in pages[0]
    assert [m.to for m in mail.outbox] == [["new@example.org"]]
    assert _bare(pages[0]) == _bare(pages[1])


def _bare(page: str) -> str:
    """Without what differs between any two pages."""
    import re

    return re.sub(r"[0-9a-f-]{36}|csrfmiddlewaretoken.*?>|nonce=\S+", "", page)


def test_one_sees_and_withdraws_ones_own_alone(delegate: Registration, signed_in: Any) -> None:
    mine, client = nominate(delegate), signed_in(delegate.user)
    other = make.registration(delegate.group, make.user(), state=State.APPROVED)
    theirs = nominate(other, address="bob@example.org", name="Bob Guest")
    page = client.get(BASE).content.decode()
    assert ("eve@example.org" in page, "bob@example.org" in page) == (True, False)
    assert client.post(f"{BASE}{theirs.uid}/withdraw/").status_code == 404
    assert client.post(f"{BASE}{mine.uid}/withdraw/").status_code == 302
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == (InvitationState.REVOKED, InvitationState.OPEN)
    again = nominate(delegate)
    assert (again.pk, again.state, again.serial) == (mine.pk, InvitationState.OPEN, 3)


def test_who_asked_for_a_link_is_invited_when_named(delegate: Registration) -> None:
    asked = make.invitation(delegate.group, group=None, address="eve@example.org")
    row = nominate(delegate)
    assert (row.pk, row.group, row.state) == (asked.pk, delegate.group, InvitationState.OPEN)


def test_asking_for_a_link_does_not_undo_what_a_convener_revoked(delegate: Registration) -> None:
    make.invitation(delegate.group, address="eve@example.org", state="revoked")
    make.invitation(delegate.group, group=None, address="eve@example.org")
    assert nominate(delegate).state == InvitationState.KNOWN
    assert mail.outbox == []


def test_the_way_to_it_stands_on_ones_own_page(delegate: Registration, signed_in: Any) -> None:
    client = signed_in(delegate.user)
    assert BASE in client.get("/dialogues/florence/mine/").content.decode()
    Group.objects.update(nominations=0)
    assert BASE not in client.get("/dialogues/florence/mine/").content.decode()
