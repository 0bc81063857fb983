"""The photo for the badge: its owner gives it; the owner and the vetters see it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parley.apps.registration.forms.day import PhotoForm
from parley.apps.registration.presenters import badges as present
from parley.apps.registration.selectors import badges as find
from parley.apps.registration.selectors.guests import registration_for
from parley.apps.registration.services import photos
from parley.core.errors import InvalidInput, not_found
from parley.core.views import Request, sees, signed_in, view


def _mine(request: Request, parts: dict[str, Any]) -> Any:
    """Signing in may open it; then one's own registration, or a 404."""
    signed_in(request, parts)
    return (registration_for(request.actor, **parts),)


@never_cache
@view(_mine, "GET", "POST")
def badge_photo(request: Request, registration: Any) -> HttpResponse:
    dialogue, posted = registration.dialogue, request.method == "POST"
    form = PhotoForm(request.POST, request.FILES) if posted else PhotoForm()
    if posted and "remove" in request.POST:
        photos.remove(request.actor, registration)
        messages.success(request, _("Your photo has been removed."))
        return redirect("my-registration", dialogue.slug)
    if form.is_valid():
        try:
            photos.put(request.actor, registration, form.cleaned_data["photo"])
        except InvalidInput as error:
            form.add_error("photo", error.message)
        else:
            messages.success(request, _("Your photo has been added."))
            return redirect("my-registration", dialogue.slug)
    context = {
        "dialogue": dialogue,
        "form": form,
        "photo_url": present.photo_url(registration),
    }
    return render(request, "registration/day/photo.html", context, status=422 if posted else 200)


@never_cache
@view(sees(find.registration_with_photo))
def photo(request: Request, registration: Any) -> HttpResponseBase:
    stored = registration.photo
    if not stored or not stored.storage.exists(stored.name):
        raise not_found()
    with stored.open() as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
