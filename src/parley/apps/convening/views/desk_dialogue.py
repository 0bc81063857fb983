"""The sections of a dialogue that are about the dialogue itself; its status and its history."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.forms.base import DeskForm
from parley.apps.convening.forms.dialogue import (
    FactsForm,
    HostRows,
    NormRows,
    PointRows,
    TextsForm,
)
from parley.apps.convening.forms.seats import PersonaForm, StepForm
from parley.apps.convening.presenters import desk as present
from parley.apps.convening.presenters.history import history as told
from parley.apps.convening.selectors import desk as find
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.selectors.history import happenings, records_of
from parley.apps.convening.services import dialogues, drafts
from parley.apps.convening.services.dialogues import Step
from parley.apps.convening.views.editing import Page, edited, typed
from parley.core import preview
from parley.core.actors import Preview, actor_of
from parley.core.errors import InvalidInput, not_found
from parley.core.views import Request, anyone, may, view

editor = may("edit", dialogue_for)
PER_PAGE = 40


def around(dialogue: Any, section: str) -> dict[str, Any]:
    """What stands around a section's form."""
    label = present.SECTIONS[section]
    return {
        "dialogue": dialogue,
        "title": label,
        "sections": present.sections(dialogue, section),
        "breadcrumbs": present.crumbs(dialogue, (label, "")),
    }


@view(editor)
def overview(request: Request, dialogue: Any) -> HttpResponse:
    desk = find.desk_of(request.actor, dialogue)
    context = {
        "dialogue": desk.dialogue,
        "sections": present.overview(desk),
        "checklist": present.checklist(desk),
        "steps": present.steps(desk.dialogue),
        "deleting": present.deleting(desk.dialogue),
        "tools": present.tools(desk.dialogue),
        "personas": PersonaForm(),
        "card": present.card(desk),
        "breadcrumbs": present.crumbs(dialogue),
    }
    return render(request, "convening/desk/overview.html", context)


def _fields(request: Request, dialogue: Any, form: DeskForm, section: str) -> HttpResponse:
    def save(seen: str) -> str:
        row = dialogues.edit(
            request.actor,
            dialogue,
            form.changes,
            seen=seen,
            move_programme=form.cleaned_data.get("move_programme", False),
        )
        return reverse("dialogue-edit", args=[row.slug])

    def load() -> Any:
        return dialogue_for(request.actor, dialogue.slug)

    page = Page("convening/desk/form.html", load, save, around(dialogue, section))
    return edited(request, form, page)


@view(editor, "GET", "POST")
def facts(request: Request, dialogue: Any) -> HttpResponse:
    row = dialogue_for(request.actor, dialogue.slug)
    form = FactsForm(typed(request), instance=row, actor=request.actor)
    return _fields(request, dialogue, form, "dialogue-facts")


@view(editor, "GET", "POST")
def texts(request: Request, dialogue: Any) -> HttpResponse:
    row = dialogue_for(request.actor, dialogue.slug)
    return _fields(request, dialogue, TextsForm(typed(request), instance=row), "dialogue-texts")


def _list(
    request: Request, dialogue: Any, section: str, rows: Any, save: Any, **choices: Any
) -> HttpResponse:
    """A list of the dialogue, edited as a whole."""

    def load() -> Any:
        return find.rows_in(dialogue, rows.relation)

    def save_rows(seen: str) -> str:
        save(request.actor, dialogue, form.values, seen=seen)
        return reverse("dialogue-edit", args=[dialogue.slug])

    form = rows(typed(request), stored=load(), **choices)
    page = Page("convening/desk/rows.html", load, save_rows, around(dialogue, section))
    return edited(request, form, page)


@view(editor, "GET", "POST")
def hosts(request: Request, dialogue: Any) -> HttpResponse:
    choices = find.organisations_to_choose(request.actor)
    save = dialogues.set_hosts
    return _list(request, dialogue, "dialogue-hosts", HostRows, save, organisations=choices)


@view(editor, "GET", "POST")
def points(request: Request, dialogue: Any) -> HttpResponse:
    return _list(request, dialogue, "dialogue-points", PointRows, dialogues.set_points)


@view(editor, "GET", "POST")
def norms(request: Request, dialogue: Any) -> HttpResponse:
    return _list(request, dialogue, "dialogue-norms", NormRows, dialogues.set_norms)


def publisher(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """Who may change the status; the view also gets the step that the address names."""
    found = may("publish", dialogue_for)(request, {"slug": parts["slug"]})
    return (*found, parts["step"])


@view(publisher, "GET", "POST")
def status(request: Request, dialogue: Any, named: str) -> HttpResponse:
    """Asks before the status changes, with what is still missing before an announcement."""
    step = _step(named)
    form = StepForm(typed(request))
    if request.method == "POST" and form.is_valid():
        return _take_step(request, dialogue, step, form.cleaned_data["reason"])
    context = {
        "dialogue": dialogue,
        "form": form if step == Step.CANCEL else None,
        "step": present.step(step),
        "checklist": present.checklist(find.desk_of(request.actor, dialogue)),
        "breadcrumbs": present.crumbs(dialogue, (step.label, "")),
    }
    return render(request, "convening/desk/status.html", context)


def _step(named: str) -> Step:
    try:
        return Step(named)
    except ValueError:
        raise not_found() from None


def _take_step(request: Request, dialogue: Any, step: Step, reason: str) -> HttpResponse:
    try:
        row = dialogues.take_step(request.actor, dialogue, step, reason=reason)
    except InvalidInput as error:
        messages.error(request, error.message)
    else:
        text = _("The dialogue is now: %(status)s.")
        messages.success(request, text % {"status": row.get_status_display()})
    return redirect("dialogue-edit", dialogue.slug)


@view(may("delete", dialogue_for), "GET", "POST")
def delete(request: Request, dialogue: Any) -> HttpResponse:
    """Asks before a draft goes for good, or says why it can't."""
    reason, status = drafts.why_not(dialogue), 200
    if request.method == "POST":
        try:
            drafts.delete(request.actor, dialogue)
        except InvalidInput as error:
            reason, status = error.message, 422
        else:
            messages.success(request, _("%(name)s has been deleted.") % {"name": dialogue.title})
            return redirect("desk")
    context = {
        "dialogue": dialogue,
        "reason": reason,
        "breadcrumbs": present.crumbs(dialogue, (_("Delete"), "")),
    }
    return render(request, "convening/desk/dialogue_delete.html", context, status=status)


@view(editor)
def history(request: Request, dialogue: Any) -> HttpResponse:
    page = Paginator(records_of(dialogue), PER_PAGE).get_page(request.GET.get("page"))
    entries = told(happenings(request.actor, list(page)), dialogue)
    context = {
        "dialogue": dialogue,
        "page": page,
        "entries": entries,
        "breadcrumbs": present.crumbs(dialogue, (_("History"), "")),
    }
    return render(request, "convening/desk/history.html", context)


@view(editor, "POST")
def preview_start(request: Request, dialogue: Any) -> HttpResponse:
    form = PersonaForm(request.POST)
    if form.is_valid():
        preview.start(request, Preview(form.cleaned_data["persona"], dialogue.pk))
        return redirect("dialogue", dialogue.slug)
    return redirect("dialogue-edit", dialogue.slug)


@view(anyone, "POST")
def preview_stop(request: Request) -> HttpResponse:
    """Back to the desk of the dialogue, as oneself."""
    slug = find.slug_of(actor_of(request.user), preview.stop(request))
    return redirect("dialogue-edit", slug) if slug else redirect("desk")
