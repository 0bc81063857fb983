"""The waitlist in words: who comes when, and why."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from parley.apps.registration.models import Group, Registration, Transition
from parley.apps.registration.presenters import one
from parley.apps.registration.presenters.board import moment, seats
from parley.apps.registration.selectors.board import Tally


def groups(
    tallies: Sequence[Tally],
    waiting: Mapping[Group, Sequence[Registration]],
    reasons: Mapping[int, Transition],
    zone: ZoneInfo,
) -> list[dict[str, Any]]:
    return [
        {
            "name": tally.group.name,
            "slug": tally.group.slug,
            "seats": seats(tally),
            "has_free": tally.free != 0,
            "rule": _rule(tally.group),
            "rows": [
                _line(place, row, reasons.get(row.pk), zone)
                for place, row in enumerate(waiting[tally.group], 1)
            ],
        }
        for tally in tallies
        if tally.group in waiting
    ]


def _rule(group: Group) -> str:
    if group.offers:
        return _("A seat that becomes free is offered to the first of them by itself.")
    return _("Seats that become free are offered by hand.")


def _line(
    place: int, row: Registration, reason: Transition | None, zone: ZoneInfo
) -> dict[str, Any]:
    since = {"moment": moment(row.state_since, zone)}
    return {
        "place": place,
        "uid": str(row.uid),
        "name": row.name,
        "organisation": row.organisation,
        "since": _("waits since %(moment)s") % since,
        "why": _why(row, reason),
    }


def _why(row: Registration, last: Transition | None) -> str:
    """Why it stands where it stands: moved up by somebody, or its time."""
    if last is None:
        return ""
    said = {"reason": _(last.reason) if last.reason in one.OURS else last.reason}
    if row.priority and last.before == last.after:
        return _("Moved up by %(who)s: %(reason)s") % {**said, "who": one.who(last)}
    if row.priority:
        return _("Stays before those that were moved up less far.")
    return _("Reason: %(reason)s") % said if last.reason else ""


def here(name: str, place: int) -> str:
    return _("%(name)s stands at place %(place)d.") % {"name": name, "place": place}
