"""Opinion maps: the page, how far the drawing is, charts and tables as files.

Of consultations for those who may see the results, of collections of evidence for those who see these.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from parley.apps.outcomes.bridge.showing import png
from parley.apps.outcomes.presenters import comparing, releases
from parley.apps.outcomes.presenters import maps as present
from parley.apps.outcomes.presenters.standing import standing as told
from parley.apps.outcomes.selectors.comparisons import dialogues_with
from parley.apps.outcomes.selectors.maps import (
    map_that_leaves,
    mapped_collection,
    mapped_consultation,
    standing_for,
)
from parley.apps.outcomes.selectors.sources import Source, source_of
from parley.core.downloads import PRIVATE, sealed
from parley.core.errors import not_found
from parley.core.views import Request, view

TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}


def of_consultation(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The source, and the rest of the address."""
    slug, consultation = parts.pop("slug"), parts.pop("consultation")
    found = mapped_consultation(request.actor, slug, consultation)
    return (source_of(found), *parts.values())


def of_collection(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The source, and the rest of the address."""
    found = mapped_collection(request.actor, parts.pop("collection"))
    return (source_of(found), *parts.values())


def _page(request: Request, source: Source) -> HttpResponse:
    standing = standing_for(request.actor, source)
    context = {
        **present.around(source),
        "standing": told(standing),
        "progress_url": present.address(source, "progress"),
    }
    if standing.current is not None:
        shown = present.shown(request.actor, standing.current)
        by = present.division(shown, request.GET.get("by", ""))
        context["map"] = present.page(source, shown, by)
        context["you"] = present.own_place(request.actor, source, shown)
        dialogues = dialogues_with(request.actor, source)
        context["comparisons"] = comparing.ways(source, dialogues)
        context["ways"] = releases.ways(request.actor, standing.current)
    return render(request, "outcomes/map.html", context)


def _progress(request: Request, source: Source) -> HttpResponse:
    """How far the drawing is; the page comes anew when there is another map than it shows."""
    standing = standing_for(request.actor, source)
    context = {
        "standing": told(standing),
        "progress_url": present.address(source, "progress"),
    }
    response = render(request, "outcomes/_progress.html", context)
    if standing.current is not None and standing.in_work is None:
        response["HX-Refresh"] = "true"
    return response


def _chart(
    request: Request, source: Source, by: str, name: str, page: int, kind: str
) -> HttpResponse:
    shown = present.shown(request.actor, map_that_leaves(request.actor, source))
    found = present.chart_of(shown, by, name, page)
    if found is None or kind not in ("svg", "png"):
        raise not_found()
    content = png(found) if kind == "png" else found.svg.encode()
    return _file(source, content, f"{name}-{page}", kind)


def _table(request: Request, source: Source, name: str, kind: str) -> HttpResponse:
    shown = present.shown(request.actor, map_that_leaves(request.actor, source))
    if name not in shown.table_names() or kind not in ("csv", "parquet"):
        raise not_found()
    return _file(source, shown.table(name, kind), name, kind)


def _file(source: Source, content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[kind])
    filename = f"{present.stem(source)}-{name}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    sealed(response, PRIVATE)
    return response


Shows = Callable[..., HttpResponse]


def _both(shows: Shows) -> tuple[Any, Any]:
    """The same view of consultations, and of collections."""
    return view(of_consultation)(shows), view(of_collection)(shows)


opinion_map, collection_map = _both(_page)
progress, collection_progress = _both(_progress)
chart, collection_chart = _both(_chart)
table, collection_table = _both(_table)
