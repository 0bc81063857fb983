"""How the text of a report came to be, what differs between two moments, and the way back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.reports.layout.building import laid_out
from parley.apps.reports.presenters import editing as around
from parley.apps.reports.presenters import history as present
from parley.apps.reports.presenters.nodes import shown
from parley.apps.reports.selectors import revisions as find
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.services import editing as services
from parley.apps.reports.views.editing import in_report, tell, writer
from parley.core.errors import InvalidInput
from parley.core.views import Request, view

PAGE = 25


def _around(request: Request, report: Any, *trail: tuple[Any, str]) -> dict[str, Any]:
    here = (_("History"), around.url(around.HISTORY, report))
    return {
        **around.around(request.actor, report.dialogue, here, *trail),
        "report": report,
        "text_url": around.url(around.TEXT, report),
        "back": around.url(around.HISTORY, report),
    }


def _zone(request: Request, report: Any) -> Any:
    return request.reader_zone or report.dialogue.zone


@view(writer)
def history(request: Request, report: Any) -> HttpResponse:
    rows = find.revisions_of(request.actor, report)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    numbers = {one.number for one in page} | {one.number - 1 for one in page}
    texts = find.with_texts(request.actor, report, sorted(numbers))
    context = {
        **_around(request, report),
        "page": page,
        "revisions": present.lines(report, list(page), texts, _zone(request, report)),
        "difference_url": around.url("desk-report-difference", report),
    }
    return render(request, "reports/desk/history.html", context)


@view(writer)
def difference(request: Request, report: Any) -> HttpResponse:
    numbers = (_number(request.GET.get(name, "")) for name in ("from", "to"))
    before, after = find.two_revisions(request.actor, report, *numbers)
    context = {
        **_around(request, report, (_("What differs"), "")),
        "lines": [present.line(report, one, _zone(request, report)) for one in (before, after)],
        "compared": present.compared(before, after),
    }
    return render(request, "reports/desk/history_difference.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


@view(in_report)
def revision(request: Request, report: Any, number: int) -> HttpResponse:
    """The whole text as it was."""
    row = find.revision_for(request.actor, report, number)
    language = around.language_of(report, request.GET.get("language", ""))
    document = laid_out(
        request.actor,
        report,
        body_of(row),
        language,
        around.draft_imprint(),
        title=row.title,
        subtitle=row.subtitle,
    )
    context = {
        **_around(request, report, (present.called(row), "")),
        "line": present.line(report, row, _zone(request, report)),
        "document": document,
        "nodes": shown(document),
    }
    return render(request, "reports/desk/history_revision.html", context)


@view(in_report, "GET", "POST")
def restore(request: Request, report: Any, number: int) -> HttpResponse:
    row = find.revision_for(request.actor, report, number)
    if request.method == "POST":
        try:
            services.restore(request.actor, report, row)
        except InvalidInput as error:
            messages.error(request, error.message)
        else:
            tell(request, report, _("Restored. What was there before is in the history."))
        return redirect(around.url(around.TEXT, report))
    now = find.revision_with(request.actor, report, report.revision)
    context = {
        **_around(request, report, (_("Restore"), "")),
        "line": present.line(report, row, _zone(request, report)),
        "compared": present.compared(now, row) if now is not None else None,
        "notice": around.approval_notice(report),
    }
    return render(request, "reports/desk/history_restore.html", context)
