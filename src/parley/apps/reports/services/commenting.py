"""Comments of participants: made, changed, withdrawn.

Nothing of it goes into the audit, under any rule: who said what when is between them and the text.
"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.reports.body.blocks import NoSuchBlock, block_of
from parley.apps.reports.models import CommentPeriod, Disposition, ReportComment, Revision
from parley.apps.reports.selectors.comment_groups import group_of, groups_shown
from parley.apps.reports.selectors.comment_names import own, pseudonym
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.services.comment_periods import checked_words, refuse_unless_open
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput, not_found

LONGEST = 5000  # characters
MOST = 200  # comments of one person in one period


@transaction.atomic
def comment(
    actor: Actor, period: CommentPeriod, *, text: str, instead: str = "", block: str = ""
) -> ReportComment:
    """On a block, or on the whole. Whoever sends the same twice has said it once."""
    require(actor, "comment", period)
    row = _open(period)
    said = {**_checked(text, instead, block), "block": _checked_block(row, block)}
    mine = ReportComment.objects.filter(own(row, actor))
    already = mine.filter(**said).first()
    if already is not None:
        return already
    if mine.count() >= MOST:
        raise InvalidInput(
            _("You have made %(most)d comments, as many as one can. Change one of them, please.")
            % {"most": MOST}
        )
    made = ReportComment(period=row, made_on=_today(row), group_id=_group(actor, row), **said)
    if row.is_nameless:
        made.pseudonym = pseudonym(row, actor)
    else:
        made.author_id = actor.user_id
    made.save()
    return made


def _group(actor: Actor, period: CommentPeriod) -> int | None:
    """Where the rule keeps names out, a group that would tell the name is not kept either."""
    dialogue = period.report.dialogue_id
    group = group_of(actor.user_id, dialogue)
    if period.is_nameless and group not in groups_shown(dialogue):
        return None
    return group


def _today(period: CommentPeriod) -> date:
    return timezone.now().astimezone(period.report.dialogue.zone).date()


@transaction.atomic
def change(
    actor: Actor, period: CommentPeriod, uid: UUID, *, text: str, instead: str = ""
) -> ReportComment:
    """One's own, as long as it waits for an answer."""
    require(actor, "comment", period)
    row = _own(actor, _open(period), uid)
    if row.disposition != Disposition.PENDING:
        raise InvalidInput(
            _("This comment has been answered in the meantime. Make another one, please.")
        )
    words = _checked(text, instead, row.block)
    row.text, row.instead = words["text"], words["instead"]
    row.save(update_fields=["text", "instead"])
    return row


@transaction.atomic
def withdraw(actor: Actor, period: CommentPeriod, uid: UUID) -> ReportComment:
    """One's own, as if it had not been made; answers what it said."""
    require(actor, "comment", period)
    row = _own(actor, _open(period), uid)
    ReportComment.objects.filter(pk=row.pk).delete()
    return row


def _own(actor: Actor, period: CommentPeriod, uid: UUID) -> ReportComment:
    mine = ReportComment.objects.select_for_update(of=("self",)).filter(own(period, actor))
    found = mine.filter(uid=uid).first()
    if found is None:
        raise not_found()
    found.period = period
    return found


def _open(period: CommentPeriod) -> CommentPeriod:
    """The row as it stands now: whoever ends the period waits for who is about to say something."""
    rows = CommentPeriod.objects.select_for_update(of=("self",))
    row = rows.select_related("report__dialogue").get(pk=period.pk)
    refuse_unless_open(row)
    return row


def _checked(text: str, instead: str, block: str) -> dict[str, str]:
    words = {"text": checked_words(text, LONGEST), "instead": checked_words(instead, LONGEST)}
    if words["instead"] and not block:
        raise InvalidInput(_("Propose other words beside the place that they are for."))
    if not any(words.values()):
        raise InvalidInput(_("Write what you think of it, or propose other words."))
    return words


def _checked_block(period: CommentPeriod, uid: str) -> str:
    if not uid:
        return ""
    revision = Revision.objects.get(report=period.report_id, number=period.revision)
    try:
        return block_of(body_of(revision), uid).uid
    except NoSuchBlock:
        raise InvalidInput(_("This place is not in the draft that is commented on.")) from None
