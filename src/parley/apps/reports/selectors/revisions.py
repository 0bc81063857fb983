"""How a report came to be as it is."""

from datetime import datetime, timedelta

from django.utils import timezone

from parley.apps.reports.models import Report, Revision
from parley.core.access import get_visible, visible
from parley.core.actors import Actor
from parley.core.errors import not_found

# Who saved something so shortly ago is taken to be still at it.
JUST_NOW = timedelta(minutes=2)


def revisions_of(actor: Actor, report: Report) -> list[Revision]:
    """Latest first, without their texts, which may be many."""
    rows = visible(Revision, actor).filter(report=report).select_related("made_by")
    return list(rows.defer("body"))


def with_texts(actor: Actor, report: Report, numbers: list[int]) -> dict[int, Revision]:
    rows = visible(Revision, actor).filter(report=report, number__in=numbers)
    return {one.number: one for one in rows.select_related("made_by")}


def revision_for(actor: Actor, report: Report, number: int) -> Revision:
    rows = visible(Revision, actor).filter(report=report).select_related("made_by")
    return get_visible(rows, actor, number=number)


def two_revisions(
    actor: Actor, report: Report, one: int | None, other: int | None
) -> tuple[Revision, Revision]:
    """Earlier and later; a 404 where one of them is not there."""
    if one is None or other is None:
        raise not_found()
    earlier, later = sorted((one, other))
    found = with_texts(actor, report, [earlier, later])
    if not {earlier, later} <= set(found):
        raise not_found()
    return found[earlier], found[later]


def others_at_work(actor: Actor, report: Report, now: datetime | None = None) -> list[str]:
    """Names of those who saved something of it a moment ago, other than the actor."""
    since = (now or timezone.now()) - JUST_NOW
    rows = visible(Revision, actor).filter(report=report, made_at__gt=since)
    others = rows.exclude(made_by=None).exclude(made_by=actor.user_id).select_related("made_by")
    return sorted({str(one.made_by) for one in others.defer("body", "title", "subtitle")})


def revision_with(actor: Actor, report: Report, number: int) -> Revision | None:
    return with_texts(actor, report, [number]).get(number)
