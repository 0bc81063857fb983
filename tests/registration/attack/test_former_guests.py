"""Whoever had a place and has none any more: nothing of it stays open to them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from parley.apps.convening.models import Rule, SeatRole, Session, SessionSeat
from parley.apps.convening.services import seats
from parley.apps.registration.models import Invitation, InvitationState, Mail, Registration, State
from parley.apps.registration.services import deciding, guests, invitations, states, waitlists
from parley.core.access import visible
from parley.core.errors import InvalidInput
from tests import factories as make
from tests.registration.conftest import Host


def withdraws(host: Host, row: Registration) -> None:
    guests.withdraw(make.actor(row.user), row)


def decided(to: State) -> Callable[[Host, Registration], None]:
    return lambda host, row: deciding.decide(host.actor, row, to) and None


WAYS = {
    "withdrawn": withdraws,
    "declined": decided(State.DECLINED),
    "waitlisted": decided(State.WAITLISTED),
    "to be decided anew": decided(State.SUBMITTED),
}


def behind_closed_doors(host: Host, row: Registration) -> Session:
    """The guest comes, and the convener lets them into a closed session."""
    states.advance(states.REGISTRATION, row, State.APPROVED)
    closed = make.session(host.dialogue, rule=Rule.CLOSED_DOOR, title={"en": "Secret matters"})
    seats.assign(host.actor, closed, [row.user_id])
    return closed


@pytest.mark.parametrize("leave", WAYS.values(), ids=WAYS)
def test_closed_doors_close_behind_whoever_does_not_come(
    host: Host, signed_in: Any, leave: Callable[[Host, Registration], None]
) -> None:
    row = make.registration(make.group(host.dialogue))
    closed = behind_closed_doors(host, row)
    page = f"/dialogues/florence/sessions/{closed.slug}/"
    client = signed_in(row.user)
    assert client.get(page).status_code == 200
    other = make.registration(row.group)
    states.advance(states.REGISTRATION, other, State.APPROVED)
    seats.assign(host.actor, closed, [row.user_id, other.user_id])

    leave(host, Registration.objects.get(pk=row.pk))

    assert client.get(page).status_code == 404
    assert "Secret matters" not in client.get("/dialogues/florence/programme/").content.decode()
    assert not visible(Session, make.actor(row.user)).filter(pk=closed.pk).exists()
    assert [seat.user for seat in SessionSeat.objects.filter(session=closed)] == [other.user]


def test_the_team_keeps_its_closed_doors(host: Host) -> None:
    """A rapporteur who registered, too, and withdraws that, still takes the notes."""
    row = make.registration(make.group(host.dialogue))
    make.seat(host.dialogue, row.user, SeatRole.RAPPORTEUR)
    closed = behind_closed_doors(host, row)
    withdraws(host, Registration.objects.get(pk=row.pk))
    assert visible(Session, make.actor(row.user)).filter(pk=closed.pk).exists()


def test_being_noted_as_there_closes_no_door(host: Host) -> None:
    row = make.registration(make.group(host.dialogue))
    closed = behind_closed_doors(host, row)
    states.advance(states.REGISTRATION, row, State.ATTENDED)
    states.advance(states.REGISTRATION, row, State.APPROVED)
    assert visible(Session, make.actor(row.user)).filter(pk=closed.pk).exists()


# What nobody has marked as over


def over(host: Host) -> None:
    yesterday = timezone.now().date() - timedelta(days=2)
    host.dialogue.starts_on = host.dialogue.ends_on = yesterday
    host.dialogue.save()


def test_no_seat_is_offered_once_the_days_are_over(host: Host) -> None:
    group = make.group(host.dialogue, seats=1)
    inside = make.registration(group, state=State.APPROVED)
    waits = make.registration(group, state=State.WAITLISTED)
    over(host)
    withdraws(host, Registration.objects.get(pk=inside.pk))
    waits.refresh_from_db()
    assert waits.state == State.WAITLISTED
    assert not Mail.objects.filter(registration=waits).exists()


def test_an_offer_that_stands_is_neither_taken_nor_passed_on_once_the_days_are_over(
    host: Host,
) -> None:
    group = make.group(host.dialogue, seats=1)
    ends = timezone.now() + timedelta(hours=1)
    offered = make.registration(group, state=State.OFFERED, offer_ends_at=ends)
    over(host)
    row = Registration.objects.get(pk=offered.pk)
    with pytest.raises(InvalidInput, match="does not take registrations"):
        guests.accept_offer(make.actor(row.user), row)
    Registration.objects.filter(pk=row.pk).update(offer_ends_at=timezone.now())
    waitlists.expire_offers.call()
    row.refresh_from_db()
    assert row.state == State.OFFERED
    assert not Mail.objects.exists()


def test_nobody_comes_back_once_the_days_are_over(host: Host) -> None:
    row = make.registration(make.group(host.dialogue), state=State.APPROVED)
    withdraws(host, row)
    over(host)
    row = Registration.objects.get(pk=row.pk)
    with pytest.raises(InvalidInput, match="does not take registrations"):
        guests.take_back(make.actor(row.user), row)


# Two who named the same person


def test_of_two_revoked_invitations_of_one_address_one_is_opened_again(host: Host) -> None:
    group = make.group(host.dialogue)
    rows = [
        make.invitation(group, address="ada@example.org", state=InvitationState.REVOKED)
        for _ in range(2)
    ]
    assert invitations.restore(host.actor, rows) == 1
    found = Invitation.objects.filter(address="ada@example.org").order_by("pk")
    assert [row.state for row in found] == [InvitationState.REVOKED, InvitationState.OPEN]
