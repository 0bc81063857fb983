"""The files of materials, for those to whom the material exists."""

from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from parley.apps.convening.selectors import materials as find
from parley.apps.convening.services.filetypes import MEDIA_TYPES
from parley.core.errors import not_found
from parley.core.views import Request, sees, view

BLOCK = 1 << 18


@view(sees(find.material_for))
def material(request: Request, material: Any) -> HttpResponseBase:
    """Always a download. Only what everyone may have is ever kept, and asked for anew each time:
    another file may take its place, and a rule may close it."""
    if not material.file or not material.file.storage.exists(material.file.name):
        raise not_found()
    is_public = find.is_public(material)
    tag = f'"{material.digest}"'
    unchanged = get_conditional_response(request, etag=tag) if is_public else None
    response: HttpResponseBase = unchanged or _file(request, material)
    if is_public:
        response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    # Should it be shown in spite of all: without scripts, and as nobody's page.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _file(request: Request, material: Any) -> HttpResponseBase:
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_blocks(material.file))
    response["Content-Length"] = str(material.file.size)
    response["Content-Type"] = MEDIA_TYPES[material.type]
    name = content_disposition_header(as_attachment=True, filename=material.filename)
    response["Content-Disposition"] = str(name)
    return response


def _blocks(stored: Any) -> Iterator[bytes]:
    """The file bit by bit, as fast as the reader takes it; no connection waits with them."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
    with stored.storage.open(stored.name) as file:
        while block := file.read(BLOCK):
            yield block
