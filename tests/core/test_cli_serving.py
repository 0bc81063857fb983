"""`parley serve` and `parley demo`, as an operator meets them: real processes, real ports."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import requests

from parley.core import serving
from tests.core.conftest import COMMAND, Parley, environment

PATIENCE = 300.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def until(what: str, happens: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)


class Running:
    """A command that serves, and what it has said."""

    def __init__(self, process: subprocess.Popen[str], output: Path, port: int) -> None:
        self.process, self.output, self.port = process, output, port

    @property
    def said(self) -> str:
        return self.output.read_text()

    def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        request = Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urlopen(request, timeout=10) as response:
                return response.status, response.read().decode(), dict(response.headers)
        except HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)

    def family(self) -> list[int]:
        """The processes below it, its own aside."""
        below = {self.process.pid}
        parents = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text()
            except OSError:  # it ended meanwhile
                continue
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
        for _generation in range(4):
            below |= {pid for pid, parent in parents.items() if parent in below}
        return sorted(below - {self.process.pid})

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Its status, and how long it took."""
        start = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE), time.monotonic() - start


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@contextmanager
def serving_command(folder: Path, *arguments: str) -> Iterator[Running]:
    port, output = free_port(), folder.parent / "output.txt"
    command = [*COMMAND, "--data", str(folder), *arguments, "--port", str(port)]
    with output.open("w") as out:
        process = subprocess.Popen(
            command, env=environment(), stdout=out, stderr=subprocess.STDOUT, text=True
        )
        running = Running(process, output, port)
        try:
            until("a greeting", lambda: "Ctrl-C" in running.said or process.poll() is not None)
            assert process.poll() is None, running.said
            yield running
        finally:
            family = running.family()
            if process.poll() is None:
                running.stop()
            for pid in filter(is_running, family):
                os.kill(pid, signal.SIGKILL)


MAIL = """
import django; django.setup()
from parley.core import jobs, mail
jobs.enqueue(mail.deliver, "Delivered by the worker", "Hello", ["ada@example.org"], {})
"""


def test_serving_from_start_to_end(data: Path, parley: Parley) -> None:
    with serving_command(data, "serve") as running:
        assert f"Parley is at http://127.0.0.1:{running.port}." in running.said
        assert "threads" not in running.said  # as many as there are is no news

        status, page, headers = running.get("/time-zone/")
        assert status == 200
        directives = headers["content-security-policy"]
        assert "default-src 'none'" in directives
        assert "script-src 'self'" in directives
        assert "style-src 'self'" in directives
        assert "unsafe" not in directives
        (style,) = re.findall(r'href="(/static/parley/css/tokens\.[0-9a-f]+\.css)"', page)
        status, css, headers = running.get(style)
        assert (status, headers["content-type"]) == (200, 'text/css; charset="utf-8"')
        assert "--" in css
        assert "immutable" in headers["cache-control"]
        assert running.get("/healthz")[:2] == (200, "ok")
        assert running.get("/healthz", Host="evil.example")[0] == 400

        second = parley("serve", "--port", running.port)
        assert second.returncode == 1
        assert f"Port {running.port} of 127.0.0.1 can't be used" in second.stderr

        enqueue = [sys.executable, "-P", "-c", MAIL]
        settings = {"PARLEY_DATA": str(data), "DJANGO_SETTINGS_MODULE": "parley.settings.base"}
        subprocess.run(enqueue, env=environment(**settings), check=True)
        until("the mail", lambda: bool(list((data / "outbox").glob("*.eml"))))
        assert "jobs worker: It is running." in parley("check").stdout
        assert parley("restore", "any.tar.gz").returncode == 1

        family = running.family()
        assert len(family) == 3  # the server, its worker process, the jobs worker
        status, seconds = running.stop()
        assert (status, seconds < 8) == (0, True)
        assert running.said.endswith("Parley has stopped.\n")
        assert "Traceback" not in running.said
        assert [pid for pid in family if is_running(pid)] == []
    parley("serve", "--help")
    assert "Neither it nor the server is running" in parley("check").stdout


