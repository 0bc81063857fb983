"""Polis exports: taken in at the desk, and handed out beside the map."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.views.editing import typed
from parley.apps.outcomes.exchange.polis_in import import_polis
from parley.apps.outcomes.exchange.polis_out import export_polis
from parley.apps.outcomes.forms.polis import ImportPolisForm
from parley.apps.outcomes.presenters import polis as present
from parley.apps.outcomes.selectors.maps import mapped_consultation
from parley.core.downloads import PRIVATE, sealed
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, sees, view


@view(may("edit", dialogue_for), "GET", "POST")
def take_in(request: Request, dialogue: Any) -> HttpResponse:
    form = ImportPolisForm(typed(request), request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        named = {name: given[name] for name in ("title", "language", "attribution")}
        try:
            with tempfile.TemporaryDirectory() as folder:
                form.store(Path(folder))
                made = import_polis(request.actor, dialogue, Path(folder), **named)
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("The conversation has been imported."))
            return redirect("consultation", dialogue.slug, made.slug)
    context = {**present.around(dialogue), "form": form}
    return render(request, "outcomes/desk/polis.html", context, status=422 if form.errors else 200)


@view(sees(mapped_consultation))
def hand_out(request: Request, consultation: Any) -> HttpResponse:
    content = export_polis(request.actor, consultation)
    response = HttpResponse(content, content_type="application/zip")
    filename = f"{consultation.dialogue.slug}-{consultation.slug}-polis.zip"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    sealed(response, PRIVATE)
    return response
