"""One registration: what it says, its history, notes, mails, and what can be done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.registration.forms.board import MoveForm, NoteForm
from parley.apps.registration.presenters import board as present_board
from parley.apps.registration.presenters import desk
from parley.apps.registration.presenters import one as present
from parley.apps.registration.selectors import board as find
from parley.apps.registration.selectors.evidence import registration_to_vet
from parley.apps.registration.services import deciding
from parley.core.errors import InvalidInput
from parley.core.panels import panels_for
from parley.core.views import Request, may, personal, view

vetting = personal(may("vet", registration_to_vet))


@view(vetting)
def one(request: Request, registration: Any) -> HttpResponse:
    return _shown(request, registration)


def _shown(request: Request, registration: Any, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; with a form that was filled wrongly."""
    file = find.file_of(request.actor, registration)
    context = {
        **desk.around(registration.dialogue, "registration-board", registration.name),
        **present.page(request.actor, file),
        "panels": panels_for("registration.vet", request.actor, registration),
        "note_form": NoteForm(),
        "move_form": MoveForm(None, groups=file.groups) if file.groups else None,
        "stroke": _stroke(request, registration),
        **forms,
    }
    return render(request, "registration/desk/registration.html", context, status=status)


def _stroke(request: Request, registration: Any) -> dict[str, Any] | None:
    try:
        batch = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    return present_board.stroke(batch, find.steps_in(request.actor, registration.dialogue, batch))


@view(vetting, "POST")
def note_add(request: Request, registration: Any) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _shown(request, registration, 422, note_form=form)
    deciding.add_note(request.actor, registration, form.cleaned_data["text"])
    return redirect("registration-one", registration.dialogue.slug, registration.uid)


@view(may("delete", find.note_to_delete), "POST")
def note_delete(request: Request, note: Any) -> HttpResponse:
    registration = note.registration
    deciding.delete_note(request.actor, note)
    messages.success(request, _("The note was deleted."))
    return redirect("registration-one", registration.dialogue.slug, registration.uid)


@view(vetting, "POST")
def move(request: Request, registration: Any) -> HttpResponse:
    """Into another group."""
    form = MoveForm(request.POST, groups=find.file_of(request.actor, registration).groups)
    if form.is_valid():
        try:
            deciding.move(
                request.actor, registration, form.chosen, reason=form.cleaned_data["reason"]
            )
        except InvalidInput as error:
            form.add_error("group", error.message)
        else:
            messages.success(request, _("The registration is in its new group."))
            return redirect("registration-one", registration.dialogue.slug, registration.uid)
    return _shown(request, registration, 422, move_form=form)
