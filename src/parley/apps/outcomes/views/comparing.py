"""Two sources side by side: the page, its charts and its table as files."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.outcomes.bridge.showing import png
from parley.apps.outcomes.forms.comparing import CompareForm
from parley.apps.outcomes.presenters import comparing as present
from parley.apps.outcomes.selectors.comparisons import (
    candidates_for,
    chosen,
    compare,
    suggestions,
)
from parley.core import sheets
from parley.core.downloads import PRIVATE, sealed
from parley.core.errors import not_found
from parley.core.views import Request, sees, view

TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@view(sees(dialogue_for))
def comparison(request: Request, dialogue: Any) -> HttpResponse:
    candidates = candidates_for(request.actor, dialogue)
    keys = [request.GET.get(name, "")[:20] for name in ("before", "after")]
    first, second = (chosen(candidates, key) for key in keys)
    context = {
        "dialogue": dialogue,
        "breadcrumbs": present.crumbs(dialogue),
        "form": CompareForm(present.choices(dialogue, candidates), *keys),
        "n_candidates": len(candidates),
    }
    if first is not None and second is not None:
        found = compare(request.actor, first, second)
        context["comparison"] = present.page(dialogue, found)
    else:
        known = [one for one in suggestions(dialogue, candidates) if _is_asked(one, keys)]
        context["suggestions"] = present.suggested(dialogue, known)
    return render(request, "outcomes/comparison.html", context)


def _is_asked(suggestion: Any, keys: Sequence[str]) -> bool:
    """Where one of the two is known already, only what goes with it."""
    wanted = {key for key in keys if key}
    return wanted <= {suggestion.first.key, suggestion.second.key}


def compared(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The dialogue, the comparison that the address names, and the rest of the address. Nothing of
    what is behind closed doors goes out as a file."""
    dialogue = dialogue_for(request.actor, parts.pop("slug"))
    candidates = candidates_for(request.actor, dialogue)
    first, second = (chosen(candidates, parts.pop(name)) for name in ("before", "after"))
    assert first is not None and second is not None  # an address has no empty part
    found = compare(request.actor, first, second)
    if not found.may_leave:
        raise not_found()
    return (dialogue, found, *parts.values())


@view(compared)
def chart(
    request: Request, dialogue: Any, found: Any, name: str, page: int, kind: str
) -> HttpResponse:
    drawn = present.chart_of(dialogue, found, name, page)
    if drawn is None or kind not in TYPES:
        raise not_found()
    content = png(drawn) if kind == "png" else drawn.svg.encode()
    return _file(dialogue, content, f"{name}-{page}.{kind}", TYPES[kind])


@view(compared)
def table(request: Request, dialogue: Any, found: Any) -> HttpResponse:
    content = sheets.written(present.table(dialogue, found), sheets.CSV)
    return _file(dialogue, content, "table.csv", sheets.TYPES[sheets.CSV])


def _file(dialogue: Any, content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    filename = f"{dialogue.slug}-comparison-{name}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    sealed(response, PRIVATE)
    return response
