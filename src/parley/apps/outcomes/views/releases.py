"""Maps that were let out: for everybody, and the page on which a convener does so."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import saved, typed
from parley.apps.outcomes.forms.releases import ReleaseForm
from parley.apps.outcomes.presenters import releases as present
from parley.apps.outcomes.selectors.releases import map_at_desk, release_for
from parley.apps.outcomes.services import releasing
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, sees, view


@view(sees(release_for))
def released(request: Request, release: Any) -> HttpResponse:
    context = present.page(release, request.GET.get("by", ""))
    return render(request, "outcomes/released.html", context)


@view(may("release", map_at_desk), "GET", "POST")
def release(request: Request, row: Any) -> HttpResponse:
    """What everybody would see, and the button; of one that is out, the way back."""
    here = present.desk_address(row.consultation)
    if "take_back" in request.POST:
        try:
            releasing.take_back(request.actor, row)
        except InvalidInput as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Taken back: only those who take part see it."))
        return redirect(here)
    form = ReleaseForm(typed(request), initial={"title": present.suggested(row)})

    def save() -> None:
        releasing.release(request.actor, row, form.cleaned_data["title"])

    if saved(request, form, save, _("Everybody sees this map now.")):
        return redirect(here)
    context = {**present.desk(request.actor, row, request.GET.get("by", "")), "form": form}
    status = 422 if form.errors else 200
    return render(request, "outcomes/desk/release.html", context, status=status)
