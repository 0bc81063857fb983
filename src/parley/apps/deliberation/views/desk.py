"""The convener's desk: a dialogue's consultations, and the phases of each."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.deliberation.forms.consultations import (
    CreateForm,
    MoveForm,
    PhaseForm,
    SettingsForm,
    ShowForm,
)
from parley.apps.deliberation.forms.propositions import ExportForm
from parley.apps.deliberation.presenters import desk as present
from parley.apps.deliberation.selectors import desk as find
from parley.apps.deliberation.selectors.consultations import consultation_for
from parley.apps.deliberation.services import consultations as services
from parley.apps.deliberation.services import exporting, phases
from parley.apps.deliberation.views.desk_guards import editor, leader, leader_of_step, runner
from parley.core import panels
from parley.core.access import may as may_do
from parley.core.errors import InvalidInput, not_found
from parley.core.views import Request, may, view

ONE = "desk-consultation"


def _edits(request: Request, consultation: Any) -> bool:
    return may_do(request.actor, "edit", consultation)


@view(runner)
def consultations(request: Request, dialogue: Any) -> HttpResponse:
    led = find.led_in(request.actor, dialogue)
    context = {
        **present.around(dialogue, may_do(request.actor, "edit", dialogue)),
        "consultations": present.lines(find.census_of(request.actor, led)),
        "panels": panels.panels_for("desk.consultations", request.actor, dialogue),
    }
    return render(request, "deliberation/desk/consultations.html", context)


@view(may("edit", dialogue_for), "GET", "POST")
def create(request: Request, dialogue: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        made = services.create(request.actor, dialogue, form.changes)
        return present.url(ONE, made)

    blank = find.blank_in(dialogue)
    form = CreateForm(typed(request), instance=blank, actor=request.actor, dialogue=dialogue)
    context = present.around(dialogue, True, (_("A new consultation"), ""))
    context["back"] = reverse(present.SECTION, args=[dialogue.slug])
    page = Page("deliberation/desk/form.html", lambda: blank, save, context)
    return edited(request, form, page)


@view(leader)
def consultation(request: Request, consultation: Any) -> HttpResponse:
    edits = _edits(request, consultation)
    (census,) = find.census_of(request.actor, [consultation])
    context = {
        **present.around_one(consultation, edits, ONE),
        "facts": present.facts(census),
        "steps": present.steps(consultation, edits),
        "showing": present.showing(consultation),
        "tools": present.tools(consultation, edits),
        "waiting": present.to_decide(census),
        "is_empty": not census.accepted,
    }
    return render(request, "deliberation/desk/consultation.html", context)


@view(editor, "GET", "POST")
def edit(request: Request, consultation: Any) -> HttpResponse:
    dialogue = consultation.dialogue

    def load() -> Any:
        return consultation_for(request.actor, dialogue.slug, consultation.slug)

    def save(seen: str) -> str:
        row = services.edit(request.actor, consultation, form.changes, form.links, seen=seen)
        return present.url(ONE, row)

    form = SettingsForm(typed(request), instance=load(), actor=request.actor, dialogue=dialogue)
    context = present.around_one(consultation, True, "desk-consultation-edit")
    context["back"] = present.url(ONE, consultation)
    return edited(request, form, Page("deliberation/desk/settings.html", load, save, context))


@view(editor, "POST")
def copy(request: Request, consultation: Any) -> HttpResponse:
    made = services.copy(request.actor, consultation)
    messages.success(request, _("Copied, as a draft with the same propositions."))
    return redirect(present.url(ONE, made))


@view(editor, "GET", "POST")
def delete(request: Request, consultation: Any) -> HttpResponse:
    """Asks first; what has begun stays."""
    context = present.around_one(consultation, True, ONE, _("Delete this draft?"))
    context |= {"back": present.url(ONE, consultation), "problem": ""}
    if request.method == "POST":
        try:
            services.delete(request.actor, consultation)
        except InvalidInput as error:
            context["problem"] = error.message
        else:
            messages.success(request, _("The consultation has been deleted."))
            return redirect(present.SECTION, consultation.dialogue.slug)
    status = 422 if context["problem"] else 200
    return render(request, "deliberation/desk/delete.html", context, status=status)


@view(editor, "POST")
def move(request: Request, consultation: Any) -> HttpResponse:
    form = MoveForm(request.POST)
    if form.is_valid():
        services.move(request.actor, consultation, form.cleaned_data["direction"])
    return redirect(present.SECTION, consultation.dialogue.slug)


@view(leader_of_step, "GET", "POST")
def phase(request: Request, consultation: Any, to: str) -> HttpResponse:
    """Says what will happen, and then takes the step."""
    edits = _edits(request, consultation)
    if to not in [step["to"] for step in present.steps(consultation, edits)]:
        raise not_found()
    (census,) = find.census_of(request.actor, [consultation])
    step = present.step(consultation, to, census.waiting + census.edited)
    form = PhaseForm(typed(request)) if step["is_final"] else None
    problem = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            phases.advance(request.actor, consultation, step["phase"])
        except InvalidInput as error:
            problem = error.message
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step["label"]})
            return redirect(present.url(ONE, consultation))
    context = {
        **present.around_one(consultation, edits, ONE, step["title"]),
        "step": step,
        "form": form,
        "problem": problem,
        "back": present.url(ONE, consultation),
    }
    status = 422 if problem or (form and form.errors) else 200
    return render(request, "deliberation/desk/phase.html", context, status=status)


@view(editor, "POST")
def show(request: Request, consultation: Any) -> HttpResponse:
    form = ShowForm(request.POST)
    if form.is_valid():
        try:
            shown = form.cleaned_data["shown"]
            services.show_results(request.actor, consultation, shown=bool(shown))
        except InvalidInput as error:
            messages.error(request, error.message)
    return redirect(present.url(ONE, consultation))


@view(leader, "GET", "POST")
def export(request: Request, consultation: Any) -> HttpResponse:
    form = ExportForm(typed(request))
    if form.is_valid():
        file = exporting.export(request.actor, consultation, form.cleaned_data["kind"])
        response = HttpResponse(file.content, content_type=file.type)
        response["Content-Disposition"] = f'attachment; filename="{file.filename}"'
        return response
    context = {
        **present.around_one(consultation, _edits(request, consultation), ONE, _("Download")),
        "form": form,
        "back": present.url(ONE, consultation),
    }
    status = 422 if form.is_bound else 200
    return render(request, "deliberation/desk/export.html", context, status=status)
