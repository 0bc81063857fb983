"""The rules of a time zone for a few years, as iCalendar wants them (RFC 5545, 3.6.5)."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
SECONDS = range(1, 86_401)


@lru_cache(maxsize=64)
def vtimezone(name: str, first: int, last: int) -> Timezone:
    """The zone from the first to the last of these years: no decades that nobody meets in."""
    zone = ZoneInfo(name)
    start, end = datetime(first, 1, 1, tzinfo=UTC) - DAY, datetime(last + 1, 1, 1, tzinfo=UTC) + DAY
    component = Timezone()
    component.add("tzid", name)
    component.add_component(_observance(zone, start, start))
    for turn in _turns(zone, start, end):
        component.add_component(_observance(zone, turn - timedelta(seconds=1), turn))
    return component


def _turns(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The first second of each new offset. No zone changes twice within a day."""
    moment = start
    while moment < end:
        here = moment.astimezone(zone).utcoffset()
        if (moment + DAY).astimezone(zone).utcoffset() != here:
            passed = bisect_left(
                SECONDS,
                True,
                key=lambda s: (moment + timedelta(seconds=s)).astimezone(zone).utcoffset() != here,
            )
            yield moment + timedelta(seconds=SECONDS[passed])
        moment += DAY


def _observance(
    zone: ZoneInfo, before: datetime, turn: datetime
) -> TimezoneStandard | TimezoneDaylight:
    """What holds from `turn` on. It begins by the clock that held before."""
    old, new = before.astimezone(zone), turn.astimezone(zone)
    part = TimezoneDaylight() if new.dst() else TimezoneStandard()
    offset = old.utcoffset()
    assert offset is not None
    part.add("dtstart", (turn + offset).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset)
    part.add("tzoffsetto", new.utcoffset())
    part.add("tzname", new.tzname() or zone.key)
    return part
