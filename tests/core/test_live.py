"""One watcher for all who look: what they get, when, and how it ends."""

import asyncio
import threading
import time
from collections.abc import Collection, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from parley.core.live import feeds, hub, watch
from parley.core.live.feeds import Feed, Glance, LiveResponse, Message
from parley.core.live.hub import Hub, Viewer

TOPIC = ("test", 7)


class Source:
    """Says what it is told to say, and how often it was asked."""

    def __init__(self) -> None:
        self.state, self.access, self.asked = "1", 0, 0

    def __call__(self, topic: int, wanted: Collection[Feed]) -> Glance:
        self.asked += 1
        return Glance({feed: f"{self.state} {feed.view}" for feed in wanted}, self.access)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    made = Source()
    monkeypatch.setitem(feeds._sources, "test", made)
    feeds.forget()
    return made


def feed(view: str = "room") -> Feed:
    return Feed("test", 7, view, "en")


class Notices:
    """In the place of the database's watch: changes when it is told so."""

    def __init__(self) -> None:
        self.change = threading.Event()

    def changed(self, touched: threading.Event) -> bool:
        told = self.change.wait(0.02) or touched.is_set()
        self.change.clear()
        touched.clear()
        return told

    def close(self) -> None:
        pass


@pytest.fixture
def notices(monkeypatch: pytest.MonkeyPatch) -> Notices:
    made = Notices()
    monkeypatch.setattr(hub, "watch", lambda: made)
    monkeypatch.setattr(hub, "connections", SimpleNamespace(close_all=lambda: None))
    monkeypatch.setattr(hub, "close_old_connections", lambda: None)
    monkeypatch.setattr(hub, "IDLE_SECONDS", 0.1)
    return made


def run(story: Any) -> None:
    """A story on an event loop of its own, with a hub that ends with it."""

    async def told() -> None:
        here = Hub()
        here.bind(asyncio.get_running_loop())
        await asyncio.wait_for(story(here), 10)
        for viewers in list(here.viewers.values()):
            for viewer in list(viewers):
                here.leave(viewer)
        while here._thread is not None:
            await asyncio.sleep(0.02)

    asyncio.run(told())


async def next_of(viewer: Viewer) -> str:
    await viewer.news.wait()
    viewer.news.clear()
    assert viewer.message is not None
    return viewer.message.data


def test_all_viewers_of_a_kind_get_what_is_new_and_it_is_looked_up_once(
    source: Source, notices: Notices
) -> None:
    async def story(here: Hub) -> None:
        viewers = [Viewer(feed(), lambda: True, Message.of("1 room")) for _ in range(50)]
        other = Viewer(feed("console"), lambda: True, Message.of("1 console"))
        for viewer in (*viewers, other):
            here.join(viewer)
        await asyncio.sleep(0.4)
        assert not any(viewer.news.is_set() for viewer in viewers)  # nothing is new
        source.state, before = "2", source.asked
        notices.change.set()
        assert {await next_of(viewer) for viewer in viewers} == {"2 room"}
        assert await next_of(other) == "2 console"
        assert source.asked == before + 1

    run(story)


def test_many_changes_are_a_few_looks(source: Source, notices: Notices) -> None:
    async def story(here: Hub) -> None:
        viewer = Viewer(feed(), lambda: True)
        here.join(viewer)
        await next_of(viewer)
        before = source.asked
        for n in range(40):
            source.state = str(n)
            here.tell()
            await asyncio.sleep(0.02)
        assert source.asked - before <= 5  # 0.8 s
        while viewer.message is None or viewer.message.data != "39 room":
            await next_of(viewer)

    run(story)


def test_who_may_no_longer_look_is_ended(
    source: Source, notices: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "ASK_SECONDS", 0.0)
    allowed = {"stays": True, "goes": True}

    async def story(here: Hub) -> None:
        stays = Viewer(feed(), lambda: allowed["stays"], Message.of("1 room"))
        goes = Viewer(feed(), lambda: allowed["goes"], Message.of("1 room"))
        here.join(stays)
        here.join(goes)
        await asyncio.sleep(0.4)
        allowed["goes"] = False
        notices.change.set()
        await asyncio.sleep(0.5)
        assert (stays.over, goes.over) == ("", "")  # nothing says that anybody lost anything
        source.access = 1
        notices.change.set()
        await goes.news.wait()
        assert (stays.over, goes.over) == ("", "gone")

    run(story)


def test_an_error_ends_nobody(
    source: Source, notices: Notices, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)

    async def story(here: Hub) -> None:
        viewer = Viewer(feed(), lambda: True)
        here.join(viewer)
        await next_of(viewer)
        works = source.__class__.__call__
        monkeypatch.setattr(Source, "__call__", lambda *_: 1 / 0)
        notices.change.set()
        await asyncio.sleep(0.5)
        monkeypatch.setattr(Source, "__call__", works)
        source.state = "3"
        notices.change.set()
        assert await next_of(viewer) == "3 room"

    run(story)
    assert "could not be looked at" in caplog.text


def test_the_thread_ends_when_nobody_looks_and_comes_back(source: Source, notices: Notices) -> None:
    async def story(here: Hub) -> None:
        for _time in range(2):
            viewer = Viewer(feed(), lambda: True)
            here.join(viewer)
            assert await next_of(viewer) == "1 room"
            here.leave(viewer)
            while here._thread is not None:
                await asyncio.sleep(0.02)

    run(story)


def test_a_message_is_kept_for_a_moment(source: Source) -> None:
    first = feeds.message(feed())
    source.state = "2"
    assert feeds.message(feed()) is first and source.asked == 1
    feeds.forget()
    assert feeds.message(feed()).data == "2 room"


def test_a_version_is_of_the_content(source: Source) -> None:
    assert Message.of("a") == Message.of("a")
    assert Message.of("a").version != Message.of("b").version


def test_elsewhere_a_live_answer_is_one_event(source: Source) -> None:
    request = RequestFactory().get("/", headers={"Last-Event-ID": "other"})
    response = LiveResponse(request, feed(), lambda: True)
    assert response.content == (
        f"retry: 2000\n\nid: {response.message.version}\ndata: 1 room\n\n".encode()
    )


# The database


@pytest.fixture
def watching(transactional_db: None) -> Iterator[watch.Watch]:
    made = watch.watch()
    yield made
    made.close()


def _is_in_memory() -> bool:
    return connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"])


def test_commits_of_others_are_noticed(watching: watch.Watch) -> None:
    if _is_in_memory():
        pytest.skip(
            "what is in memory has no other connections: see deliberation/live/test_serving.py"
        )
    untouched = threading.Event()
    while watching.changed(untouched):
        pass
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE live_test (n integer)")
    watch.tell_others()
    assert watching.changed(untouched)
    assert not watching.changed(untouched)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE live_test")


def test_what_is_touched_here_is_noticed_and_told_once(watching: watch.Watch) -> None:
    touched = threading.Event()
    while watching.changed(touched):
        pass
    touched.set()
    assert watching.changed(touched) and not touched.is_set()
    assert not watching.changed(touched)  # what it told others it does not hear itself


def test_only_what_is_committed_is_told(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(hub.hub, "tell", lambda: told.append(1))
    with transaction.atomic():
        hub.touched()
        transaction.set_rollback(True)
    assert not told
    with transaction.atomic():
        hub.touched()
        assert not told
    assert told == [1]
