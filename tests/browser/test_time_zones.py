"""The dialogue's time and the reader's, both named; and what is on now."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open
from tests.browser.keys import press

PROGRAMME = "/dialogues/due-diligence-2021/programme/"
DURING_THE_FIRST_PANEL = "2021-05-12T11:30:00Z"
BETWEEN_TWO_PANELS = "2021-05-12T11:57:00Z"


def warning(page: Page) -> str:
    return " ".join(page.locator(".timetable__zones").inner_text().split())


def test_a_reader_elsewhere_sees_both_times_and_is_told_so(open_page: Open) -> None:
    page = open_page(timezone_id="America/New_York")
    page.goto(PROGRAMME)  # the first page of all: the script asks for the times again
    expect(page.locator(".slot__secondary")).to_have_count(3)
    times = zip(
        page.locator(".slot__primary").all_inner_texts(),
        page.locator(".slot__secondary").all_inner_texts(),
        strict=True,
    )
    assert [(home, reader.split()[-1]) for home, reader in times] == [
        ("13:00–13:55", "07:00–07:55"),
        ("14:00–14:55", "08:00–08:55"),
        ("15:00–16:00", "09:00–10:00"),
    ]
    said = warning(page)
    assert "Europe/Zurich (CEST)" in said
    assert "America/New_York (EDT)" in said
    expect(page.locator(".timetable__zones .flash--warning")).to_be_visible()


def test_what_one_stands_on_stays_until_one_has_left_it(open_page: Open) -> None:
    """The times come a moment later than the page: neither a key nor a finger may hit nothing then."""
    page = open_page(timezone_id="Asia/Tokyo")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if route.request.resource_type == "fetch" else route.continue_()

    page.route(f"**{PROGRAMME}", hold)
    with page.expect_request(lambda request: request.resource_type == "fetch"):
        page.goto(PROGRAMME)
    panel, zone = page.get_by_role("link", name="Panel 3"), page.locator(".slot__secondary")
    panel.focus()
    with page.expect_event("requestfinished"):
        held.pop().continue_()
    page.wait_for_timeout(500)
    expect(panel).to_be_focused()
    expect(zone).to_have_count(0)
    press(page.get_by_role("searchbox", name="Search"), "Tab")
    expect(zone).to_have_count(3)
    panel.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Panel 3")


def test_a_reader_in_the_same_zone_is_not_warned(open_page: Open) -> None:
    page = open_page(timezone_id="Europe/Zurich")
    page.goto(PROGRAMME)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".slot__primary")).to_have_count(3)
    expect(page.locator(".slot__secondary")).to_have_count(0)
    expect(page.locator(".timetable__zones .flash--warning")).to_have_count(0)
    assert "Europe/Zurich (CEST)" in warning(page)


def test_a_session_page_names_both_zones(open_page: Open) -> None:
    page = open_page(timezone_id="Asia/Tokyo")
    page.goto(PROGRAMME)
    page.get_by_role("link", name="Panel 3").click()
    facts = page.locator(".facts").first
    expect(facts).to_contain_text("15:00–16:00, Europe/Zurich (CEST)")
    expect(facts).to_contain_text("22:00–23:00, Asia/Tokyo (JST)")


@pytest.mark.parametrize(
    ("moment", "titles"),
    [(DURING_THE_FIRST_PANEL, ["Panel 1"]), (BETWEEN_TWO_PANELS, [])],
)
def test_what_is_on_now_is_marked(open_page: Open, moment: str, titles: list[str]) -> None:
    page = open_page()
    page.clock.set_fixed_time(moment)
    page.goto(PROGRAMME)
    expect(page.locator("article.session")).to_have_count(3)
    page.wait_for_load_state("networkidle")
    running = page.locator("article.session.is-now")
    expect(running).to_have_count(len(titles))
    expect(page.locator(".session__now:visible")).to_have_count(len(titles))
    for number, title in enumerate(titles):
        expect(running.nth(number).locator("h3")).to_contain_text(title)
