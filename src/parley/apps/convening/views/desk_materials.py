"""The materials of a dialogue: what there is, a new one, what is said about one, their order."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.forms.materials import FileForm, LinkForm, NewMaterialForm
from parley.apps.convening.forms.programme import MoveForm
from parley.apps.convening.presenters import desk as present
from parley.apps.convening.presenters import materials as present_materials
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.selectors.directory import materials_of
from parley.apps.convening.selectors.materials import material_to_edit
from parley.apps.convening.services import materials as services
from parley.apps.convening.views.editing import Page, edited, typed
from parley.core.views import Request, may, view

MATERIALS = "dialogue-materials"
editor = may("edit", material_to_edit)


def _around(dialogue: Any, label: Any) -> dict[str, Any]:
    here = (present.SECTIONS[MATERIALS], reverse(MATERIALS, args=[dialogue.slug]))
    return {
        "dialogue": dialogue,
        "title": label,
        "sections": present.sections(dialogue, MATERIALS),
        "breadcrumbs": present.crumbs(dialogue, here, (label, "")),
    }


@view(may("edit", dialogue_for))
def materials(request: Request, dialogue: Any) -> HttpResponse:
    label = present.SECTIONS[MATERIALS]
    context = {
        **_around(dialogue, label),
        "groups": present_materials.groups(materials_of(request.actor, dialogue)),
        "breadcrumbs": present.crumbs(dialogue, (label, "")),
    }
    return render(request, "convening/desk/materials.html", context)


@view(may("edit", dialogue_for), "GET", "POST")
def material_add(request: Request, dialogue: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        services.add(request.actor, dialogue, form.changes, source=form.source)
        return reverse(MATERIALS, args=[dialogue.slug])

    form = NewMaterialForm(
        typed(request), request.FILES or None, actor=request.actor, dialogue=dialogue
    )
    context = _around(dialogue, _("Add a material"))
    return edited(request, form, Page("convening/desk/material.html", form.blank, save, context))


@view(editor, "GET", "POST")
def material_edit(request: Request, material: Any) -> HttpResponse:
    """What is said about a file, or another one in its place; or a link."""
    dialogue = material.dialogue

    def load() -> Any:
        return material_to_edit(request.actor, dialogue.slug, material.uid)

    def save(seen: str) -> str:
        services.edit(request.actor, material, form.changes, source=form.source, seen=seen)
        return reverse(MATERIALS, args=[dialogue.slug])

    kind, files = FileForm if material.file else LinkForm, request.FILES or None
    form = kind(typed(request), files, instance=load(), actor=request.actor, dialogue=dialogue)
    shown = present_materials.line(material)
    context = {**_around(dialogue, _("Edit a material")), "material": shown}
    return edited(request, form, Page("convening/desk/material.html", load, save, context))


@view(editor, "POST")
def material_move(request: Request, material: Any) -> HttpResponse:
    """Up or down among those of the same session, or of the whole dialogue."""
    form = MoveForm(request.POST)
    if form.is_valid() and form.cleaned_data["direction"]:
        services.move(request.actor, material, form.cleaned_data["direction"])
    return redirect(MATERIALS, material.dialogue.slug)


@view(editor, "GET", "POST")
def material_remove(request: Request, material: Any) -> HttpResponse:
    """Asks first: the file is not kept."""
    dialogue = material.dialogue
    if request.method == "POST":
        services.remove(request.actor, material)
        messages.success(request, _("The material has been removed."))
        return redirect(MATERIALS, dialogue.slug)
    shown = present_materials.line(material)
    context = {**_around(dialogue, _("Remove a material")), "material": shown}
    return render(request, "convening/desk/material_remove.html", context)
