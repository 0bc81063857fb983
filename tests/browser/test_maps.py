"""Opinion maps of a consultation, of roll calls and of published positions, as somebody meets them."""

import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, Server
from tests.browser.keys import follow, press
from tests.browser.watching import Watch, axe, too_wide

CONSULTATION = "/dialogues/five-public-conversations/consultations/london-youth-policing/map/"
VOTES = "/evidence/unga-ict-votes/map/"
POSITIONS = "/evidence/norm-13c-positions/map/"
MAPS = (CONSULTATION, VOTES, POSITIONS)
NAMES = ("consultation", "votes", "positions")
# A chore looks for what is due every half minute, and a job draws it.
DRAWN_SECONDS = 180
PHONE = {"viewport": {"width": 360, "height": 740}}
# What is left of A4 between the margins, at 96 pixels to the inch.
SHEET = {"width": 658, "height": 979}

every_map = pytest.mark.parametrize("path", MAPS, ids=NAMES)


def open_map(page: Page, path: str) -> Locator:
    """The page of the map, once it is drawn; its map."""
    deadline = time.monotonic() + DRAWN_SECONDS
    found = page.locator("#figure-map-1")
    page.goto(path)
    while not found.count():
        assert time.monotonic() < deadline, page.locator("#map-standing").inner_text()
        page.wait_for_timeout(1000)
        page.goto(path)
    return found


def chart(figure: Locator) -> Locator:
    """Of the two drawings, the one that is for this width."""
    return figure.locator("svg.chart").locator("visible=true")


@every_map
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_map_is_clean_for_everybody(
    open_page: Open, server: Server, path: str, scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    watch = Watch(page, urlsplit(server.url).netloc)
    figure = open_map(page, path)
    expect(chart(figure)).to_have_count(1)
    assert axe(page) == [] and watch.take() == []


@every_map
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_map_on_a_phone(open_page: Open, path: str, language: str) -> None:
    page = open_page(**PHONE)
    page.goto("/")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    figure = open_map(page, path)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(chart(figure)).to_have_count(1)
    box = chart(figure).bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert too_wide(page) == []


def test_colouring_and_numbers_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    open_map(page, VOTES)
    follow(page.get_by_role("link", name="By region"))
    expect(page.get_by_role("link", name="By region")).to_have_attribute("aria-current", "page")
    figure = page.locator("#figure-map-1")
    table = figure.get_by_role("region", name="Opinion map")
    expect(table).to_be_hidden()
    press(figure.get_by_text("In words and numbers"))
    expect(table).to_be_visible()
    expect(table.get_by_role("rowheader", name="Africa")).to_be_visible()
    page.keyboard.press("Tab")
    # A table that may scroll takes the focus, so that arrows move it.
    expect(table).to_be_focused()


def test_each_state_is_named_where_it_stands(open_page: Open) -> None:
    page = open_page()
    figure = open_map(page, VOTES)
    named = chart(figure).locator("use > title")
    assert named.count() == chart(figure).locator(".chart-actors use").count() > 180
    page.get_by_text("Where each actor stands").first.click()
    table = page.get_by_role("region", name="Where each actor stands")
    expect(table.get_by_role("rowheader")).to_have_count(named.count())
    expect(table.get_by_role("rowheader", name="Estonia")).to_be_visible()


def test_of_people_nobody_is_named(open_page: Open) -> None:
    page = open_page()
    figure = open_map(page, CONSULTATION)
    assert figure.locator("use").count() and not figure.locator("use > title").count()
    expect(page.get_by_text("Where each actor stands")).to_have_count(0)


@every_map
def test_without_javascript_all_of_it_is_there(open_page: Open, path: str) -> None:
    page = open_page(java_script_enabled=False)
    figure = open_map(page, path)
    expect(chart(figure)).to_have_count(1)
    figure.get_by_text("In words and numbers").click()
    expect(figure.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("heading", name="Where they converge")).to_be_visible()


KINDS = {
    "SVG": ("image/svg+xml", b"<svg"),
    "PNG": ("image/png", b"\x89PNG"),
    "CSV": ("text/csv", b"\xef\xbb\xbf"),
    "Parquet": ("application/vnd.apache.parquet", b"PAR1"),
}


@every_map
def test_charts_and_tables_are_handed_out(open_page: Open, path: str) -> None:
    page = open_page()
    open_map(page, path)
    for label, (kind, beginning) in KINDS.items():
        links = page.locator(f'main a:text-is("{label}")')
        assert links.count()
        with page.expect_download() as started:
            links.first.click()
        assert started.value.path().read_bytes().startswith(beginning)
        answer = page.request.get(str(links.last.get_attribute("href")))
        assert answer.ok and answer.headers["content-type"].startswith(kind)


@every_map
def test_on_paper_the_map_stands_on_the_first_sheet(open_page: Open, path: str) -> None:
    page = open_page(viewport=SHEET)
    figure = open_map(page, path)
    page.emulate_media(media="print")
    box = chart(figure).bounding_box()
    assert box is not None and box["y"] + box["height"] <= SHEET["height"]
    assert box["height"] > SHEET["height"] / 4 and box["width"] <= SHEET["width"]
    expect(page.get_by_text("In words and numbers").first).to_be_hidden()
