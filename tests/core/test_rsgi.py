"""What the server hands over, as WSGI has it; and what goes back."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from parley.core import rsgi
from parley.core.rsgi import Application


class Headers(list[tuple[str, str]]):
    def items(self) -> Any:
        return iter(self)


def scope(**given: Any) -> Any:
    return SimpleNamespace(
        **{
            "server": "127.0.0.1:8000",
            "client": "192.0.2.7:40000",
            "scheme": "http",
            "method": "GET",
            "path": "/",
            "query_string": "",
            "http_version": "1.1",
            "authority": None,
            "headers": Headers([("host", "parley.example")]),
            **given,
        }
    )


class Transport:
    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def send_bytes(self, piece: bytes) -> None:
        self.sent.append(piece)


class Protocol:
    """The server's side of one request."""

    def __init__(self, body: bytes = b"") -> None:
        self.body, self.asked = body, False
        self.answer: tuple[int, Any, bytes] | None = None
        self.transport = Transport()

    async def __call__(self) -> bytes:
        self.asked = True
        return self.body

    async def __aiter__(self) -> Any:
        self.asked = True
        for start in range(0, len(self.body), 65536):
            yield self.body[start : start + 65536]

    def response_bytes(self, status: int, headers: Any, body: bytes) -> None:
        self.answer = (status, headers, body)

    def response_stream(self, status: int, headers: Any) -> Transport:
        self.answer = (status, headers, b"")
        return self.transport


def served(pages: Any, given: Any, protocol: Protocol) -> None:
    async def serve() -> None:
        application = Application(pages)
        # Signals belong to the process that the tests run in.
        application.loop = asyncio.get_running_loop()
        application.bodies = asyncio.Semaphore(rsgi.BODIES)
        await application.__rsgi__(given, protocol)
        application.threads.shutdown()

    asyncio.run(serve())


def seen(given: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def pages(environ: dict[str, Any], start: Any) -> list[bytes]:
        found.update(environ, body=environ["wsgi.input"].read())
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"o", b"k"]

    protocol = Protocol(b"sent")
    served(pages, given, protocol)
    assert protocol.answer == (200, [("Content-Type", "text/plain")], b"ok")
    return found


def test_a_request_as_wsgi_has_it() -> None:
    environ = seen(
        scope(
            method="POST",
            path="/é/ب",
            query_string="q=%20a",
            headers=Headers(
                [
                    ("host", "parley.example"),
                    ("content-type", "text/plain"),
                    ("content-length", "4"),
                    ("cookie", "a=1"),
                    ("cookie", "b=2"),
                    ("x-forwarded-for", "192.0.2.1"),
                    ("x-forwarded-for", "192.0.2.2"),
                    ("x_forwarded_for", "127.0.0.1"),
                ]
            ),
        )
    )
    wanted = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/é/ب".encode().decode("latin-1"),
        "QUERY_STRING": "q=%20a",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "192.0.2.7",
        "HTTP_HOST": "parley.example",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_X_FORWARDED_FOR": "192.0.2.1,192.0.2.2",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "4",
        "body": b"sent",
    }
    assert {name: environ[name] for name in wanted} == wanted


def test_an_address_of_ipv6() -> None:
    assert seen(scope(client="[2001:db8::1]:40000"))["REMOTE_ADDR"] == "2001:db8::1"


def test_what_is_too_large_is_not_received(settings: Any) -> None:
    settings.LARGEST_UPLOAD = 10

    def pages(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("413 Content Too Large", [])
        return [b""]

    protocol = Protocol(b"x" * 11)
    served(pages, scope(headers=Headers([("content-length", "11")])), protocol)
    assert protocol.answer is not None and protocol.answer[0] == 413
    assert not protocol.asked


def test_a_large_body_arrives_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rsgi, "IN_MEMORY", 1000)
    body, got = bytes(range(256)) * 1000, []

    def pages(environ: dict[str, Any], start: Any) -> list[bytes]:
        got.append(environ["wsgi.input"].read())
        start("200 OK", [])
        return [b""]

    served(pages, scope(headers=Headers([("content-length", str(len(body)))])), Protocol(body))
    assert got == [body]


class Parts:
    """An answer in parts, which is closed once."""

    def __init__(self, *parts: bytes) -> None:
        self.parts, self.closed = parts, 0

    def __iter__(self) -> Iterator[bytes]:
        yield from self.parts

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("count", [1, 40])
def test_an_answer_goes_back_whole_and_is_closed(count: int) -> None:
    answer = Parts(*[b"x" * 20_000] * count)

    def pages(environ: dict[str, Any], start: Any) -> Parts:
        start("200 OK", [])
        return answer

    protocol = Protocol()
    served(pages, scope(), protocol)
    assert protocol.answer is not None
    assert protocol.answer[2] + b"".join(protocol.transport.sent) == b"x" * 20_000 * count
    assert answer.closed == 1
    assert all(len(piece) < rsgi.PIECE + 20_000 for piece in protocol.transport.sent)


def test_an_error_is_answered_and_told(caplog: pytest.LogCaptureFixture) -> None:
    protocol = Protocol()
    served(lambda *_: 1 / 0, scope(path="/broken"), protocol)
    assert protocol.answer is not None and protocol.answer[0] == 500
    assert "GET /broken failed" in caplog.text
