"""Times as they are typed: by the clock of the dialogue, on the two odd nights of the year too."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.forms import times
from parley.apps.convening.models import Dialogue, Session

# Two years of clocks: naive, as clocks are.
CLOCKS = st.datetimes(
    datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None),
    datetime(2028, 1, 1, tzinfo=UTC).replace(tzinfo=None),
)
FIELDS = {"kind": "panel", "title_en": "Night session", "rule": "public", "seen": ""}


def typed(on: str = "", starts: str = "", ends: str = "", **more: str) -> dict[str, str]:
    return {**FIELDS, "on": on, "starts": starts, "ends": ends, **more}


def add(desk: Any, data: dict[str, str]) -> tuple[str, Session | None]:
    response = desk.post("/convene/dialogues/florence/programme/add/", data)
    return response.content.decode(), Session.objects.filter(dialogue=desk.dialogue).first()


def test_times_are_those_of_the_dialogue(desk: Any) -> None:
    _page, session = add(desk, typed("2027-05-12", "09:30", "10:15"))
    assert session is not None
    assert session.starts_at == datetime(2027, 5, 12, 7, 30, tzinfo=UTC)
    assert session.ends_at == datetime(2027, 5, 12, 8, 15, tzinfo=UTC)
    assert session.day is None


def test_a_day_without_times_and_neither(desk: Any) -> None:
    _page, session = add(desk, typed("2027-05-12"))
    assert session is not None
    assert (session.day, session.starts_at) == (date(2027, 5, 12), None)
    session.delete()
    _page, session = add(desk, typed())
    assert session is not None
    assert (session.day, session.starts_at) == (None, None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (typed("2027-05-12", "10:00", "09:00"), "The end is not after the start."),
        (typed("2027-05-12", "10:00", "10:00"), "The end is not after the start."),
        (typed("", "10:00", "11:00"), "Say on which day."),
        (typed("2027-05-12", "10:00"), "Give the end too"),
        (typed("2027-05-12", "", "10:00"), "Give the start too"),
        (typed("2027-05-12", "10:00", "11:00", ends_on="2027-05-11"), "The end is not after"),
        (typed("2027-03-28", "02:30", "04:00"), "never show 02:30 that day"),
        (typed("2027-10-31", "01:00", "02:30"), "show 02:30 twice that night"),
        (typed("12 May", "10:00", "11:00"), "Enter a valid date."),
        (typed("2027-05-12", "10 o'clock", "11:00"), "Enter a valid time."),
    ],
)
def test_impossible_times_are_refused_and_kept(
    desk: Any, data: dict[str, str], message: str
) -> None:
    page, session = add(desk, data)
    assert session is None
    assert message in page
    assert 'value="Night session"' in page


def test_of_two_equal_times_one_is_chosen(desk: Any) -> None:
    """In the night to 31 October Rome's clocks show 02:30 at 00:30 and at 01:30 UTC."""
    night = typed("2027-10-31", "02:30", "02:45")
    page, _none = add(desk, night)
    assert "Which start?" in page
    assert "Which end?" in page
    _page, session = add(desk, {**night, "starts_which": "0", "ends_which": "1"})
    assert session is not None
    assert session.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert session.ends_at == datetime(2027, 10, 31, 1, 45, tzinfo=UTC)

    edit = desk.client.get(f"/convene/dialogues/florence/sessions/{session.slug}/")
    shown = edit.context["form"]
    assert [shown[name].value() for name in ("starts_which", "ends_which")] == ["0", "1"]


def test_a_session_past_midnight(desk: Any) -> None:
    data = typed("2027-05-12", "23:00", "00:30", ends_on="2027-05-13")
    _page, session = add(desk, data)
    assert session is not None
    assert session.ends_at - session.starts_at == timedelta(minutes=90)


@given(
    CLOCKS,
    st.sampled_from(["Europe/Rome", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_what_the_form_shows_is_what_it_takes(moment: datetime, name: str) -> None:
    """Every moment there is can be typed, and comes back as itself."""
    zone, instant = ZoneInfo(name), moment.replace(tzinfo=UTC, microsecond=0, second=0)
    clock = instant.astimezone(zone).replace(tzinfo=None, fold=0)
    assert times.moment(clock, zone, times.which_of_two(instant, zone)) == instant


@given(CLOCKS)
def test_a_skipped_time_is_refused_and_all_others_are_not(clock: datetime) -> None:
    zone = ZoneInfo("Europe/Rome")
    exists = clock.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if exists == clock:
        found = times.moment(clock, zone, "0")
        assert found.astimezone(zone).replace(tzinfo=None, fold=0) == clock
    else:
        with pytest.raises(ValidationError) as caught:
            times.moment(clock, zone, "0")
        assert caught.value.code == "skipped"


def test_saving_unchanged_changes_nothing(desk: Any) -> None:
    add(desk, typed("2027-10-31", "02:30", "02:45", starts_which="0", ends_which="0"))
    session = Session.objects.get()
    address = f"/convene/dialogues/florence/sessions/{session.slug}/"
    page = desk.client.get(address)
    form = page.context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    plain = {k: str(v) for k, v in data.items() if v not in (False, {}) and k != "title"}
    times_shown = {"starts": "02:30", "ends": "02:45", "on": "2027-10-31"}
    data = {**plain, **times_shown, "title_en": "Night session", "seen": page.context["version"]}
    assert desk.post(address, data).status_code == 302
    session.refresh_from_db()
    assert session.sequence == 0


def test_the_dialogue_may_be_in_any_zone(desk: Any) -> None:
    Dialogue.objects.filter(pk=desk.dialogue.pk).update(time_zone="Asia/Kathmandu")
    _page, session = add(desk, typed("2027-05-12", "09:00", "10:00"))
    assert session is not None
    assert session.starts_at == datetime(2027, 5, 12, 3, 15, tzinfo=UTC)
