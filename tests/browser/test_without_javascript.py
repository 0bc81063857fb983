"""Every page works without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

PROGRAMME = "/dialogues/due-diligence-2021/programme/"


@pytest.fixture
def plain(open_page: Open) -> Page:
    return open_page(java_script_enabled=False)


def test_reading(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("link", name="Due Diligence in Cyberspace").first.click()
    expect(plain.locator("h1")).to_contain_text("Due Diligence in Cyberspace")
    plain.get_by_role("link", name="programme on a page of its own").click()
    expect(plain.locator(".slot__primary").first).to_have_text("13:00–13:55")
    plain.get_by_role("link", name="Panel 1").click()
    expect(plain.locator("h1")).to_contain_text("internationally wrongful act")


def test_searching(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("searchbox", name="Search").fill("contestation")
    plain.get_by_role("search").get_by_role("button", name="Search").click()
    expect(plain.locator("main")).to_contain_text("How to live with norm contestation?")


def test_the_menu_stands_open_on_a_phone(open_page: Open) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto("/")
    entry = page.get_by_role("navigation", name="Main").get_by_role("link", name="Dialogues")
    expect(entry).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()


def test_changing_the_language(plain: Page) -> None:
    plain.goto(PROGRAMME)
    plain.get_by_role("button", name="العربية").click()
    expect(plain).to_have_url(re.compile(f"{PROGRAMME}$"))
    expect(plain.locator("html")).to_have_attribute("dir", "rtl")


def test_choosing_a_time_zone(plain: Page) -> None:
    plain.goto(PROGRAMME)
    expect(plain.locator(".slot__secondary")).to_have_count(0)
    plain.get_by_role("link", name="Choose your time zone").click()
    plain.get_by_role("combobox").select_option("America/New_York")
    plain.get_by_role("button", name="Use this time zone").click()
    expect(plain).to_have_url(re.compile(f"{PROGRAMME}$"))
    expect(plain.locator(".slot__secondary").first).to_contain_text("07:00–07:55")


def test_creating_and_editing_a_dialogue(open_page: Open) -> None:
    page = open_page("convener", java_script_enabled=False)
    page.goto("/convene/new/")
    page.get_by_label("Title").fill("Made without a script")
    page.get_by_label("First day").fill("2031-05-12")
    page.get_by_role("button", name="Create the draft").click()
    expect(page.locator("h1")).to_have_text("Made without a script")
    page.get_by_role("link", name="Facts").click()
    page.get_by_label("City").fill("Geneva")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Geneva")


def test_previewing_a_text(open_page: Open) -> None:
    """With JavaScript only the preview comes; without, the whole form does, with what was typed."""
    page = open_page("convener", java_script_enabled=False)
    page.goto("/convene/new/")
    page.get_by_label("Title").fill("Previewed without a script")
    page.get_by_label("First day").fill("2031-05-12")
    page.get_by_role("button", name="Create the draft").click()
    page.get_by_role("link", name="Texts").click()
    purpose = page.get_by_role("group", name="Purpose").get_by_label("English")
    purpose.fill("To hear *every* side.")
    page.get_by_role("button", name="Preview: Purpose").click()
    expect(page.locator("#preview-purpose em")).to_have_text("every")
    expect(purpose).to_have_value("To hear *every* side.")
