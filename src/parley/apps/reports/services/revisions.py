"""How the text of a report comes to be kept: whole, after every sitting.

Whatever changes a title, a subtitle or the body calls `written`; the report is locked by then.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from parley.apps.reports.body.blocks import Body, stored
from parley.apps.reports.models import Report, Revision, RevisionKind
from parley.apps.reports.services.common import changed
from parley.core.actors import Actor
from parley.core.localtext import LocalText

# Who goes on within so long goes on in the same revision, though no longer than so.
PAUSE = timedelta(minutes=10)
SITTING = timedelta(hours=1)
ACTIONS = {
    RevisionKind.COMPOSED: "report.composed",
    RevisionKind.EDITED: "report.edited",
    RevisionKind.RESTORED: "report.restored",
}


def written(
    actor: Actor,
    report: Report,
    *,
    body: Body | None = None,
    title: LocalText | None = None,
    subtitle: LocalText | None = None,
    kind: str = RevisionKind.EDITED,
) -> Report:
    """Store what is given, and keep it in a revision.

    What was approved is so no more: the approval was of another text.
    """
    values: dict[str, Any] = {"title": title, "subtitle": subtitle}
    values["body"] = None if body is None else stored(body)
    differing = {
        name: value
        for name, value in values.items()
        if value is not None and value != getattr(report, name)
    }
    if not differing:
        return report
    _keep_what_was(report)
    for name, value in differing.items():
        setattr(report, name, value)
    was_approved = report.is_approved
    if was_approved:
        report.take_approval_away()
    before = latest(report)
    if before is not None and _goes_on(actor, before, kind):
        _continue(before, report)
    else:
        _begin(actor, report, kind)
    report.save(update_fields=[*values, "revision", "stage", "approved_by", "approved_at"])
    if before is None or report.revision != before.number or was_approved:
        told = {"unapproved": True} if was_approved else {}
        changed(actor, ACTIONS[RevisionKind(kind)], report, revision=report.revision, **told)
    return report


def fixed(actor: Actor, report: Report) -> Revision:
    """The latest revision, which something refers to from now on: the next change begins another."""
    _keep_what_was(report)
    found = latest(report)
    if found is None:
        found = _begin(actor, report, RevisionKind.EDITED)
        report.save(update_fields=["revision"])
    if not found.fixed:
        found.fixed = True
        found.save(update_fields=["fixed"])
    return found


def latest(report: Report) -> Revision | None:
    return report.revisions.filter(number=report.revision).first()


def _keep_what_was(report: Report) -> None:
    """A text that came here in another way than by `written` is not lost by its first change."""
    if report.revision == 0 and report.body:
        _row(report, RevisionKind.COMPOSED, None)
        report.save(update_fields=["revision"])


def _goes_on(actor: Actor, before: Revision, kind: str) -> bool:
    now = timezone.now()
    same = kind == before.kind == RevisionKind.EDITED and before.made_by_id == actor.user_id
    soon = now - before.made_at < PAUSE and now - before.begun_at < SITTING
    return same and soon and not before.fixed


def _continue(before: Revision, report: Report) -> None:
    before.title, before.subtitle, before.body = report.title, report.subtitle, report.body
    before.made_at = timezone.now()
    before.save(update_fields=["title", "subtitle", "body", "made_at"])


def _begin(actor: Actor, report: Report, kind: str) -> Revision:
    return _row(report, kind, actor.user_id)


def _row(report: Report, kind: str, user_id: int | None) -> Revision:
    now = timezone.now()
    report.revision += 1
    return Revision.objects.create(
        report=report,
        number=report.revision,
        kind=kind,
        title=report.title,
        subtitle=report.subtitle,
        body=report.body,
        made_by_id=user_id,
        begun_at=now,
        made_at=now,
    )
