"""Every page that links lead to: accessible, quiet, to itself, and whole on a small phone.

A page is visited once for each way of reading; the tests then look at what the visits found.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import watching
from tests.browser.conftest import PATIENCE_MS, READER, Server
from tests.browser.crawling import kind_of, pages

PERSONAS = ("", "participant", "convener")
WAYS = {
    "left to right, light": {"locale": "en-GB", "color_scheme": "light"},
    "right to left, dark": {"locale": "ar", "color_scheme": "dark"},
}
FRENCH = {"locale": "fr", "color_scheme": "light"}
IN_FRENCH = ("home", "dialogue", "programme", "session", "search")
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
SPOILING = """
() => {
  const image = document.createElement("img");
  image.src = "http://127.0.0.2:9/";
  const plank = document.createElement("div");
  plank.style.inlineSize = "3000px";
  plank.textContent = "wide";
  document.querySelector("main").append(image, plank);
  console.error("an error");
  setTimeout(() => { throw new Error("another"); });
}
"""
# No link leads to them.
BESIDES = ("/styleguide/", "/dialogues/there-is-none/", "/search/?q=cyber", "/search/?q=nothing")
# Of the dialogues on the desk, the one whose registration has something on each page.
RICHEST = ("/convene/dialogues/synthetic-2027/registration/",)


@dataclass(frozen=True)
class Visit:
    """What was found on one page."""

    address: str
    axe: list[str]
    noted: list[str]
    narrow: list[str]


Visits = Callable[[str, str], list[Visit]]


def look(context: BrowserContext, host: str, addresses: list[str]) -> list[Visit]:
    page = context.new_page()
    watch = watching.Watch(page, host)
    page.goto("/")  # tells the server the reader's zone; pages need not load it again after that
    page.wait_for_load_state("networkidle")
    found = []
    for address in addresses:
        page.set_viewport_size(DESK)
        response = page.goto(address)
        noted = watch.take()
        if response and response.status == 404:
            noted = [note for note in noted if "404" not in note]
        violations = watching.axe(page)
        page.set_viewport_size(PHONE)
        found.append(Visit(address, violations, noted, watching.too_wide(page)))
    return found


@pytest.fixture(scope="module")
def addresses(browser: Browser, server: Server, state_of: Any) -> dict[str, list[str]]:
    """The pages of each persona; those that others have too, only once."""
    known: Counter[str] = Counter()
    found = {}
    for persona in PERSONAS:
        with browser.new_context(storage_state=state_of(persona)) as context:
            first = RICHEST if persona == "convener" else ()
            found[persona] = pages(context.request, server.url, known, first)
        known.update(kind_of(address) for address in found[persona])
    found[""] += BESIDES
    return found


def chosen(addresses: list[str], way: str, known: Collection[str] = ()) -> list[str]:
    """One of each kind in each way, another one if there are two; what no link leads to, in both.

    Of the kinds in `known`, which were visited in both ways as somebody else, one in either way, in turn.
    """
    if way not in WAYS:
        return [address for address in addresses if kind_of(address) in IN_FRENCH]
    by_kind: dict[str, list[str]] = {}
    for address in addresses:
        by_kind.setdefault(address if address in BESIDES else kind_of(address), []).append(address)
    number = list(WAYS).index(way)
    mine = [
        kind for turn, kind in enumerate(by_kind) if kind not in known or turn % len(WAYS) == number
    ]
    return [by_kind[kind][min(number, len(by_kind[kind]) - 1)] for kind in mine]


@pytest.fixture(scope="module")
def visits(
    browser: Browser, server: Server, signed_in_now: Any, addresses: dict[str, list[str]]
) -> Visits:
    host = urlsplit(server.url).netloc

    @cache
    def visit(persona: str, way: str) -> list[Visit]:
        options = {**READER, **WAYS.get(way, FRENCH), "base_url": server.url}
        with browser.new_context(storage_state=signed_in_now(persona), **options) as context:
            before = PERSONAS[: PERSONAS.index(persona)]
            known = {kind_of(address) for other in before for address in addresses[other]}
            return look(context, host, chosen(addresses[persona], way, known))

    return visit


SEEN = [(persona, way) for persona in PERSONAS for way in WAYS] + [("", "in French")]
each = pytest.mark.parametrize(
    ("persona", "way"), SEEN, ids=[f"{persona or 'visitor'}, {way}" for persona, way in SEEN]
)


def listed(visits: list[Visit], what: str) -> list[str]:
    return [f"{v.address}  {line}" for v in visits for line in getattr(v, what)]


@each
def test_axe_finds_nothing(visits: Visits, persona: str, way: str) -> None:
    assert listed(visits(persona, way), "axe") == []


@each
def test_no_error_and_no_other_host(visits: Visits, persona: str, way: str) -> None:
    assert listed(visits(persona, way), "noted") == []


@each
def test_nothing_is_wider_than_a_small_phone(visits: Visits, persona: str, way: str) -> None:
    assert listed(visits(persona, way), "narrow") == []


def test_the_crawl_reached_every_kind_of_page(addresses: dict[str, list[str]]) -> None:
    """Without this, a missing link would quietly spare a page from all of the above."""
    kinds = {kind_of(address) for found in addresses.values() for address in found}
    public = {"home", "search", "series", "dialogue", "programme", "session", "person"}
    public |= {"organisation", "venue", "sign-in", "time-zone", "styleguide", "outbox"}
    guest = {"register", "invitation", "my-dialogues", "my-registration", "account", "my-data"}
    desk = {"desk", "dialogue-create", "dialogue-edit", "registration-board", "registration-one"}
    desk |= {"registration-invitations", "registration-group", "registration-breakout", "check-in"}
    assert public | guest | desk <= kinds


def test_the_watch_notices(browser: Browser, server: Server) -> None:
    """What is looked for would be seen: a silent watch would pass everything."""
    with browser.new_context(base_url=server.url) as context:
        page = context.new_page()
        watch = watching.Watch(page, urlsplit(server.url).netloc)
        page.goto("/")
        assert (watch.take(), watching.axe(page), watching.too_wide(page)) == ([], [], [])
        page.evaluate(SPOILING)
        noted, deadline = "", time.monotonic() + PATIENCE_MS / 1000
        while not all(kind in noted for kind in ("policy: img-src", "console: ", "script: ")):
            assert time.monotonic() < deadline, noted
            page.wait_for_timeout(50)
            noted += " ".join(watch.take())
        assert any(line.startswith("image-alt") for line in watching.axe(page))
        assert any("scrolls sideways" in line for line in watching.too_wide(page))
        page.goto("about:blank")
        page.evaluate("fetch('http://127.0.0.2:9/').catch(() => null)")
        assert any(note.startswith("request: http://127.0.0.2:9") for note in watch.take())
