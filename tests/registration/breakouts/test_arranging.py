"""Proposals, moving people by hand, undoing it, and what everybody is told in the end."""

from collections import Counter
from typing import Any

import pytest

from parley.apps.convening.models import (
    ContributionRole,
    Rule,
    SessionKind,
    SessionSeat,
)
from parley.apps.registration.models import (
    BreakoutPlace,
    BreakoutRound,
    BreakoutStep,
    BreakoutWish,
    Mode,
    Sight,
    State,
    Work,
)
from parley.apps.registration.selectors import breakouts as find
from parley.apps.registration.selectors.own_breakouts import own_rounds
from parley.apps.registration.services import breakouts, erasing, proposing, states
from parley.core.access import visible
from parley.core.actors import ANONYMOUS, Preview
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.breakouts.conftest import Scene

pytestmark = pytest.mark.django_db


def proposed(scene: Scene, *, rest: bool = False) -> BreakoutRound:
    proposing.ask(scene.host.actor, scene.round, rest=rest)
    scene.round.refresh_from_db()
    return scene.round


def wish(scene: Scene, row: Any, *rooms: int) -> None:
    scene.round.takes_wishes = True
    scene.round.save()
    keys = [scene.rooms[number].pk for number in rooms]
    breakouts.wish(make.actor(row.user), scene.round, row, keys)


def move(scene: Scene, row: Any, room: int) -> int:
    return breakouts.move(scene.host.actor, scene.round, row.uid, scene.rooms[room].pk)


def test_only_a_session_with_two_rooms_breaks_out(scene: Scene) -> None:
    alone = make.session(scene.host.dialogue)
    part = {"kind": SessionKind.BREAK_OUT, "parent": alone}
    make.session(scene.host.dialogue, **part)
    make.session(scene.host.dialogue, cancelled=True, **part)
    make.session(scene.host.dialogue, kind=SessionKind.PANEL, parent=alone)
    with pytest.raises(InvalidInput, match="two break-outs"):
        breakouts.begin(scene.host.actor, alone)
    assert find.sessions_to_break_out(scene.host.actor, scene.host.dialogue) == []
    make.session(scene.host.dialogue, **part)
    assert find.sessions_to_break_out(scene.host.actor, scene.host.dialogue) == [alone]


def test_a_proposal_places_all_who_come_evenly_and_says_that_it_is_the_best(scene: Scene) -> None:
    scene.crowd(12)
    for state in (State.SUBMITTED, State.WAITLISTED, State.OFFERED, State.CANCELLED):
        scene.person(f"Not {state}", state=state)
    scene.person("Watcher", group=1, state=State.SUBMITTED)
    row = proposed(scene)
    where = scene.where()
    assert Counter(where.values()) == {"Room A": 4, "Room B": 4, "Room C": 4}
    assert (row.work, row.cost, row.bound, row.stage) == (Work.DONE, 0, 0, "")
    groups = Counter((where[p.name], p.group_id) for p in scene.people if p.name in where)
    assert set(groups.values()) == {2}
    assert AuditRecord.objects.filter(action="breakouts.asked").count() == 1


def test_wishes_are_met_and_facilitators_and_pinned_people_stay(scene: Scene) -> None:
    scene.crowd(6)
    wished, pinned, chair = scene.person("Wished"), scene.person("Pinned"), scene.person("Chair")
    wish(scene, wished, 2)
    wish(scene, pinned, 2)
    profile = make.person(user=chair.user)
    make.contribution(scene.rooms[1], person=profile, role=ContributionRole.CHAIR)
    move(scene, pinned, 0)
    breakouts.pin(scene.host.actor, scene.round, pinned.uid, pinned=True)
    row, where = proposed(scene), scene.where()
    assert where["Wished"] == "Room C"
    assert (where["Pinned"], where["Chair"]) == ("Room A", "Room B")
    assert (row.pins, row.work) == (2, Work.DONE)
    with pytest.raises(InvalidInput, match="has a part"):
        move(scene, chair, 0)


