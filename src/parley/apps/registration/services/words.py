"""A dialogue's dates, place and deadlines in a sentence, for mails, pages and calendars."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Format
from parley.apps.convening.presenters import times
from parley.apps.convening.presenters.dialogues import place_of
from parley.apps.registration.models import Mode
from parley.core.templatetags.parley import date_range


def dates(dialogue: Dialogue) -> str:
    """12–13 May 2027."""
    return date_range(dialogue.starts_on, dialogue.ends_on)


def place(dialogue: Dialogue, mode: str = "") -> str:
    """Where it is for somebody who comes in this way; for both where that is not known."""
    where = place_of(dialogue) or _("In person")
    if dialogue.format == Format.VIRTUAL or mode == Mode.ONLINE:
        return _("Online")
    if dialogue.format == Format.HYBRID and not mode:
        return _("%(place)s, and online") % {"place": where}
    return where


def moment(when: datetime, zone: ZoneInfo) -> str:
    """Friday, 7 May 2027, 18:00, Europe/Rome (CEST)."""
    local = when.astimezone(zone)
    parts = (times.long_day(local.date()), times.clock(when, zone), times.zone_name(zone, when))
    return ", ".join(parts)


def until(end: datetime, zone: ZoneInfo) -> str:
    """The end of a day is called by that day; any other moment by its time."""
    local = end.astimezone(zone)
    if local.time() != time():
        return moment(end, zone)
    day = times.long_day(local.date() - timedelta(days=1))
    words = {"day": day, "zone": times.zone_name(zone, end)}
    return _("the end of %(day)s, %(zone)s") % words


def last_day(day: date, zone: ZoneInfo) -> str:
    """A day that counts whole."""
    return until(datetime.combine(day + timedelta(days=1), time(), zone), zone)
