"""Groups as conveners make them: nothing that people rely on is taken from under them."""

from typing import Any

import pytest

from parley.apps.convening.models import Seat, SeatRole
from parley.apps.convening.services.versions import Conflict
from parley.apps.registration.models import (
    Admission,
    Group,
    Invitation,
    InvitationState,
    Question,
    Sight,
    State,
)
from parley.apps.registration.services import groups, states
from parley.apps.registration.services.registering import register
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.test_registering import SAID, roles

NEW: dict[str, Any] = {"name": LocalText(en="Civil society", fr="Société civile")}


def actions() -> list[str]:
    return list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))


def names(dialogue: Any) -> list[str]:
    return [str(group) for group in dialogue.groups.all()]


def test_a_convener_makes_groups_with_short_names_of_their_own(host: Any) -> None:
    one = groups.add(host.actor, host.dialogue, NEW)
    two = groups.add(host.actor, host.dialogue, {**NEW, "seats": 5})
    arabic = groups.add(host.actor, host.dialogue, {"name": LocalText(ar="المجتمع المدني")})
    assert [group.slug for group in (one, two, arabic)] == [
        "civil-society",
        "civil-society-2",
        "group-1",
    ]
    assert (two.seats, two.admission, two.vetted) == (5, Admission.INVITATION, True)
    assert actions() == ["group.added"] * 3
    assert AuditRecord.objects.first().data == {"dialogue": host.dialogue.pk}


@pytest.mark.parametrize("role", [None, *(r for r in SeatRole.values if r != SeatRole.CONVENER)])
def test_nobody_else_makes_or_changes_groups(host: Any, role: str | None) -> None:
    group, account = make.group(host.dialogue), make.user()
    if role:
        make.seat(host.dialogue, account, role)
    actor = make.actor(account)
    for act in (
        lambda: groups.add(actor, host.dialogue, NEW),
        lambda: groups.edit(actor, group, {"seats": 1}),
        lambda: groups.move(actor, group, "up"),
        lambda: groups.remove(actor, group),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert list(Group.objects.values_list("pk", "seats")) == [(group.pk, None)]


def test_no_fewer_seats_than_are_taken(host: Any) -> None:
    group = make.group(host.dialogue, seats=3, vetted=False)
    for _n in range(2):
        register(make.user(), group, SAID)
    with pytest.raises(InvalidInput, match="2 seats of this group are taken or offered"):
        groups.edit(host.actor, group, {"seats": 1})
    group.refresh_from_db()
    assert group.seats == 3
    groups.edit(host.actor, group, {"seats": 2})
    group.refresh_from_db()
    assert group.seats == 2


@pytest.mark.parametrize(("seats", "offered"), [(2, 1), (4, 2), (None, 2)])
def test_new_seats_go_to_who_waits_longest(host: Any, seats: int | None, offered: int) -> None:
    group = make.group(host.dialogue, seats=1, vetted=False)
    rows = [register(make.user(), group, SAID) for _n in range(3)]
    assert [row.pk for row in groups.edit(host.actor, group, {"seats": seats})] == [
        row.pk for row in rows[1 : 1 + offered]
    ]
    for row in rows:
        row.refresh_from_db()
    waiting = [State.WAITLISTED] * (2 - offered)
    assert [row.state for row in rows] == ["approved", *["offered"] * offered, *waiting]


def test_switching_offers_on_offers_what_is_free(host: Any) -> None:
    group = make.group(host.dialogue, seats=2, vetted=False, offers=False)
    rows = [register(make.user(), group, SAID) for _n in range(3)]
    states.advance(make.actor(rows[0].user), rows[0], State.CANCELLED)
    rows[2].refresh_from_db()
    assert rows[2].state == State.WAITLISTED
    assert groups.edit(host.actor, group, {"offers": True}) == [rows[2]]


def test_those_who_are_in_see_what_the_group_sees_from_now_on(host: Any) -> None:
    group = make.group(host.dialogue, vetted=False)
    inside = register(make.user(), group, SAID)
    asking = make.registration(group)
    groups.edit(host.actor, group, {"sight": Sight.PUBLIC})
    assert roles(inside.user) == {SeatRole.INVITED}
    group.refresh_from_db()
    groups.edit(host.actor, group, {"sight": Sight.PARTICIPANTS})
    assert roles(inside.user) == {SeatRole.INVITED, SeatRole.PARTICIPANT}
    assert not Seat.objects.filter(user=asking.user).exists()


def test_who_saved_in_the_meantime_is_not_overwritten(host: Any) -> None:
    group = make.group(host.dialogue, seats=3)
    with pytest.raises(Conflict):
        groups.edit(host.actor, group, {"seats": 5}, seen="another")
    group.refresh_from_db()
    assert group.seats == 3


def test_nothing_new_is_no_change(host: Any) -> None:
    group = make.group(host.dialogue, seats=3)
    assert groups.edit(host.actor, group, {"seats": 3}) == []
    assert actions() == []


def test_groups_change_places(host: Any) -> None:
    one, two = (groups.add(host.actor, host.dialogue, {"name": LocalText(en=n)}) for n in "ab")
    groups.move(host.actor, two, "up")
    assert names(host.dialogue) == ["b", "a"]
    groups.move(host.actor, two, "up")
    groups.move(host.actor, one, "down")
    assert names(host.dialogue) == ["b", "a"]


@pytest.mark.parametrize("state", [InvitationState.OPEN, InvitationState.ACCEPTED])
def test_a_group_that_somebody_is_in_stays(host: Any, state: str) -> None:
    group = make.group(host.dialogue)
    make.invitation(group, state=state)
    with pytest.raises(InvalidInput, match="0 registrations and 1 invitations"):
        groups.remove(host.actor, group)
    registered = make.registration(make.group(host.dialogue), state=State.CANCELLED)
    with pytest.raises(InvalidInput, match="1 registrations and 0 invitations"):
        groups.remove(host.actor, registered.group)
    assert Group.objects.count() == 2


def test_an_empty_group_goes_with_the_invitations_that_came_to_nothing(host: Any) -> None:
    group, other = make.group(host.dialogue), make.group(host.dialogue)
    for state in (InvitationState.REVOKED, InvitationState.DECLINED, InvitationState.KNOWN):
        make.invitation(group, state=state)
    kept = make.invitation(other)
    groups.remove(host.actor, group)
    assert list(Group.objects.all()) == [other]
    assert list(Invitation.objects.all()) == [kept]
    assert actions() == ["group.removed"]


def test_a_question_for_one_group_alone_is_not_asked_of_all_when_the_group_goes(host: Any) -> None:
    group, other = make.group(host.dialogue), make.group(host.dialogue)
    question = Question.objects.create(dialogue=host.dialogue, text=LocalText(en="Visa needed?"))
    question.groups.set([group])
    with pytest.raises(InvalidInput, match="asked of this group alone"):
        groups.remove(host.actor, group)
    question.groups.add(other)
    groups.remove(host.actor, group)
    assert list(question.groups.all()) == [other]
