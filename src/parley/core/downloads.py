"""Stored files on their way out: always as an attachment, never as a page of ours."""

from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from parley.core.errors import not_found

BLOCK = 1 << 18
PRIVATE = "private, no-store"


def require_stored(stored: Any) -> None:
    """A 404 where the row is there and the file is not."""
    if not stored or not stored.storage.exists(stored.name):
        raise not_found()


def attachment(
    request: HttpRequest, stored: Any, media_type: str, filename: str, caching: str = PRIVATE
) -> HttpResponseBase:
    """The file under the name that people know it by; nobody may open it where it lies."""
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_blocks(stored))
    response["Content-Length"] = str(stored.size)
    response["Content-Type"] = media_type
    name = content_disposition_header(as_attachment=True, filename=filename)
    response["Content-Disposition"] = str(name)
    return sealed(response, caching)


def sealed(response: HttpResponseBase, caching: str) -> HttpResponseBase:
    """Should it be shown in spite of all: without scripts, and as nobody's page."""
    response["Cache-Control"] = caching
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _blocks(stored: Any) -> Iterator[bytes]:
    """The file bit by bit, as fast as the reader takes it; no connection waits with them."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
    with stored.storage.open(stored.name) as file:
        while block := file.read(BLOCK):
            yield block
