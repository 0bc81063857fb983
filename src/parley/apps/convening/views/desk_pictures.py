"""The pictures of a dialogue: what there is, a new one, what is said about one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.forms.media import NewPictureForm, PictureForm
from parley.apps.convening.presenters import desk as present
from parley.apps.convening.presenters.dialogues import picture_of
from parley.apps.convening.selectors import desk as find
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.selectors.directory import pictures_of
from parley.apps.convening.services import pictures as services
from parley.apps.convening.views.editing import Page, edited, typed
from parley.core.views import Request, may, view

PICTURES = "dialogue-pictures"


def _around(dialogue: Any, label: Any) -> dict[str, Any]:
    here = (present.SECTIONS[PICTURES], reverse(PICTURES, args=[dialogue.slug]))
    return {
        "dialogue": dialogue,
        "title": label,
        "sections": present.sections(dialogue, PICTURES),
        "breadcrumbs": present.crumbs(dialogue, here, (label, "")),
    }


@view(may("edit", dialogue_for))
def pictures(request: Request, dialogue: Any) -> HttpResponse:
    label = present.SECTIONS[PICTURES]
    found = pictures_of(request.actor, dialogue)
    context = {
        "dialogue": dialogue,
        "title": label,
        "pictures": [(picture, picture_of(picture)) for picture in found],
        "sections": present.sections(dialogue, PICTURES),
        "breadcrumbs": present.crumbs(dialogue, (label, "")),
    }
    return render(request, "convening/desk/pictures.html", context)


@view(may("edit", dialogue_for), "GET", "POST")
def picture_add(request: Request, dialogue: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        services.add(request.actor, dialogue, form.changes, source=form.source)
        return reverse(PICTURES, args=[dialogue.slug])

    form = NewPictureForm(
        typed(request), request.FILES or None, actor=request.actor, dialogue=dialogue
    )
    context = _around(dialogue, _("Add a picture"))
    page = Page("convening/desk/picture_add.html", form.blank, save, context)
    return edited(request, form, page)


@view(may("edit", find.picture_to_edit), "GET", "POST")
def picture_edit(request: Request, picture: Any) -> HttpResponse:
    dialogue = picture.dialogue

    def load() -> Any:
        return find.picture_to_edit(request.actor, dialogue.slug, picture.uid)

    def save(seen: str) -> str:
        services.edit(request.actor, picture, form.changes, seen=seen)
        return reverse(PICTURES, args=[dialogue.slug])

    form = PictureForm(typed(request), instance=load(), actor=request.actor, dialogue=dialogue)
    context = {**_around(dialogue, _("Edit a picture")), "picture": picture_of(picture)}
    return edited(request, form, Page("convening/desk/picture_edit.html", load, save, context))


@view(may("edit", find.picture_to_edit), "GET", "POST")
def picture_remove(request: Request, picture: Any) -> HttpResponse:
    """Asks first: the file is not kept."""
    dialogue = picture.dialogue
    if request.method == "POST":
        services.remove(request.actor, picture)
        messages.success(request, _("The picture has been removed."))
        return redirect(PICTURES, dialogue.slug)
    context = {**_around(dialogue, _("Remove a picture")), "picture": picture_of(picture)}
    return render(request, "convening/desk/picture_remove.html", context)
