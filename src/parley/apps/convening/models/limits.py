"""How far dialogues and sessions may reach: beyond it, calendars and clocks give out."""

from datetime import date, datetime, timedelta, tzinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

YEARS = range(1900, 2200)
LONGEST_DIALOGUE = 366  # days
LONGEST_SESSION = timedelta(days=31)
MAX_NESTING = 8  # a session, and seven levels of parts below it


def is_in_years(when: date, zone: tzinfo | None = None) -> bool:
    """Whether a day, or a moment by the clock of `zone`, is in the years that Parley knows."""
    # No clock is a year from UTC; further out, its time may be beyond what can be computed.
    if when.year not in range(YEARS.start - 1, YEARS.stop + 1):
        return False
    local = when.astimezone(zone) if isinstance(when, datetime) else when
    return local.year in YEARS


def validate_year(day: date) -> None:
    if not is_in_years(day):
        years = {"first": YEARS[0], "last": YEARS[-1]}
        raise ValidationError(_("Choose a day in the years %(first)s to %(last)s.") % years)


def days_in(first: date | None, last: date | None) -> int:
    """How many days a dialogue has, the first and the last among them; 0 while one is unknown."""
    return 0 if first is None or last is None else (last - first).days + 1
