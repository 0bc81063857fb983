"""Who follows what in this process, and the one thread that looks for all of them.

Viewers live on the server's event loop and only wait. The thread asks each topic that somebody
follows for its state when the database has changed, at most four times a second, and hands over what
is new. Whoever is slow gets the latest state and misses those between.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any

from django.db import close_old_connections, connections, transaction

from parley.core.live import feeds
from parley.core.live.feeds import Feed, Message
from parley.core.live.watch import tell_others, watch

LOOK_SECONDS = 0.25  # between two looks at one topic
ANYWAY_SECONDS = 2.0  # looked at though nothing was heard
ASK_SECONDS = 5.0  # between two rounds of asking who may still look
ASKED_AT_ONCE = 25
IDLE_SECONDS = 60.0
MOST_VIEWERS = 2000
Topic = tuple[str, int]
log = logging.getLogger(__name__)


@dataclass(eq=False)
class Viewer:
    """Somebody who looks; touched on the event loop alone, but for `still`."""

    feed: Feed
    still: Callable[[], bool]
    message: Message | None = None
    over: str = ""  # why it ends, once it does
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, message: Message) -> None:
        self.message = message
        self.news.set()

    def end(self, why: str) -> None:
        self.over = self.over or why
        self.news.set()


@dataclass
class _Watched:
    """What the thread knows of a topic."""

    looked: float = 0.0
    due: bool = True
    access: Any = None
    has_looked: bool = False
    asked: float = 0.0
    ask: bool = False
    sent: dict[Feed, Message] = field(default_factory=dict)


class Hub:
    """All viewers of this process."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.viewers: dict[Feed, set[Viewer]] = {}
        self.touched = Event()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._used = 0.0

    # on the event loop

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop

    @property
    def is_full(self) -> bool:
        return sum(map(len, self.viewers.values())) >= MOST_VIEWERS

    def join(self, viewer: Viewer) -> None:
        with self._lock:
            self.viewers.setdefault(viewer.feed, set()).add(viewer)
        self._wake()

    def leave(self, viewer: Viewer) -> None:
        with self._lock:
            here = self.viewers.get(viewer.feed, set())
            here.discard(viewer)
            if not here:
                self.viewers.pop(viewer.feed, None)

    def end_all(self) -> None:
        for here in list(self.viewers.values()):
            for viewer in list(here):
                viewer.end("stopping")

    # in any thread

    def tell(self) -> None:
        """Something that viewers may see has been committed here."""
        feeds.forget()
        if self.loop is None:
            tell_others()
            return
        self.touched.set()
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            self._used = time.monotonic()
            if self._thread is None:
                self._thread = Thread(target=self._run, name="live", daemon=True)
                self._thread.start()

    # in the thread

    def _is_idle(self) -> bool:
        with self._lock:
            idle = not self.viewers and time.monotonic() - self._used > IDLE_SECONDS
            if idle:
                self._thread = None
            return idle

    def _run(self) -> None:
        round_ = _Round(self)
        while not self._is_idle():
            try:
                round_.go()
            except Exception:
                # Whatever the database has, viewers stay, and it is tried again.
                log.exception("What is live could not be looked at; it is tried again.")
                round_.stop()
                time.sleep(1)
        round_.stop()


class _Round:
    """One look around after the other."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.watch: Any = None
        self.topics: dict[Topic, _Watched] = {}
        self.asking: deque[Viewer] = deque()

    def stop(self) -> None:
        if self.watch is not None:
            self.watch.close()
        self.watch = None
        connections.close_all()

    def go(self) -> None:
        if self.watch is None:
            self.watch = watch()
        if self.watch.changed(self.hub.touched):
            for known in self.topics.values():
                known.due = True
        close_old_connections()
        for topic, here in self._followed().items():
            self._follow(topic, self.topics.setdefault(topic, _Watched()), here)
        self._ask_some()

    def _followed(self) -> dict[Topic, dict[Feed, list[Viewer]]]:
        """Topic → feed → who follows it."""
        found: dict[Topic, dict[Feed, list[Viewer]]] = {}
        with self.hub._lock:
            for feed, here in self.hub.viewers.items():
                found.setdefault((feed.source, feed.topic), {})[feed] = list(here)
        for gone in self.topics.keys() - found.keys():
            del self.topics[gone]
        return found

    def _follow(self, topic: Topic, known: _Watched, here: dict[Feed, list[Viewer]]) -> None:
        now = time.monotonic()
        late = now - known.looked > ANYWAY_SECONDS
        if (known.due or late or here.keys() - known.sent.keys()) and (
            now - known.looked >= LOOK_SECONDS
        ):
            known.due, known.looked = False, now
            self._look(topic, known, here)
        if known.ask and now - known.asked >= ASK_SECONDS:
            known.ask, known.asked = False, now
            self.asking.extend(viewer for viewers in here.values() for viewer in viewers)

    def _look(self, topic: Topic, known: _Watched, here: dict[Feed, list[Viewer]]) -> None:
        glance = feeds.look(topic, here.keys())
        if known.has_looked and glance.access != known.access:
            known.ask = True
        known.access, known.has_looked = glance.access, True
        messages = {feed: Message.of(data) for feed, data in glance.data.items()}
        feeds.keep(messages)
        known.sent = messages
        self._hand_over(messages)

    def _hand_over(self, messages: dict[Feed, Message]) -> None:
        loop = self.hub.loop
        assert loop is not None  # viewers come from it
        loop.call_soon_threadsafe(self._publish, messages)

    def _publish(self, messages: dict[Feed, Message]) -> None:
        """On the event loop."""
        for feed, message in messages.items():
            for viewer in self.hub.viewers.get(feed, ()):
                if viewer.message is None or viewer.message.version != message.version:
                    viewer.take(message)

    def _ask_some(self) -> None:
        """Whether those who look still may; a few at a time, since each is a query."""
        loop = self.hub.loop
        for _n in range(min(ASKED_AT_ONCE, len(self.asking))):
            viewer = self.asking.popleft()
            if not viewer.over and not viewer.still() and loop is not None:
                loop.call_soon_threadsafe(viewer.end, "gone")


hub = Hub()


def touched() -> None:
    """Call it with each change that viewers should see at once; it waits for the commit."""
    transaction.on_commit(hub.tell)
