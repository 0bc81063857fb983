"""One tap from a session's page into its room on another site, which our own policy must let through."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Server
from tests.browser.watching import Watch, axe, too_wide

PAGE = "/dialogues/synthetic-2027/sessions/opening/"
SCRIPT = """
import datetime, json, sys, django
django.setup()
from django.utils import timezone
from parley.apps.convening.models import Session
rows = Session.objects.filter(dialogue__slug="synthetic-2027", slug="opening")
given = json.loads(sys.argv[1])
print(json.dumps(list(rows.values("starts_at", "ends_at", "join_url")), default=str))
if "starts_at" not in given:
    now = timezone.now()
    hour = datetime.timedelta(hours=1)
    given |= {"starts_at": now - hour, "ends_at": now + hour}
rows.update(**given)
"""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of a room on another site."""

    class Room(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            said = self.headers.get("Referer", "nothing")
            self.wfile.write(f"<title>Room</title><p>Told: {said}</p>".encode())

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Room)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/room"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def now_in(server: Server, elsewhere: str) -> Iterator[str]:
    """The demo's opening takes place now, in that room."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PARLEY_", "DJANGO_"))}
    environment |= {
        "PARLEY_DATA": str(server.folder / "data"),
        "PARLEY_CONFIG": os.devnull,
        "DJANGO_SETTINGS_MODULE": "parley.settings.base",
    }

    def change(given: dict[str, Any]) -> dict[str, Any]:
        run = [sys.executable, "-c", SCRIPT, json.dumps(given)]
        said = subprocess.run(run, env=environment, check=True, capture_output=True, text=True)
        (before,) = json.loads(said.stdout)
        return dict(before)

    before = change({"join_url": elsewhere})
    yield elsewhere
    change(before)


@pytest.mark.parametrize("scripts", [True, False])
def test_one_tap_leads_into_the_room(
    open_page: Open, server: Server, now_in: str, scripts: bool
) -> None:
    page = open_page(
        "convener", java_script_enabled=scripts, viewport={"width": 360, "height": 740}
    )
    page.goto(PAGE)
    page.get_by_role("button", name="Join online").click()
    page.wait_for_url(now_in)
    # Neither where one comes from nor anything of the way is told.
    expect(page.get_by_text("Told: nothing")).to_be_visible()


def test_a_visitor_who_is_not_registered_finds_no_way_in(open_page: Open, now_in: str) -> None:
    visitor = open_page()
    visitor.goto(PAGE)
    expect(visitor.get_by_text("Join online")).to_have_count(0)
    assert now_in not in visitor.content()


def test_the_way_in_is_a_good_page(open_page: Open, server: Server, now_in: str) -> None:
    page = open_page("convener", viewport={"width": 360, "height": 740})
    watch = Watch(page, urlsplit(server.url).netloc)
    page.goto(f"{PAGE}join/")
    expect(page.get_by_role("button", name="Enter the room")).to_be_visible()
    assert (watch.take(), axe(page), too_wide(page)) == ([], [], [])
