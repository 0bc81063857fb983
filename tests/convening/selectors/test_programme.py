"""The programme as frozen values: order, days, rooms, nesting, and what stays hidden."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.convening.selectors.programme import programme_for
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


def titles(lines) -> list[str]:
    return [str(line.title) for line in lines]


def test_days_follow_the_dialogues_zone_not_utc() -> None:
    dialogue = make.dialogue(time_zone="Pacific/Auckland")
    late = datetime(2027, 5, 12, 13, tzinfo=UTC)  # already the 13th in Auckland
    make.session(dialogue, starts_at=late, ends_at=late.replace(hour=14))
    [day] = programme_for(ANONYMOUS, dialogue).days
    assert day.date == date(2027, 5, 13)


def test_unknown_times_stay_unknown() -> None:
    dialogue = make.dialogue()
    unknown = {"starts_at": None, "ends_at": None}
    make.session(dialogue, title=LocalText(en="Some time"), **unknown)
    make.session(dialogue, title=LocalText(en="That day"), day=date(2027, 5, 13), **unknown)
    programme = programme_for(ANONYMOUS, dialogue)
    [day] = programme.days
    assert (day.date, titles(day.untimed), day.slots) == (date(2027, 5, 13), ["That day"], ())
    assert titles(programme.undated) == ["Some time"]


def test_rooms_come_in_their_order_and_sessions_share_slots() -> None:
    dialogue, venue = make.dialogue(), make.venue()
    second, first = make.room(venue, order=2), make.room(venue, order=1)
    make.session(dialogue, room=second, title=LocalText(en="B"), order=2)
    make.session(dialogue, room=first, title=LocalText(en="A"), order=1)
    [day] = programme_for(ANONYMOUS, dialogue).days
    assert [room.name for room in day.rooms] == [first.name, second.name]
    [slot] = day.slots
    assert titles(slot.lines) == ["A", "B"]


def test_parts_stand_in_their_session_and_alone_where_that_is_hidden() -> None:
    dialogue = make.dialogue()
    parent = make.session(dialogue, rule=Rule.CLOSED_DOOR, title=LocalText(en="Hidden"))
    make.session(dialogue, parent=parent, title=LocalText(en="Shown"))
    convener = make.user()
    make.seat(dialogue, convener, SeatRole.CONVENER)

    [day] = programme_for(ANONYMOUS, dialogue).days
    assert titles(day.slots[0].lines) == ["Shown"]
    [line] = programme_for(make.actor(convener), dialogue).days[0].slots[0].lines
    assert (str(line.title), titles(line.children)) == ("Hidden", ["Shown"])


def test_who_takes_part_is_as_of_that_day() -> None:
    dialogue = make.dialogue()
    session = make.session(dialogue)
    ministry = make.organisation(name=LocalText(en="Ministry"))
    make.contribution(
        session,
        person=make.person(name="Ada Example", honorific="Prof."),
        honorific="Dr",
        organisation=ministry,
        position=LocalText(en="Adviser"),
        order=1,
    )
    make.contribution(session, organisation=ministry, capacity=LocalText(en="Observers"), order=2)
    [line] = programme_for(ANONYMOUS, dialogue).lines()
    ada, delegation = line.parts
    assert (ada.honorific, ada.name, str(ada.organisation)) == ("Dr", "Ada Example", "Ministry")
    assert (delegation.name, delegation.is_person, delegation.url) == (
        "Ministry",
        False,
        f"/organisations/{ministry.slug}/",
    )


def test_two_queries_however_many_sessions(django_assert_num_queries) -> None:
    dialogue = make.dialogue()
    for _n in range(3):
        make.contribution(make.session(dialogue, room=make.room()))
        with django_assert_num_queries(2):
            list(programme_for(ANONYMOUS, dialogue).lines())


hours = st.integers(min_value=0, max_value=40)


@given(st.lists(st.tuples(st.one_of(st.none(), hours), st.one_of(st.none(), st.integers(0, 5)))))
def test_every_visible_session_stands_exactly_once(plan) -> None:
    dialogue = make.dialogue()
    made = []
    for hour, parent in plan:
        start = None if hour is None else datetime(2027, 5, 12, tzinfo=UTC).replace(hour=hour % 24)
        made.append(
            make.session(
                dialogue,
                starts_at=start,
                ends_at=start and start.replace(minute=30),
                parent=made[parent] if parent is not None and parent < len(made) else None,
            )
        )
    lines = list(programme_for(ANONYMOUS, dialogue).lines())
    assert sorted(line.id for line in lines) == sorted(session.pk for session in made)


def test_neighbours_are_those_in_the_programme() -> None:
    dialogue = make.dialogue()
    first = make.session(dialogue, order=1)
    make.session(dialogue, order=2, rule=Rule.CLOSED_DOOR)
    last = make.session(dialogue, order=3)
    programme = programme_for(ANONYMOUS, dialogue)
    before, after = programme.neighbours(first.pk)
    assert before is None
    assert after is not None
    assert after.id == last.pk
