"""What is kept of a dialogue's registrations until when, and erasing one of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.registration.presenters import desk
from parley.apps.registration.presenters import evidence as present
from parley.apps.registration.selectors import evidence as find
from parley.apps.registration.services import erasing
from parley.core.views import Request, may, view


@view(may("edit", dialogue_for))
def data(request: Request, dialogue: Any) -> HttpResponse:
    context = {
        **desk.around(dialogue, "registration-data"),
        **present.kept(request.actor, dialogue),
    }
    return render(request, "registration/desk/data.html", context)


@never_cache
@view(may("vet", find.registration_to_vet), "GET", "POST")
def registration_erase(request: Request, registration: Any) -> HttpResponse:
    """Asks first: nothing brings it back."""
    dialogue, label = registration.dialogue, _("Erase a registration")
    if request.method == "POST":
        erasing.erase(request.actor, registration)
        messages.success(request, _("The registration was erased."))
        return redirect("registration-data", dialogue.slug)
    context = {**desk.around(dialogue, "registration-data", label), "registration": registration}
    return render(request, "registration/desk/erase.html", context)
