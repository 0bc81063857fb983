"""What is behind closed doors is nowhere in what a visitor's browser receives."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Server
from tests.browser.crawling import pages

ADDRESSES = (
    "/dialogues/{slug}/calendar.ics",
    "/dialogues/{slug}/schedule.xml",
    "/dialogues/{slug}/schedule.json",
)
SITE = ("/feed.atom", "/sitemap.xml")
SLUGS = ("ecdd-2020", "due-diligence-2021", "synthetic-2027")
DRAFT = "/dialogues/synthetic-draft/"
HIDDEN = ".session--closed_door > .session__title"


@pytest.fixture(scope="module")
def closed(browser: Browser, server: Server, state_of) -> list[tuple[str, str]]:
    """The sessions behind closed doors as their convener sees them: title and address."""
    with browser.new_context(base_url=server.url, storage_state=state_of("convener")) as context:
        page = context.new_page()
        found = []
        for slug in SLUGS:
            page.goto(f"/dialogues/{slug}/programme/")
            for heading in page.locator(HIDDEN).all():
                link = heading.locator("a")
                found.append((link.inner_text(), link.get_attribute("href") or ""))
        page.goto(DRAFT)
        found.append((page.locator("h1").inner_text(), DRAFT))
    return found


@pytest.fixture(scope="module")
def received(browser: Browser, server: Server) -> Iterator[dict[str, str]]:
    """All that a visitor's browser receives: each page that links lead to, and each feed."""
    with browser.new_context(locale="en-GB") as context:
        addresses = pages(context.request, server.url)
        for slug in SLUGS:
            addresses += [address.format(slug=slug) for address in ADDRESSES]
        addresses += SITE
        yield {address: context.request.get(server.url + address).text() for address in addresses}


def test_there_is_something_to_hide(closed: list[tuple[str, str]]) -> None:
    assert len(closed) > 2


def test_no_page_says_a_title_or_an_address(
    closed: list[tuple[str, str]], received: dict[str, str]
) -> None:
    leaks = [
        f"{address} says {word}"
        for address, text in received.items()
        for title_and_link in closed
        for word in title_and_link
        if word in text
    ]
    assert leaks == []


def test_asking_for_one_answers_that_there_is_none(
    browser: Browser, server: Server, closed: list[tuple[str, str]]
) -> None:
    with browser.new_context() as context:
        for title, link in closed:
            assert context.request.get(server.url + link).status == 404
            found = context.request.get(f"{server.url}/search/", params={"q": title})
            assert link not in found.text()
