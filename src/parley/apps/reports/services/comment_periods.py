"""Some days in which participants comment on a draft: opened, made longer, ended.

When a period without names ends, its secret goes, and with it all that leads from a comment to who
made it: comments get another number and one day, and stand in a new order, since the order of rows
tells who came first.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.models import Rule
from parley.apps.convening.services import rows
from parley.apps.reports.models import CommentPeriod, Report, ReportComment, Stage
from parley.apps.reports.models.comments import NAMELESS, new_secret
from parley.apps.reports.selectors.comment_groups import groups_shown
from parley.apps.reports.selectors.comment_rules import OFFERED, rule_of, rules_offered
from parley.apps.reports.selectors.commenting import is_open
from parley.apps.reports.services import revisions
from parley.apps.reports.services.common import changed
from parley.core import jobs, traces
from parley.core.access import require
from parley.core.actors import Actor, system_actor
from parley.core.characters import validate_keepable
from parley.core.clock import Chore
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

CLOCK = system_actor("clock")
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=366)
LONGEST_NOTE = 2000  # characters
_draw = secrets.SystemRandom()


class LaxerRule(InvalidInput):
    """A laxer rule was chosen than what the draft rests on has; it can be, if that is meant."""


class Ended(InvalidInput):
    """The period is over."""


@transaction.atomic
def open_period(
    actor: Actor,
    report: Report,
    *,
    until: datetime,
    rule: str,
    note: LocalText | None = None,
    laxer: bool = False,
) -> CommentPeriod:
    """Ask for comments on the text as it stands. `laxer`: a laxer rule than what it rests on has is
    meant."""
    require(actor, "edit", report)
    row = rows.locked(actor, report)
    _end_overdue(row)
    if why := why_not(row):
        raise InvalidInput(why)
    _check_until(until)
    period = CommentPeriod(
        report=row,
        revision=revisions.fixed(actor, row).number,
        rule=_checked_rule(row, rule, laxer),
        opened_at=timezone.now(),
        until=until,
        note=_checked_note(note or LocalText()),
    )
    period.secret = new_secret() if period.rule in NAMELESS else b""
    period.save()
    row.stage = Stage.COMMENTS
    row.save(update_fields=["stage"])
    told: dict[str, Any] = {"rule": str(period.rule), "until": until.isoformat()}
    changed(actor, "report.comments_opened", row, revision=period.revision, **told)
    return period


def why_not(report: Report) -> str:
    """What has to be done before comments can be asked for, if anything."""
    if report.is_at_work:
        return _("This report is being worked on already. Wait until it has ended.")
    if report.stage == Stage.COMMENTS:
        return _("The draft is open for comments already.")
    if report.is_approved:
        return _("This text is approved. Take the approval back to ask for comments.")
    if not report.body:
        return _("There is nothing to comment on yet. Write a draft first.")
    return ""


def _check_until(until: datetime) -> None:
    now = timezone.now()
    # What is chosen to the minute is not refused for the seconds that the form took.
    if until < now + SHORTEST - timedelta(minutes=1):
        raise InvalidInput(_("Give people at least one hour: choose a later time."))
    if until > now + LONGEST:
        raise InvalidInput(_("A comment period lasts a year at most: choose an earlier time."))


def _checked_rule(report: Report, rule: str, laxer: bool) -> Rule:
    if rule not in OFFERED:
        raise InvalidInput(_("Choose one of the rules."))
    if rule not in rules_offered(report):
        raise InvalidInput(
            _("The draft rests on what comes from behind a closed door: so must the comments.")
        )
    wanted = rule_of(report)
    if OFFERED.index(Rule(rule)) < OFFERED.index(wanted) and not laxer:
        raise LaxerRule(
            _(
                "The draft rests on what was said under a stricter rule: %(rule)s. Choose that rule, "
                "or confirm that you mean the laxer one."
            )
            % {"rule": wanted.label}
        )
    return Rule(rule)


def _checked_note(note: LocalText) -> LocalText:
    for text in note.values():
        checked_words(text, LONGEST_NOTE)
    return note


def checked_words(text: str, most: int) -> str:
    """As it is kept: with the line ends that files have, and nothing around it."""
    kept = text.replace("\r\n", "\n").strip()
    if len(kept) > most:
        found = {"limit": most, "length": len(kept)}
        raise InvalidInput(
            _("A text here has at most %(limit)d characters; this one has %(length)d.") % found
        )
    try:
        validate_keepable(kept)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    return kept


@transaction.atomic
def extend(actor: Actor, period: CommentPeriod, until: datetime) -> CommentPeriod:
    """Let it end later."""
    require(actor, "edit", period.report)
    row = held(period)
    refuse_unless_open(row)
    if until <= row.until:
        raise InvalidInput(_("Choose a later time than the one that was announced."))
    _check_until(until)
    row.until = until
    row.save(update_fields=["until"])
    changed(actor, "report.comments_extended", row.report, until=until.isoformat())
    return row


@transaction.atomic
def end(actor: Actor, period: CommentPeriod) -> CommentPeriod:
    """Before its time, or at it."""
    require(actor, "edit", period.report)
    row = held(period)
    if row.closed_at is None:
        _end(actor, row)
    return row


def held(period: CommentPeriod) -> CommentPeriod:
    """The period as it stands now, held with its report until the transaction ends.

    The report comes first, as everywhere, so that nobody waits for each other.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("dialogue")
    locked = report.get(pk=period.report_id)
    row = CommentPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    row.report = locked
    return row


def refuse_unless_open(period: CommentPeriod) -> None:
    if not is_open(period):
        raise Ended(_("The comment period has ended, so nothing can be added or changed any more."))


def _end(actor: Actor, row: CommentPeriod) -> None:
    now = timezone.now()
    row.closed_at = now
    row.secret = b""
    row.save(update_fields=["closed_at", "secret"])
    report = row.report
    if report.stage == Stage.COMMENTS:
        report.stage = Stage.DRAFT
        report.save(update_fields=["stage"])
    if row.is_nameless:
        _unlink(row, now.astimezone(report.dialogue.zone))
    changed(actor, "report.comments_ended", report, revision=row.revision)


def _unlink(period: CommentPeriod, now: datetime) -> None:
    """Take from the comments what could lead to who made them, or from one to another."""
    comments = list(ReportComment.objects.filter(period=period))
    shown = groups_shown(period.report.dialogue_id)
    ReportComment.objects.filter(period=period).delete()
    _draw.shuffle(comments)
    ReportComment.objects.bulk_create(
        ReportComment(
            period=period,
            block=one.block,
            text=one.text,
            instead=one.instead,
            group_id=one.group_id if one.group_id in shown else None,
            made_on=now.date(),
            disposition=one.disposition,
            answer=one.answer,
            decided_by_id=one.decided_by_id,
        )
        for one in comments
    )
    transaction.on_commit(_forget)


def _forget() -> None:
    traces.compact(CommentPeriod, tidied=(ReportComment,))


def _end_overdue(report: Report) -> None:
    for period in report.periods.filter(closed_at=None, until__lte=timezone.now()):
        period.report = report
        _end(CLOCK, period)


@jobs.task()
def end_due() -> None:
    """End the periods whose time has come."""
    due = CommentPeriod.objects.filter(closed_at=None, until__lte=timezone.now())
    for period in due:
        _end_if_due(period)


@transaction.atomic
def _end_if_due(period: CommentPeriod) -> None:
    """It may have been made longer, or ended, a moment ago."""
    row = held(period)
    if row.closed_at is None and not is_open(row):
        _end(CLOCK, row)


CHORE = Chore("reports.end_comment_periods", timedelta(minutes=1), end_due)