def test_serving_without_jobs_until_interrupted(data: Path) -> None:
    with serving_command(data, "serve", "--no-jobs") as running:
        family = running.family()
        assert len(family) == 2
        status, seconds = running.stop(signal.SIGINT)
        assert (status, seconds < 8) == (0, True)
        assert [pid for pid in family if is_running(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of it")
def test_nothing_is_left_behind_when_it_is_killed(data: Path) -> None:
    with serving_command(data, "serve") as running:
        family = running.family()
        assert len(family) == 3
        running.stop(signal.SIGKILL)
        until("all to end", lambda: not any(map(is_running, family)))


@pytest.mark.parametrize("child", [serving._server("127.0.0.1", 1, 1), serving._worker()])
def test_nor_when_it_is_killed_before_they_come_to_ask(child: serving.Child, data: Path) -> None:
    command = [*child.command]
    command[command.index(str(os.getpid()))] = "1"
    settings = {"PARLEY_DATA": str(data), "DJANGO_SETTINGS_MODULE": "parley.settings.base"}
    done = subprocess.run(
        command, env=environment(**settings), capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 1
    assert "The process 1 that started this one has ended." in done.stderr


def test_a_jobs_worker_that_dies_is_started_again(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = serving.Child("jobs worker", "jobs", (sys.executable, "-c", "raise SystemExit(3)"))
    monkeypatch.setattr(serving, "RESTART_SECONDS", 0.0)
    said: list[str] = []
    child.start()
    first = child.process
    until("its end", lambda: child.status == 3)
    serving._revive(child, said.append)
    assert child.process is not first
    assert said == ["The jobs worker stopped by itself (status 3). It is started again."]
    until("its end", lambda: child.status == 3)


def test_a_server_that_can_not_start_says_so(data: Path, parley: Parley) -> None:
    done = parley("serve", "--host", "192.0.2.1", "--port", free_port())
    assert done.returncode == 1
    assert "can't be used" in done.stderr
    (data / "parley.sqlite3").unlink()
    done = parley("serve", "--port", free_port())
    assert done.stderr == "parley: The database is not up to date. Run: parley migrate\n"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a demo is, or will be: it takes long to build, and the next finds it there."""
    return tmp_path_factory.mktemp("demo") / "data"


def test_the_demo_from_nothing(demo: Path, parley: Parley) -> None:
    began = time.monotonic()
    with serving_command(demo, "demo") as running:
        took = time.monotonic() - began
        links = re.findall(rf"http://127\.0\.0\.1:{running.port}(/demo/sign-in/\S+)", running.said)
        assert len(links) >= 3
        assert [running.get(link)[0] for link in links] == [200] * len(links)
        status, page, _headers = running.get("/")
        assert status == 200
        assert "European Cyber Diplomacy Dialogue 2020" in page
        assert "Due Diligence in Cyberspace" in page
        assert running.get("/outbox/")[0] == 200
        assert running.stop()[0] == 0

    def kept() -> str:
        return parley("export", "ecdd-2020", folder=demo).stdout

    before = kept()
    start = time.monotonic()
    again = parley("demo", "--no-serve", folder=demo)
    assert (again.returncode, again.stderr) == (0, "")
    assert time.monotonic() - start < took / 2  # nothing is built a second time
    assert "/demo/sign-in/" in again.stdout
    assert kept() == before


def test_the_demo_can_begin_anew(demo: Path, parley: Parley) -> None:
    def status(*arguments: str) -> int:
        return parley(*arguments, folder=demo).returncode

    assert status("demo", "--no-serve") == 0
    assert status("convener", "ada@example.org") == 0
    assert status("sign-in-link", "ada@example.org") == 0
    assert status("demo", "--no-serve") == 0
    assert status("sign-in-link", "ada@example.org") == 0
    assert status("demo", "--no-serve", "--reset") == 0
    assert status("sign-in-link", "ada@example.org") == 1


@pytest.mark.parametrize("more", [(), ("--reset",)])
def test_the_demo_never_opens_a_real_database(
    data: Path, parley: Parley, more: tuple[str, ...]
) -> None:
    parley("operator", "ada@example.org")
    done = parley("demo", "--no-serve", *more)
    assert done.returncode == 1
    assert "holds data of its own" in done.stderr
    assert parley("sign-in-link", "ada@example.org").returncode == 0


def test_nor_does_serving_in_demo_mode(data: Path, parley: Parley) -> None:
    parley("operator", "ada@example.org")
    done = parley("serve", "--port", free_port(), PARLEY_DEMO="1")
    assert done.returncode == 1
    assert "holds data of its own" in done.stderr


def ask_for_a_code(port: int, address: str, forged: str) -> int:
    """As a browser of its own, which claims to be elsewhere."""
    page = f"http://127.0.0.1:{port}/sign-in/"
    with requests.Session() as browser:
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get(page).text)
        assert found
        sent = {"csrfmiddlewaretoken": found.group(1), "email": address}
        headers = {"X-Forwarded-For": forged}
        answer = browser.post(page, sent, headers=headers, allow_redirects=False, timeout=10)
        return answer.status_code


def test_server_processes_count_tries_together(data: Path) -> None:
    with serving_command(data, "serve", "--workers", "2", "--no-jobs") as running:
        tries = [
            ask_for_a_code(running.port, "ada@example.org", f"203.0.113.{n}") for n in range(6)
        ]
    assert tries == [302] * 3 + [429] * 3
