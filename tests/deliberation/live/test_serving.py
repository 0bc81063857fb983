"""A real server, with live views of it open: changes from other processes, ends, stops.

On SQLite, and on PostgreSQL where the tests run there: the watcher is another one.
"""

import http.client
import json
import queue
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.core.conftest import COMMAND, environment
from tests.core.test_cli_serving import free_port
from tests.deliberation.live.hand import Hand
from tests.places import Empty

# Here as well: the watcher of PostgreSQL is another one.
pytestmark = pytest.mark.postgresql
PATIENCE = 120.0


OPEN: list["Stream"] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


class Served:
    """A server on data of its own."""

    def __init__(self, folder: Path, database: dict[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [*COMMAND, "--data", str(folder), "serve", "--no-jobs", "--port", str(self.port)],
            env=environment(**database),
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise AssertionError(self.said)
            time.sleep(0.1)
        self.hand = Hand(
            environment(
                PARLEY_DATA=str(folder),
                DJANGO_SETTINGS_MODULE="parley.settings.base",
                PARLEY_ALLOWED_HOSTS='["testserver"]',
                **database,
            )
        )

    @property
    def said(self) -> str:
        return Path(self.log.name).read_text()

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, cookie: str = "", **sent: Any) -> tuple[int, bytes]:
        connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": f"sessionid={cookie}; csrftoken={'c' * 32}", "X-CSRFToken": "c" * 32}
        connected.request(method, path, headers=headers | sent.pop("headers", {}), **sent)
        response = connected.getresponse()
        body = response.read()
        connected.close()
        return response.status, body

    def do(self, act: str, given: Any) -> Any:
        """Something in another process."""
        return self.hand.do(act, given)

    def stop(self) -> float:
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        return time.monotonic() - start


class Stream:
    """A live view: what comes, line by line, with when it came; read by a thread."""

    def __init__(self, served: Served, path: str, cookie: str, headers: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", served.port))
        self.socket.sendall(
            f"GET {path}events/?view=participant HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
            f"Cookie: sessionid={cookie}\r\n{headers}\r\n".encode()
        )
        self.lines: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        OPEN.append(self)

    def _read(self) -> None:
        with self.socket.makefile("rb") as received:
            for line in received:
                text = line.decode().strip()
                if text == "0":  # the last piece of the answer
                    break
                self.lines.put((time.monotonic(), text))
        self.lines.put((time.monotonic(), "END"))

    def close(self) -> None:
        with suppress(OSError):  # the server has closed it before
            self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()

    def until(self, wanted: Callable[[str], bool]) -> tuple[float, str]:
        while True:
            at, line = self.lines.get(timeout=PATIENCE)
            if wanted(line):
                return at, line

    def state(self) -> dict[str, Any]:
        return json.loads(self.until(lambda line: line.startswith("data: {"))[1][6:])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, empty: Empty) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("live")
    here = Served(folder, empty(folder))
    yield here
    here.hand.close()
    if here.process.poll() is None:
        here.stop()
    here.log.close()
    assert "Traceback" not in here.said


def test_a_change_in_another_process_is_seen_within_a_second(served: Served) -> None:
    room = served.do("make", "participants")
    streams = [Stream(served, room["path"], who) for who in room["participants"]]
    assert [stream.state()["on"] for stream in streams] == [False] * 3
    served.do("forward", room["consultation"])
    for stream in streams:
        while (state := stream.state())["number"] != 1:
            pass
        assert "Proposition 1." in state["parts"]["stage"]
    # The other process takes seconds to start, so only changes through this server are timed.
    console, form = f"{room['path']}console/", {"Content-Type": "application/x-www-form-urlencoded"}
    began = time.monotonic()
    status, _body = served.ask("POST", console, room["facilitator"], body="do=next", headers=form)
    assert status == 302
    for stream in streams:
        at, line = stream.until(lambda line: '"number": 2' in line)
        assert at - began < 2, line


def test_who_comes_back_gets_what_was_missed_and_nothing_twice(served: Served) -> None:
    room = served.do("make", "participants")
    served.do("forward", room["consultation"])
    first = Stream(served, room["path"], room["participants"][0])
    version = first.until(lambda line: line.startswith("id: "))[1][4:]
    first.close()
    same = Stream(served, room["path"], room["participants"][0], f"Last-Event-ID: {version}\r\n")
    same.until(lambda line: line == ": as before")
    served.do("forward", room["consultation"])
    assert same.state()["number"] == 2
    late = Stream(served, room["path"], room["participants"][0], f"Last-Event-ID: {version}\r\n")
    assert late.state()["number"] == 2


def test_a_view_ends_with_the_right_to_it(served: Served) -> None:
    room = served.do("make", "participants")
    served.do("forward", room["consultation"])
    goes, stays = (Stream(served, room["path"], who) for who in room["participants"][:2])
    goes.state(), stays.state()
    time.sleep(1)  # the watcher has looked once
    served.do("withdraw", room["accounts"][0])
    goes.until(lambda line: line == "event: gone")
    goes.until(lambda line: line == "END")
    assert served.ask("GET", f"{room['path']}events/", room["participants"][0])[0] == 404
    served.do("forward", room["consultation"])
    assert stays.state()["number"] == 2


def test_the_server_stops_at_once_though_views_are_open(served: Served) -> None:
    room = served.do("make", "participants")
    streams = [Stream(served, room["path"], who) for who in room["participants"] * 5]
    for stream in streams:
        stream.state()
    assert served.stop() < PATIENCE / 4
    for stream in streams:
        stream.until(lambda line: line in ("event: stopping", "END"))
    assert "Killing" not in served.said
