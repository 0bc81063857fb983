"""From a consultation that is over to findings that anybody reads, without a script where one can be had."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.watching import axe, too_wide

DESK = "/convene/dialogues/five-public-conversations/outcome/"
HERE = "/dialogues/five-public-conversations/findings/"
SOURCE = "Consultation: Young people and the scrutiny of policing, London"
PHONE = {"viewport": {"width": 360, "height": 740}}


def proposed(page: Page) -> None:
    """The desk once findings have been proposed."""
    page.goto(DESK)
    if page.locator("select[name=source] option", has_text=SOURCE).count():
        page.select_option("select[name=source]", label=SOURCE)
        page.get_by_role("button", name="Add the source").click()
    page.get_by_role("button", name="Propose").click()
    done = page.get_by_role("button", name="Propose again")
    for _turn in range(60):
        if done.count():
            return
        page.wait_for_timeout(1000)
        page.goto(DESK)
    raise AssertionError(page.locator("#working").inner_text())


@pytest.fixture(scope="module")
def done() -> list[str]:
    """The words of what has been accepted: the tests of this file go on from each other's dialogue."""
    return []


def accepted(open_page: Open, done: list[str]) -> str:
    """Findings that everybody may read, with the words of one; made once, and without a script."""
    if done:
        return done[0]
    page = open_page("convener", java_script_enabled=False)
    proposed(page)
    page.goto(f"{DESK}findings/?state=proposed")
    for place in range(3):
        page.locator("input[name=chosen]").nth(place).check()
    page.get_by_role("button", name="Accept those that are ticked").click()
    expect(page.get_by_text("3 findings accepted.")).to_be_visible()
    page.goto(f"{DESK}findings/?state=accepted")
    page.get_by_role("link", name="Word it").first.click()
    page.locator("textarea[name=wording_en]").fill("Young people want to be heard.")
    page.locator(".form-actions button").click()
    page.goto(f"{DESK}reach/")
    page.check("input[value=public]")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Yes, do so").click()
    done.append("Young people want to be heard.")
    return done[0]


def test_findings_are_proposed_decided_on_and_read(open_page: Open, done: list[str]) -> None:
    words = accepted(open_page, done)
    reader = open_page()
    reader.goto(HERE)
    expect(reader.locator("ol.findings > .finding")).to_have_count(3)
    one = reader.locator(".finding", has_text=words)
    expect(one).to_contain_text("In the words of the rapporteur.")
    one.get_by_role("link", name="Permanent link").click()
    expect(reader.locator(".finding__words")).to_have_text(words)
    reader.get_by_role("link", name="The proposition and its results").click()
    expect(reader.get_by_role("heading", name="Group by group")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_readers_find_nothing_in_their_way(open_page: Open, done: list[str], scheme: str) -> None:
    accepted(open_page, done)
    for options in ({}, PHONE):
        page = open_page(color_scheme=scheme, **options)
        page.goto(HERE)
        assert axe(page) == [] and too_wide(page) == []


def test_the_desk_is_clean_on_a_phone_and_in_arabic(open_page: Open, done: list[str]) -> None:
    accepted(open_page, done)
    page = open_page("convener", **PHONE)
    for path in ("", "findings/", "thresholds/", "reach/", "findings/new/"):
        page.goto(DESK + path)
        assert axe(page) == [] and too_wide(page) == [], path
    page = open_page("convener", locale="ar", **PHONE)
    page.goto(f"{DESK}findings/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert axe(page) == [] and too_wide(page) == []
    page.goto(HERE)
    assert axe(page) == [] and too_wide(page) == []


def test_a_finding_is_worded_with_keys_alone(open_page: Open, done: list[str]) -> None:
    accepted(open_page, done)
    page = open_page("convener")
    page.goto(f"{DESK}findings/?state=accepted")
    page.get_by_role("link", name="Word it").first.focus()
    page.keyboard.press("Enter")
    field = page.locator("textarea[name=wording_en]")
    field.focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(" Soon.")
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.form-actions button')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Soon.").first).to_be_visible()
