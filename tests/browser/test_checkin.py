"""The door, with a camera that looks at badges, and a connection that comes and goes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserType, Error, Locator, Page, expect

from tests.browser.badges import film, held, kept_keys, no_names
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE_MS, READER, Open, Server
from tests.browser.watching import Watch, axe, too_wide

SLUG = "synthetic-2027"
DOOR = f"/dialogues/{SLUG}/check-in/"
SCRIPT = f"""
import json, django
django.setup()
from parley.apps.registration.models import Registration
from parley.apps.registration.selectors.codes import code_of
rows = Registration.objects.filter(dialogue__slug="{SLUG}").order_by("pk")
print(json.dumps([[row.name, row.state, code_of(row)] for row in rows]))
"""


@pytest.fixture(scope="module")
def guests(server: Server) -> list[tuple[str, str, str]]:
    """Name, state and code of everybody who registered in the demo."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PARLEY_", "DJANGO_"))}
    environment |= {
        "PARLEY_DATA": str(server.folder / "data"),
        "PARLEY_CONFIG": os.devnull,
        "DJANGO_SETTINGS_MODULE": "parley.settings.base",
    }
    run = [sys.executable, "-c", SCRIPT]
    said = subprocess.run(run, env=environment, check=True, capture_output=True, text=True)
    return [(name, state, code) for name, state, code in json.loads(said.stdout)]


Look = Callable[[list[str]], Page]


def ready(door: Page) -> Page:
    """The page at the door, once it would open without a connection."""
    door.goto(DOOR)
    door.locator("[data-door][data-kept=yes]").wait_for(state="attached")
    expect(door.locator("[data-door-ready]")).to_be_visible()
    return door


def look_up(door: Page, name: str) -> Locator:
    door.locator("[data-door][data-ready=yes]").wait_for(state="attached")
    door.get_by_label("Name or organisation").fill(name)
    return door.locator("[data-door-found] li").filter(has_text=name)


def pick(door: Page, name: str) -> None:
    look_up(door, name).get_by_role("button").click()


def arrivals(door: Page, name: str) -> int:
    """How often somebody is among those who came last."""
    return door.locator("#here-part li").filter(has_text=name).count()


