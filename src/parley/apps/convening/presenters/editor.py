"""The programme as its convener edits it: day by day, with warnings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters.programme import full_title
from parley.apps.convening.presenters.times import long_day, span
from parley.apps.convening.selectors.clashes import ClashKind
from parley.apps.convening.selectors.programme import Line, Programme
from parley.apps.convening.selectors.warnings import Notice
from parley.core.templatetags.parley import localized

# The longest stretch of days that the programme shows though nothing stands in them.
MOST_DAYS = 31


def editor(
    dialogue: Dialogue, programme: Programme, notices: Mapping[int, Sequence[Notice]]
) -> list[dict[str, Any]]:
    """Day by day, each session with what one can do to it; empty days too."""
    by_day: dict[date | None, list[Line]] = {day: [] for day in _days(dialogue)}
    for day in programme.days:
        lines = [*day.untimed, *(line for slot in day.slots for line in slot.lines)]
        by_day.setdefault(day.date, []).extend(lines)
    ordered = sorted(day for day in by_day if day is not None)
    found = [_day(day, by_day[day], dialogue, notices) for day in ordered]
    if programme.undated:
        found.append(_day(None, programme.undated, dialogue, notices))
    return found


def _days(dialogue: Dialogue) -> Iterable[date]:
    number = min((dialogue.ends_on - dialogue.starts_on).days + 1, MOST_DAYS)
    return (dialogue.starts_on + timedelta(days=n) for n in range(number))


def _day(
    day: date | None,
    lines: Sequence[Line],
    dialogue: Dialogue,
    notices: Mapping[int, Sequence[Notice]],
) -> dict[str, Any]:
    add = reverse("session-add", args=[dialogue.slug])
    return {
        "label": long_day(day) if day else _("No day yet"),
        "add_url": f"{add}?on={day.isoformat()}" if day else add,
        "rows": [row for line in lines for row in _rows(line, lines, dialogue, notices)],
    }


def _rows(
    line: Line,
    siblings: Sequence[Line],
    dialogue: Dialogue,
    notices: Mapping[int, Sequence[Notice]],
    depth: int = 0,
) -> Iterable[dict[str, Any]]:
    zone = dialogue.zone
    time = span(line.starts_at, line.ends_at, zone) if line.starts_at and line.ends_at else ""
    yield {
        "id": line.id,
        "slug": line.slug,
        "time": time,
        "kind": line.kind_label,
        "full_title": full_title(line.label, line.title),
        "rule": line.rule,
        "rule_label": line.rule_label if line.rule else "",
        "cancelled": line.cancelled,
        "room": localized(line.place.room) if line.place else "",
        "people": _(", ").join(part.name for part in line.parts),
        "depth": min(depth, 3),
        "has_order": sum(other.starts_at == line.starts_at for other in siblings) > 1,
        "warnings": notes(notices.get(line.id, ())),
        "add_url": f"{reverse('session-add', args=[dialogue.slug])}?parent={line.id}",
    }
    for child in line.children:
        yield from _rows(child, line.children, dialogue, notices, depth + 1)


def notes(notices: Iterable[Notice]) -> list[str]:
    return [warning(notice) for notice in notices]


def warning(notice: Notice) -> str:
    """A clash in a sentence."""
    names = {"subject": notice.subject, "other": notice.other}
    if notice.kind == ClashKind.PERSON_TWICE:
        return _("%(subject)s is also in “%(other)s” at this time.") % names
    if notice.kind == ClashKind.ROOM_TWICE and notice.other:
        return _("%(subject)s is also booked for “%(other)s” at this time.") % names
    if notice.kind == ClashKind.ROOM_TWICE:
        return _("%(subject)s is booked by another dialogue at this time.") % names
    if notice.kind == ClashKind.OUTSIDE_PARENT:
        return _("This is not within the time of “%(other)s”, which it is part of.") % names
    return _("This is outside the dates of the dialogue.")
