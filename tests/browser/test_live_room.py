"""Two phones, a console and a screen in one hall: with JavaScript, without it, and when the network fails."""

import os
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, READER, Server
from tests.browser.watching import axe, too_wide
from tests.deliberation.live.hand import Hand

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
JOBS_MS = 60_000  # the demo's own jobs may keep the database to themselves when it has just begun
KEPT = "Object.keys(sessionStorage).some((key) => key.startsWith('parley-live'))"


class Hall:
    """A room of the demo's server, and those who are in it."""

    def __init__(self, browser: Browser, server: Server, hand: Hand, rule: str) -> None:
        self.browser, self.server, self.contexts = browser, server, []
        self.do = hand.do
        self.room = self.do("make", rule)
        self.path = self.room["path"]

    def open(self, who: str, path: str = "", **options: Any) -> Page:
        given = {**READER, "base_url": self.server.url, **options}
        context = self.browser.new_context(**given)
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": "sessionid", "value": who, "url": self.server.url}])
        self.contexts.append(context)
        page = context.new_page()
        page.goto(f"{self.path}{path}", timeout=JOBS_MS)
        return page

    def phone(self, number: int, **options: Any) -> Page:
        return self.open(self.room["participants"][number], **{**PHONE, **options})

    def console(self, **options: Any) -> Page:
        return self.open(self.room["facilitator"], "console/", **options)

    def projector(self, **options: Any) -> Page:
        return self.open(self.room["facilitator"], "projector/", **options)

    @property
    def stances(self) -> list[list[Any]]:
        return list(self.do("stances", self.room["consultation"]))


@pytest.fixture(scope="module")
def hand(server: Server) -> Iterator[Hand]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PARLEY_", "DJANGO_"))}
    environment |= {
        "PARLEY_DATA": str(server.folder / "data"),
        "PARLEY_CONFIG": os.devnull,
        "PARLEY_ALLOWED_HOSTS": '["testserver"]',
        "DJANGO_SETTINGS_MODULE": "parley.settings.base",
    }
    one = Hand(environment)
    yield one
    one.close()


@pytest.fixture
def hall(browser: Browser, server: Server, hand: Hand) -> Iterator[Callable[[str], Hall]]:
    made: list[Hall] = []

    def make(rule: str = "participants") -> Hall:
        made.append(Hall(browser, server, hand, rule))
        return made[-1]

    yield make
    for one in made:
        for context in one.contexts:
            context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()


def choice(page: Page, value: str) -> Any:
    return page.locator(f'[data-answer] [name=value][value="{value}"]')


def test_a_hall_from_the_first_proposition_to_the_results(hall: Callable[..., Hall]) -> None:
    here = hall()
    console, screen = here.console(), here.projector()
    phones = [here.phone(0), here.phone(1, color_scheme="dark", locale="ar")]
    expect(phones[0].locator("[data-part=stage]")).to_contain_text("not open now")

    press(console, "Open the room")
    expect(screen.locator(".live-join__code")).to_be_visible()
    code = screen.locator(".live-join__code bdi").inner_text()
    late = here.open(here.room["participants"][2], **PHONE)
    late.goto(f"/r/{code.lower()}/")
    expect(late).to_have_url(f"{here.server.url}{here.path}")

    console.keyboard.press("n")
    for page in (*phones, late, screen):
        expect(page.locator(".live-proposition")).to_have_text("Proposition 1.")

    for page, value in zip((*phones, late), ("agree", "disagree", "pass"), strict=True):
        choice(page, value).tap()
        expect(choice(page, value)).to_have_attribute("aria-pressed", "true")
    expect(phones[0].locator("[data-sent]")).to_contain_text("stored")
    with phones[0].expect_response("**/stance/"):
        choice(phones[0], "pass").tap()  # changes her mind
    expect(phones[0].locator("[data-sent]")).to_contain_text("stored")
    assert sorted(here.stances) == [[1, -1, ""], [1, 0, ""], [1, 0, ""]]

    # Three are too few for a number, on the console too.
    expect(console.locator(".live-count")).to_contain_text("Fewer than 5")
    console.keyboard.press("r")
    expect(screen.locator("[data-part=stage]")).to_contain_text("Fewest: 5")
    press(console, "Next proposition")
    for page in phones:
        expect(page.locator(".live-proposition")).to_have_text("Proposition 2.")
        expect(page.locator("[data-answer] [aria-pressed=true]")).to_have_count(0)

    press(console, "1 min")
    expect(screen.locator("[data-countdown]")).to_contain_text(re.compile(r"0:[0-5]\d"))
    press(console, "Open the list")
    expect(phones[0].locator("[data-ask]")).to_be_visible()
    phones[0].locator("[data-ask]").tap()
    expect(screen.locator("[data-part=speakers]")).to_contain_text("Person 0")
    console.keyboard.press("s")
    expect(screen.locator("[data-part=speakers]")).to_contain_text("has the floor")
    phones[0].locator("[data-step-back]").tap()
    expect(screen.locator("[data-part=speakers]")).not_to_contain_text("Person 0")

    for page in (console, screen, *phones):
        assert axe(page) == []
        assert not too_wide(page)


