"""People and places: seats in a dialogue, and the directory that dialogues share."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.directory import (
    OrganisationForm,
    PersonForm,
    RoomRows,
    SeriesForm,
    VenueForm,
)
from parley.apps.convening.forms.seats import AppointForm, DismissForm
from parley.apps.convening.presenters import desk as present
from parley.apps.convening.presenters import directory as present_directory
from parley.apps.convening.selectors import desk as find
from parley.apps.convening.selectors import dialogues as finders
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.selectors.merging import has_namesake
from parley.apps.convening.services import directory, seats
from parley.apps.convening.views.editing import Page, edited, typed
from parley.core import access
from parley.core.errors import InvalidInput
from parley.core.views import Request, View, may, signed_in, view

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


def _adds(form_class: Any, label: Any, section: str) -> View:
    """The view that adds an entry of one kind, then goes back to the section it came from."""

    @view(may("edit", dialogue_for), "GET", "POST")
    def add(request: Request, dialogue: Any) -> HttpResponse:
        def save(_seen: str) -> str:
            entry = directory.add_entry(request.actor, dialogue, form.model, **form.values)
            if has_namesake(request.actor, entry):
                text = _(
                    "There is another %(name)s. If it is the same, merge them in the directory."
                )
                messages.warning(request, text % {"name": entry})
            if form_class is VenueForm:
                return reverse("venue-rooms", args=[entry.slug])
            return reverse(section, args=[dialogue.slug])

        form = form_class(typed(request), actor=request.actor, synthetic=dialogue.synthetic)
        context = {
            "dialogue": dialogue,
            "title": label,
            "sections": present.sections(dialogue, section),
            "breadcrumbs": present.crumbs(dialogue, (label, "")),
        }
        page = Page("convening/desk/form.html", form.blank, save, context)
        return edited(request, form, page)

    return add


def _edits(form_class: Any, selector: Any, label: Any) -> View:
    """The view that edits an entry of one kind."""

    @view(may("edit", selector), "GET", "POST")
    def edit(request: Request, entry: Any) -> HttpResponse:
        def load() -> Any:
            return selector(request.actor, entry.slug)

        def save(seen: str) -> str:
            directory.edit_entry(request.actor, entry, seen=seen, **form.values)
            return reverse("directory")

        form = form_class(typed(request), instance=load(), actor=request.actor, synthetic=True)
        context = {
            "title": label,
            "entry": entry,
            "addresses": present_directory.addresses(entry),
            "breadcrumbs": present.directory_crumbs(label),
        }
        return edited(request, form, Page("convening/desk/form.html", load, save, context))

    return edit


person_add = _adds(PersonForm, gettext_lazy("Add a person"), "dialogue-people")
organisation_add = _adds(OrganisationForm, gettext_lazy("Add an organisation"), "dialogue-hosts")
venue_add = _adds(VenueForm, gettext_lazy("Add a venue"), "dialogue-places")
series_add = _adds(SeriesForm, gettext_lazy("Add a series"), "dialogue-facts")
person_edit = _edits(PersonForm, finders.person_for, gettext_lazy("Edit a person"))
organisation_edit = _edits(
    OrganisationForm, finders.organisation_for, gettext_lazy("Edit an organisation")
)
venue_edit = _edits(VenueForm, finders.venue_for, gettext_lazy("Edit a venue"))
series_edit = _edits(SeriesForm, finders.series_for, gettext_lazy("Edit a series"))


@view(may("edit", finders.venue_for), "GET", "POST")
def venue_rooms(request: Request, venue: Any) -> HttpResponse:
    def load() -> Any:
        return find.rows_in(venue, RoomRows.relation)

    def save(seen: str) -> str:
        directory.set_rooms(request.actor, venue, form.values, seen=seen)
        return reverse("directory")

    form = RoomRows(typed(request), stored=load())
    context = {
        "title": _("Rooms"),
        "entry": venue,
        "breadcrumbs": present.directory_crumbs(_("Rooms")),
    }
    return edited(request, form, Page("convening/desk/rows.html", load, save, context))
