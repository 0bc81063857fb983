"""Parley's own server side: pages in a few threads, live views on the event loop.

RSGI is the interface of granian, our web server. A page is answered by the WSGI application, in one
of a few threads: more at a time would only wait for the interpreter, and each may hold a database
connection. What a slow client sends is received before a thread begins, and what it is sent leaves
without one. An answer that is a `LiveResponse` stays open, at no cost but its memory.
"""

import asyncio
import logging
import os
import random
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from parley.core.live.feeds import LiveResponse
from parley.core.live.hub import Viewer, hub

Pages = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]
THREADS = min(4, 2 * (os.cpu_count() or 1) + 1)
IN_MEMORY = 1024 * 1024  # of what a client sends; the rest lies in a file
PIECE = 256 * 1024
BODIES = 64  # received at a time
HEARTBEAT_SECONDS = 15
# After these many seconds a view is ended, to be asked for again: by then somebody may have signed
# out, and servers and proxies get rid of what was forgotten.
LIFE_SECONDS = (240, 360)
log = logging.getLogger(__name__)


@dataclass
class Answer:
    """What the application answered. `rest` is there if there is more than `first`."""

    status: int
    headers: Headers
    first: bytes
    rest: Iterator[bytes] | None
    response: Any

    def more(self) -> bytes:
        """The next piece; empty at the end. In a thread: it may read a file."""
        assert self.rest is not None
        return _piece(self.rest)

    def close(self) -> None:
        if hasattr(self.response, "close"):
            self.response.close()


def _piece(parts: Iterator[bytes]) -> bytes:
    found = bytearray()
    for part in parts:
        found += part
        if len(found) >= PIECE:
            break
    return bytes(found)


class Application:
    """`pages`: the WSGI application."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.threads = ThreadPoolExecutor(THREADS, "page")
        self.base = {
            "SCRIPT_NAME": "",
            "wsgi.version": (1, 0),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.bodies = asyncio.Semaphore(BODIES)
        hub.bind(loop)
        # The server waits for open connections when it is told to stop, so live views must end. The
        # loop hears of signals in another way, and goes on doing so.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end_live_views)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)

    def _end_live_views(self, _number: int, _frame: Any) -> None:
        self.loop.call_soon_threadsafe(hub.end_all)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        environ = self._environ(scope)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        # What is too large is refused by what its header says.
        if 0 < length <= settings.LARGEST_UPLOAD:
            async with self.bodies:
                environ["wsgi.input"] = await _received(protocol, length)
        with environ["wsgi.input"]:
            answer = await self.loop.run_in_executor(self.threads, self._page, environ, protocol)
        if answer is not None:
            await self._send(answer, protocol)

    async def _send(self, answer: Answer, protocol: Any) -> None:
        """What does not go back at once."""
        try:
            if isinstance(answer.response, LiveResponse):
                await self._live(answer, protocol)
            else:
                await self._pieces(answer, protocol)
        except ProtocolClosed:
            pass  # whoever asked has gone
        finally:
            await self.loop.run_in_executor(self.threads, answer.close)

    def _environ(self, scope: Any) -> dict[str, Any]:
        """The request as WSGI has it. Texts there are bytes that are called Latin-1."""
        host, _colon, port = scope.server.rpartition(":")
        environ = {
            **self.base,
            "REQUEST_METHOD": scope.method,
            "PATH_INFO": scope.path.encode().decode("latin-1"),
            "QUERY_STRING": scope.query_string,
            "SERVER_NAME": host,
            "SERVER_PORT": port,
            "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
            "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
            "wsgi.url_scheme": scope.scheme,
            "wsgi.input": BytesIO(),
        }
        if scope.authority:
            environ["HTTP_HOST"] = scope.authority
        for name, value in scope.headers.items():
            _add_header(environ, name, value)
        return environ

    def _page(self, environ: dict[str, Any], protocol: Any) -> Answer | None:
        """In a thread: answer, unless there is more to send than one piece."""
        try:
            answer = self._asked(environ)
        except Exception:
            log.exception("%s %s failed", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            protocol.response_bytes(500, [("content-type", "text/plain")], b"Server error\n")
            return None
        if answer.rest is not None or (
            isinstance(answer.response, LiveResponse) and answer.status == 200
        ):
            return answer
        protocol.response_bytes(answer.status, answer.headers, answer.first)
        answer.close()
        return None

    def _asked(self, environ: dict[str, Any]) -> Answer:
        said: list[Any] = []
        response = self.pages(
            environ, lambda status, headers, _error=None: said.append((status, headers))
        )
        parts = iter(response)
        first = _piece(parts)
        (status, headers), *_ = said
        rest = parts if len(first) >= PIECE else None
        return Answer(int(status[:3]), headers, first, rest, response)

    async def _pieces(self, answer: Answer, protocol: Any) -> None:
        transport = protocol.response_stream(answer.status, answer.headers)
        piece = answer.first
        while piece:
            await transport.send_bytes(piece)
            piece = await self.loop.run_in_executor(self.threads, answer.more)

    async def _live(self, answer: Answer, protocol: Any) -> None:
        response = answer.response
        if hub.is_full:
            protocol.response_bytes(answer.status, answer.headers, answer.first)
            return
        headers = [pair for pair in answer.headers if pair[0].lower() != "content-length"]
        viewer = Viewer(response.feed, response.still, response.message)
        hub.join(viewer)
        try:
            transport = protocol.response_stream(answer.status, headers)
            await transport.send_bytes(answer.first)
            await self._follow(viewer, transport)
        finally:
            hub.leave(viewer)

    async def _follow(self, viewer: Viewer, transport: Any) -> None:
        end = self.loop.time() + random.uniform(*LIFE_SECONDS)  # noqa: S311 (so that not all end at once)
        while self.loop.time() < end:
            try:
                await asyncio.wait_for(viewer.news.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await transport.send_bytes(b"event: beat\ndata: 1\n\n")
                continue
            viewer.news.clear()
            if viewer.over:
                # The page asks anew, and learns what has become of it.
                await transport.send_bytes(f"event: {viewer.over}\ndata: 1\n\n".encode())
                return
            if viewer.message is not None:
                await transport.send_bytes(viewer.message.event)


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    """Names with underscores are left out: they would pass for those with hyphens."""
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    if key in environ and key != "HTTP_HOST":
        value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
    environ[key] = value


async def _received(protocol: Any, length: int) -> Any:
    """What the client sends, all of it."""
    if length <= IN_MEMORY:
        return BytesIO(await protocol())
    body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed with the request)
    async for piece in protocol:
        body.write(piece)
    body.seek(0)
    return body