@pytest.fixture
def look_at(
    browser_type: BrowserType, server: Server, state_of: Any, tmp_path: Path
) -> Iterator[Look]:
    """look_at(codes) → the convener's page at the door, in a phone whose camera sees these badges."""
    opened: list[Browser] = []

    def look(codes: list[str]) -> Page:
        camera = [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film(tmp_path / 'badges.y4m', codes)}",
        ]
        opened.append(browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera]))
        context = opened[-1].new_context(
            **{
                **READER,
                "base_url": server.url,
                "storage_state": state_of("convener"),
                "viewport": {"width": 360, "height": 740},
                "permissions": ["camera"],
            }
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(DOOR)
        return page

    yield look
    for browser in opened:
        browser.close()


def approved(guests: list[tuple[str, str, str]], number: int) -> tuple[str, str]:
    found = [(name, code) for name, state, code in guests if state in ("approved", "attended")]
    return found[number]


def test_the_camera_reads_a_badge_once_and_the_others_see_who_is_here(
    look_at: Look, guests: list[tuple[str, str, str]], open_page: Open
) -> None:
    name, code = approved(guests, 0)
    other = open_page("convener")
    other.goto(DOOR)
    door = look_at([code])
    door.get_by_role("button", name="Start the camera").click()
    result = door.locator("[data-door-result]")
    expect(result).to_contain_text("Welcome.")
    expect(result).to_contain_text(name)
    expect(door.locator("[data-door-connection]")).to_have_text("Connected.")
    expect(door.locator("#here-part")).to_contain_text(name)
    expect(other.locator("#here-part")).to_contain_text(name)
    door.wait_for_timeout(5000)  # the badge is still before the camera
    expect(result).to_contain_text("Welcome.")
    door.get_by_role("button", name="Stop the camera").click()
    door.get_by_role("button", name="Start the camera").click()
    expect(result).to_contain_text("Is here already")
    other.get_by_role("button", name=re.compile(f"Undo.*{re.escape(name)}")).click()
    expect(other.locator("#here-part")).not_to_contain_text(name)


@pytest.mark.parametrize("works", [True, False])
def test_the_browsers_own_reader_is_used_where_it_works(
    look_at: Look, guests: list[tuple[str, str, str]], works: bool
) -> None:
    """Some browsers have one in name only: then the reader that comes with Parley steps in."""
    (told, code), (shown, before_the_camera) = approved(guests, 9), approved(guests, 10)
    found = f"Promise.resolve([{{ rawValue: {json.dumps(code)} }}])"
    detect = found if works else "Promise.reject(new Error('no service'))"
    door = look_at([before_the_camera])
    door.add_init_script(
        f"""window.BarcodeDetector = class {{
            static getSupportedFormats() {{ return Promise.resolve(["qr_code"]); }}
            detect() {{ return {detect}; }}
        }};"""
    )
    door.goto(DOOR)
    door.get_by_role("button", name="Start the camera").click()
    expect(door.locator("[data-door-result]")).to_contain_text(told if works else shown)


def test_without_the_camera_the_page_says_what_to_do_and_goes_on_by_name(
    open_page: Open, guests: list[tuple[str, str, str]]
) -> None:
    name, _code = approved(guests, 11)
    door = open_page("convener")  # whose camera nobody has allowed
    door.goto(DOOR)
    door.get_by_role("button", name="Start the camera").click()
    expect(door.locator("[data-door-result]")).to_contain_text("look people up by name")
    expect(door.get_by_role("button", name="Start the camera")).to_be_visible()
    pick(door, name)
    expect(door.locator("[data-door-result]")).to_contain_text(name)


def test_the_code_on_ones_own_page_can_be_read(
    open_page: Open, guests: list[tuple[str, str, str]]
) -> None:
    """By the decoder that comes with Parley, from the picture as it is shown."""
    door, own = open_page("convener"), open_page("participant")
    door.goto(DOOR)
    decoder = json.loads(door.locator("#door-settings").text_content() or "")["decoder"]
    own.goto(f"/dialogues/{SLUG}/mine/")
    own.get_by_alt_text("The QR code of your badge").wait_for()
    read = own.evaluate(
        """async (address) => {
            const { default: decode } = await import(address);
            const image = document.querySelector("#badge ~ p img");
            const canvas = document.createElement("canvas");
            canvas.width = image.width;
            canvas.height = image.height;
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0, canvas.width, canvas.height);
            const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
            return decode(data, width, height).data;
        }""",
        decoder,
    )
    assert [name for name, _state, code in guests if code == read] == ["Participant (synthetic)"]


def test_what_is_no_badge_of_this_dialogue_is_said(
    look_at: Look, guests: list[tuple[str, str, str]]
) -> None:
    cancelled = [(name, code) for name, state, code in guests if state == "cancelled"]
    stranger = "A" * 42
    door = look_at([stranger])
    door.get_by_role("button", name="Start the camera").click()
    result = door.locator("[data-door-result]")
    expect(result).to_contain_text("no badge of this dialogue")
    if cancelled:
        name, code = cancelled[0]
        door = look_at([code])
        door.get_by_role("button", name="Start the camera").click()
        expect(door.locator("[data-door-result]")).to_contain_text("Not expected")
        expect(door.locator("[data-door-result]")).to_contain_text(name)


def test_without_a_connection_nothing_is_lost(
    look_at: Look, guests: list[tuple[str, str, str]]
) -> None:
    (scanned, code), (picked, _code) = approved(guests, 1), approved(guests, 2)
    door = look_at([code])
    expect(door.locator("[data-door-connection]")).to_have_text("Connected.")
    door.locator("[data-door][data-ready=yes]").wait_for(state="attached")
    door.context.set_offline(True)
    door.get_by_role("button", name="Start the camera").click()
    result = door.locator("[data-door-result]")
    expect(result).to_contain_text(scanned)
    door.get_by_label("Name or organisation").fill(picked.split()[0])
    door.get_by_role("button", name=f"Check in: {picked}").click()
    expect(result).to_contain_text(picked)
    expect(door.locator("[data-door-connection]")).to_contain_text("No connection")
    expect(door.locator("[data-door-connection]")).to_contain_text("2")
    kept = json.dumps([held(door), door.evaluate("JSON.stringify(localStorage)")])
    assert scanned not in kept
    assert picked not in kept
    assert code in kept
    door.get_by_role("button", name="Stop the camera").click()
    door.context.set_offline(False)
    expect(door.locator("[data-door-connection]")).to_have_text("Connected.")
    for name in (scanned, picked):
        expect(door.locator("#here-part")).to_contain_text(name)
    assert held(door)["notes"] == []


def test_what_was_kept_survives_the_page(
    open_page: Open, guests: list[tuple[str, str, str]]
) -> None:
    name, _code = approved(guests, 3)
    door = open_page("convener")
    door.goto(DOOR)
    door.locator("[data-door][data-ready=yes]").wait_for(state="attached")
    door.context.set_offline(True)
    door.get_by_label("Name or organisation").fill(name)
    door.get_by_role("button", name=f"Check in: {name}").click()
    expect(door.locator("[data-door-connection]")).to_contain_text("1")
    door.context.set_offline(False)
    door.goto("/")
    door.goto(DOOR)
    expect(door.locator("#here-part")).to_contain_text(name)


def test_the_page_opens_without_a_connection_and_what_it_notes_arrives_once(
    open_page: Open, guests: list[tuple[str, str, str]]
) -> None:
    (picked, _code), (other, _other) = approved(guests, 5), approved(guests, 6)
    door = ready(open_page("convener"))
    assert no_names(door, guests)
    door.context.set_offline(True)
    door.reload()
    expect(door.locator("[data-door-connection]")).to_contain_text("No connection")
    expect(door.locator("[data-door-tally]")).to_contain_text("are here")
    expect(door.locator("[data-door-dialogue]")).not_to_be_empty()
    pick(door, picked)
    expect(door.locator("[data-door-result]")).to_contain_text("Welcome.")
    door.reload()
    pick_line = look_up(door, picked)
    expect(pick_line).to_contain_text("Here since")
    pick(door, other)
    expect(door.locator("[data-door-connection]")).to_contain_text("2")
    door.context.set_offline(False)
    expect(door.locator("[data-door-connection]")).to_have_text("Connected.")
    for name in (picked, other):
        expect(door.locator("#here-part")).to_contain_text(name)
    assert held(door)["notes"] == []
    assert arrivals(door, picked) == arrivals(door, other) == 1


def test_a_badge_is_read_on_a_page_that_was_opened_without_a_connection(
    look_at: Look, guests: list[tuple[str, str, str]]
) -> None:
    name, code = approved(guests, 7)
    door = ready(look_at([code]))
    door.context.set_offline(True)
    door.reload()
    door.locator("[data-door][data-ready=yes]").wait_for(state="attached")
    door.get_by_role("button", name="Start the camera").click()
    expect(door.locator("[data-door-result]")).to_contain_text(name)
    door.get_by_role("button", name="Stop the camera").click()
    door.context.set_offline(False)
    expect(door.locator("#here-part")).to_contain_text(name)


def test_after_signing_out_the_phone_knows_nobody(
    open_page: Open, guests: list[tuple[str, str, str]], signed_in_now: Callable[[str], Any]
) -> None:
    name, _code = approved(guests, 8)
    door = ready(open_page("convener", storage_state=signed_in_now("convener")))
    assert [cookie["name"] for cookie in kept_keys(door)] == ["parley_kept"]
    door.goto("/")
    door.get_by_role("button", name="Sign out").click()
    expect(door.get_by_role("link", name="Sign in").first).to_be_visible()
    assert kept_keys(door) == []
    door.context.set_offline(True)
    door.goto(DOOR)
    expect(door.locator("[data-door-result]")).to_contain_text("keeps no list")
    expect(door.locator("[data-door-dialogue]")).to_be_empty()
    door.get_by_label("Name or organisation").fill(name)
    expect(door.locator("[data-door-found]")).to_be_empty()
    door.context.set_offline(False)
    door.goto(DOOR)
    expect(door).to_have_url(re.compile("sign-in"))
    assert held(door)["lists"] == []
    assert door.evaluate("caches.keys()") == []


def test_whoever_may_no_longer_stand_at_the_door_keeps_nothing(open_page: Open) -> None:
    """As another who is signed in on the same phone: the page is refused, and what was kept goes."""
    door = ready(open_page("convener"))
    cookies = open_page("participant").context.cookies()
    door.context.add_cookies(cookies)  # type: ignore[arg-type]
    door.goto(DOOR)
    expect(door.get_by_role("heading", level=1)).to_contain_text("not open to you")
    assert held(door)["lists"] == []
    assert door.evaluate("caches.keys()") == []
    door.context.set_offline(True)
    with pytest.raises(Error):
        door.goto(DOOR)


def test_when_the_session_has_ended_the_page_waits_for_the_next_one(
    open_page: Open, guests: list[tuple[str, str, str]]
) -> None:
    name, _code = approved(guests, 4)
    door = open_page("convener")
    door.goto(DOOR)
    door.locator("[data-door][data-ready=yes]").wait_for(state="attached")
    cookies = door.context.cookies()
    door.context.clear_cookies()
    door.get_by_label("Name or organisation").fill(name)
    door.get_by_role("button", name=f"Check in: {name}").click()
    expect(door.locator("[data-door-connection]")).to_contain_text("sign in again")
    expect(door.locator("#here-part")).to_have_count(0, timeout=PATIENCE_MS)
    door.context.add_cookies(cookies)  # type: ignore[arg-type]
    expect(door.locator("[data-door-connection]")).to_have_text("Connected.", timeout=PATIENCE_MS)
    expect(door.locator("#here-part")).to_contain_text(name, timeout=PATIENCE_MS)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_door_is_a_good_page(
    open_page: Open, server: Server, theme: str, language: str
) -> None:
    door = open_page("convener", color_scheme=theme, viewport={"width": 360, "height": 740})
    watch = Watch(door, urlsplit(server.url).netloc)
    if language == "ar":
        door.goto("/")
        door.get_by_role("button", name="العربية").click()
    door.goto(DOOR)
    door.locator("[data-door-search] input[type=search]").fill("a")
    assert (watch.take(), axe(door), too_wide(door)) == ([], [], [])
