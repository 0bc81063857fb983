"""Dates and times as the reader's language writes them, each zone named."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time

from parley.core import locales


def long_day(day: date) -> str:
    """Wednesday, 12 May 2021."""
    return format_date(day, "full", locale=locales.current())


def long_date(day: date) -> str:
    return format_date(day, "long", locale=locales.current())


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """13:00: on a 24-hour clock everywhere, as programmes print it."""
    local = moment.astimezone(zone)
    return _clock(local.hour, local.minute, locales.current())


@lru_cache(maxsize=24 * 60)
def _clock(hour: int, minute: int, locale: Locale) -> str:
    """In the figures of the language, which is all that this depends on."""
    return format_time(time(hour, minute), "HH:mm", locale=locale)


def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """13:00–13:55, with the days where the end falls on another one."""
    if start.astimezone(zone).date() == end.astimezone(zone).date():
        return f"{clock(start, zone)}–{clock(end, zone)}"
    return f"{short_moment(start, zone)} – {short_moment(end, zone)}"


def short_moment(moment: datetime, zone: ZoneInfo) -> str:
    """12 May, 23:30."""
    local = moment.astimezone(zone)
    return f"{format_skeleton('MMMd', local, locale=locales.current())}, {clock(moment, zone)}"


def reader_span(start: datetime, end: datetime, home: ZoneInfo, reader: ZoneInfo) -> str:
    """The reader's own time, with its day where that is not the dialogue's."""
    if start.astimezone(home).date() == start.astimezone(reader).date():
        return span(start, end, reader)
    return f"{short_moment(start, reader)} – {clock(end, reader)}"


def zone_name(zone: ZoneInfo, moment: datetime) -> str:
    """Europe/Zurich (CEST), or with the offset where the zone has no letters of its own."""
    short = moment.astimezone(zone).strftime("%Z")
    if not short.isalpha():
        short = f"UTC{moment.astimezone(zone).isoformat()[-6:]}"
    return f"{zone.key} ({short})"


def same_clock(one: ZoneInfo, other: ZoneInfo, moments: list[datetime]) -> bool:
    """Whether both zones show the same time at each of these moments."""
    return all(m.astimezone(one).utcoffset() == m.astimezone(other).utcoffset() for m in moments)
