"""A report as it would be published, and what was published, for those who see to it."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from parley.apps.convening.feeds.common import absolute
from parley.apps.convening.presenters.times import long_date
from parley.apps.reports.layout.building import laid_out
from parley.apps.reports.layout.citing import publisher_of
from parley.apps.reports.layout.nodes import Document, Imprint
from parley.apps.reports.models import Report, Version
from parley.apps.reports.selectors.drafts import body_of, desk_report
from parley.core.access import get_visible, visible
from parley.core.actors import ANONYMOUS, Actor


def next_number(report: Report) -> int:
    """Withdrawn versions keep theirs."""
    return int(report.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def documents_of(
    report: Report, number: int, when: datetime | None = None
) -> Mapping[str, Document]:
    """As the public would read it: by language, that of record first. Digest and citation come
    later, since they follow from all of it."""
    body, at = body_of(report), when or timezone.now()
    return {
        code: laid_out(ANONYMOUS, report, body, code, imprint_of(report, number, at, code))
        for code in report.languages
    }


def imprint_of(report: Report, number: int, when: datetime, language: str) -> Imprint:
    """All of it but digest and citation. The day is that of the dialogue's zone."""
    day = when.astimezone(report.dialogue.zone).date()
    with override(language):
        return Imprint(
            number=number,
            published_on=day.isoformat(),
            date=str(long_date(day)),
            doi=report.doi,
            address=address_of(report, number),
            correction=report.correction.pick(language).text if number > 1 else "",
            publisher=publisher_of(
                ANONYMOUS, report.dialogue, language, demonstration=report.demonstration
            ),
            notice=demonstration() if report.demonstration else "",
        )


def demonstration() -> str:
    return _(
        "Demonstration: this report shows what Parley does. Consultations and comments in it were made "
        "up, and nobody said what it tells of them."
    )


def address_of(report: Report, number: int) -> str:
    return absolute(reverse("report-version", args=[report.uid, number]))


# ---- what was published


def desk_versions(actor: Actor, report: Report) -> QuerySet[Version]:
    """The newest first, with the files of each."""
    rows = visible(Version, actor).filter(report=report)
    return rows.select_related("report__dialogue").prefetch_related("editions")


def desk_version(actor: Actor, slug: str, number: int) -> Version:
    """Of a report that the actor writes."""
    report = desk_report(actor, slug)
    return get_visible(desk_versions(actor, report), actor, number=number)
