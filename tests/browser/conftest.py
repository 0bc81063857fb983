"""The real product for browser tests: `parley demo` in a process of its own, and a Chromium to visit it."""

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import failing

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("PARLEY_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
READER = {
    "locale": "en-GB",
    "timezone_id": "Europe/Zurich",
    "viewport": {"width": 1280, "height": 900},
    "reduced_motion": "reduce",
}
# Long enough for a machine that is busy with all else; it costs nothing where a page comes sooner.
PATIENCE_MS = 30_000
START_SECONDS = 300
expect.set_options(timeout=PATIENCE_MS)

Open = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder is a browser test, so that none runs twice by mistake."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure tells what stood on the screen, before the fixtures close it."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if report.failed and report.when != "teardown" and browser:
        folder = Path(item.config.getoption("--output"))
        report.sections.append(("the browser", failing.seen(browser, folder, item.name)))
    return report


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": FLAGS}


@dataclass(frozen=True)
class Server:
    """A demo that is being served."""

    url: str
    folder: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connected = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connected.request("GET", "/")
        return connected.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connected.close()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the demo did not start:\n{log.read_text()}")
        time.sleep(0.1)


def _settle(data: Path, log: Path) -> None:
    """Until what the demo loads in the background is there: nobody's patience is tried with it."""
    deadline = time.monotonic() + START_SECONDS
    # Those that wait for their hour are of no interest; those without one have a far year.
    waiting = """SELECT count(*) FROM django_tasks_database_dbtaskresult
        WHERE status IN ('READY', 'RUNNING')
        AND run_after NOT BETWEEN datetime('now') AND '9000-01-01'"""
    with closing(sqlite3.connect(f"file:{data / 'parley.sqlite3'}?mode=ro", uri=True)) as found:
        while found.execute(waiting).fetchone()[0]:
            if time.monotonic() > deadline:
                raise AssertionError(f"the demo's jobs did not end:\n{log.read_text()}")
            time.sleep(0.5)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("demo"), _free_port()
    unset = ("PARLEY_", "DJANGO_", "COV", "PYTHONDONTWRITEBYTECODE")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(unset)}
    environment |= {"PARLEY_DATA": str(folder / "data"), "PARLEY_CONFIG": os.devnull}
    command = [str(Path(sys.executable).parent / "parley"), "demo", "--port", str(port)]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, port, log)
        _settle(folder / "data", log)
        yield Server(f"http://127.0.0.1:{port}", folder)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="session")
def signed_in_now(browser: Browser, server: Server) -> Callable[[str], Any]:
    """signed_in_now(persona) → the cookies of somebody who has just signed in as this persona of the
    demo, as pages want it that tell or do what matters."""

    def state(persona: str) -> Any:
        if not persona:
            return None
        with browser.new_context(base_url=server.url) as context:
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            page.goto(f"/demo/sign-in/{persona}/")
            page.locator("main form button").click()
            page.wait_for_url("**/")
            return context.storage_state()

    return state


@pytest.fixture(scope="session")
def state_of(signed_in_now: Callable[[str], Any]) -> Callable[[str], Any]:
    """state_of(persona) → the cookies of somebody who signed in as this persona, once for all tests."""
    return cache(signed_in_now)


@pytest.fixture
def open_page(browser: Browser, server: Server, state_of: Callable[[str], Any]) -> Iterator[Open]:
    """open_page(persona, **options of the browser's context) → an empty page of a new reader."""
    contexts = []

    def open_one(persona: str = "", **options: Any) -> Page:
        given = {**READER, "base_url": server.url, "storage_state": state_of(persona), **options}
        context = browser.new_context(**given)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(open_page: Open) -> Page:
    return open_page()
