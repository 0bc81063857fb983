#!/usr/bin/env python3
"""Takes the pictures of docs/tutorial/guided-tour.md: serves a demo of its own, and walks through it.

Run it by `make tour` when a page that the tour shows has become another; with names of pictures it takes only those.
"""

from __future__ import annotations

import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "tutorial" / "pictures"
CHROMIUM = os.environ.get("PARLEY_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"]
PATIENCE_SECONDS = 300
# Jobs of the demo go on for a while after its first page.
SETTLING_SECONDS = 60
COLOURS = 96  # are enough for pages, and a quarter of the size
WIDE, PHONE = (1280, 860), (390, 780)
HELD, AHEAD = "/dialogues/due-diligence-2021/", "/dialogues/synthetic-2027/"
DESK = "/convene/dialogues/due-diligence-2021/outcome/"


class Stop(NamedTuple):
    """A picture: who looks at what. `at` is what stands at its top."""

    name: str
    persona: str
    path: str
    at: str = ""
    size: tuple[int, int] = WIDE


STOPS = (
    Stop("home", "", "/"),
    Stop("norm", "", "/norms/a-70-174/13c/", "main h1"),
    Stop("board", "convener", "/convene/dialogues/synthetic-2027/registration/"),
    Stop("programme", "participant", f"{AHEAD}mine/", "main h1", PHONE),
    Stop(
        "stance", "participant", f"{AHEAD}consultations/the-first-hour/respond/", "main h1", PHONE
    ),
    Stop("matrix", "", "/evidence/norm-13c-positions/", ".legend"),
    Stop("votes", "", "/evidence/unga-ict-votes/map/", "main figure"),
    Stop("map", "rapporteur", f"{HELD}consultations/after-the-dialogue/map/", "main figure"),
    Stop("findings-desk", "rapporteur", f"{DESK}findings/", "main h1"),
    Stop("report-text", "rapporteur", f"{DESK}report/text/", "main h1"),
    Stop("report-publish", "convener", f"{DESK}report/publish/", "main h1"),
    Stop("report", "", f"{HELD}report/"),
    Stop("report-findings", "", f"{HELD}report/", "main [id^=finding-]"),
)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    wanted = [stop for stop in STOPS if stop.name in sys.argv[1:] or not sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port, server = served(Path(folder))
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for stop in wanted:
                take(browser, f"http://127.0.0.1:{port}", stop)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def served(folder: Path) -> tuple[int, subprocess.Popen[bytes]]:
    """A demo of its own, once its jobs have had their time."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    unset = ("PARLEY_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(unset)}
    environment |= {"PARLEY_DATA": str(folder / "data"), "PARLEY_CONFIG": os.devnull}
    command = [str(Path(sys.executable).parent / "parley"), "demo", "--port", str(port)]
    server = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers(port):
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("the demo did not start: try `make demo`")
        time.sleep(0.5)
    time.sleep(SETTLING_SECONDS)
    return port, server


def answers(port: int) -> bool:
    connected = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connected.request("GET", "/")
        return connected.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connected.close()


def take(browser: Browser, site: str, stop: Stop) -> None:
    width, height = stop.size
    with browser.new_context(
        base_url=site,
        locale="en-GB",
        timezone_id="Europe/Zurich",
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        if stop.persona:
            page.goto(f"/demo/sign-in/{stop.persona}/")
            page.locator("main form button").click()
            page.wait_for_url("**/")
        answer = page.goto(stop.path)
        if answer is None or not answer.ok:
            raise SystemExit(f"{stop.name}: {stop.path} was not shown")
        keep(page, stop)


def keep(page: Page, stop: Stop) -> None:
    if stop.at:
        page.locator(stop.at).first.evaluate("one => one.scrollIntoView({block: 'start'})")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    target = PICTURES / f"{stop.name}.png"
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"tour: {target.relative_to(ROOT)}, {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
