"""The desk of who keeps collections: the list, one collection, its settings, publication, end."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.evidence.forms.desk import CollectionForm
from parley.apps.evidence.presenters import desk as present
from parley.apps.evidence.presenters.words import is_votes
from parley.apps.evidence.selectors import collections as find_public
from parley.apps.evidence.selectors import keeping as find
from parley.apps.evidence.selectors.matrix import columns_of
from parley.apps.evidence.services import collections as services
from parley.apps.evidence.views.desk_guards import keeper
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, signed_in, view

FORM = "evidence/desk/form.html"
CONFIRM = "evidence/desk/confirm.html"
PER_PAGE = 100


@view(signed_in)
def evidence(request: Request) -> HttpResponse:
    """The collections that one keeps, and those of one's dialogues."""
    context = {
        "title": present.LABEL,
        "cards": present.cards(find.kept_by(request.actor)),
        "others": present.cards(find.of_dialogues(request.actor)),
        "can_add": find.may_add(request.actor),
        "breadcrumbs": present.crumbs(),
    }
    return render(request, "evidence/desk/evidence.html", context)


@view(may("add", find.new_collection), "GET", "POST")
def add(request: Request, blank: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        row = services.add_collection(request.actor, form.changes, form.chosen_dialogues)
        return present.url_of(row)

    form = CollectionForm(typed(request), **_choices(request))
    context = {
        "title": _("New collection"),
        "primary": _("Make it"),
        "back": reverse("desk-evidence"),
        "breadcrumbs": present.crumbs((_("New collection"), "")),
    }
    return edited(request, form, Page(FORM, lambda: blank, save, context))


def _choices(request: Request) -> dict[str, Any]:
    return {
        "norms": find.norms_to_choose(request.actor),
        "dialogues": find.linkable_dialogues(request.actor),
    }


@view(keeper, "GET", "POST")
def edit(request: Request, collection: Any) -> HttpResponse:
    def load() -> Any:
        return find_public.collection_for(request.actor, collection.slug)

    def save(seen: str) -> str:
        services.edit_collection(
            request.actor, collection, form.changes, form.chosen_dialogues, seen=seen
        )
        return present.url_of(collection)

    form = CollectionForm(typed(request), instance=load(), **_choices(request))
    context = {
        **present.around(collection, _("Settings of the collection")),
        "danger_url": ""
        if collection.published
        else present.url_of(collection, "collection-delete"),
    }
    return edited(request, form, Page(FORM, load, save, context))


@view(keeper)
def collection(request: Request, collection: Any) -> HttpResponse:
    """Its positions, or its roll calls."""
    if is_votes(collection):
        return _roll_calls(request, collection)
    page = Paginator(find.positions_in(request.actor, collection), PER_PAGE)
    shown = page.get_page(request.GET.get("page"))
    labels = {one.key: one.label for one in columns_of(request.actor, collection)}
    context = {
        **_around(request, collection, "desk-collection"),
        "page": shown,
        "positions": present.positions(list(shown), labels),
        "has_propositions": bool(labels),
    }
    return render(request, "evidence/desk/positions.html", context)


@view(keeper)
def documents(request: Request, collection: Any) -> HttpResponse:
    page = Paginator(find.documents_in(request.actor, collection), PER_PAGE)
    shown = page.get_page(request.GET.get("page"))
    context = {
        **_around(request, collection, "desk-documents"),
        "page": shown,
        "documents": present.documents(collection, list(shown)),
    }
    return render(request, "evidence/desk/documents.html", context)


def _roll_calls(request: Request, collection: Any) -> HttpResponse:
    rows = find.roll_calls_in(request.actor, collection)
    context = {
        **_around(request, collection, "desk-collection"),
        "roll_calls": present.roll_calls(collection, rows),
    }
    return render(request, "evidence/desk/roll_calls.html", context)


def _around(request: Request, collection: Any, current: str) -> dict[str, Any]:
    dialogues = find_public.dialogues_of(request.actor, collection)
    counts = find.counts_in(request.actor, collection)
    return {
        **present.around(collection, collection.title),
        "breadcrumbs": present.crumbs(present.step(collection)),
        "facts": present.facts(collection, dialogues),
        "tabs": present.tabs(collection, current, counts),
    }


@view(keeper, "GET", "POST")
def publish(request: Request, collection: Any) -> HttpResponse:
    """Show it to everybody, or take it back; asked for first."""
    if request.method == "POST":
        if collection.published:
            services.unpublish(request.actor, collection)
            messages.success(request, _("The collection is not public any more."))
        else:
            services.publish(request.actor, collection)
            messages.success(request, _("The collection is public."))
        return redirect(present.url_of(collection))
    rows = sum(find.counts_in(request.actor, collection).values())
    context = {
        **present.around(collection, _("Publication")),
        "confirmation": present.publishing(collection, rows),
    }
    return render(request, CONFIRM, context)


@view(keeper, "GET", "POST")
def delete(request: Request, collection: Any) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            services.delete_collection(request.actor, collection)
        except InvalidInput as error:
            problem = error.message
        else:
            messages.success(request, _("The collection has been deleted."))
            return redirect("desk-evidence")
    context = {
        **present.around(collection, _("Delete")),
        "problem": problem,
        "confirmation": {
            "title": _("Delete this collection?"),
            "points": [
                _("Its documents, positions and votes are deleted with it, for good."),
                _("Actors stay: other collections name them too."),
            ],
            "label": _("Delete it"),
            "danger": True,
        },
    }
    return render(request, CONFIRM, context, status=409 if problem else 200)
