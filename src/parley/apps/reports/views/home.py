"""The desk's home of a report."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import Page, edited, saved, typed
from parley.apps.outcomes.selectors.reporting import reported_dialogue
from parley.apps.reports.forms.settings import BeginForm, SettingsForm
from parley.apps.reports.presenters import home as present
from parley.apps.reports.presenters.home import HOME, around, url
from parley.apps.reports.selectors import home as find
from parley.apps.reports.selectors.drafts import desk_report, report_of
from parley.apps.reports.services import composing, settings
from parley.core.errors import InvalidInput
from parley.core.views import Request, sees, view

reporter = sees(reported_dialogue)
writer = sees(desk_report)


def _page(request: Request, name: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    status = 422 if form is not None and form.errors else 200
    return render(request, f"reports/desk/{name}.html", context, status=status)


def _empty(request: Request, dialogue: Any, form: Any) -> HttpResponse:
    holdings = find.holdings_for(request.actor, dialogue)
    context = {
        **around(request.actor, dialogue),
        "empty": present.empty(dialogue, holdings),
        "form": form,
    }
    return _page(request, "home_empty", context, form if form.is_bound else None)


def _begin_form(request: Request, dialogue: Any) -> BeginForm:
    languages = composing.suggested_languages(dialogue)
    return BeginForm(typed(request), initial={"languages": languages})


@view(reporter)
def home(request: Request, dialogue: Any) -> HttpResponse:
    report = report_of(dialogue)
    if report is None:
        return _empty(request, dialogue, _begin_form(request, dialogue))
    standing = find.standing_for(request.actor, report)
    holdings = find.holdings_for(request.actor, dialogue)
    context = {
        **around(request.actor, dialogue),
        "home": present.home(standing, holdings),
    }
    return _page(request, "home", context)


@view(reporter, "POST")
def begin(request: Request, dialogue: Any) -> HttpResponse:
    form = _begin_form(request, dialogue)

    def save() -> None:
        asked = composing.begin(request.actor, dialogue, form.cleaned_data)
        _tell_of(request, asked)

    if saved(request, form, save, _("Begun. The first draft is being composed.")):
        return redirect(url(HOME, dialogue))
    return _empty(request, dialogue, form)


def _tell_of(request: Request, asked: composing.Asked) -> None:
    if asked.added:
        messages.info(request, present.added([str(title) for title in asked.added]))


@view(writer, "GET", "POST")
def compose(request: Request, report: Any) -> HttpResponse:
    """Anew: asks first, where something is written."""
    dialogue = report.dialogue
    if request.method == "POST":
        try:
            _tell_of(request, composing.ask(request.actor, report))
        except InvalidInput as error:
            messages.error(request, error.message)
        return redirect(f"{url(HOME, dialogue)}#working")
    standing = find.standing_for(request.actor, report)
    holdings = find.holdings_for(request.actor, dialogue)
    context = {
        **around(request.actor, dialogue, _("Compose the draft")),
        "back": url(HOME, dialogue),
        "points": present.compose_points(standing, holdings),
        "is_composed": bool(standing.blocks),
    }
    return _page(request, "home_compose", context)


@view(writer, "GET", "POST")
def set_up(request: Request, report: Any) -> HttpResponse:
    """What it is called, its languages, and what its next version says of itself."""
    dialogue = report.dialogue

    def load() -> Any:
        return desk_report(request.actor, dialogue.slug)

    def save(seen: str) -> str:
        settings.set_up(request.actor, report, form.changes, seen=seen)
        return url(HOME, dialogue)

    form = SettingsForm(typed(request), instance=load())
    context = {
        **around(request.actor, dialogue, _("Title, languages and next version")),
        "back": url(HOME, dialogue),
        "approved": report.is_approved,
    }
    return edited(request, form, Page("reports/desk/home_settings.html", load, save, context))


@view(writer)
def progress(request: Request, report: Any) -> HttpResponse:
    """How far the job is; the page comes anew when it has ended."""
    working = present.working(report)
    response = _page(request, "_home_working", {"working": working})
    if not working["busy"]:
        response["HX-Refresh"] = "true"
    return response
