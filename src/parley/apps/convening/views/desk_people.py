"""People and places: seats in a dialogue, and the directory that dialogues share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.forms.directory import (
    OrganisationForm,
    PersonForm,
    RoomRows,
    SeriesForm,
    VenueForm,
)
from parley.apps.convening.forms.seats import AppointForm, DismissForm
from parley.apps.convening.presenters import desk as present
from parley.apps.convening.selectors import desk as find
from parley.apps.convening.selectors import dialogues as dialogue_finders
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.services import directory, seats
from parley.apps.convening.views.editing import Page, edited, typed
from parley.core import access
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, signed_in, view

appointer = may("appoint", dialogue_for)


@view(appointer, "GET", "POST")
def people(request: Request, dialogue: Any) -> HttpResponse:
    """Who has which seat. Operators come here to appoint a convener."""
    form = AppointForm(typed(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            seat = seats.appoint(request.actor, dialogue, given["email"], given["role"])
        except InvalidInput as error:
            form.add_error("email", error.message)
        else:
            text = _("%(name)s now has the seat: %(role)s.")
            names = {"name": seat.user, "role": seat.get_role_display()}
            messages.success(request, text % names)
            return redirect("dialogue-people", dialogue.slug)
    can_edit = access.may(request.actor, "edit", dialogue)
    label = present.SECTIONS["dialogue-people"]
    context = {
        "dialogue": dialogue,
        "title": label,
        "form": form,
        "can_edit": can_edit,
        "seats": find.seats_of(request.actor, dialogue),
        "speakers": find.speakers_in(request.actor, dialogue) if can_edit else [],
        "sections": present.sections(dialogue, "dialogue-people") if can_edit else [],
        "breadcrumbs": present.crumbs(dialogue, (label, "")),
    }
    status = 422 if form.errors else 200
    return render(request, "convening/desk/people.html", context, status=status)


@view(appointer, "POST")
def dismiss(request: Request, dialogue: Any) -> HttpResponse:
    form = DismissForm(request.POST)
    if form.is_valid():
        try:
            seats.dismiss(request.actor, dialogue, form.cleaned_data["seat"])
        except InvalidInput as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The seat has been taken away."))
    # Whoever has given up their own seat may not come back to the page.
    if access.may(request.actor, "appoint", dialogue):
        return redirect("dialogue-people", dialogue.slug)
    return redirect("desk")


@view(may("edit", dialogue_for))
def places(request: Request, dialogue: Any) -> HttpResponse:
    label = present.SECTIONS["dialogue-places"]
    venues = find.venues_in(request.actor, dialogue)
    context = {
        "dialogue": dialogue,
        "title": label,
        "venues": [(v, access.may(request.actor, "edit", v)) for v in venues],
        "sections": present.sections(dialogue, "dialogue-places"),
        "breadcrumbs": present.crumbs(dialogue, (label, "")),
    }
    return render(request, "convening/desk/places.html", context)


@view(signed_in)
def entries(request: Request) -> HttpResponse:
    """The directory entries that one keeps."""
    context = {
        "entries": find.entries_kept_by(request.actor),
        "breadcrumbs": present.directory_crumbs(_("Directory")),
    }
    return render(request, "convening/desk/directory.html", context)


# Adding an entry, for a dialogue; and editing one that one keeps


def _adds(form_class: Any, label: Any, back: str) -> Callable[..., HttpResponse]:
    """The view that adds an entry of one kind, then goes back to a section."""

    @view(may("edit", dialogue_for), "GET", "POST")
    def add(request: Request, dialogue: Any) -> HttpResponse:
        model = form_class._meta.model

        def save(_seen: str) -> str:
            entry = directory.add_entry(request.actor, dialogue, model, form.changes)
            if form_class is VenueForm:
                return reverse("venue-edit", args=[entry.slug]) + "#rooms"
            return reverse(back, args=[dialogue.slug])

        form = form_class(
            typed(request), instance=model(), actor=request.actor, synthetic=dialogue.synthetic
        )
        context = {
            "dialogue": dialogue,
            "title": label,
            "sections": present.sections(dialogue, back),
            "breadcrumbs": present.crumbs(dialogue, (label, "")),
        }
        return edited(request, form, Page("convening/desk/form.html", model, save, context))

    return add
