"""The list of registrations as a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import typed
from parley.apps.registration.forms.board import FilterForm
from parley.apps.registration.forms.export import ExportForm
from parley.apps.registration.presenters import board as present
from parley.apps.registration.presenters import desk
from parley.apps.registration.selectors import board as find
from parley.apps.registration.selectors.eligibility import groups_for
from parley.apps.registration.services import exporting
from parley.apps.registration.views.guards import vetter
from parley.core.views import Request, view


@view(vetter, "GET", "POST")
def export(request: Request, dialogue: Any) -> HttpResponse:
    """First which columns, then the file; of those that the board's filter shows."""
    actor = request.actor
    codes, groups = find.countries_in(actor, dialogue), groups_for(actor, dialogue)
    kept = FilterForm(request.GET, groups=groups, codes=codes)
    form = ExportForm(typed(request), columns=exporting.columns_for(actor, dialogue))
    if form.is_valid():
        given = form.cleaned_data
        file = exporting.export(actor, dialogue, kept.wanted, given["columns"], given["kind"])
        response = HttpResponse(file.content, content_type=file.type)
        response["Content-Disposition"] = f'attachment; filename="{file.filename}"'
        return response
    count = find.matching(actor, dialogue, kept.wanted).count()
    context = {
        **desk.around(dialogue, "registration-board", _("Download")),
        "form": form,
        "lead": present.counted(count),
    }
    status = 422 if form.is_bound else 200
    return render(request, "registration/desk/export.html", context, status=status)
