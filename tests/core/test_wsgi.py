"""Slow clients, sending or receiving, keep nobody else waiting."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

import pytest
from django.test import RequestFactory

from parley import wsgi


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> BoundedSemaphore:
    """One turn, so that whoever has it is alone."""
    one = BoundedSemaphore(1)
    monkeypatch.setattr(wsgi, "_turns", one)
    return one


def is_free(turns: BoundedSemaphore) -> bool:
    if free := turns.acquire(blocking=False):
        turns.release()
    return free


class Slow(BytesIO):
    """A body that tells whether somebody else could work while it was waited for."""

    def __init__(self, turns: BoundedSemaphore, data: bytes) -> None:
        super().__init__(data)
        self.turns, self.seen = turns, list[bool]()

    def read(self, *size: int) -> bytes:
        self.seen.append(is_free(self.turns))
        return super().read(*size)

    def readline(self, *size: int) -> bytes:
        self.seen.append(is_free(self.turns))
        return super().readline(*size)


def call(django: Callable[..., Iterable[bytes]], body: BytesIO, monkeypatch: Any) -> Any:
    monkeypatch.setattr(wsgi, "_django", django)
    environ = RequestFactory().post("/").environ | {"wsgi.input": body}
    return wsgi.application(environ, lambda _status, _headers: None)


def test_others_work_while_one_waits_for_its_client(
    turns: BoundedSemaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, seen = Slow(turns, b"one\ntwo\nthree"), []

    def django(environ: dict[str, Any], _start: Any) -> Iterator[bytes]:
        stream = environ["wsgi.input"]
        seen.append(is_free(turns))
        read = [stream.readline(), stream.read(4), stream.read()]
        seen.append(is_free(turns))

        def answer() -> Iterator[bytes]:
            for part in read:
                seen.append(is_free(turns))
                yield part

        return answer()

    assert list(call(django, body, monkeypatch)) == [b"one\n", b"two\n", b"three"]
    assert body.seen == [True, True, True]
    assert seen == [False, False, True, True, True]


def test_a_turn_ends_with_an_error_too(
    turns: BoundedSemaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(BytesIO):
        def read(self, *_size: int) -> bytes:
            raise OSError("the client has gone")

    def django(environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        return [environ["wsgi.input"].read()]

    with pytest.raises(OSError, match="the client has gone"):
        call(django, Broken(), monkeypatch)
    assert is_free(turns)
