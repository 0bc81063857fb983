"""The written rules of a zone, read by another library, say what the zone says."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Timezone

from parley.apps.convening.feeds.vtimezone import vtimezone
from parley.core import zones

MINUTE = timedelta(minutes=1)
YEARS = (2019, 2028)
START, END = (datetime(year, 1, 1, tzinfo=UTC) for year in (YEARS[0], YEARS[1] + 1))


def reader_of(component: Timezone, name: str):
    return tzical(StringIO(component.to_ical().decode())).get(name)


@given(st.sampled_from(zones.names()), st.integers(0, (END - START) // MINUTE - 1))
def test_any_zone_any_moment(name: str, minute: int) -> None:
    there = (START + minute * MINUTE).astimezone(ZoneInfo(name))
    back = there.replace(fold=1 - there.fold)
    if there.utcoffset() != back.utcoffset():
        return  # an hour that clocks repeat or skip has two answers
    reader = reader_of(vtimezone(name, *YEARS), name)
    assert reader.utcoffset(there.replace(tzinfo=None)) == there.utcoffset()


@pytest.mark.parametrize(
    "name",
    ["Europe/Rome", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
     "Asia/Kolkata", "Pacific/Auckland"],
)  # fmt: skip
def test_the_hours_around_every_turn(name: str) -> None:
    zone, reader = ZoneInfo(name), reader_of(vtimezone(name, 2026, 2027), name)
    moment, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    while moment < end:
        there = moment.astimezone(zone)
        if there.utcoffset() == there.replace(fold=1 - there.fold).utcoffset():
            assert reader.utcoffset(there.replace(tzinfo=None)) == there.utcoffset(), there
        moment += timedelta(minutes=30)


def test_rome_in_one_year() -> None:
    lines = vtimezone("Europe/Rome", 2027, 2027).to_ical().decode().splitlines()
    assert [line for line in lines if line.startswith(("BEGIN", "DTSTART", "TZOFF"))] == [
        "BEGIN:VTIMEZONE",
        "BEGIN:STANDARD",
        "DTSTART:20261231T010000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "BEGIN:DAYLIGHT",
        "DTSTART:20270328T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "BEGIN:STANDARD",
        "DTSTART:20271031T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
    ]
