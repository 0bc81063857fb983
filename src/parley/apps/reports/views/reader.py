"""Published reports, for those whom they reach."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.reports.presenters import reader as present
from parley.apps.reports.selectors import versions as find
from parley.core import downloads
from parley.core.errors import not_found
from parley.core.views import Request, sees, view

PUBLIC = "public, no-cache"


@view(sees(dialogue_for), same_for_visitors=True)
def report(request: Request, dialogue: Any) -> HttpResponse:
    """The latest version, or what there is to say before there is one."""
    rows = find.versions_of(request.actor, dialogue)
    version = find.latest(rows)
    if version is not None:
        return _shown(request, version, rows, permalink=False)
    if rows:
        return render(request, "reports/withdrawn.html", present.withdrawn(rows[0], rows))
    context = present.before(request.actor, dialogue)
    if context is None:
        raise not_found()
    return render(request, "reports/before.html", context)


@view(sees(find.version_for), same_for_visitors=True)
def version(request: Request, version: Any) -> HttpResponse:
    """One version, for ever; of one that was withdrawn, its line."""
    rows = find.versions_of(request.actor, version.report.dialogue)
    if version.is_withdrawn:
        return render(request, "reports/withdrawn.html", present.withdrawn(version, rows))
    return _shown(request, version, rows, permalink=True)


def _shown(request: Request, version: Any, rows: Any, *, permalink: bool) -> HttpResponse:
    language = request.GET.get("language", "")
    context = present.page(request.actor, version, rows, language, permalink=permalink)
    if context is None:
        raise not_found()
    return render(request, "reports/report.html", context)


def _with_file(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    version = find.version_for(request.actor, parts["uid"], parts["number"])
    return (version, parts["name"], parts["kind"])


@view(_with_file)
def file(request: Request, version: Any, name: str, kind: str) -> HttpResponseBase:
    """A file never changes, but it can be withdrawn: browsers ask each time whether they may keep it."""
    found = present.file_of(version, name, kind)
    if found is None:
        raise not_found()
    downloads.require_stored(found.stored)
    caching = PUBLIC if find.is_public(version) else downloads.PRIVATE
    tag = f'"{found.digest}"'
    unchanged = get_conditional_response(request, etag=tag) if caching == PUBLIC else None
    if unchanged is not None:
        response: HttpResponseBase = downloads.sealed(unchanged, caching)
    else:
        response = downloads.attachment(
            request, found.stored, found.media_type, found.filename, caching
        )
    if caching == PUBLIC:
        response["ETag"] = tag
    return response
