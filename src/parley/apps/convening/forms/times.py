"""Times as they are typed: by the clock on the wall of the dialogue."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parley.apps.convening.exchange import walltime

FIRST, SECOND = "0", "1"


def moment(clock: datetime, zone: ZoneInfo, which: str) -> datetime:
    """The moment when the clock shows this; `which` of the two where it shows it twice."""
    shown = {"time": clock.strftime("%H:%M"), "zone": zone.key}
    if walltime.is_ambiguous(clock, zone):
        if which not in {FIRST, SECOND}:
            text = _(
                "The clocks of %(zone)s show %(time)s twice that night: say below whether you "
                "mean the first or the second time."
            )
            raise ValidationError(text % shown, code="twice")
        clock = clock.replace(fold=int(which)).replace(tzinfo=zone)
    try:
        return walltime.moment_of(clock, zone)
    except walltime.NoSuchTime:
        text = _(
            "The clocks of %(zone)s never show %(time)s that day: they are put forward. Choose a "
            "time before or after."
        )
        raise ValidationError(text % shown, code="skipped") from None


def which_of_two(instant: datetime, zone: ZoneInfo) -> str:
    """How to tell this moment from the other that the clock shows alike; "" if it is alone."""
    local = instant.astimezone(zone)
    is_twice = walltime.is_ambiguous(local.replace(tzinfo=None, fold=0), zone)
    return str(local.fold) if is_twice else ""
