"""Evidence: handing it in, taking it back, and opening it for those who may."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parley.apps.convening.services.filetypes import MEDIA_TYPES
from parley.apps.registration.forms.evidence import EvidenceForm
from parley.apps.registration.presenters import evidence as present
from parley.apps.registration.selectors import evidence as find
from parley.apps.registration.services import evidence as services
from parley.apps.registration.views.guest import own
from parley.core import downloads
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, sees, view


@view(sees(find.evidence_for))
def evidence(request: Request, row: Any) -> HttpResponseBase:
    """For its owner and the vetters, as a download that nothing keeps."""
    downloads.require_stored(row.file)
    return downloads.attachment(request, row.file, MEDIA_TYPES[row.type], row.filename)


@never_cache
@view(own, "GET", "POST")
def evidence_add(request: Request, registration: Any) -> HttpResponse:
    posted = request.method == "POST"
    form = EvidenceForm(request.POST, request.FILES) if posted else EvidenceForm()
    if form.is_valid():
        try:
            services.attach(request.actor, registration, form.cleaned_data["upload"])
        except InvalidInput as error:
            form.add_error("upload", error.message)
        else:
            messages.success(request, _("Your file has been added."))
            return redirect("my-registration", registration.dialogue.slug)
    context = {
        **(present.own_panel(request.actor, registration) or {}),
        "registration": registration,
        "dialogue": registration.dialogue,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "registration/evidence_add.html", context, status=status)


@never_cache
@view(may("remove", find.evidence_for), "GET", "POST")
def evidence_remove(request: Request, row: Any) -> HttpResponse:
    dialogue = row.registration.dialogue
    if request.method == "POST":
        services.remove(request.actor, row)
        messages.success(request, _("The file has been removed."))
        return redirect("my-registration", dialogue.slug)
    context = {"file": present.line(row), "dialogue": dialogue}
    return render(request, "registration/evidence_remove.html", context)
