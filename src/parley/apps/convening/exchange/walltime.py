"""Times as the clocks on the wall of the dialogue show them.

A file says `2021-05-12 13:00` in the dialogue's zone. Only where a clock shows a time twice, in
the hour when summer time ends, does a file say which of them is meant, by its UTC offset.
"""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _


class NoSuchTime(ValueError):
    """The wall time can't be turned into one moment; the text says why and what to write."""


def is_ambiguous(wall: datetime, zone: tzinfo) -> bool:
    """Whether the clock shows this naive time twice."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return first.utcoffset() != second.utcoffset() and _exists(wall, zone)


def _exists(wall: datetime, zone: tzinfo) -> bool:
    there_and_back = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return there_and_back.replace(tzinfo=None, fold=0) == wall.replace(fold=0)


def wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clock shows at a moment: naive, but with its offset where it shows it twice."""
    local = moment.astimezone(zone)
    wall = local.replace(tzinfo=None, fold=0)
    if not is_ambiguous(wall, zone):
        return wall
    return datetime.fromisoformat(local.isoformat())


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clock shows `wall`, in UTC; raises NoSuchTime."""
    plain = wall.replace(tzinfo=None, fold=0)
    if not _exists(plain, zone):
        raise NoSuchTime(
            _("the clocks of %(zone)s skip %(time)s, because summer time begins")
            % {"zone": zone.key, "time": plain.isoformat(" ", "minutes")}
        )
    possible = [plain.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    if wall.tzinfo is None:
        if is_ambiguous(plain, zone):
            raise NoSuchTime(
                _("the clocks of %(zone)s show %(time)s twice; write %(first)s or %(second)s")
                % {
                    "zone": zone.key,
                    "time": plain.isoformat(" ", "minutes"),
                    "first": possible[0].isoformat(" ", "minutes"),
                    "second": possible[1].isoformat(" ", "minutes"),
                }
            )
        return possible[0].astimezone(UTC)
    for one in possible:
        if one.utcoffset() == wall.utcoffset():
            return one.astimezone(UTC)
    raise NoSuchTime(
        _("expected the offset of %(zone)s, %(expected)s, got %(got)s")
        % {
            "zone": zone.key,
            "expected": possible[0].isoformat(" ", "minutes")[16:],
            "got": wall.isoformat(" ", "minutes")[16:],
        }
    )


def nearest_moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Like `moment_of`, with an answer for every naive time: after a gap, the first of two."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
