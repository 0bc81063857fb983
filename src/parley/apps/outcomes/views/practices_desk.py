"""The desk of practices, for those who report on a dialogue."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.outcomes.forms.practices import MoveForm, PracticeForm, PublishForm, evidence_rows
from parley.apps.outcomes.presenters import gathered as around
from parley.apps.outcomes.presenters import practices as present
from parley.apps.outcomes.selectors import practices as find
from parley.apps.outcomes.selectors.reporting import reported_dialogue
from parley.apps.outcomes.services import gathered
from parley.apps.outcomes.services import practices as services
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, sees, view

reporter = sees(reported_dialogue)
editor = may("edit", find.practice_of)


@view(reporter)
def practices(request: Request, dialogue: Any) -> HttpResponse:
    context = {
        **around.around(request.actor, dialogue, around.PRACTICES),
        "practices": present.desk_lines(find.practices_of(request.actor, dialogue)),
    }
    return render(request, "outcomes/practices/desk/practices.html", context)


@view(reporter, "GET", "POST")
def add(request: Request, dialogue: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        made = services.add(request.actor, dialogue, form.changes, form.links)
        return present.url(made, "desk-practice-evidence")

    blank = find.blank_practice(dialogue)
    form = PracticeForm(typed(request), instance=blank, actor=request.actor)
    context = around.around(request.actor, dialogue, around.PRACTICES, (_("Add a practice"), ""))
    page = Page("outcomes/practices/desk/form.html", lambda: blank, save, context)
    return edited(request, form, page)


def _around(request: Request, practice: Any, title: Any = "") -> dict[str, Any]:
    trail = [(practice.title, present.url(practice, "desk-practice"))]
    if title:
        trail.append((title, ""))
    return {
        **around.around(request.actor, practice.dialogue, around.PRACTICES, *trail),
        "practice": practice,
        "page_url": present.url(practice),
        "edit_url": present.url(practice, "desk-practice"),
    }


@view(editor, "GET", "POST")
def edit(request: Request, practice: Any) -> HttpResponse:
    parts = [practice.dialogue.slug, practice.slug]

    def load() -> Any:
        return find.practice_of(request.actor, *parts)

    def save(seen: str) -> str:
        services.edit(request.actor, practice, form.changes, form.links, seen=seen)
        return reverse("desk-practices", args=parts[:1])

    form = PracticeForm(typed(request), instance=load(), actor=request.actor)
    context = {
        **_around(request, practice),
        "evidence": [present.evidence(row) for row in find.evidence_of(request.actor, practice)],
        "endorsed": present.endorsed(practice),
    }
    return edited(request, form, Page("outcomes/practices/desk/form.html", load, save, context))


@view(editor, "GET", "POST")
def evidence(request: Request, practice: Any) -> HttpResponse:
    def load() -> Any:
        return find.evidence_of(request.actor, practice)

    def save(seen: str) -> str:
        services.set_evidence(request.actor, practice, form.values, seen=seen)
        return present.url(practice, "desk-practice")

    form = evidence_rows(typed(request), request.actor, practice, load())
    context = {**_around(request, practice, _("Evidence")), "hint": present.EVIDENCE_HINT}
    context["back"] = context["edit_url"]
    page = Page("outcomes/practices/desk/evidence.html", load, save, context)
    return edited(request, form, page)


@view(editor, "POST")
def move(request: Request, practice: Any) -> HttpResponse:
    form = MoveForm(request.POST)
    if form.is_valid():
        gathered.move(request.actor, practice, form.cleaned_data["direction"])
    return redirect("desk-practices", practice.dialogue.slug)


@view(editor, "GET", "POST")
def publish(request: Request, practice: Any) -> HttpResponse:
    """Says who will see it, and then publishes it; or takes it back."""
    problems: Any = ()
    form = PublishForm(typed(request))
    if form.is_valid():
        published = form.cleaned_data["to"] == "published"
        try:
            services.publish(request.actor, practice, published=published)
        except InvalidInput as error:
            problems = error.problems or [error.message]
        else:
            done = _("Published.") if published else _("Taken back: only the team sees it now.")
            messages.success(request, done)
            return redirect("desk-practices", practice.dialogue.slug)
    context = {
        **_around(request, practice, _("Publish")),
        "who_sees": present.who_sees(practice),
        "problems": problems,
    }
    status = 422 if problems else 200
    return render(request, "outcomes/practices/desk/publish.html", context, status=status)


@view(editor, "GET", "POST")
def remove(request: Request, practice: Any) -> HttpResponse:
    """Asks first."""
    if request.method == "POST":
        gathered.remove(request.actor, practice)
        messages.success(request, _("The practice has been removed."))
        return redirect("desk-practices", practice.dialogue.slug)
    context = _around(request, practice, _("Remove"))
    return render(request, "outcomes/practices/desk/remove.html", context)
