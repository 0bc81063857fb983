"""The desk of comments: asking for them, and saying what becomes of each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.views.editing import Page, edited, saved, typed
from parley.apps.outcomes.presenters.gathered import around
from parley.apps.reports.forms.commenting import DecisionForm, ExtendForm, FilterForm, OpenForm
from parley.apps.reports.presenters import comments_desk as present
from parley.apps.reports.presenters.home import HOME
from parley.apps.reports.selectors import commenting as find
from parley.apps.reports.selectors.drafts import desk_report
from parley.apps.reports.services import comment_periods as periods
from parley.apps.reports.services import deciding
from parley.core.downloads import PRIVATE, sealed
from parley.core.errors import not_found
from parley.core.views import Request, may, personal, sees, view

writer = personal(sees(desk_report))
opened = personal(sees(find.desk_period))
decider = personal(may("decide", find.desk_comment))


def _around(request: Request, report: Any, title: Any = "") -> dict[str, Any]:
    trail = [(_("Comments"), present.url(report))]
    if title:
        trail.append((title, ""))
    found = around(request.actor, report.dialogue, HOME, *trail)
    return {**found, "back": present.url(report)}


def _page(request: Request, name: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    status = 422 if form is not None and form.errors else 200
    return render(request, f"reports/desk/{name}.html", context, status=status)


def _periods(request: Request, report: Any) -> Any:
    return find.desk_periods(request.actor, report.dialogue.slug)


@view(writer)
def board(request: Request, report: Any) -> HttpResponse:
    asked = FilterForm(request.GET).asked
    rows = _periods(request, report)
    shown = present.board(request.actor, report, rows, asked, request.reader_zone)
    return _page(request, "comments", {**_around(request, report), "board": shown})


@view(writer, "GET", "POST")
def open_period(request: Request, report: Any) -> HttpResponse:
    form = OpenForm(typed(request), report=report)

    def save() -> None:
        periods.open_period(request.actor, report, **form.cleaned_data)

    if saved(request, form, save, _("The draft is open for comments.")):
        return redirect(present.PAGE, report.dialogue.slug)
    title = _("Open for comments")
    around_it = _around(request, report, title)
    context = {**around_it, "form": form, "why_not": periods.why_not(report)}
    return _page(request, "comments_open", context, form)


@view(opened, "GET", "POST")
def extend(request: Request, period: Any) -> HttpResponse:
    form = ExtendForm(typed(request), period=period)

    def save() -> None:
        periods.extend(request.actor, period, form.cleaned_data["until"])

    if saved(request, form, save, _("There is more time now.")):
        return redirect(present.PAGE, period.report.dialogue.slug)
    context = {**_around(request, period.report, _("Give more time")), "form": form}
    return _page(request, "comments_extend", context, form)


@view(opened, "GET", "POST")
def end(request: Request, period: Any) -> HttpResponse:
    """Asks first."""
    report = period.report
    if request.method == "POST":
        periods.end(request.actor, period)
        messages.success(request, _("Comments are over. Decide on those that wait."))
        return redirect(present.PAGE, report.dialogue.slug)
    said = find.comments_for(request.actor, period)
    context = {
        **_around(request, report, _("End the comments")),
        "points": present.ending(period, len(said)),
    }
    return _page(request, "comments_end", context)


@view(decider, "GET", "POST")
def decide(request: Request, comment: Any) -> HttpResponse:
    report, slug = comment.period.report, comment.period.report.dialogue.slug

    def load() -> Any:
        return find.desk_comment(request.actor, slug, comment.uid)

    def save(seen: str) -> str:
        deciding.decide(request.actor, comment, seen=seen, **form.changes)
        return f"{present.url(report, period=comment.period_id)}#c-{comment.uid}"

    form = DecisionForm(typed(request), instance=load())
    context = {
        **_around(request, report, _("Decide on a comment")),
        "card": present.one_card(request.actor, comment.period, comment.uid),
    }
    return edited(request, form, Page("reports/desk/comments_decide.html", load, save, context))


@view(writer, "POST")
def note(request: Request, report: Any) -> HttpResponse:
    """Those that are ticked."""
    asked = FilterForm(request.POST).asked
    period = next((p for p in _periods(request, report) if p.pk == asked.get("period")), None)
    try:
        chosen = [UUID(one) for one in request.POST.getlist("chosen")]
    except ValueError:
        raise not_found() from None
    if period is None:
        raise not_found()
    n = deciding.note(request.actor, period, chosen)
    if n:
        text = ngettext("%(n)d comment noted.", "%(n)d comments noted.", n) % {"n": n}
        messages.success(request, text)
    else:
        messages.info(request, _("Tick comments that wait for a decision."))
    return redirect(present.url(report, period=period.pk))


@view(writer)
def file(request: Request, report: Any) -> HttpResponse:
    """A table of one period: of the latest, unless another is asked for."""
    asked = FilterForm(request.GET).asked.get("period")
    rows = _periods(request, report)
    period = next((p for p in rows if asked in (None, p.pk)), None)
    if period is None:
        raise not_found()
    content = present.table(request.actor, period)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"{report.dialogue.slug}-comments.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    sealed(response, PRIVATE)
    return response
