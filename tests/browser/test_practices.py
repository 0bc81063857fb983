"""A practice from the desk to the catalogue and to its endorsement; open questions; no script needed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import keys, watching
from tests.browser.conftest import Open

DIALOGUE = "/dialogues/synthetic-2027/"
DESK = f"/convene{DIALOGUE}outcome/"
PHONE = {"viewport": {"width": 360, "height": 740}}
TITLE = "Answers within a working day"
QUESTION = "How soon is soon enough?"


def is_sound(page: Page) -> None:
    assert watching.axe(page) == [], page.url
    assert watching.too_wide(page) == [], page.url


def gathered(page: Page) -> None:
    """A published practice and a published question, once, as a convener makes them without a script."""
    page.goto("/practices/")
    if page.get_by_role("link", name=TITLE).count():
        return
    page.goto(f"{DESK}practices/new/")
    page.locator("[name=title_en]").fill(TITLE)
    page.locator("[name=what_en]").fill("A point of contact answers **every** call.")
    page.locator("[name=by_whom_en]").fill("Three synthetic ministries")
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_label("Title", exact=True).first.fill("A paper that nobody wrote")
    page.get_by_label("Link").first.fill("https://example.org/paper")
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".flash")).to_contain_text("Published.")
    page.goto(f"{DESK}questions/new/")
    page.locator("[name=text_en]").fill(QUESTION)
    page.get_by_role("button", name="Make the draft").click()
    page.locator(".desk-card", has_text=QUESTION).get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".flash")).to_contain_text("Published.")


@pytest.fixture
def published(open_page: Open) -> None:
    gathered(open_page("convener", java_script_enabled=False, viewport=PHONE["viewport"]))


def test_endorsing_by_keyboard_and_back(open_page: Open, published: None) -> None:
    page = open_page("participant", java_script_enabled=False)
    page.goto("/practices/")
    keys.follow(page.get_by_role("link", name=TITLE))
    keys.follow(page.get_by_role("button", name="Endorse this practice"))
    expect(page.locator("#endorsements")).to_contain_text("You endorse it.")
    expect(page.locator("#endorsements")).to_contain_text("fewer than 5 participants")
    keys.follow(page.get_by_role("button", name="Withdraw your endorsement"))
    expect(page.get_by_role("button", name="Endorse this practice")).to_be_visible()


def test_finding_it_on_a_phone(open_page: Open, published: None) -> None:
    page = open_page(**PHONE)
    page.goto("/practices/")
    is_sound(page)
    page.get_by_label("Search", exact=True).last.fill("working day")
    page.get_by_label("Status").select_option("claimed")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".practice-found")).to_have_text("1 practice")
    with page.expect_download() as found:
        page.get_by_role("link", name="JSON").click()
    assert TITLE in found.value.path().read_text()
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator("main strong").first).to_have_text("every")
    expect(page.locator("main .badge--synthetic").first).to_be_visible()
    is_sound(page)


def test_every_page_of_them(open_page: Open, published: None) -> None:
    """For who reports, on a phone."""
    page = open_page("convener", **PHONE)
    addresses = [DIALOGUE, f"{DIALOGUE}questions/", "/practices/", f"{DESK}practices/"]
    addresses += [f"{DESK}{part}" for part in ("practices/new/", "questions/", "questions/new/")]
    for address in [*addresses, f"{DESK}questions/carry-over/"]:
        page.goto(address)
        is_sound(page)
    page.goto(f"{DESK}practices/")
    page.locator(".desk-card__title a").first.click()
    is_sound(page)
    here = page.url
    for part in ("evidence/", "publish/", "remove/"):
        page.goto(f"{here}{part}")
        is_sound(page)
    page.goto(f"{DESK}questions/")
    page.locator(".desk-card__title a").first.click()
    is_sound(page)


def test_from_right_to_left(open_page: Open, published: None) -> None:
    page = open_page(**PHONE)
    page.goto("/practices/")
    page.locator("button[name=language][value=ar]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for address in ("/practices/", f"{DIALOGUE}questions/"):
        page.goto(address)
        is_sound(page)
    page.goto("/practices/")
    page.locator(".practice-card__title a").first.click()
    is_sound(page)
