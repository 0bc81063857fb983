"""The WSGI application, for `parley serve` (through core/rsgi.py) and for any other WSGI server.

With another server requests take turns. More at a time would only wait for the interpreter, and each may hold a
database connection; but whoever waits for a slow client, to send or to receive, has no turn.
"""

import os
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings.base")
_django = get_wsgi_application()
_turns = BoundedSemaphore(min(4, 2 * (os.cpu_count() or 1) + 1))


class Body:
    """What the client sends; others have their turn while it is waited for."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def read(self, *size: int) -> bytes:
        return self._waiting(self.stream.read, *size)

    def readline(self, *size: int) -> bytes:
        return self._waiting(self.stream.readline, *size)

    def _waiting(self, read: Callable[..., bytes], *size: int) -> bytes:
        _turns.release()
        try:
            return read(*size)
        finally:
            _turns.acquire()


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, for requests in UTF-8.

    It decodes a request as its header says before any middleware runs, and fails on codes that
    are none for text, such as base64. No browser sends another than UTF-8.
    """
    _kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    if parameters.get("charset", "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"Send text as UTF-8.\n"]
    return _django(environ, start_response)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The same, in turns. The answer is sent when the turn is over."""
    with _turns:
        return answer({**environ, "wsgi.input": Body(environ["wsgi.input"])}, start_response)
