from typing import Any

import pytest
from django.http import Http404

from parley.apps.convening.models import Dialogue, Seat, SeatRole, Session, SessionSeat
from parley.apps.convening.services import seats
from parley.core.access import visible
from parley.core.errors import InvalidInput, NotAllowed
from tests import factories as make


def roles_in(dialogue: Dialogue) -> list[tuple[str, str]]:
    return [(seat.user.email, seat.role) for seat in dialogue.seats.all()]


def test_conveners_and_operators_appoint(world: Any) -> None:
    bob = make.user(email="bob@example.org")
    for actor in world.others:
        if not actor.is_operator:
            with pytest.raises(NotAllowed):
                seats.appoint(actor, world.dialogue, bob.email, SeatRole.CONVENER)
    operator = next(actor for actor in world.others if actor.is_operator)
    seats.appoint(operator, world.dialogue, " Bob@Example.org ", SeatRole.CONVENER)
    assert ("bob@example.org", "convener") in roles_in(world.dialogue)
    assert world.lines() == [("dialogue.appointed", {"user": bob.pk, "role": "convener"})]


def test_operators_see_more_only_after_they_appoint_themselves_on_record(world: Any) -> None:
    session = make.session(world.dialogue, rule="closed_door")
    account = make.user(is_operator=True, email="op@example.org")
    operator = make.actor(account)
    assert list(visible(Session, operator)) == []
    seats.appoint(operator, world.dialogue, account.email, SeatRole.CONVENER)
    assert list(visible(Session, operator)) == [session]
    assert world.lines()[-1] == (
        "dialogue.appointed",
        {"user": account.pk, "role": "convener"},
    )


def test_a_seat_is_given_once(world: Any) -> None:
    bob = make.user()
    for _time in range(2):
        seats.appoint(world.alice, world.dialogue, bob.email, SeatRole.RAPPORTEUR)
    assert Seat.objects.filter(user=bob).count() == 1
    assert len(world.lines()) == 1


@pytest.mark.parametrize("email", ["nobody@example.org", "", "gone@example.org"])
def test_nobody_unknown_or_gone_gets_a_seat(world: Any, email: str) -> None:
    make.user(email="gone@example.org", is_active=False)
    with pytest.raises(InvalidInput, match="no account"):
        seats.appoint(world.alice, world.dialogue, email, SeatRole.CONVENER)
    assert world.lines() == []


def test_a_dialogue_keeps_a_convener(world: Any) -> None:
    seat = world.dialogue.seats.get(role=SeatRole.CONVENER)
    with pytest.raises(InvalidInput, match="needs a convener"):
        seats.dismiss(world.alice, world.dialogue, seat.pk)
    bob = make.user()
    seats.appoint(world.alice, world.dialogue, bob.email, SeatRole.CONVENER)
    seats.dismiss(world.alice, world.dialogue, seat.pk)
    assert list(world.dialogue.seats.filter(role=SeatRole.CONVENER).values_list("user")) == [
        (bob.pk,)
    ]
    with pytest.raises(NotAllowed):
        seats.appoint(world.alice, world.dialogue, bob.email, SeatRole.RAPPORTEUR)


def test_a_seat_of_another_dialogue_is_not_there(world: Any) -> None:
    theirs = make.seat(make.dialogue(), make.user(), SeatRole.PARTICIPANT)
    with pytest.raises(Http404):
        seats.dismiss(world.alice, world.dialogue, theirs.pk)
    assert Seat.objects.filter(pk=theirs.pk).exists()


def test_only_conveners_assign_and_only_those_who_are_seated(world: Any) -> None:
    session = make.session(world.dialogue, rule="closed_door")
    bob, eve = make.user(), make.user()
    seat = make.seat(world.dialogue, bob, SeatRole.PARTICIPANT)
    for actor in world.others:
        with pytest.raises(NotAllowed):
            seats.assign(actor, session, [bob.pk])
    with pytest.raises(InvalidInput, match="seat"):
        seats.assign(world.alice, session, [bob.pk, eve.pk])
    assert SessionSeat.objects.count() == 0

    assert list(visible(Session, make.actor(bob))) == []
    seats.assign(world.alice, session, [bob.pk])
    assert list(visible(Session, make.actor(bob))) == [session]
    seats.assign(world.alice, session, [bob.pk])
    assert [action for action, _data in world.lines()] == ["session.assigned"]

    # Who loses the last seat in the dialogue loses the key to its closed doors.
    seats.dismiss(world.alice, world.dialogue, seat.pk)
    assert SessionSeat.objects.count() == 0
    assert list(visible(Session, make.actor(bob))) == []
