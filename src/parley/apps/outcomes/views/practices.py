"""Practices, for everybody who may read them: the catalogue, one of them, and endorsing it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from parley.apps.outcomes.exchange import practices_out
from parley.apps.outcomes.forms.practices import CatalogueForm, EndorseForm
from parley.apps.outcomes.presenters import practices as present
from parley.apps.outcomes.selectors import practices as find
from parley.apps.outcomes.selectors import practices_catalogue as catalogues
from parley.apps.outcomes.services import endorsing
from parley.core.downloads import PRIVATE, sealed
from parley.core.errors import not_found
from parley.core.views import Request, anyone, sees, view

PER_PAGE = 20


def _wanted(request: Request) -> tuple[CatalogueForm, list[int]]:
    form = CatalogueForm(request.GET, choices=catalogues.choices(request.actor))
    return form, catalogues.found(request.actor, form.wanted)


# Not the same for all visitors: endorsements change what it shows and leave no line in the audit.
@view(anyone)
def catalogue(request: Request) -> HttpResponse:
    form, keys = _wanted(request)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    query = kept.urlencode()
    shown = catalogues.in_this_order(request.actor, list(page.object_list))
    context = {
        "form": form,
        "page": page,
        "base": f"{query}&" if query else "",
        "query": query,
        "found": present.found(len(keys)),
        "practices": [present.card(row) for row in shown],
        "is_narrowed": form.is_narrowed,
    }
    return render(request, "outcomes/practices/catalogue.html", context)


@view(anyone)
def file(request: Request, kind: str) -> HttpResponse:
    """What the catalogue shows for the same filters, all pages of it."""
    if kind not in practices_out.TYPES:
        raise not_found()
    _form, keys = _wanted(request)
    rows = catalogues.in_this_order(request.actor, keys)
    content = practices_out.written(rows, kind, request.build_absolute_uri("/"))
    response = HttpResponse(content, content_type=practices_out.TYPES[kind])
    name = content_disposition_header(as_attachment=True, filename=f"practices.{kind}")
    response["Content-Disposition"] = str(name)
    sealed(response, PRIVATE)
    return response


@view(sees(find.practice_for))
def practice(request: Request, practice: Any) -> HttpResponse:
    found = present.page(find.whole(request.actor, practice))
    context = {
        "practice": found,
        "breadcrumbs": present.crumbs((found["title"], "")),
    }
    return render(request, "outcomes/practices/practice.html", context)


@view(sees(find.practice_for), "POST")
def endorse(request: Request, practice: Any) -> HttpResponse:
    form = EndorseForm(request.POST)
    if form.is_valid() and form.cleaned_data["act"] == "endorse":
        endorsing.endorse(request.actor, practice)
        messages.success(request, _("You endorse this practice. Your name is shown to nobody."))
    elif form.is_valid():
        endorsing.withdraw(request.actor, practice)
        messages.success(request, _("You no longer endorse this practice."))
    return redirect(f"{reverse('practice', args=[practice.slug])}#endorsements")
