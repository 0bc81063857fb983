"""The entry that a registration is in its owner's calendar (RFC 5545, RFC 5546).

One event for a whole dialogue, since calendars take one from a mail and ignore any further: from
the first session of a day to its last, repeated daily, with the days that differ as exceptions.
Where not every day's hours are known, whole days. The UID stays the same for ever, and each mail
raises the SEQUENCE, so that a later one moves the entry and a last one takes it away.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from parley.apps.convening.feeds.calendar import PRODUCT
from parley.apps.convening.feeds.common import one_line
from parley.apps.convening.feeds.vtimezone import vtimezone
from parley.apps.convening.models import Dialogue, Status
from parley.apps.convening.selectors.programme import programme_for
from parley.apps.registration.models import Mail, MailKind, Registration, Sight
from parley.apps.registration.services import words
from parley.core.actors import Actor, Preview

DAY = timedelta(days=1)
# What a group sees is what a preview of its kind sees: one rule, asked in one place.
SEES = {Sight.PARTICIPANTS: "participant", Sight.PUBLIC: "invited"}
# Whoever had a place and got one of these has it no longer.
ENDING = (MailKind.CANCELLED, MailKind.DECLINED, MailKind.WAITLISTED, MailKind.SUBMITTED)


@dataclass(frozen=True)
class Hours:
    """From the first session of a day until the last, on the clocks of the dialogue."""

    start: datetime
    end: datetime

    @property
    def day(self) -> date:
        return self.start.date()

    def is_like(self, other: "Hours") -> bool:
        """Whether both begin and end at the same time of the day."""
        same_end = (self.end.timetz(), self.end.date() - self.day) == (
            other.end.timetz(),
            other.end.date() - other.day,
        )
        return self.start.timetz() == other.start.timetz() and same_end


def hours_of(dialogue: Dialogue, sight: str) -> list[Hours]:
    """Day by day what those who see so much attend; nothing where a day's hours are not known."""
    reader = Actor(preview=Preview(SEES[Sight(sight)], dialogue.pk))
    found: dict[date, Hours] = {}
    days: set[date] = {dialogue.starts_on, dialogue.ends_on}
    for line in programme_for(reader, dialogue).lines():
        if line.cancelled or line.day is None:
            continue
        days.add(line.day)
        if line.starts_at is None or line.ends_at is None:
            continue
        start, end = (m.astimezone(dialogue.zone) for m in (line.starts_at, line.ends_at))
        if start.fold or end.fold:  # an hour that the clocks repeat has no name in its zone
            return []
        known = found.get(line.day, Hours(start, end))
        found[line.day] = Hours(min(known.start, start), max(known.end, end))
    return [found[day] for day in sorted(found)] if set(found) == days else []


def digest_of(registration: Registration) -> str:
    """Of what the entry says; another one means that the entry has to be sent anew."""
    dialogue = registration.dialogue
    facts = [
        dialogue.status == Status.CANCELLED,
        dialogue.title,
        [dialogue.starts_on, dialogue.ends_on, dialogue.time_zone],
        [dialogue.format, registration.mode, dialogue.city, dialogue.country],
        [[h.start, h.end] for h in hours_of(dialogue, registration.group.sight)],
    ]
    return sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()


def method_for(mail: Mail) -> str:
    """What the mail does to the calendar of whom it goes to: REQUEST, CANCEL or nothing."""
    row = mail.registration
    if row is None:
        return ""
    is_off = row.dialogue.status == Status.CANCELLED
    if mail.kind in (MailKind.APPROVED, MailKind.CHANGED) and not is_off:
        return "REQUEST"
    is_ending = mail.kind in ENDING or is_off
    return "CANCEL" if is_ending and row.entry else ""


def note_sent(mail: Mail) -> None:
    """Keep what stands in the person's calendar now."""
    method, row = method_for(mail), mail.registration
    if method and row is not None:
        entry = digest_of(row) if method == "REQUEST" else ""
        Registration.objects.filter(pk=row.pk).update(entry=entry)


def calendar_of(registration: Registration, method: str) -> bytes:
    """The entry as a file, in the language that is active."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for event in _events(registration, method):
        calendar.add_component(event)
    if calendar.get_missing_tzids():
        dialogue = registration.dialogue
        years = dialogue.starts_on.year, dialogue.ends_on.year
        calendar.subcomponents.insert(0, vtimezone(dialogue.time_zone, *years))
    return bytes(calendar.to_ical())


def _events(registration: Registration, method: str) -> Iterator[Event]:
    """The entry, then its days that differ. Taking it away names it once, and that is all of it."""
    dialogue = registration.dialogue
    hours = hours_of(dialogue, registration.group.sight)
    event = _event(registration, method)
    if not hours:
        event.add("dtstart", dialogue.starts_on)
        event.add("dtend", dialogue.ends_on + DAY)
        yield event
        return
    first = hours[0]
    _timed(event, first)
    if len(hours) > 1:
        _repeat(event, hours)
    yield event
    if method == "CANCEL":
        return
    for other in hours[1:]:
        if not other.is_like(first):
            differing = _event(registration, method)
            differing.add("recurrence-id", _same_clock(first, other.day))
            _timed(differing, other)
            yield differing


def _timed(event: Event, hours: Hours) -> None:
    event.add("dtstart", hours.start)
    event.add("dtend", hours.end)


def _repeat(event: Event, hours: list[Hours]) -> None:
    """Daily from the first to the last day, without the days on which there is nothing."""
    first, last = hours[0].day, hours[-1].day
    number = (last - first).days + 1
    event.add("rrule", {"freq": "daily", "count": number})
    free = {first + n * DAY for n in range(number)} - {h.day for h in hours}
    for day in sorted(free):
        event.add("exdate", _same_clock(hours[0], day))


def _same_clock(hours: Hours, day: date) -> datetime:
    return datetime.combine(day, hours.start.timetz())


def _event(registration: Registration, method: str) -> Event:
    """What the entry and each of its differing days say alike."""
    dialogue = registration.dialogue
    page = f"{settings.BASE_URL}{reverse('my-registration', args=[dialogue.slug])}"
    event = Event()
    event.add("uid", f"{registration.uid}@parley")
    event.add("dtstamp", timezone.now())
    event.add("sequence", registration.sequence)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("summary", one_line(dialogue.title))
    event.add("location", one_line(words.place(dialogue, registration.mode)))
    event.add("description", _("Your own page with programme and links: %(page)s") % {"page": page})
    event.add("url", page)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    event.add("organizer", _organiser(dialogue))
    if method != "PUBLISH":
        event.add("attendee", _attendee(registration))
    return event


def _organiser(dialogue: Dialogue) -> vCalAddress:
    """The contact of the dialogue, or the site's own address: an invitation needs one."""
    name, address = dialogue.contact_name, dialogue.contact_email
    try:
        validate_email(address)
    except ValidationError:
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return _address(address, name or settings.SITE_NAME)


def _attendee(registration: Registration) -> vCalAddress:
    """Who comes has said so: there is nothing left to answer."""
    attendee = _address(registration.user.email, registration.name)
    given = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    for name, value in {**given, "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}.items():
        attendee.params[name] = vText(value)
    return attendee


def _address(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    found.params["CN"] = vText(one_line(name).replace('"', "'"))
    return found
