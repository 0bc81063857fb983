"""Everything with the keyboard alone: nobody needs a mouse, and everybody sees where they are."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.keys import follow

MOST_STEPS = 90
FOCUS = """
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const isOutlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const box = element.getBoundingClientRect();
  return {
    name: `${element.tagName.toLowerCase()} ${element.id || element.textContent.trim().slice(0, 40)}`,
    // A card's link is outlined around the whole card.
    outlined: isOutlined(getComputedStyle(element)) || isOutlined(getComputedStyle(element, "::after")),
    shown: box.width > 0 && box.height > 0,
    inside: box.right > 0 && box.left < window.innerWidth,
  };
}
"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _n in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} can't be reached by keyboard")


def test_the_skip_link_skips(visitor: Page) -> None:
    visitor.goto("/")
    visitor.keyboard.press("Tab")
    skip = visitor.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("Tab")
    expect(visitor.locator("main :focus")).to_have_count(1)


def test_search_by_keyboard(visitor: Page) -> None:
    visitor.goto("/")
    tab_to(visitor, visitor.get_by_role("searchbox", name="Search"))
    visitor.keyboard.type("due diligence")
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(re.compile(r"/search/\?q=due"))
    tab_to(visitor, visitor.locator("main").get_by_role("link", name="Due Diligence").first)
    visitor.keyboard.press("Enter")
    expect(visitor.locator("h1")).to_contain_text("Due Diligence in Cyberspace")


def test_language_by_keyboard(visitor: Page) -> None:
    visitor.goto("/")
    tab_to(visitor, visitor.get_by_role("button", name="Français"))
    visitor.keyboard.press("Enter")
    expect(visitor.locator("html")).to_have_attribute("lang", "fr")


def test_from_home_to_a_session(visitor: Page) -> None:
    visitor.goto("/")
    title = "European Cyber Diplomacy Dialogue 2020"
    tab_to(visitor, visitor.get_by_role("link", name=title).first)
    visitor.keyboard.press("Enter")
    expect(visitor.locator("h1")).to_have_text(title)
    tab_to(visitor, visitor.get_by_role("link", name="How to live with norm contestation?"))
    visitor.keyboard.press("Enter")
    expect(visitor.locator("h1")).to_contain_text("How to live with norm contestation?")


def test_the_menu_on_a_phone(open_page: Open) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto("/")
    menu = page.get_by_role("button", name="Menu")
    entry = page.get_by_role("navigation", name="Main").get_by_role("link", name="Dialogues")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(entry).to_be_hidden()
    tab_to(page, menu)
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    tab_to(page, entry)
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(entry).to_be_hidden()


def test_a_dialogue_is_created_by_keyboard(open_page: Open) -> None:
    page = open_page("convener")
    page.goto("/convene/new/")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    tab_to(page, page.get_by_label("Title"))
    page.keyboard.type("Typed without a mouse")
    tab_to(page, page.get_by_label("First day"))
    page.keyboard.type("12052031")
    tab_to(page, page.get_by_role("button", name="Create the draft"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Typed without a mouse")
    expect(page.locator("main")).to_contain_text("2031")


def test_a_programme_is_made_by_keyboard(open_page: Open) -> None:
    page = open_page("convener")
    page.goto("/convene/new/")
    page.get_by_label("Title").fill("A programme by keyboard")
    page.get_by_label("First day").fill("2031-05-12")
    follow(page.get_by_role("button", name="Create the draft"))
    follow(page.get_by_role("link", name="Programme", exact=True).first)
    rows = page.locator(".edit-row")
    assert rows.count() > 5
    second = rows.nth(1)
    title = second.get_by_role("heading").inner_text()
    before = second.locator(".edit-row__time").inner_text()
    tab_to(page, second.get_by_role("button", name="15 min later"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    moved = page.locator(".edit-row").filter(has_text=title)
    expect(moved.locator(".edit-row__time")).not_to_have_text(before)
    # The address names the row, so that the next Tab goes on from there.
    expect(moved).to_have_attribute("id", re.sub(".*#", "", page.url))
    later = moved.get_by_role("button", name="15 min later")
    expect(later).to_have_accessible_description(title)
    tab_to(page, moved.get_by_role("link", name="Add a part"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Kind"))
    page.keyboard.type("Break-o")
    tab_to(page, page.locator("main [name=title_en]"))
    page.keyboard.type("A part by keyboard")
    follow(page.get_by_role("button", name="Save", exact=True))
    part = page.locator(".edit-row", has_text="A part by keyboard")
    expect(part).to_have_class(re.compile("depth-1"))
    follow(part.get_by_role("link", name="Remove"))
    follow(page.get_by_role("button", name="Remove it"))
    expect(page.locator("h1")).to_have_text("Programme")
    expect(page.locator(".edit-row", has_text="A part by keyboard")).to_have_count(0)


def test_an_error_in_a_form_takes_the_focus(open_page: Open) -> None:
    page = open_page("convener")
    page.goto("/convene/new/")
    follow(page.get_by_label("Title"))
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    tab_to(page, summary.get_by_role("link").first)
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/search/?q=cyber", "/styleguide/", "/convene/new/"])
def test_one_sees_where_one_is(open_page: Open, address: str, scheme: str) -> None:
    page = open_page("convener", color_scheme=scheme)
    page.goto(address)
    wrong, steps = [], 0
    while steps < MOST_STEPS:
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        steps += 1
        if not (focus["outlined"] and focus["shown"] and focus["inside"]):
            wrong.append(focus)
    assert steps > 5
    assert wrong == []
