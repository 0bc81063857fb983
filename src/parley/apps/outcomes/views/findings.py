"""Findings, for those whom they reach."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.outcomes.presenters import findings as present
from parley.apps.outcomes.presenters import findings_files as files
from parley.apps.outcomes.selectors import findings as find
from parley.core.downloads import PRIVATE, sealed
from parley.core.errors import not_found
from parley.core.views import Request, sees, view


@view(sees(dialogue_for))
def findings(request: Request, dialogue: Any) -> HttpResponse:
    context = {
        "dialogue": dialogue,
        "breadcrumbs": present.crumbs(dialogue),
        "page": present.page(request.actor, find.findings_for(request.actor, dialogue)),
    }
    return render(request, "outcomes/findings/findings.html", context)


def _with_kind(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    return (dialogue_for(request.actor, parts["slug"]), parts["kind"])


@view(_with_kind)
def file(request: Request, dialogue: Any, kind: str) -> HttpResponse:
    """All of them with their numbers, for a sheet or for a programme."""
    if kind not in files.TYPES:
        raise not_found()
    content = files.written(find.findings_for(request.actor, dialogue), kind)
    response = HttpResponse(content, content_type=files.TYPES[kind])
    name = f"{dialogue.slug}-findings.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    sealed(response, PRIVATE)
    return response


@view(sees(find.finding_for))
def finding(request: Request, row: Any) -> HttpResponse:
    found, seen = find.whole_finding(request.actor, row)
    title = present.title_of(seen)
    context = {
        "dialogue": found.dialogue,
        "title": title,
        "breadcrumbs": present.crumbs(found.dialogue, title),
        "card": present.card(seen, found.scale),
        "groups": [present.heading(row.element, [])] if row.element_id else [],
        "method": present.method(found.scale),
        "findings_url": present.address(found.dialogue),
    }
    return render(request, "outcomes/findings/finding.html", context)
