"""What reports hold on a person, to hand out and to erase: what they said of drafts.

Without names that can be told only while a period is open; then it is nobody's data. Who wrote, approved
or decided is forgotten by itself when the account goes; what was decided stays.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.reports.models import CommentPeriod, ReportComment
from parley.apps.reports.models.comments import NAMELESS
from parley.apps.reports.selectors.comment_names import pseudonym
from parley.core import privacy
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.privacy import Facts, Outlook, Subject, Table, fact, reader_of

ORDER = 30


def _named(subject: Subject) -> QuerySet[ReportComment]:
    rows = ReportComment.objects.filter(author=subject.key or 0)
    return rows.select_related("period__report", "group")


def _nameless(subject: Subject) -> Iterator[QuerySet[ReportComment]]:
    """Those that can be found again, period by period."""
    if subject.key is None:
        return
    person = Actor(user_id=subject.key)
    periods = CommentPeriod.objects.filter(rule__in=NAMELESS, closed_at=None)
    for period in periods.select_related("report"):
        name = pseudonym(period, person)
        if name is not None:
            rows = ReportComment.objects.filter(period=period, pseudonym=name)
            yield rows.select_related("period__report", "group")


def _all(subject: Subject) -> list[ReportComment]:
    return list(chain(_named(subject), *_nameless(subject)))


def tables(subject: Subject) -> Iterable[Table]:
    open_to_them = set(visible(Dialogue, reader_of(subject)).values_list("pk", flat=True))
    rows = tuple(_told(one, one.period.report.dialogue_id in open_to_them) for one in _all(subject))
    yield Table("report_comments", _("Your comments on drafts of reports"), rows)


def _told(row: ReportComment, is_open: bool) -> Facts:
    title = str(row.period.report.title) if is_open else _("(not open to you)")
    group = str(row.group.name) if row.group else None
    return (
        fact("report", _("Report"), title),
        # They are their own words, whatever the door.
        fact("text", _("Comment"), row.text),
        fact("instead", _("Proposed wording"), row.instead),
        fact("rule", _("Rule"), row.period.get_rule_display()),
        fact("group", _("Stakeholder group"), group),
        fact("day", _("Day"), row.made_on.isoformat()),
        fact("disposition", _("What became of it"), row.get_disposition_display()),
        fact("answer", _("Answer"), dict(row.answer)),
    )


def outlook(subject: Subject) -> Outlook:
    goes, stays = [], []
    if _all(subject):
        goes.append(_("Your comments on drafts of reports, and the answers to them."))
    over = ReportComment.objects.filter(period__rule__in=NAMELESS, period__closed_at__isnull=False)
    if subject.key is not None and over.exists():
        stays.append(
            _(
                "What you may have said of drafts without your name: comments are over, and nobody "
                "can tell which were yours, so nothing of them leads to you."
            )
        )
    return Outlook(tuple(goes), tuple(stays))


@transaction.atomic
def erase(subject: Subject) -> None:
    keys = [row.pk for row in _all(subject)]
    ReportComment.objects.filter(pk__in=keys).delete()


HOLDING = privacy.Holding("reports", ORDER, tables, outlook, erase)
