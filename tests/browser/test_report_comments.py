"""A draft is opened for comments, commented on, answered; without a script and with keys alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.watching import axe, too_wide

DESK = "/convene/dialogues/synthetic-2027/outcome/report/"
DRAFT = "/dialogues/synthetic-2027/report/draft/"
PHONE = {"viewport": {"width": 360, "height": 740}}
SAID = "This could be said more plainly."


def begun(page: Page) -> None:
    """There is a draft, whichever test has begun it."""
    page.goto(DESK)
    begin = page.locator("form[action$='begin/'] button[type=submit]").last
    if begin.count():
        begin.click()
    for _turn in range(90):
        page.goto(DESK)
        if not page.locator("progress").count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(page.locator("main").inner_text())


def opened(page: Page) -> None:
    """It is open for comments under the Chatham House rule."""
    begun(page)
    page.goto(f"{DESK}comments/")
    if page.get_by_role("link", name="Give more time").count():
        return
    page.goto(f"{DESK}comments/open/")
    page.check("input[value=chatham_house]")
    page.fill("textarea[name=note_en]", "Please look at the **summary** first.")
    page.get_by_role("button", name="Open it for comments").click()
    expect(page.get_by_text("The draft is open for comments.")).to_be_visible()


@pytest.fixture
def draft(open_page: Open) -> str:
    opened(open_page("convener", java_script_enabled=False))
    return DRAFT


def test_a_comment_goes_its_way_without_a_script(open_page: Open, draft: str) -> None:
    guest = open_page("participant", java_script_enabled=False)
    guest.goto("/dialogues/synthetic-2027/")
    guest.get_by_role("link", name="Read it and comment").click()
    guest.locator(".draft .comment-way__link").first.click()
    guest.fill("textarea[name=text]", SAID)
    guest.fill("textarea[name=instead]", "In short: views differ.")
    guest.get_by_role("button", name="Send").click()
    mine = guest.locator(".said--mine", has_text=SAID)
    expect(mine).to_have_count(1)
    assert re.search(r"#at-[0-9a-f]{12}$", guest.url)
    mine.get_by_role("button", name="Withdraw").click()
    expect(guest.get_by_role("heading", name="Your comment is withdrawn")).to_be_visible()
    guest.get_by_role("button", name="Undo: put it back").click()
    expect(guest.locator(".said--mine", has_text=SAID)).to_have_count(1)

    desk = open_page("rapporteur", java_script_enabled=False)
    desk.goto(f"{DESK}comments/?state=pending")
    card = desk.locator(".said", has_text=SAID)
    expect(card).not_to_contain_text("synthetic")
    card.get_by_role("link", name="Decide").click()
    desk.check("input[value=partly]")
    desk.locator(".form-actions button").click()
    expect(desk.get_by_text("Say why, in at least one language.").first).to_be_visible()
    desk.fill("textarea[name=answer_en]", "The first half of it.")
    desk.locator(".form-actions button").click()
    expect(desk.locator(".said", has_text=SAID)).to_contain_text("Taken up in part")
    guest.goto(DRAFT)
    expect(guest.locator(".said--mine", has_text=SAID)).to_contain_text("The first half of it.")


def test_the_form_comes_to_the_place_with_keys_alone(open_page: Open, draft: str) -> None:
    page = open_page("participant")
    page.goto(draft)
    place = page.locator(".draft__block").nth(1)
    place.locator(".comment-way__link").focus()
    page.keyboard.press("Enter")
    expect(place.locator("textarea[name=text]")).to_be_focused()
    assert axe(page) == []
    place.get_by_role("link", name="Cancel").focus()
    page.keyboard.press("Enter")
    expect(place.locator(".comment-way__link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.locator("textarea[name=text]")).to_be_focused()
    page.keyboard.type("With keys alone.")
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".said--mine", has_text="With keys alone.")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way(open_page: Open, draft: str, scheme: str) -> None:
    for options in ({}, PHONE, {"locale": "ar", **PHONE}):
        guest = open_page("participant", color_scheme=scheme, **options)
        guest.goto(draft)
        assert axe(guest) == [] and too_wide(guest) == []
        guest.goto(f"{draft}comment/")
        assert axe(guest) == [] and too_wide(guest) == []
        desk = open_page("convener", color_scheme=scheme, **options)
        for tail in ("", "extend/", "end/"):
            desk.goto(f"{DESK}comments/{tail}")
            assert axe(desk) == [] and too_wide(desk) == [], tail


def test_what_comes_too_late_is_kept(open_page: Open, draft: str) -> None:
    guest = open_page("participant")
    guest.goto(f"{draft}comment/")
    guest.fill("textarea[name=text]", "Just a little late.")
    desk = open_page("convener")
    desk.goto(f"{DESK}comments/end/")
    desk.get_by_role("button", name="End them").click()
    guest.get_by_role("button", name="Send").click()
    expect(guest.get_by_text("The comment period has ended").first).to_be_visible()
    expect(guest.locator("textarea[name=text]")).to_have_value("Just a little late.")
    guest.goto(draft)
    expect(guest).to_have_url(re.compile(r"/report/comments/$"))
    assert axe(guest) == [] and too_wide(guest) == []
    expect(guest.locator("main")).not_to_contain_text("Just a little late.")
