"""One entry for a dialogue, whatever its days are like; moved and taken out by its UID."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from parley.apps.convening.models import Dialogue, Rule, Status
from parley.apps.registration.models import Mail, MailKind, Registration, Sight, State
from parley.apps.registration.services import calendars, changes, guests
from parley.apps.registration.services.calendars import Hours
from parley.core.errors import NotAllowed
from tests import factories as make

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {"name": "Ada Guest", "mode": "in_person"}


def came(dialogue: Dialogue | None = None, **group: Any) -> Registration:
    group = {"vetted": False, **group}
    return guests.register(make.user(), make.group(dialogue or make.dialogue(), **group), SAID)


def at(day: int, first: int, last: int) -> dict[str, Any]:
    """UTC hours of a day of May 2027."""
    start = datetime(2027, 5, day, first, tzinfo=UTC)
    return {"starts_at": start, "ends_at": start.replace(hour=last)}


def events(row: Registration, method: str = "REQUEST") -> list[Any]:
    row = Registration.objects.select_related("dialogue", "group").get(pk=row.pk)
    return list(Calendar.from_ical(calendars.calendar_of(row, method)).walk("VEVENT"))


def test_without_hours_it_is_whole_days() -> None:
    (event,) = events(came())
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        date(2027, 5, 12),
        date(2027, 5, 14),
    )


def test_one_day_is_from_its_first_to_its_last_session() -> None:
    row = came(make.dialogue(ends_on=date(2027, 5, 12)))
    make.session(row.dialogue, **at(12, 9, 10))
    make.session(row.dialogue, **at(12, 14, 15))
    make.session(row.dialogue, **at(12, 20, 21), cancelled=True)
    (event,) = events(row)
    assert event.decoded("dtstart") == datetime(2027, 5, 12, 9, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2027, 5, 12, 15, tzinfo=UTC)
    assert event["dtstart"].params["TZID"] == "Europe/Rome"
    assert "rrule" not in event


def test_days_alike_repeat_and_days_between_are_left_out() -> None:
    row = came(make.dialogue(ends_on=date(2027, 5, 15)))
    for day in (12, 13, 15):
        make.session(row.dialogue, **at(day, 9, 15))
    (event,) = events(row)
    assert dict(event["rrule"]) == {"FREQ": ["DAILY"], "COUNT": [4]}
    assert event["exdate"].dts[0].dt.date() == date(2027, 5, 14)


def test_a_day_that_differs_is_an_exception_of_the_same_entry() -> None:
    row = came()
    make.session(row.dialogue, **at(12, 9, 15))
    make.session(row.dialogue, **at(13, 7, 11))
    whole, second = events(row)
    assert whole["uid"] == second["uid"] == f"{row.uid}@parley"
    assert second.decoded("recurrence-id") == datetime(2027, 5, 13, 9, tzinfo=UTC)
    assert second.decoded("dtstart") == datetime(2027, 5, 13, 7, tzinfo=UTC)
    (gone,) = events(row, "CANCEL")
    assert gone["status"] == "CANCELLED"


@pytest.mark.parametrize(("sight", "until"), [(Sight.PUBLIC, 10), (Sight.PARTICIPANTS, 16)])
def test_it_tells_no_hour_that_its_owner_may_not_know(sight: str, until: int) -> None:
    row = came(make.dialogue(ends_on=date(2027, 5, 12)), sight=sight)
    make.session(row.dialogue, rule=Rule.PUBLIC, **at(12, 9, 10))
    make.session(row.dialogue, rule=Rule.CHATHAM_HOUSE, **at(12, 15, 16))
    make.session(row.dialogue, rule=Rule.CLOSED_DOOR, **at(12, 21, 22))
    (event,) = events(row)
    assert event.decoded("dtend") == datetime(2027, 5, 12, until, tzinfo=UTC)


def test_its_zone_is_explained_for_its_years_alone() -> None:
    row = came(make.dialogue(ends_on=date(2027, 5, 12)))
    make.session(row.dialogue, **at(12, 9, 10))
    calendar = Calendar.from_ical(calendars.calendar_of(row, "REQUEST"))
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Rome" and calendar["method"] == "REQUEST"
    assert {part["dtstart"].dt.year for part in zone.subcomponents} <= {2026, 2027}


def test_a_long_name_with_quotes_and_lines_stays_one_parameter() -> None:
    row = came()
    row.name = 'Ada "the Guest"; X=1: mailto:eve@example.org, ' + "ب" * 90
    row.dialogue.contact_name = 'Zoë "Q"'
    row.dialogue.contact_email = "ask@example.org"
    body = calendars.calendar_of(row, "REQUEST")
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert event["attendee"] == f"mailto:{row.user.email}"
    assert event["attendee"].params["CN"] == row.name.replace('"', "'")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75


@st.composite
def programmes(draw: Any) -> list[Hours]:
    """Some days of two weeks, each with hours of its own; clocks change in between."""
    zone = ZoneInfo(draw(st.sampled_from(["Europe/Rome", "America/New_York", "Asia/Kolkata"])))
    days = draw(st.sets(st.integers(0, 13), min_size=1))
    found = []
    for day in sorted(days):
        start = datetime(2027, 3, 10, draw(st.integers(4, 12)), 30, tzinfo=zone)
        start += timedelta(days=day)
        found.append(Hours(start, start.replace(hour=start.hour + draw(st.integers(1, 9)))))
    return found


def spans(parts: list[Any]) -> list[tuple[datetime, datetime]]:
    """What a calendar makes of an entry, one day after the other, in plain words."""
    whole, *exceptions = parts
    start, end = whole["dtstart"].dt, whole["dtend"].dt
    number = whole["rrule"]["COUNT"][0] if "rrule" in whole else 1
    left_out = whole.get("exdate", [])
    left_out = [
        d.dt for part in (left_out if isinstance(left_out, list) else [left_out]) for d in part.dts
    ]
    days = [start + timedelta(days=n) for n in range(number)]
    moved = {e["recurrence-id"].dt: (e["dtstart"].dt, e["dtend"].dt) for e in exceptions}
    assert not set(moved) - set(days)
    return [moved.get(day, (day, day + (end - start))) for day in days if day not in left_out]


@given(programmes())
def test_an_entry_says_just_the_hours_that_there_are(hours: list[Hours]) -> None:
    zone = hours[0].start.tzinfo
    assert isinstance(zone, ZoneInfo)
    dialogue = make.dialogue(time_zone=zone.key, starts_on=hours[0].day, ends_on=hours[-1].day)
    row = make.registration(make.group(dialogue))
    for one in hours:
        make.session(dialogue, starts_at=one.start, ends_at=one.end)
    row = Registration.objects.select_related("dialogue", "group").get(pk=row.pk)
    found = list(Calendar.from_ical(calendars.calendar_of(row, "REQUEST")).walk("VEVENT"))
    assert spans(found) == [(one.start, one.end) for one in hours]
    assert {str(event["uid"]) for event in found} == {f"{row.uid}@parley"}


# Telling of changes


def told() -> int:
    return Mail.objects.filter(kind=MailKind.CHANGED).count()


def test_a_change_is_told_once_to_those_who_come_and_raises_the_sequence() -> None:
    row = came()
    convener = make.user()
    make.seat(row.dialogue, convener, "convener")
    gone = guests.register(make.user(), row.group, SAID)
    guests.withdraw(make.actor(gone.user), gone)
    assert changes.tell(make.actor(convener), row.dialogue) == 0
    before = events(row)[0]["sequence"]
    Dialogue.objects.update(ends_on=date(2027, 5, 14))
    dialogue = Dialogue.objects.get()
    assert [one.pk for one in changes.outdated(dialogue)] == [row.pk]
    assert changes.tell(make.actor(convener), dialogue) == 1
    assert changes.tell(make.actor(convener), dialogue) == 0
    assert (told(), events(row)[0]["sequence"] > before) == (1, True)
    Dialogue.objects.update(ends_on=date(2027, 5, 13))
    assert changes.tell(make.actor(convener), Dialogue.objects.get()) == 1
    assert told() == 2
    with pytest.raises(NotAllowed):
        changes.tell(make.actor(row.user), dialogue)


def test_what_changes_no_entry_is_not_told() -> None:
    row = came()
    Dialogue.objects.update(purpose={"en": "Another"}, contact_name="Somebody else")
    make.session(row.dialogue, rule=Rule.CLOSED_DOOR, **at(12, 9, 10))
    assert changes.outdated(Dialogue.objects.get()) == []


def test_a_cancelled_dialogue_leaves_the_calendars_by_itself_once(mailoutbox: Any) -> None:
    row = came()
    Dialogue.objects.update(status=Status.CANCELLED)
    for _ in range(2):
        changes.tell_of_cancellations.call()
    assert told() == 1
    mail = mailoutbox[-1]
    assert mail.subject == f"Cancelled: {row.dialogue.title}"
    (calendar,) = [part for part in mail.attachments if part[0] == "invite.ics"]
    assert Calendar.from_ical(calendar[1])["method"] == "CANCEL"
    row.refresh_from_db()
    assert (row.entry, row.state) == ("", State.APPROVED)


def test_who_waits_learns_of_the_cancellation_too_and_who_has_left_does_not(
    mailoutbox: Any,
) -> None:
    dialogue = make.dialogue()
    group = make.group(dialogue)
    waiting = {
        make.registration(group, state=state).user.email
        for state in (State.SUBMITTED, State.WAITLISTED, State.OFFERED)
    }
    for state in (State.DECLINED, State.CANCELLED):
        make.registration(group, state=state)
    Dialogue.objects.update(status=Status.CANCELLED)
    for _ in range(2):
        changes.tell_of_cancellations.call()
    assert {mail.to[0] for mail in mailoutbox} == waiting and len(mailoutbox) == len(waiting)
    assert [mail.attachments for mail in mailoutbox] == [[]] * 3


def test_who_takes_part_in_another_way_gets_another_place() -> None:
    row = came(make.dialogue(format="hybrid", city="Florence"))
    assert "Florence" in str(events(row)[0]["location"])
    guests.change(make.actor(row.user), row, {"mode": "online"})
    assert str(events(row)[0]["location"]) == "Online"
    assert told() == 1


def test_a_repeated_hour_has_no_name_so_whole_days_are_told() -> None:
    """Clocks go back at 01:00 UTC on the last Sunday of October."""
    day = date(2027, 10, 31)
    row = came(make.dialogue(starts_on=day, ends_on=day))
    start = datetime(2027, 10, 31, 1, 15, tzinfo=UTC)
    make.session(row.dialogue, starts_at=start, ends_at=start + timedelta(hours=2))
    assert events(row)[0].decoded("dtstart") == day


def test_what_is_over_or_a_draft_is_not_told_of() -> None:
    came()
    for status in (Status.CONCLUDED, Status.DRAFT):
        Dialogue.objects.update(status=status, ends_on=date(2027, 5, 20))
        assert changes.outdated(Dialogue.objects.get()) == []
