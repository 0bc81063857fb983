"""Comments on a draft, as the rule of their period lets somebody read them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue
from parley.apps.outcomes.selectors.reporting import reported_dialogue
from parley.apps.registration.models import Group, Registration
from parley.apps.reports.models import (
    CommentPeriod,
    Disposition,
    Report,
    ReportComment,
    Revision,
)
from parley.apps.reports.selectors.comment_groups import groups_shown
from parley.apps.reports.selectors.comment_names import own
from parley.core.access import get_visible, visible
from parley.core.actors import Actor
from parley.core.errors import not_found
from parley.core.gathering import gathered, rows_in
from parley.core.localtext import LocalText


@dataclass(frozen=True)
class Said:
    """One comment, with what the reader may know of it: `name` and `made_on` where the rule allows
    names, `group` where one can hide in it."""

    uid: UUID
    block: str
    text: str
    instead: str
    name: str
    group: LocalText | None
    mine: bool
    made_on: date | None
    disposition: Disposition
    answer: LocalText

    @property
    def is_pending(self) -> bool:
        return self.disposition == Disposition.PENDING


def is_open(period: CommentPeriod) -> bool:
    return period.closed_at is None and period.until > timezone.now()


# ---- for those who take part


def _periods(actor: Actor, slug: str) -> QuerySet[CommentPeriod]:
    rows = visible(CommentPeriod, actor).filter(report__dialogue__slug=slug)
    return rows.select_related("report__dialogue").order_by("-pk")


def period_for(actor: Actor, slug: str) -> CommentPeriod:
    """The latest period of a dialogue, open or over."""
    return get_visible(_periods(actor, slug), actor)


def ended_periods(actor: Actor, slug: str) -> list[CommentPeriod]:
    """Those that are over, the latest first; a 404 where there has been none."""
    found = [one for one in _periods(actor, slug) if not is_open(one)]
    if not found:
        raise not_found()
    return found


def revision_of(period: CommentPeriod) -> Revision:
    """The text that is commented on. Whoever sees the open period may read it."""
    return Revision.objects.get(report=period.report_id, number=period.revision)


def own_comment(actor: Actor, period: CommentPeriod, uid: UUID) -> ReportComment:
    """One's own, as long as it can be told that it is."""
    found = get_visible(ReportComment.objects.filter(own(period, actor)), actor, uid=uid)
    found.period = period
    return found


def comments_for(actor: Actor, period: CommentPeriod) -> list[Said]:
    """All that the actor may read. Without names they stand in no order of time."""
    mine = own(period, actor)
    rows = ReportComment.objects.filter(
        Q(pk__in=visible(ReportComment, actor).values("pk")) | mine, period=period
    )
    own_keys = set(ReportComment.objects.filter(mine).values_list("pk", flat=True))
    return _told(period, list(rows.select_related("author")), own_keys)


def _told(
    period: CommentPeriod, rows: Sequence[ReportComment], mine: Collection[int]
) -> list[Said]:
    dialogue = period.report.dialogue_id
    if period.is_nameless:
        rows = sorted(rows, key=lambda one: one.uid)
        names: dict[int, str] = {}
        # What was settled when the period ended stays.
        settled = period.closed_at is not None
        shown = {one.group_id for one in rows} if settled else groups_shown(dialogue)
    else:
        names = _names([one.author for one in rows if one.author is not None], dialogue)
        shown = {one.group_id for one in rows}
    groups = Group.objects.filter(pk__in=[one.group_id for one in rows if one.group_id in shown])
    by_key = {one.pk: one.name for one in groups}
    return [
        Said(
            uid=one.uid,
            block=one.block,
            text=one.text,
            instead=one.instead,
            name=names.get(one.author_id or 0, ""),
            group=by_key.get(one.group_id or 0),
            mine=one.pk in mine,
            made_on=None if period.is_nameless else one.made_on,
            disposition=Disposition(one.disposition),
            answer=one.answer,
        )
        for one in rows
    ]


def _names(authors: Iterable[User], dialogue: int) -> dict[int, str]:
    """As they are registered; those who speak or are of the team by their account."""
    accounts = {one.pk: one.name for one in authors}
    registered = Registration.objects.filter(dialogue=dialogue, user__in=accounts)
    return {**accounts, **dict(registered.values_list("user", "name"))}


# ---- for those who write


def desk_periods(actor: Actor, slug: str) -> list[CommentPeriod]:
    """Of a dialogue that the actor reports on, the latest first."""
    reported_dialogue(actor, slug)
    return list(_periods(actor, slug))


def desk_period(actor: Actor, slug: str) -> CommentPeriod:
    """The one that is open."""
    found = next((one for one in desk_periods(actor, slug) if one.closed_at is None), None)
    if found is None:
        raise not_found()
    return found


def desk_comment(actor: Actor, slug: str, uid: UUID) -> ReportComment:
    dialogue = reported_dialogue(actor, slug)
    rows = visible(ReportComment, actor).filter(period__report__dialogue=dialogue)
    return get_visible(rows.select_related("period__report__dialogue"), actor, uid=uid)


def pending(report: Report) -> int:
    """How many comments wait for a decision; for those who write."""
    rows = ReportComment.objects.filter(period__report=report)
    return rows.filter(disposition=Disposition.PENDING).count()


# ---- on a dialogue's page


def gathered_periods(actor: Actor) -> Subquery:
    """They come with the dialogue of a page: see core/gathering.py."""
    rows = visible(CommentPeriod, actor)
    return gathered(rows, "report__dialogue", "id", "until", "closed_at", "rule")


def period_with(dialogue: Dialogue) -> CommentPeriod | None:
    """The latest one."""
    found = rows_in(dialogue, "gathered_comment_periods", CommentPeriod)
    return found[-1] if found else None


def latest_period(actor: Actor, dialogue: Dialogue) -> CommentPeriod | None:
    rows = visible(CommentPeriod, actor).filter(report__dialogue=dialogue)
    return rows.order_by("-pk").first()
