"""Matrices of evidence as somebody meets them: by keyboard, on a phone, without scripts."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Server
from tests.browser.keys import follow, press
from tests.browser.watching import Watch, axe, too_wide

POSITIONS = "/evidence/norm-13c-positions/"
VOTES = "/evidence/unga-ict-votes/"
ESTONIA = f"{POSITIONS}actors/estonia/"
PHONE = {"viewport": {"width": 360, "height": 740}}


def a_map(page: Page) -> str:
    """The address of the first roll call on the world."""
    page.goto(VOTES)
    link = page.get_by_role("link", name="on a map of the world").first
    return urlsplit(link.evaluate("(link) => link.href")).path


def a_contested_or_decided_cell(page: Page) -> str:
    page.goto(POSITIONS)
    link = page.locator("td.cell--opposes a").first
    return urlsplit(link.evaluate("(link) => link.href")).path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_clean_for_everybody(open_page: Open, server: Server, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    watch = Watch(page, urlsplit(server.url).netloc)
    cell, world = a_contested_or_decided_cell(page), a_map(page)
    for path in ("/evidence/", f"{POSITIONS}?binding=1", VOTES, ESTONIA, cell, world):
        page.goto(path)
        assert axe(page) == [] and watch.take() == [], path


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_a_phone_the_table_scrolls_and_the_page_does_not(open_page: Open, language: str) -> None:
    page = open_page(**PHONE, locale=language)
    cell = a_contested_or_decided_cell(page)
    for path in ("/evidence/", f"{POSITIONS}?level=direct", VOTES, ESTONIA, cell):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        assert too_wide(page) == [], path


def test_names_and_heads_stay_in_sight(open_page: Open) -> None:
    page = open_page(**PHONE)
    page.goto(VOTES)
    frame = page.locator("#matrix")
    before = frame.bounding_box()
    frame.evaluate("(frame) => frame.scrollTo(300, 900)")
    corner = page.locator(".matrix__corner").bounding_box()
    assert before is not None and corner is not None
    assert abs(corner["x"] - before["x"]) < 3
    assert abs(corner["y"] - frame.bounding_box()["y"]) < 3  # type: ignore[index]


def test_from_the_matrix_to_a_source_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    page.goto(POSITIONS)
    press(page.get_by_label("A group’s position binds its members"), "Space")
    follow(page.get_by_role("button", name="Apply"))
    expect(page.locator(".legend").get_by_text("Through a group")).to_be_visible()
    follow(page.locator("td.cell--opposes a").first)
    expect(page.get_by_role("heading", name="What decides")).to_be_visible()
    expect(page.get_by_text("Academic reading").first).to_be_visible()
    follow(page.get_by_role("link", name="Back to the matrix"))
    expect(page.get_by_label("A group’s position binds its members")).to_be_checked()


def test_all_of_it_without_scripts(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(VOTES)
    page.locator(".matrix__column a").first.click()
    expect(page.locator("[aria-sort]")).to_have_count(1)
    page.get_by_role("link", name="on a map of the world").first.click()
    expect(page.locator("svg.world")).to_be_visible()
    expect(page.get_by_role("heading", name="The same as a table")).to_be_visible()
    page.get_by_role("link", name="Switzerland").click()
    expect(page.get_by_text("This is the vote as it was recorded.")).to_be_visible()


def test_on_paper_the_whole_table_is_there(open_page: Open) -> None:
    page = open_page()
    page.goto(VOTES)
    page.emulate_media(media="print")
    frame = page.locator("#matrix")
    assert frame.evaluate("(frame) => frame.scrollHeight <= frame.clientHeight + 1")
    assert not page.get_by_role("button", name="Apply").is_visible()
    assert page.pdf().startswith(b"%PDF-")