def test_how_one_takes_part_and_what_one_sees_decide_which_rooms_there_are(scene: Scene) -> None:
    a, b, c = scene.rooms
    a.room = make.room(capacity=30)
    a.capacity = None
    a.save()
    b.join_url = "https://example.org/b"
    b.rule = Rule.PUBLIC
    b.save()
    c.cancelled = True
    c.save()
    online, there = scene.person("Online", mode=Mode.ONLINE), scene.person("There")
    scene.groups[1].sight = Sight.PUBLIC
    scene.groups[1].save()
    viewer = scene.person("Viewer", group=1)
    nowhere = scene.person("Viewer online", group=1, mode=Mode.ONLINE)
    rooms = {p.key: p.rooms for p in find.arrangement_of(scene.host.actor, scene.round).people}
    assert rooms == {
        online.pk: {b.pk},
        there.pk: {a.pk},
        viewer.pk: set(),
        nowhere.pk: {b.pk},
    }
    proposed(scene)
    assert scene.where() == {
        "Online": "Room B",
        "There": "Room A",
        "Viewer": None,
        "Viewer online": "Room B",
    }
    with pytest.raises(InvalidInput, match="not open to people"):
        move(scene, online, 0)


def test_too_many_people_are_said_with_the_rooms_and_nothing_changes(scene: Scene) -> None:
    scene.crowd(13)
    row = proposed(scene)
    assert row.work == Work.FAILED
    keys = [room.pk for room in scene.rooms]
    assert row.trouble == {"rooms": keys, "people": 13, "places": 12}
    assert not BreakoutPlace.objects.exists()


def test_those_who_come_late_are_placed_and_everybody_else_stays(scene: Scene) -> None:
    scene.crowd(9)
    proposed(scene)
    before = scene.where()
    scene.person("Late")
    move(scene, scene.people[0], (int(before[scene.people[0].name] == "Room A")))
    before = scene.where()
    proposed(scene, rest=True)
    after = scene.where()
    assert after.pop("Late") is not None
    before.pop("Late")
    assert after == before


def test_a_move_says_its_price_and_can_be_taken_back_step_by_step(scene: Scene) -> None:
    scene.crowd(12)
    actor, first = scene.host.actor, scene.people[0]
    proposed(scene)
    start = scene.where()
    to = 1 if start[first.name] == "Room A" else 0
    with pytest.raises(InvalidInput, match="full"):
        move(scene, first, to)
    scene.rooms[to].capacity = 9
    scene.rooms[to].save()
    before = find.arrangement_of(actor, scene.round)
    price = move(scene, first, to)
    after = find.arrangement_of(actor, scene.round)
    assert price == after.cost.total - before.cost.total > 0
    assert move(scene, first, to) == 0
    assert breakouts.undo(actor, scene.round) == 1
    assert scene.where() == start
    assert breakouts.undo(actor, scene.round) == 12
    assert set(scene.where().values()) == {None}
    with pytest.raises(InvalidInput, match="nothing"):
        breakouts.undo(actor, scene.round)


