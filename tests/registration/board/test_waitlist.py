"""The waitlist has an order that can be explained, and offers do not stand for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import Dialogue, Status
from parley.apps.registration.models import Group, Registration, State, Transition
from parley.apps.registration.services import deciding, registering, states, waitlists
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.board.conftest import Host
from tests.registration.board.test_deciding import applicants, state_of

WAITING = State.WAITLISTED


def order(group: Group) -> list[str]:
    return [row.name for row in states.waitlist(group)]


def test_moving_up_is_explained_and_holds_when_others_come(host: Host) -> None:
    group = make.group(host.dialogue, seats=1)
    rows = applicants(group, 4, state=WAITING)
    waitlists.move_up(host.actor, rows[3], 2, reason="The only one of her region")
    assert order(group) == ["Guest 0", "Guest 3", "Guest 1", "Guest 2"]
    waitlists.move_up(host.actor, rows[2], 1, reason="Speaks")
    assert order(group) == ["Guest 2", "Guest 0", "Guest 3", "Guest 1"]
    make.registration(group, make.user(name="Late"), state=WAITING)
    assert order(group)[-1] == "Late"
    line = Transition.objects.get(registration=rows[3])
    assert (line.reason, line.before, line.after) == (
        "The only one of her region",
        "waitlisted",
        "waitlisted",
    )
    page = host.client.get(host.url("waitlist/")).content.decode()
    assert f"Moved up by {host.account}: The only one of her region" in page
    assert "region" not in repr(list(AuditRecord.objects.values()))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=6))
def test_moving_up_moves_one_and_keeps_the_order_of_the_others(
    host: Host, moves: list[tuple[int, int]]
) -> None:
    group = make.group(host.dialogue)
    rows = applicants(group, 5, state=WAITING)
    expected = [row.name for row in rows]
    for who, place in moves:
        name = rows[who].name
        if place > expected.index(name):
            with pytest.raises(InvalidInput, match="further up"):
                waitlists.move_up(host.actor, rows[who], place, reason="x")
            continue
        waitlists.move_up(host.actor, rows[who], place, reason="x")
        expected.remove(name)
        expected.insert(place - 1, name)
        assert order(group) == expected


def test_moving_up_takes_a_reason_and_a_vetter(host: Host) -> None:
    group = make.group(host.dialogue)
    first, second = applicants(group, 2, state=WAITING)
    with pytest.raises(InvalidInput, match="Say why"):
        waitlists.move_up(host.actor, second, 1, reason=" ")
    with pytest.raises(NotAllowed):
        waitlists.move_up(make.actor(second.user), second, 1, reason="Please")
    (inside,) = applicants(group, 1, state=State.APPROVED)
    with pytest.raises(InvalidInput, match="further up"):
        waitlists.move_up(host.actor, inside, 1, reason="x")
    assert states.waitlist(group).first() == first


def expired(group: Group) -> Registration:
    long_ago = timezone.now() - timedelta(minutes=1)
    return applicants(group, 1, state=State.OFFERED, offer_ends_at=long_ago)[0]


def test_an_unanswered_offer_goes_to_the_next_and_its_owner_to_the_end(host: Host) -> None:
    group = make.group(host.dialogue, seats=2)
    gone = expired(group)
    (standing,) = applicants(
        group, 1, state=State.OFFERED, offer_ends_at=timezone.now() + timedelta(days=1)
    )
    first, second = applicants(group, 2, state=WAITING)
    waitlists.expire_offers.call()
    assert state_of([gone, standing, first, second]) == [
        "waitlisted",
        "offered",
        "offered",
        "waitlisted",
    ]
    assert list(states.waitlist(group)) == [second, gone]
    line = Transition.objects.get(registration=gone)
    assert (line.reason, line.by_job) == (waitlists.EXPIRED, "registration")
    assert [mail.kind for mail in gone.mails.all()] == ["waitlisted"]
    assert [mail.kind for mail in first.mails.all()] == ["offered"]
    waitlists.expire_offers.call()
    assert Transition.objects.count() == 2


def test_who_did_not_answer_is_not_offered_the_same_seat_again_at_once(host: Host) -> None:
    gone = expired(make.group(host.dialogue, seats=1))
    waitlists.expire_offers.call()
    assert state_of([gone]) == ["waitlisted"]


def test_nothing_is_offered_once_the_dialogue_is_over(host: Host) -> None:
    gone = expired(make.group(host.dialogue, seats=1))
    Dialogue.objects.update(status=Status.CONCLUDED)
    waitlists.expire_offers.call()
    assert state_of([gone]) == ["offered"]


def test_a_group_may_have_its_seats_offered_by_hand(host: Host) -> None:
    group = make.group(host.dialogue, seats=1, offers=False, vetted=False)
    (inside,) = applicants(group, 1, state=State.APPROVED)
    first, second = applicants(group, 2, state=WAITING)
    states.advance(host.actor, inside, State.CANCELLED)
    assert state_of([first, second]) == ["waitlisted", "waitlisted"]
    newcomer = registering.register(make.user(), group, {"name": "New", "mode": "online"})
    assert newcomer.state == "waitlisted"
    deciding.decide(host.actor, second, State.OFFERED, reason="Comes from far")
    assert state_of([first, second]) == ["waitlisted", "offered"]
    with pytest.raises(states.NoSeat):
        deciding.decide(host.actor, first, State.OFFERED)


def test_the_waitlists_page_and_the_form_to_move_up(host: Host) -> None:
    group = make.group(host.dialogue, seats=1)
    first, second = applicants(group, 2, state=WAITING)
    page = host.client.get(host.url("waitlist/"))
    assert [row["name"] for row in page.context["groups"][0]["rows"]] == ["Guest 0", "Guest 1"]
    url = host.url(f"people/{second.uid}/up/")
    assert host.client.get(url).status_code == 200
    assert host.client.post(url, {"place": "1", "reason": ""}).status_code == 422
    assert host.client.post(url, {"place": "2", "reason": "x"}).status_code == 422
    assert host.client.post(url, {"place": "1", "reason": "x"}).status_code == 302
    assert list(states.waitlist(group)) == [second, first]
    assert host.client.get(url).status_code == 302  # is first already
