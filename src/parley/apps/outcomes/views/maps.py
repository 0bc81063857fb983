"""The opinion map of a consultation: its page, how far it is, its charts and tables as files."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from parley.apps.deliberation.presenters import consultations as present_consultation
from parley.apps.outcomes.bridge.showing import png
from parley.apps.outcomes.presenters import maps as present
from parley.apps.outcomes.selectors.maps import (
    map_that_leaves,
    mapped_consultation,
    standing_for,
)
from parley.core.downloads import PRIVATE, sealed
from parley.core.errors import not_found
from parley.core.views import Request, sees, view

TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
seen = sees(mapped_consultation)


@view(seen)
def opinion_map(request: Request, consultation: Any) -> HttpResponse:
    standing = standing_for(request.actor, consultation)
    context = {
        "consultation": consultation,
        "dialogue": consultation.dialogue,
        "heading": present_consultation.heading(consultation),
        "breadcrumbs": present.crumbs(consultation),
        "standing": present.standing(standing),
        "progress_url": present.address(consultation, "opinion-map-progress"),
    }
    if standing.current is not None:
        shown = present.shown(request.actor, standing.current)
        by = present.division(shown, request.GET.get("by", ""))
        context["map"] = present.page(consultation, shown, by)
        context["you"] = present.own_place(request.actor, consultation, shown)
    return render(request, "outcomes/map.html", context)


@view(seen)
def progress(request: Request, consultation: Any) -> HttpResponse:
    """How far the drawing is; the page comes anew when there is another map than it shows."""
    standing = standing_for(request.actor, consultation)
    context = {
        "standing": present.standing(standing),
        "progress_url": present.address(consultation, "opinion-map-progress"),
    }
    response = render(request, "outcomes/_progress.html", context)
    if standing.current is not None and standing.in_work is None:
        response["HX-Refresh"] = "true"
    return response


def seen_with_more(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """Like `seen`; the view gets the rest of the address too."""
    slug, consultation = parts.pop("slug"), parts.pop("consultation")
    return (mapped_consultation(request.actor, slug, consultation), *parts.values())


@view(seen_with_more)
def chart(
    request: Request, consultation: Any, by: str, name: str, page: int, kind: str
) -> HttpResponse:
    shown = present.shown(request.actor, map_that_leaves(request.actor, consultation))
    found = present.chart_of(shown, by, name, page)
    if found is None or kind not in ("svg", "png"):
        raise not_found()
    content = png(found) if kind == "png" else found.svg.encode()
    return _file(consultation, content, f"{name}-{page}", kind)


@view(seen_with_more)
def table(request: Request, consultation: Any, name: str, kind: str) -> HttpResponse:
    shown = present.shown(request.actor, map_that_leaves(request.actor, consultation))
    if name not in shown.table_names() or kind not in ("csv", "parquet"):
        raise not_found()
    return _file(consultation, shown.table(name, kind), name, kind)


def _file(consultation: Any, content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[kind])
    filename = f"{consultation.dialogue.slug}-{consultation.slug}-{name}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    sealed(response, PRIVATE)
    return response
