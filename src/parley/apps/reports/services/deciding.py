"""What is made of comments: taken up, in part, declined, noted."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.services import versions
from parley.apps.reports.models import CommentPeriod, Disposition, ReportComment
from parley.apps.reports.services.comment_periods import checked_words
from parley.apps.reports.services.common import changed
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput, not_found
from parley.core.localtext import LONGEST_TEXT, LocalText

# Of a decision; the words are in it so that nobody answers what has been changed meanwhile.
SEEN = ("text", "instead", "disposition", "answer")
# Whoever is not followed hears why.
ANSWERED = (Disposition.DECLINED, Disposition.PARTLY)


@transaction.atomic
def decide(
    actor: Actor,
    comment: ReportComment,
    disposition: str,
    answer: LocalText | None = None,
    *,
    seen: str | None = None,
) -> ReportComment:
    """Say what becomes of a comment; as often as need be."""
    require(actor, "decide", comment)
    row = _held(comment)
    versions.check(seen, versions.version_of(row, SEEN))
    said = LocalText(
        {code: checked_words(text, LONGEST_TEXT) for code, text in (answer or {}).items()}
    )
    if disposition not in Disposition.values:
        raise InvalidInput(_("Choose what becomes of it."))
    if disposition in ANSWERED and not said:
        raise InvalidInput(_("Say why it is not taken up as it stands, in at least one language."))
    row.disposition, row.answer = disposition, said
    row.decided_by_id = actor.user_id if disposition != Disposition.PENDING else None
    row.save(update_fields=["disposition", "answer", "decided_by"])
    changed(actor, "report.comment_decided", comment.period.report, disposition=str(disposition))
    return row


def _held(comment: ReportComment) -> ReportComment:
    found = ReportComment.objects.select_for_update(of=("self",)).filter(pk=comment.pk).first()
    if found is None:  # withdrawn
        raise not_found()
    return found


@transaction.atomic
def note(actor: Actor, period: CommentPeriod, uids: Collection[UUID]) -> int:
    """Note those of these that wait for a decision; answers how many did."""
    report = period.report
    require(actor, "edit", report)
    waiting = ReportComment.objects.filter(
        period=period, uid__in=uids, disposition=Disposition.PENDING
    )
    n: int = waiting.update(disposition=Disposition.NOTED, decided_by=actor.user_id)
    if n:
        changed(actor, "report.comments_noted", report, comments=n)
    return n
