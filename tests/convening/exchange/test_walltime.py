"""Wall times and moments, in zones that put their clocks forth and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.exchange.walltime import (
    NoSuchTime,
    is_ambiguous,
    moment_of,
    nearest_moment,
    wall_of,
)
from tests.convening.exchange.strategies import ZONES

zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(
    datetime.fromisoformat("1990-01-01"),
    datetime.fromisoformat("2060-01-01"),
    timezones=st.just(UTC),
)
# The hours around which clocks change: hypothesis would hardly find them.
changes = st.sampled_from(["2027-03-28", "2027-10-31", "2027-04-04", "2027-10-03", "2011-12-30"])
nights = st.builds(
    lambda day, minutes: datetime.fromisoformat(day).replace(tzinfo=UTC) + minutes,
    changes,
    st.timedeltas(timedelta(hours=-14), timedelta(hours=14)),
)


@given(moments | nights, zones)
def test_every_moment_has_a_wall_time_that_leads_back(moment: datetime, zone: ZoneInfo) -> None:
    wall = wall_of(moment, zone)
    assert moment_of(wall, zone) == moment
    assert (wall.tzinfo is not None) == is_ambiguous(wall.replace(tzinfo=None), zone)


@given(nights, zones)
def test_every_wall_time_has_one_moment_or_a_reason(near: datetime, zone: ZoneInfo) -> None:
    wall = near.replace(tzinfo=None)
    nearest = nearest_moment(wall, zone)
    if is_ambiguous(wall, zone):
        wall = wall_of(nearest, zone)
    if nearest.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        assert moment_of(wall, zone) == nearest
        assert wall_of(nearest, zone) == wall
    else:
        with pytest.raises(NoSuchTime, match="skip"):
            moment_of(wall, zone)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Rome", "2027-03-28 02:30"),
        ("Australia/Lord_Howe", "2027-10-03 02:15"),
        ("Pacific/Apia", "2011-12-30 12:00"),
    ],
)
def test_what_clocks_skip_does_not_exist(zone: str, text: str) -> None:
    with pytest.raises(NoSuchTime, match=f"the clocks of {zone} skip {text}"):
        moment_of(datetime.fromisoformat(text), ZoneInfo(zone))


def test_an_offset_says_which_of_two_is_meant() -> None:
    rome = ZoneInfo("Europe/Rome")
    first, second = (
        moment_of(datetime.fromisoformat(f"2027-10-31 02:30{offset}"), rome)
        for offset in ("+02:00", "+01:00")
    )
    assert second - first == timedelta(hours=1)
    with pytest.raises(NoSuchTime, match=r"write 2027-10-31 02:30\+02:00 or"):
        moment_of(datetime.fromisoformat("2027-10-31 02:30"), rome)
    with pytest.raises(NoSuchTime, match=r"expected the offset of Europe/Rome, \+02:00, got"):
        moment_of(datetime.fromisoformat("2027-10-31 02:30+05:00"), rome)
