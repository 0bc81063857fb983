"""The waitlist: its order and why it is so."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import typed
from parley.apps.registration.forms.board import PlaceForm
from parley.apps.registration.presenters import desk
from parley.apps.registration.presenters import waitlist as present
from parley.apps.registration.selectors import board as find
from parley.apps.registration.selectors.evidence import registration_to_vet
from parley.apps.registration.services import waitlists
from parley.apps.registration.views.guards import vetter
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, personal, view

WAITLIST = "registration-waitlist"


@view(vetter)
def waitlist(request: Request, dialogue: Any) -> HttpResponse:
    waiting = find.waiting_in(request.actor, dialogue)
    rows = [row for group in waiting.values() for row in group]
    context = {
        **desk.around(dialogue, WAITLIST),
        "groups": present.groups(
            find.tallies(request.actor, dialogue),
            waiting,
            find.reasons_of_place(request.actor, rows),
            dialogue.zone,
        ),
    }
    return render(request, "registration/desk/waitlist.html", context)


@view(personal(may("vet", registration_to_vet)), "GET", "POST")
def move_up(request: Request, registration: Any) -> HttpResponse:
    dialogue = registration.dialogue
    waiting = find.waiting_in(request.actor, dialogue).get(registration.group, [])
    here = next((n for n, row in enumerate(waiting, 1) if row.pk == registration.pk), 0)
    if here < 2:
        messages.info(request, _("Nobody waits before this person."))
        return redirect(WAITLIST, dialogue.slug)
    form = PlaceForm(typed(request), places=here - 1)
    if form.is_valid():
        try:
            given = form.cleaned_data
            waitlists.move_up(request.actor, registration, given["place"], reason=given["reason"])
        except InvalidInput as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The order of the waitlist has changed."))
            return redirect(WAITLIST, dialogue.slug)
    context = {
        **desk.around(dialogue, WAITLIST, _("Move up")),
        "lead": present.here(registration.name, here),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "registration/desk/move_up.html", context, status=status)
