"""Clashes: against a naive twin, and as the programme's convener reads them."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import Dialogue, SeatRole
from parley.apps.convening.presenters.editor import warning
from parley.apps.convening.selectors.clashes import (
    Booking,
    Clash,
    ClashKind,
    Dates,
    clashes_in,
)
from parley.apps.convening.selectors.warnings import Notice, warnings_for
from parley.core.localtext import LocalText
from tests import factories as make

ROME = ZoneInfo("Europe/Rome")
DATES = Dates(date(2027, 3, 27), date(2027, 3, 29), ROME)
# The clocks are put forward in the night to 28 March.
START = datetime(2027, 3, 26, 20, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@st.composite
def programmes(draw: st.DrawFn) -> list[Booking]:
    """Sessions that share rooms, people, parents; some of another dialogue."""
    size = draw(st.integers(0, 8))
    found: list[Booking] = []
    for key in range(1, size + 1):
        ours = draw(st.booleans()) or draw(st.booleans())
        start = draw(st.integers(0, 90))
        length = draw(st.integers(1, 6))
        is_timed = draw(st.integers(0, 4)) > 0
        day = draw(st.none() | st.dates(date(2027, 3, 25), date(2027, 3, 31)))
        above = [b.session for b in found if b.ours]
        found.append(
            Booking(
                session=key,
                starts_at=at(start) if is_timed else None,
                ends_at=at(start + length) if is_timed else None,
                day=None if is_timed else day,
                room=draw(st.none() | st.integers(1, 2)),
                people=frozenset(draw(st.sets(st.integers(1, 3), max_size=2))),
                parent=draw(st.sampled_from([None, *above])) if ours and above else None,
                ours=ours,
            )
        )
    return draw(st.permutations(found))


def naive(bookings: list[Booking], dates: Dates) -> list[Clash]:
    """Every pair looked at, word for word as the rule says it."""
    by_key = {booking.session: booking for booking in bookings}
    found: set[Clash] = set()
    for a, b in combinations(sorted(bookings, key=lambda b: (not b.ours, b.session)), 2):
        related = a.session in line_up(b, by_key) or b.session in line_up(a, by_key)
        if a.ours and meet(a, b) and not related:
            found |= {
                Clash(ClashKind.PERSON_TWICE, a.session, b.session, person)
                for person in a.people & b.people
            }
            if a.room is not None and a.room == b.room:
                found.add(Clash(ClashKind.ROOM_TWICE, a.session, b.session, a.room))
    for booking in (b for b in bookings if b.ours):
        if any(not dates.first <= day <= dates.last for day in days_of(booking)):
            found.add(Clash(ClashKind.OUTSIDE_DATES, booking.session))
        parent = by_key.get(booking.parent or 0)
        if parent and parent.starts_at and booking.starts_at and not within(booking, parent):
            found.add(Clash(ClashKind.OUTSIDE_PARENT, booking.session, parent.session))
    return sorted(found)


def line_up(booking: Booking, by_key: dict[int, Booking]) -> list[int]:
    above = []
    while booking.parent is not None:
        above.append(booking.parent)
        booking = by_key[booking.parent]
    return above


def meet(a: Booking, b: Booking) -> bool:
    if a.starts_at is None or b.starts_at is None:
        return False
    return max(a.starts_at, b.starts_at) < min(a.ends_at, b.ends_at)


def within(booking: Booking, parent: Booking) -> bool:
    return parent.starts_at <= booking.starts_at and booking.ends_at <= parent.ends_at


def days_of(booking: Booking) -> list[date]:
    """The day of every half hour."""
    days = [booking.day] if booking.day else []
    moment = booking.starts_at
    while moment is not None and moment < booking.ends_at:
        days.append(moment.astimezone(ROME).date())
        moment += timedelta(minutes=30)
    return days


@given(programmes())
def test_clashes_match_the_naive_twin(bookings: list[Booking]) -> None:
    assert clashes_in(bookings, DATES) == naive(bookings, DATES)


def test_one_after_the_other_is_no_clash() -> None:
    common = {"room": 1, "people": frozenset({1})}
    bookings = [Booking(1, at(12), at(13), **common), Booking(2, at(13), at(14), **common)]
    assert clashes_in(bookings, DATES) == []


def test_a_session_and_its_part_share_room_and_people() -> None:
    common = {"room": 1, "people": frozenset({1})}
    bookings = [
        Booking(1, at(12), at(15), **common),
        Booking(2, at(12), at(14), parent=1, **common),
        Booking(3, at(13), at(15), parent=1, **common),
    ]
    assert clashes_in(bookings, DATES) == [
        Clash(ClashKind.PERSON_TWICE, 2, 3, 1),
        Clash(ClashKind.ROOM_TWICE, 2, 3, 1),
    ]


def test_ending_at_midnight_is_ending_on_that_day() -> None:
    """22:00 UTC on 29 March is midnight in Rome: 30 March has begun, but not for a session."""
    end = datetime(2027, 3, 29, 22, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert clashes_in([Booking(1, end - hour, end)], DATES) == []
    assert clashes_in([Booking(1, end - hour, end + hour)], DATES) == [
        Clash(ClashKind.OUTSIDE_DATES, 1)
    ]


# As the convener reads them


def told(desk: Any, session: Any) -> list[str]:
    notices: list[Notice] = warnings_for(desk.actor, desk.dialogue).get(session.pk, [])
    return [warning(notice) for notice in notices]


def test_a_person_in_two_places_is_told_at_both(desk: Any) -> None:
    person = make.person(name="Antje Wiener")
    one = make.session(desk.dialogue, title=LocalText(en="Lecture"))
    two = make.session(desk.dialogue, title=LocalText(en="Panel"))
    for session in (one, two):
        make.contribution(session, person=person)
    assert told(desk, one) == ["Antje Wiener is also in “Panel” at this time."]
    assert told(desk, two) == ["Antje Wiener is also in “Lecture” at this time."]
    two.cancelled = True
    two.save()
    assert told(desk, one) == told(desk, two) == []


def test_another_dialogues_booking_is_told_without_its_title(desk: Any) -> None:
    room = make.room(name=LocalText(en="Refettorio"))
    session = make.session(desk.dialogue, room=room)
    theirs = make.dialogue()
    hidden = make.session(theirs, room=room, rule="closed_door", title=LocalText(en="Canary"))
    make.contribution(hidden, person=make.contribution(session).person)
    assert told(desk, session) == ["Refettorio is booked by another dialogue at this time."]

    hidden.rule = "public"
    hidden.save()
    person = hidden.contributions.get().person.name
    assert told(desk, session) == [
        f"{person} is also in “Canary” at this time.",
        "Refettorio is also booked for “Canary” at this time.",
    ]
    Dialogue.objects.filter(pk=theirs.pk).update(status="cancelled")
    assert told(desk, session) == []


def test_a_colleague_in_a_hidden_session_elsewhere_is_not_told(desk: Any) -> None:
    """That somebody speaks behind another closed door is not ours to know."""
    session = make.session(desk.dialogue)
    person = make.contribution(session).person
    make.contribution(make.session(make.dialogue(), rule="closed_door"), person=person)
    assert told(desk, session) == []
    make.seat(make.dialogue(), desk.user, SeatRole.CONVENER)
    assert told(desk, session) == []


def test_dates_and_parents_are_told(desk: Any) -> None:
    late = make.session(desk.dialogue, starts_at=None, ends_at=None, day=date(2027, 6, 1))
    top = make.session(desk.dialogue, title=LocalText(en="Break-outs"))
    part = make.session(desk.dialogue, parent=top, ends_at=top.ends_at + timedelta(hours=1))
    assert told(desk, late) == ["This is outside the dates of the dialogue."]
    assert told(desk, part) == ["This is not within the time of “Break-outs”, which it is part of."]
    page = desk.client.get("/convene/dialogues/florence/programme/").content.decode()
    assert "There are 2 warnings in this programme." in page
