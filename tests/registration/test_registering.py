"""Every way in goes through `register`, and no state changes but by `advance`."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from parley.apps.convening.models import Seat, SeatRole, Status
from parley.apps.registration.models import (
    Admission,
    Invitation,
    InvitationState,
    Mail,
    Mode,
    Sight,
    State,
    Transition,
)
from parley.apps.registration.services import states
from parley.apps.registration.services.deciding import decide
from parley.apps.registration.services.registering import register
from parley.core import access
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {"name": "Ada Guest", "organisation": "Institute", "mode": Mode.ONLINE}


def guest(invitation: Invitation) -> Any:
    return make.user(email=invitation.address, name=invitation.name)


def roles(account: Any) -> set[str]:
    return set(Seat.objects.filter(user=account).values_list("role", flat=True))


def test_where_a_convener_decides_it_is_submitted_and_sees_nothing_more() -> None:
    group, account = make.group(make.dialogue(), seats=1), make.user()
    row = register(account, group, SAID)
    assert (row.state, row.name, row.mode) == (State.SUBMITTED, "Ada Guest", Mode.ONLINE)
    assert roles(account) == {SeatRole.INVITED}
    assert [mail.kind for mail in row.mails.all()] == ["submitted"]
    assert AuditRecord.objects.filter(action="registration.submitted").count() == 1


def test_where_nobody_decides_seats_go_as_long_as_there_are_and_then_the_waitlist() -> None:
    group = make.group(make.dialogue(), seats=2, vetted=False)
    rows = [register(make.user(), group, SAID) for _ in range(3)]
    assert [row.state for row in rows] == ["approved", "approved", "waitlisted"]
    assert roles(rows[0].user) == {SeatRole.INVITED, SeatRole.PARTICIPANT}
    assert roles(rows[2].user) == {SeatRole.INVITED}


def test_a_group_that_sees_what_is_public_gets_no_seat_inside() -> None:
    group = make.group(make.dialogue(), vetted=False, sight=Sight.PUBLIC)
    row = register(make.user(), group, SAID)
    assert (row.state, roles(row.user)) == (State.APPROVED, {SeatRole.INVITED})


def test_an_invitation_is_for_one_address_once() -> None:
    group = make.group(make.dialogue(), admission=Admission.INVITATION)
    invitation = make.invitation(group)
    with pytest.raises(NotAllowed, match="another address"):
        register(make.user(), group, SAID, invitation=invitation)
    row = register(guest(invitation), group, SAID, invitation=invitation)
    assert (row.state, row.invitation) == (State.APPROVED, invitation)
    assert Invitation.objects.get().state == InvitationState.ACCEPTED
    with pytest.raises(NotAllowed, match="used already"):
        register(row.user, group, SAID, invitation=Invitation.objects.get())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"state": InvitationState.REVOKED}, "withdrawn"),
        ({"state": InvitationState.DECLINED}, "declined"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expired"),
    ],
)
def test_what_is_over_lets_nobody_in(fields: dict[str, Any], reason: str) -> None:
    group = make.group(make.dialogue(), admission=Admission.INVITATION)
    invitation = make.invitation(group, **fields)
    with pytest.raises(NotAllowed, match=reason):
        register(guest(invitation), group, SAID, invitation=invitation)


def test_nobody_comes_into_a_group_of_invited_people_without_an_invitation_for_it() -> None:
    dialogue = make.dialogue()
    closed = make.group(dialogue, admission=Admission.INVITATION)
    other = make.invitation(make.group(dialogue, admission=Admission.INVITATION))
    free = make.invitation(closed, group=None)
    with pytest.raises(NotAllowed, match="by invitation"):
        register(make.user(), closed, SAID)
    with pytest.raises(NotAllowed, match="another group"):
        register(guest(other), closed, SAID, invitation=other)
    with pytest.raises(NotAllowed, match="by invitation"):
        register(guest(free), closed, SAID, invitation=free)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CONCLUDED, Status.CANCELLED])
def test_only_a_dialogue_to_come_takes_registrations(status: Status) -> None:
    with pytest.raises(NotAllowed, match="does not take"):
        register(make.user(), make.group(make.dialogue(status=status)), SAID)


def test_the_last_day_counts_whole_in_the_dialogues_zone_and_late_is_on_record() -> None:
    today = timezone.now()
    dialogue = make.dialogue(time_zone="Pacific/Kiritimati")
    yesterday = (today.astimezone(dialogue.zone) - timedelta(days=1)).date()
    group = make.group(dialogue, deadline=yesterday)
    with pytest.raises(NotAllowed, match="ended"):
        register(make.user(), group, SAID)
    late = make.invitation(group, late=True)
    assert register(guest(late), group, SAID, invitation=late).state == State.APPROVED
    group.deadline = today.astimezone(dialogue.zone).date()
    group.save()
    assert register(make.user(), group, SAID).state == State.SUBMITTED


def test_one_registration_a_person_that_can_be_cancelled_and_taken_up_again() -> None:
    group, account = make.group(make.dialogue()), make.user()
    row = register(account, group, SAID)
    with pytest.raises(InvalidInput, match="registered already"):
        register(account, group, SAID)
    states.advance(make.actor(account), row, State.CANCELLED)
    again = register(account, group, {**SAID, "organisation": "Ministry"})
    assert (again.pk, again.state, again.organisation) == (row.pk, State.SUBMITTED, "Ministry")


def test_a_freed_seat_is_offered_to_who_waits_longest_and_says_why() -> None:
    group = make.group(make.dialogue(), seats=1, vetted=False)
    first, second, third = (register(make.user(), group, SAID) for _ in range(3))
    states.advance(make.actor(first.user), first, State.CANCELLED)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (State.OFFERED, State.WAITLISTED)
    assert second.offer_ends_at is not None
    (offer,) = Transition.objects.filter(after=State.OFFERED)
    assert (offer.by, offer.by_job) == (None, "registration")
    assert "longest on the waitlist" in offer.reason
    assert Mail.objects.filter(registration=second, kind="offered").count() == 1
    assert roles(first.user) == {SeatRole.INVITED}


def test_no_convener_can_give_a_seat_that_is_not_there() -> None:
    dialogue, convener = make.dialogue(), make.user()
    make.seat(dialogue, convener, SeatRole.CONVENER)
    group = make.group(dialogue, seats=1)
    one, two = (register(make.user(), group, SAID) for _ in range(2))
    decide(make.actor(convener), one, State.APPROVED)
    with pytest.raises(InvalidInput, match="All seats"):
        decide(make.actor(convener), two, State.APPROVED)
    two.refresh_from_db()
    assert two.state == State.SUBMITTED
    with pytest.raises(NotAllowed):
        decide(make.actor(one.user), one, State.DECLINED)


def test_what_people_said_of_themselves_is_theirs_and_the_conveners_alone() -> None:
    dialogue, convener, operator = make.dialogue(), make.user(), make.user(is_operator=True)
    make.seat(dialogue, convener, SeatRole.CONVENER)
    group = make.group(dialogue)
    row = register(make.user(), group, SAID)
    register(make.user(), make.group(make.dialogue()), SAID)

    def seen(account: Any) -> list[Any]:
        return list(access.visible(type(row), make.actor(account)))

    assert seen(row.user) == [row]
    assert seen(convener) == [row]
    assert seen(operator) == seen(make.user()) == []