def test_what_was_moved_while_the_job_worked_is_not_overwritten(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.crowd(4)
    solve = proposing.assigning.solve

    def slow(*args: Any, **kwargs: Any) -> Any:
        move(scene, scene.people[0], 2)
        return solve(*args, **kwargs)

    monkeypatch.setattr(proposing.assigning, "solve", slow)
    row = proposed(scene)
    assert (row.work, row.trouble) == (Work.FAILED, {"changed": True})
    assert Counter(scene.where().values()) == {None: 3, "Room C": 1}


def test_an_older_job_does_nothing_and_a_broken_one_leaves_nobody_waiting(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.crowd(2)
    proposing.propose.call(scene.round.pk, 7, False)
    scene.round.refresh_from_db()
    assert scene.round.work == Work.NONE

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(proposing.assigning, "solve", broken)
    with pytest.raises(MemoryError):
        proposing.propose.call(scene.round.pk, 0, False)
    scene.round.refresh_from_db()
    assert (scene.round.work, scene.round.trouble) == (Work.FAILED, {})


def test_closed_doors_open_for_those_who_are_told_and_close_when_they_leave(scene: Scene) -> None:
    actor, (a, b, _c) = scene.host.actor, scene.rooms
    a.rule = Rule.CLOSED_DOOR
    a.save()
    guest = make.user(name="By hand")
    make.seat(scene.host.dialogue, guest, "rapporteur")
    SessionSeat.objects.create(session=a, user=guest)
    ada, bob = scene.person("Ada"), scene.person("Bob")
    move(scene, ada, 0)
    move(scene, bob, 1)
    assert not visible(type(a), make.actor(ada.user)).filter(pk=a.pk).exists()
    assert breakouts.publish(actor, scene.round) == 2

    def inside() -> set[str]:
        return set(a.seats.values_list("user__name", flat=True))

    assert inside() == {"By hand", "Ada"}
    assert visible(type(a), make.actor(ada.user)).filter(pk=a.pk).exists()
    move(scene, bob, 0)
    move(scene, ada, 1)
    assert inside() == {"By hand", "Ada"}  # a draft changes nothing for anybody
    assert own_rounds(make.actor(bob.user), bob)[0].told == b
    breakouts.publish(actor, scene.round)
    assert inside() == {"By hand", "Bob"}
    states.advance(make.actor(bob.user), bob, State.CANCELLED)
    assert inside() == {"By hand"}
    assert BreakoutPlace.objects.count() == 1
    assert not BreakoutStep.objects.filter(registration=bob).exists()
    breakouts.remove(actor, scene.round)
    assert inside() == {"By hand"}


def test_what_was_published_is_not_undone(scene: Scene) -> None:
    """Taking back the step that placed somebody would take away the room they were told."""
    ada = scene.person("Ada")
    move(scene, ada, 0)
    breakouts.publish(scene.host.actor, scene.round)
    with pytest.raises(InvalidInput, match="nothing"):
        breakouts.undo(scene.host.actor, scene.round)
    move(scene, ada, 1)
    breakouts.undo(scene.host.actor, scene.round)
    assert scene.where() == {"Ada": "Room A"}
    assert own_rounds(make.actor(ada.user), ada)[0].told == scene.rooms[0]


def test_a_mail_goes_once_to_those_whose_room_is_new_and_names_no_room(
    scene: Scene, mailoutbox: Any
) -> None:
    actor, (ada, bob) = scene.host.actor, (scene.person("Ada"), scene.person("Bob"))
    move(scene, ada, 0)
    breakouts.publish(actor, scene.round)
    assert mailoutbox == []
    move(scene, bob, 1)
    breakouts.publish(actor, scene.round, by_mail=True)
    breakouts.publish(actor, scene.round, by_mail=True)
    (mail,) = mailoutbox
    assert mail.to == [bob.user.email]
    assert "Your break-out room: Florence Dialogue" in mail.subject
    assert "Room B" not in mail.message().as_string()


def test_taking_a_round_away_closes_the_doors_it_opened(scene: Scene) -> None:
    scene.rooms[0].rule = ""
    scene.rooms[0].save()
    ada = scene.person("Ada")
    move(scene, ada, 0)
    breakouts.publish(scene.host.actor, scene.round)
    assert scene.rooms[0].seats.count() == 1
    breakouts.remove(scene.host.actor, scene.round)
    assert scene.rooms[0].seats.count() == 0
    assert not BreakoutRound.objects.exists()


def test_who_can_enter_no_room_any_more_is_told_none(scene: Scene) -> None:
    for room in scene.rooms:
        room.room, room.rule = make.room(), Rule.CLOSED_DOOR
        room.save()
    ada, bob = scene.person("Ada"), scene.person("Bob")
    move(scene, ada, 0)
    move(scene, bob, 0)
    breakouts.publish(scene.host.actor, scene.round)
    ada.mode = Mode.ONLINE
    ada.save()
    assert scene.where() == {"Ada": None, "Bob": "Room A"}
    breakouts.publish(scene.host.actor, scene.round)
    assert set(scene.rooms[0].seats.values_list("user__name", flat=True)) == {"Bob"}
    assert own_rounds(make.actor(ada.user), ada)[0].told is None


def test_whoever_is_erased_leaves_the_rooms_too(scene: Scene) -> None:
    scene.rooms[0].rule = Rule.CLOSED_DOOR
    scene.rooms[0].save()
    ada = scene.person("Ada")
    make.seat(scene.host.dialogue, ada.user, "rapporteur")
    move(scene, ada, 0)
    breakouts.publish(scene.host.actor, scene.round)
    erasing.erase(scene.host.actor, ada)
    assert scene.rooms[0].seats.count() == 0
    assert not BreakoutPlace.objects.exists() and not BreakoutStep.objects.exists()


def test_without_rooms_nothing_is_proposed(scene: Scene) -> None:
    for room in scene.rooms:
        room.delete()
    with pytest.raises(InvalidInput, match="no rooms any more"):
        proposing.ask(scene.host.actor, scene.round)


def test_nothing_is_published_before_somebody_has_a_room(scene: Scene) -> None:
    scene.crowd(2)
    with pytest.raises(InvalidInput, match="Nobody has a room"):
        breakouts.publish(scene.host.actor, scene.round)


def test_wishes_are_ones_own_up_to_three_of_the_rooms_one_sees(scene: Scene) -> None:
    a, b, c = scene.rooms
    c.rule = Rule.CLOSED_DOOR
    c.save()
    ada, bob = scene.person("Ada"), scene.person("Bob")
    with pytest.raises(InvalidInput, match="not taken"):
        breakouts.wish(make.actor(ada.user), scene.round, ada, [a.pk])
    wish(scene, ada, 1, 0)
    wish(scene, ada, 1)
    assert own_rounds(make.actor(ada.user), ada)[0].wishes == (b.pk,)
    with pytest.raises(InvalidInput, match="up to three"):
        wish(scene, ada, 2)  # its title is not for her
    with pytest.raises(NotAllowed):
        breakouts.wish(make.actor(bob.user), scene.round, ada, [a.pk])
    wish(scene, ada)
    assert not BreakoutWish.objects.exists()
    move(scene, ada, 0)
    breakouts.publish(scene.host.actor, scene.round)
    with pytest.raises(InvalidInput, match="not taken"):
        wish(scene, ada, 1)


def test_the_draft_is_the_conveners_and_a_place_is_ones_own_once_it_is_told(scene: Scene) -> None:
    ada, bob = scene.person("Ada"), scene.person("Bob")
    asked = scene.person("Asked", state=State.SUBMITTED)
    move(scene, ada, 0)
    move(scene, bob, 0)

    def places(actor: Any) -> int:
        return visible(BreakoutPlace, actor).count()

    previewing = make.actor(scene.host.user)
    previewing = type(previewing)(
        user_id=previewing.user_id, preview=Preview("convener", scene.host.dialogue.pk)
    )
    everybody = [scene.host.actor, make.actor(ada.user), previewing, ANONYMOUS]
    assert [places(actor) for actor in everybody] == [2, 0, 0, 0]
    breakouts.publish(scene.host.actor, scene.round)
    assert [places(actor) for actor in everybody] == [2, 1, 0, 0]
    rounds = [visible(BreakoutRound, actor).count() for actor in everybody]
    assert rounds == [1, 1, 0, 0]
    assert visible(BreakoutRound, make.actor(asked.user)).count() == 0
    for write in (
        lambda: move(Scene(Fake(ada), *_rest(scene)), bob, 1),
        lambda: breakouts.publish(make.actor(ada.user), scene.round),
        lambda: breakouts.undo(make.actor(ada.user), scene.round),
        lambda: proposing.ask(make.actor(ada.user), scene.round),
        lambda: breakouts.remove(make.actor(ada.user), scene.round),
        lambda: breakouts.pin(make.actor(ada.user), scene.round, bob.uid, pinned=True),
        lambda: breakouts.begin(make.actor(ada.user), scene.plenary),
    ):
        with pytest.raises(NotAllowed):
            write()


class Fake:
    """A participant in the place of the convener."""

    def __init__(self, row: Any) -> None:
        self.actor = make.actor(row.user)


def _rest(scene: Scene) -> tuple[Any, ...]:
    return scene.plenary, scene.rooms, scene.groups, scene.round


def test_the_arrangement_takes_as_many_queries_for_many_as_for_one(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    for number in (1, 9):
        scene.crowd(number)
        wish(scene, scene.people[-1], 0, 1)
        move(scene, scene.people[-1], number % 3)
        with django_assert_num_queries(6):
            find.arrangement_of(scene.host.actor, scene.round)
