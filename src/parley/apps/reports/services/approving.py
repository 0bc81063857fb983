"""Approving a text: the conveners answer for what is published, and say so of one revision."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.services import rows
from parley.apps.reports.models import Report, Stage
from parley.apps.reports.services import revisions
from parley.apps.reports.services.common import changed
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput


@transaction.atomic
def approve(actor: Actor, report: Report, seen: int | None = None) -> Report:
    """This text, and no other: any change of it takes the approval away.

    `seen` is the revision that the actor had on the page; None: the one that there is.
    """
    require(actor, "approve", report)
    row = rows.locked(actor, report)
    if seen is not None and seen != row.revision:
        raise InvalidInput(
            _(
                "The text has been changed since you opened this page. Read it again, then approve it."
            )
        )
    if row.is_at_work:
        raise InvalidInput(_("The report is being worked on. Wait until that has ended."))
    if row.stage == Stage.COMMENTS:
        raise InvalidInput(_("The draft is open for comments. End the comment period first."))
    if not row.body:
        raise InvalidInput(_("There is nothing to approve yet. Write a draft first."))
    if row.is_approved:
        return row
    revisions.fixed(actor, row)
    row.stage, row.approved_by_id, row.approved_at = Stage.APPROVED, actor.user_id, timezone.now()
    _save(row)
    changed(actor, "report.approved", row, revision=row.revision)
    return row


@transaction.atomic
def unapprove(actor: Actor, report: Report) -> Report:
    require(actor, "approve", report)
    row = rows.locked(actor, report)
    if not row.is_approved:
        return row
    if row.is_at_work:
        raise InvalidInput(_("A version is being published. Wait until that has ended."))
    row.take_approval_away()
    _save(row)
    changed(actor, "report.unapproved", row, revision=row.revision)
    return row


def _save(row: Report) -> None:
    row.save(update_fields=["stage", "approved_by", "approved_at"])