def test_phones_without_javascript(hall: Callable[..., Hall]) -> None:
    here = hall("chatham_house")
    here.do("forward", here.room["consultation"])
    phones = [here.phone(n, java_script_enabled=False) for n in range(2)]
    for page, value in zip(phones, ("agree", "disagree"), strict=True):
        expect(page.locator(".live-proposition")).to_have_text("Proposition 1.")
        choice(page, value).tap()
        expect(page).to_have_url(f"{here.server.url}{here.path}")
        expect(choice(page, value)).to_have_attribute("aria-pressed", "true")
    console = here.console(java_script_enabled=False)
    console.get_by_role("button", name="Next proposition").click()
    for page in phones:
        page.get_by_role("link", name="Reload").tap()
        expect(page.locator(".live-proposition")).to_have_text("Proposition 2.")
        page.locator("summary", has_text="reservation").tap()
        page.get_by_label("Your reservation").fill("if defined")
        choice(page, "reserved").tap()
        expect(choice(page, "reserved")).to_have_attribute("aria-pressed", "true")
        assert not too_wide(page)
    assert sorted(here.stances) == [
        [1, -1, ""],
        [1, 1, ""],
        [2, 1, "if defined"],
        [2, 1, "if defined"],
    ]


def test_no_stance_is_lost_or_doubled_when_the_network_fails(hall: Callable[..., Hall]) -> None:
    here = hall()
    here.do("forward", here.room["consultation"])
    phone = here.phone(0)
    expect(phone.locator(".live-proposition")).to_have_text("Proposition 1.")
    phone.context.set_offline(True)
    choice(phone, "disagree").tap()
    choice(phone, "agree").tap()  # the last word counts
    expect(phone.locator("[data-sent]")).to_contain_text("Not sent yet")
    expect(phone.locator("[data-notice]")).to_be_visible()
    assert here.stances == []
    here.do("forward", here.room["consultation"])  # the hall goes on meanwhile
    phone.context.set_offline(False)
    expect(phone.locator(".live-proposition")).to_have_text("Proposition 2.")
    expect(phone.locator("[data-notice]")).to_be_hidden()
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while phone.evaluate(KEPT) and time.monotonic() < deadline:
        phone.wait_for_timeout(100)
    assert here.stances == [[1, 1, ""]]

    # An answer that got lost on its way back: sent again, it is the same stance.
    lost = []

    def lose(route: Any) -> None:
        if not lost:
            route.fetch()
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    phone.route("**/stance/", lose)
    choice(phone, "pass").tap()
    expect(phone.locator("[data-sent]")).to_contain_text("stored")
    assert len(lost) == 1
    assert sorted(here.stances) == [[1, 1, ""], [2, 0, ""]]


def test_where_no_stream_comes_through_the_page_asks(hall: Callable[..., Hall]) -> None:
    here = hall()
    here.do("forward", here.room["consultation"])
    context_options = {**PHONE}
    phone = here.open(here.room["participants"][0], **context_options)
    phone.route("**/live/events/**", lambda route: route.abort())
    phone.reload()
    expect(phone.locator(".live-proposition")).to_have_text("Proposition 1.")
    here.do("forward", here.room["consultation"])
    expect(phone.locator(".live-proposition")).to_have_text("Proposition 2.")
    expect(phone.locator("[data-notice]")).to_be_hidden()
