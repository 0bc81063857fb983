"""Lists of positions and votes: looked at first, then stored whole or not at all; and taken out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import typed
from parley.apps.evidence.exchange import tables, writing
from parley.apps.evidence.exchange.positions import judged
from parley.apps.evidence.exchange.taking import import_positions
from parley.apps.evidence.exchange.votes import import_votes, judged_votes
from parley.apps.evidence.forms.importing import ConfirmForm, ImportForm
from parley.apps.evidence.presenters import desk as present
from parley.apps.evidence.presenters.words import is_votes
from parley.apps.evidence.views.desk_guards import keeper
from parley.core import sheets
from parley.core.downloads import PRIVATE, sealed
from parley.core.errors import InvalidInput
from parley.core.views import Request, view


@view(keeper, "GET", "POST")
def import_list(request: Request, collection: Any) -> HttpResponse:
    """A list is read and looked at; nothing is stored yet."""
    votes = is_votes(collection)
    form = ImportForm(typed(request), request.FILES or None, is_votes=votes)
    context = {
        **present.around(collection, _("Import votes") if votes else _("Import positions")),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        try:
            context["preview"] = _preview(request, collection, form.table)
        except InvalidInput as error:
            form.add_error(None, error.message)
        else:
            context["unused"] = ", ".join(form.table.unused)
            context["list"] = tables.sealed(request.actor, collection, form.table)
            return render(request, "evidence/desk/preview.html", context)
    status = 422 if form.errors else 200
    return render(request, "evidence/desk/import.html", context, status=status)


def _preview(request: Request, collection: Any, table: tables.Table) -> dict[str, Any]:
    if is_votes(collection):
        return present.preview_of_votes(judged_votes(request.actor, collection, table))
    return present.preview(judged(request.actor, collection, table))


@view(keeper, "POST")
def import_confirm(request: Request, collection: Any) -> HttpResponse:
    """What was looked at is stored, unless something speaks against it by now."""
    form = ConfirmForm(request.POST)
    given = form.cleaned_data["list"] if form.is_valid() else ""
    take = import_votes if is_votes(collection) else import_positions
    try:
        table = tables.unsealed(request.actor, collection, given)
        done = take(request.actor, collection, table)
    except InvalidInput as error:
        messages.error(request, error.message)
        return redirect("collection-import", collection.slug)
    messages.success(request, present.taken(done))
    return redirect(present.url_of(collection))


@view(keeper)
def export(request: Request, collection: Any) -> HttpResponseBase:
    """All of it as a CSV that can be imported again."""
    content = writing.written(request.actor, collection)
    response = HttpResponse(content, content_type=sheets.TYPES[sheets.CSV])
    name = content_disposition_header(as_attachment=True, filename=f"{collection.slug}.csv")
    response["Content-Disposition"] = str(name)
    return sealed(response, PRIVATE)
