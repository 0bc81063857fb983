"""What can't be right in a programme, though it may be saved: found on plain frozen values.

Times are half open: a session that ends at 11:00 leaves room for one that starts at 11:00.
A session and what it is part of share their people, room and time: they never clash.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from heapq import heappop, heappush
from zoneinfo import ZoneInfo


class ClashKind(StrEnum):
    PERSON_TWICE = "person_twice"
    ROOM_TWICE = "room_twice"
    OUTSIDE_DATES = "outside_dates"
    OUTSIDE_PARENT = "outside_parent"


@dataclass(frozen=True)
class Booking:
    """What a session occupies. `ours`: of the dialogue that is looked at."""

    session: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None
    room: int | None = None
    people: frozenset[int] = frozenset()
    parent: int | None = None
    ours: bool = True


@dataclass(frozen=True, order=True)
class Clash:
    """One contradiction. `subject` is the person or the room of the first two kinds."""

    kind: ClashKind
    session: int
    other: int = 0
    subject: int = 0


@dataclass(frozen=True)
class Dates:
    """The days of a dialogue, in its zone."""

    first: date
    last: date
    zone: ZoneInfo


def clashes_in(bookings: Sequence[Booking], dates: Dates) -> list[Clash]:
    """All clashes of the dialogue's sessions, each pair once, in a fixed order."""
    by_key = {booking.session: booking for booking in bookings}
    found: set[Clash] = set()
    for person, held in _by_person(bookings).items():
        for one, other in _overlapping(held):
            found |= _pair(ClashKind.PERSON_TWICE, one, other, person, by_key)
    for room, held in _by_room(bookings).items():
        for one, other in _overlapping(held):
            found |= _pair(ClashKind.ROOM_TWICE, one, other, room, by_key)
    for booking in bookings:
        if booking.ours:
            found |= set(_outside(booking, by_key, dates))
    return sorted(found)


def _by_person(bookings: Sequence[Booking]) -> dict[int, list[Booking]]:
    held: defaultdict[int, list[Booking]] = defaultdict(list)
    for booking in bookings:
        for person in booking.people:
            held[person].append(booking)
    return held


def _by_room(bookings: Sequence[Booking]) -> dict[int, list[Booking]]:
    held: defaultdict[int, list[Booking]] = defaultdict(list)
    for booking in bookings:
        if booking.room is not None:
            held[booking.room].append(booking)
    return held


def _overlapping(held: Sequence[Booking]) -> Iterator[tuple[Booking, Booking]]:
    """Pairs that share a moment: a sweep over the starts, with the sessions still under way."""
    timed = [b for b in held if b.starts_at is not None and b.ends_at is not None]
    under_way: list[tuple[datetime, int, Booking]] = []
    for booking in sorted(timed, key=lambda b: (b.starts_at, b.session)):
        assert booking.starts_at is not None
        assert booking.ends_at is not None
        while under_way and under_way[0][0] <= booking.starts_at:
            heappop(under_way)
        for _end, _key, earlier in under_way:
            yield earlier, booking
        heappush(under_way, (booking.ends_at, booking.session, booking))


def _pair(
    kind: ClashKind, one: Booking, other: Booking, subject: int, by_key: dict[int, Booking]
) -> set[Clash]:
    if not (one.ours or other.ours) or _are_nested(one, other, by_key):
        return set()
    # The dialogue's own session is named first, the lower key of two such.
    low, high = sorted((one, other), key=lambda b: (not b.ours, b.session))
    return {Clash(kind, low.session, high.session, subject)}


def _are_nested(one: Booking, other: Booking, by_key: dict[int, Booking]) -> bool:
    return other.session in _above(one, by_key) or one.session in _above(other, by_key)


def _above(booking: Booking, by_key: dict[int, Booking]) -> set[int]:
    found: set[int] = set()
    parent = booking.parent
    while parent is not None and parent not in found:
        found.add(parent)
        parent = by_key[parent].parent if parent in by_key else None
    return found


def _outside(booking: Booking, by_key: dict[int, Booking], dates: Dates) -> Iterator[Clash]:
    days = _days(booking, dates.zone)
    if days and not (dates.first <= min(days) and max(days) <= dates.last):
        yield Clash(ClashKind.OUTSIDE_DATES, booking.session)
    parent = by_key.get(booking.parent or 0)
    if parent is None or booking.starts_at is None or parent.starts_at is None:
        return
    assert booking.ends_at is not None
    assert parent.ends_at is not None
    if booking.starts_at < parent.starts_at or booking.ends_at > parent.ends_at:
        yield Clash(ClashKind.OUTSIDE_PARENT, booking.session, parent.session)


def _days(booking: Booking, zone: ZoneInfo) -> list[date]:
    """The first and the last day that the session touches."""
    if booking.starts_at is None or booking.ends_at is None:
        return [booking.day] if booking.day else []
    # Ending at midnight is still ending on the day before.
    last = max(booking.starts_at, booking.ends_at - booking.ends_at.resolution)
    return [moment.astimezone(zone).date() for moment in (booking.starts_at, last)]
