"""Evidence for whoever sees it: collections, their matrices, cells, actors, documents."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from parley.apps.evidence.exchange.writing import written
from parley.apps.evidence.forms.filters import FilterForm
from parley.apps.evidence.presenters import chart, sources, tables, world
from parley.apps.evidence.presenters import collections as present
from parley.apps.evidence.presenters import matrix as table
from parley.apps.evidence.presenters.matrix import Looked
from parley.apps.evidence.presenters.words import is_votes
from parley.apps.evidence.selectors import cell as look
from parley.apps.evidence.selectors import collections as find
from parley.apps.evidence.selectors.matrix import matrix_of
from parley.core import panels, sheets
from parley.core.downloads import PRIVATE, sealed
from parley.core.templatetags.parley import localized
from parley.core.views import Request, anyone, sees, view

SVG = "image/svg+xml"
seen = sees(find.collection_for)


def seen_with(found: Callable[..., Any]) -> Callable[[Request, dict[str, Any]], Sequence[Any]]:
    """The collection, and what `found` names of the rest of the address."""

    def guard(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
        collection = find.collection_for(request.actor, parts.pop("collection"))
        return (collection, *found(request.actor, collection, **parts))

    return guard


def _column(actor: Any, collection: Any, key: int) -> Sequence[Any]:
    return (look.column_for(actor, collection, key),)


def _cell(actor: Any, collection: Any, body: str, key: int) -> Sequence[Any]:
    return (find.body_for(actor, body), look.column_for(actor, collection, key))


def _body(actor: Any, collection: Any, body: str) -> Sequence[Any]:
    return (find.body_for(actor, body),)


@view(anyone)
def evidence(request: Request) -> HttpResponse:
    rows = find.collections_for(request.actor)
    context = {
        "cards": present.cards(rows),
        "panels": panels.panels_for("evidence", request.actor, rows),
    }
    return render(request, "evidence/evidence.html", context)


def _form(request: Request, collection: Any) -> FilterForm:
    return FilterForm(request.GET, votes=is_votes(collection))


def _looked(request: Request, collection: Any, form: FilterForm) -> Looked:
    matrix = matrix_of(request.actor, collection, form.filters)
    return table.looked_at(matrix, form.asked, request.GET.get("sort", ""))


@view(seen)
def collection(request: Request, collection: Any) -> HttpResponse:
    form = _form(request, collection)
    looked = _looked(request, collection, form)
    context = {
        "collection": collection,
        "breadcrumbs": present.crumbs(collection),
        "facts": present.facts(request.actor, collection),
        "actions": present.toolbar(request.actor, collection),
        "form": form,
        "sort": looked.sort,
        "table": table.page(looked),
        "files": present.files(collection, looked.query(sort=looked.sort)),
        "panels": panels.panels_for("collection", request.actor, collection),
    }
    return render(request, "evidence/collection.html", context)


@view(seen_with(_cell))
def cell(request: Request, collection: Any, body: Any, column: Any) -> HttpResponse:
    form = _form(request, collection)
    filters = form.filters
    query = table.query_of(form.asked)
    found = look.cell_of(request.actor, collection, body, column, filters)
    context = {
        "collection": collection,
        "breadcrumbs": present.crumbs(collection, (f"{body.name}, {column.label}", "")),
        "page": sources.cell_page(collection, found, filters, query),
        "back_url": present.url_of_collection(collection) + query,
    }
    return render(request, "evidence/cell.html", context)


@view(seen_with(_body))
def actor(request: Request, collection: Any, body: Any) -> HttpResponse:
    form = _form(request, collection)
    looked = _looked(request, collection, form)
    here = {"collection": collection, "body": body}
    context = {
        "collection": collection,
        "body": body,
        "breadcrumbs": present.crumbs(collection, (localized(body.name), "")),
        "page": sources.actor_page(
            request.actor,
            looked.matrix,
            body,
            find.positions_in(request.actor, **here),
            find.documents_in(request.actor, **here),
            find.readings_in(request.actor, document__collection=collection, document__body=body),
            looked.query(),
        ),
    }
    return render(request, "evidence/actor.html", context)


@view(sees(find.document_for))
def document(request: Request, document: Any) -> HttpResponse:
    reader = request.actor
    context = {
        "document": document,
        "collection": document.collection,
        "breadcrumbs": present.crumbs(document.collection, (localized(document.title), "")),
        "page": sources.document_page(
            document,
            find.readings_in(reader, document=document),
            find.positions_in(reader, document=document),
        ),
    }
    return render(request, "evidence/document.html", context)


@view(seen_with(_column))
def on_the_world(request: Request, collection: Any, column: Any) -> HttpResponse:
    form = _form(request, collection)
    looked = _looked(request, collection, form)
    context = {
        "collection": collection,
        "breadcrumbs": present.crumbs(collection, (column.label, "")),
        "page": world.page(looked, column),
        "form": form,
        "sort": looked.sort,
    }
    return render(request, "evidence/world.html", context)


# ---- files


@view(seen_with(_column))
def world_file(request: Request, collection: Any, column: Any) -> HttpResponseBase:
    looked = _looked(request, collection, _form(request, collection))
    return _file(world.file(looked, column), SVG, f"{collection.slug}-{column.key}-world.svg")


@view(seen)
def matrix_drawn(request: Request, collection: Any) -> HttpResponseBase:
    looked = _looked(request, collection, _form(request, collection))
    return _file(chart.file(looked), SVG, f"{collection.slug}-matrix.svg")


@view(seen)
def matrix_table(request: Request, collection: Any) -> HttpResponseBase:
    looked = _looked(request, collection, _form(request, collection))
    content = sheets.written(tables.matrix_table(looked), sheets.CSV)
    return _file(content, sheets.TYPES[sheets.CSV], f"{collection.slug}-matrix.csv")


@view(seen)
def all_sources(request: Request, collection: Any) -> HttpResponseBase:
    """As it can be imported again."""
    content = written(request.actor, collection)
    return _file(content, sheets.TYPES[sheets.CSV], f"{collection.slug}-sources.csv")


def _file(content: str | bytes, media_type: str, name: str) -> HttpResponseBase:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return sealed(response, PRIVATE)
