"""What there is to follow, and what a view answers to those who want to."""

import hashlib
import time
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from django.http import HttpRequest, HttpResponse

# For browsers whose server does not keep the connection: how long until they ask again.
RETRY_MS = 2000
KEPT_SECONDS = 0.5


@dataclass(frozen=True)
class Feed:
    """What viewers of one kind follow: they all get the same."""

    source: str
    topic: int
    view: str
    language: str


@dataclass(frozen=True)
class Glance:
    """The state of a topic: for each feed its data, as one line; and who may see it, as a value that
    is another one whenever somebody may have lost that."""

    data: Mapping[Feed, str]
    access: Hashable = None


class Source(Protocol):
    def __call__(self, topic: int, feeds: Collection[Feed]) -> Glance: ...


@dataclass(frozen=True)
class Message:
    """A state as it is sent. Its version is made from its content, so it outlives processes."""

    version: str
    data: str

    @classmethod
    def of(cls, data: str) -> "Message":
        return cls(hashlib.blake2b(data.encode(), digest_size=9).hexdigest(), data)

    @property
    def event(self) -> bytes:
        return f"id: {self.version}\ndata: {self.data}\n\n".encode()


_sources: dict[str, Source] = {}
_kept: dict[Feed, tuple[float, Message]] = {}
_lock = Lock()


def register(name: str, source: Source) -> None:
    _sources[name] = source


def look(topic: tuple[str, int], feeds: Collection[Feed]) -> Glance:
    """Ask the source of a topic."""
    source, number = topic
    return _sources[source](number, feeds)


def message(feed: Feed) -> Message:
    """The present state; for half a second the same for all who ask in this process."""
    now = time.monotonic()
    with _lock:
        at, known = _kept.get(feed, (0.0, None))
    if known is not None and now - at < KEPT_SECONDS:
        return known
    found = Message.of(look((feed.source, feed.topic), [feed]).data[feed])
    keep({feed: found})
    return found


def keep(messages: Mapping[Feed, Message]) -> None:
    now = time.monotonic()
    with _lock:
        _kept.update((feed, (now, found)) for feed, found in messages.items())
        for feed in [feed for feed, (at, _found) in _kept.items() if now - at > KEPT_SECONDS]:
            del _kept[feed]


def forget() -> None:
    """Look anew, whoever asks: somebody has just changed it."""
    with _lock:
        _kept.clear()


class LiveResponse(HttpResponse):
    """The present state as a server-sent event, and what is needed to go on.

    `still`: asked now and then in another thread, whether the viewer may go on looking.
    """

    def __init__(self, request: HttpRequest, feed: Feed, still: Callable[[], bool]) -> None:
        self.feed, self.still = feed, still
        self.message = message(feed)
        known = request.headers.get("Last-Event-ID") == self.message.version
        first = b": as before\n\n" if known else self.message.event
        super().__init__(
            f"retry: {RETRY_MS}\n\n".encode() + first,
            content_type="text/event-stream; charset=utf-8",
            # A proxy that gathers answers would keep them from the room.
            headers={"X-Accel-Buffering": "no", "Cache-Control": "private, no-store"},
        )
