"""Writing a report in a browser: it saves itself, two people meet, nothing is lost; and without a script."""

from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, Server
from tests.browser.keys import follow
from tests.browser.watching import Watch, axe, too_wide

REPORT = "/convene/dialogues/due-diligence-2021/outcome/report/"
TEXT = f"{REPORT}text/"
PHONE = {"viewport": {"width": 360, "height": 740}}


def own_block(page: Page, words: str = "") -> str:
    """The address of a text of its own at the beginning of the report."""
    page.goto(f"{TEXT}add/")
    page.get_by_role("button", name="Text", exact=True).click()
    page.wait_for_url("**/text/*/")
    address = page.url
    if words:
        page.locator("textarea[name=text_en]").fill(words)
        page.get_by_role("button", name="Save and go back").click()
        page.wait_for_url(f"**{TEXT}*")
    return address


def block(page: Page, words: str) -> Locator:
    return page.locator(".editor-block", has_text=words)


def unique(words: str) -> str:
    return f"{words} {token_hex(3)}"


def test_what_is_written_saves_itself(open_page: Open) -> None:
    page = open_page("rapporteur")
    address = own_block(page)
    words = unique("What the rapporteur writes")
    page.locator("textarea[name=text_en]").fill(words)
    expect(page.locator("[data-state]")).to_contain_text("Saved at ")
    page.locator("textarea[name=text_en]").press_sequentially(" by and by")
    page.locator("textarea[name=text_ar]").fill("ما يكتبه المقرِّر")
    expect(page.locator("[data-state]")).to_have_text("Not saved yet")
    # Who leaves takes nothing along.
    page.get_by_role("link", name="Back to the text").click()
    expect(block(page, f"{words} by and by")).to_have_count(1)
    page.goto(address)
    expect(page.locator("textarea[name=text_en]")).to_have_value(f"{words} by and by")
    expect(page.locator("textarea[name=text_ar]")).to_have_value("ما يكتبه المقرِّر")
    assert page.evaluate("sessionStorage.length") == 0


def test_without_a_connection_words_stay_and_are_saved_later(open_page: Open) -> None:
    page = open_page("rapporteur")
    address = own_block(page)
    text, words = page.locator("textarea[name=text_en]"), unique("On a train")
    page.context.set_offline(True)
    text.fill(words)
    expect(page.locator("[data-state]")).to_contain_text("there is no connection")
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("Saved at ")
    # A tab that is loaded again while nothing came through has them as well.
    page.route("**/autosave/", lambda route: route.abort())
    text.fill(f"{words}, and on")
    page.on("dialog", lambda dialog: dialog.accept())
    expect(page.locator("[data-state]")).to_contain_text("there is no connection")
    page.reload()
    expect(text).to_have_value(f"{words}, and on")
    page.unroute("**/autosave/")
    expect(page.locator("[data-state]")).to_contain_text("Saved at ")
    page.goto(address)
    expect(text).to_have_value(f"{words}, and on")


def test_two_people_meet_and_nothing_is_lost(open_page: Open) -> None:
    mine, theirs = open_page("rapporteur"), open_page("convener")
    address = own_block(mine)
    theirs.goto(address)
    first, second = unique("First words"), unique("Second words")
    mine.locator("textarea[name=text_en]").fill(first)
    expect(mine.locator("[data-state]")).to_contain_text("Saved at ")
    theirs.locator("textarea[name=text_en]").fill(second)
    conflict = theirs.get_by_role("alert").filter(has_text="Somebody else has saved")
    expect(conflict).to_contain_text(first)
    expect(theirs.locator("textarea[name=text_en]")).to_have_value(second)
    expect(theirs.get_by_text("is writing in this report too")).to_be_visible()
    assert axe(theirs) == []
    # Nothing is saved behind their back while they decide.
    theirs.locator("textarea[name=text_en]").fill(f"{second}, and {first}")
    mine.reload()
    expect(mine.locator("textarea[name=text_en]")).to_have_value(first)
    theirs.get_by_role("button", name="Keep mine").click()
    expect(block(theirs, f"{second}, and {first}")).to_have_count(1)
    # The other one meets it now, and takes it over.
    mine.locator("textarea[name=text_en]").fill("Third words")
    mine.get_by_role("link", name="Take theirs").click()
    expect(mine.locator("textarea[name=text_en]")).to_have_value(f"{second}, and {first}")
    expect(mine.locator(".conflict")).to_have_count(0)


def test_by_keyboard_and_the_focus_stays_with_the_block(open_page: Open, server: Server) -> None:
    page = open_page("rapporteur")
    watch = Watch(page, server.url.removeprefix("http://"))
    words = unique("A block that moves")
    uid = own_block(page, words).rstrip("/").rsplit("/", 1)[-1]
    for name in ("Down", "Up"):
        follow(block(page, words).get_by_role("button", name=name))
        expect(page.locator(f"#block-{uid}")).to_be_focused()
    expect(page.locator(".editor-block").first).to_contain_text(words)
    follow(block(page, words).get_by_role("button", name="Take out"))
    expect(block(page, words)).to_have_count(0)
    follow(page.get_by_role("button", name="Put it back"))
    expect(page.locator(f"#block-{uid}")).to_be_focused()
    expect(page.locator(".editor-block").first).to_contain_text(words)
    assert watch.take() == []


def test_a_reference_is_put_where_one_writes_and_previewed(open_page: Open) -> None:
    page = open_page("rapporteur")
    own_block(page)
    text = page.locator("textarea[name=text_en]")
    text.fill("Views converged.")
    page.locator("[data-insert]").first.click()
    expect(text).to_be_focused()
    assert text.input_value().startswith("Views converged. {finding:")
    page.get_by_role("button", name="Preview").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Views converged.")
    expect(preview.locator("a").first).to_be_visible()
    assert "{finding:" not in preview.inner_text()


def test_without_a_script(open_page: Open) -> None:
    page = open_page("rapporteur", java_script_enabled=False)
    words = unique("Written without a script")
    address = own_block(page, words)
    other = open_page("convener", java_script_enabled=False)
    other.goto(address)
    page.goto(address)
    page.locator("textarea[name=text_en]").fill(f"{words}, mine")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text(f"{words}, mine")
    page.get_by_role("button", name="Save and go back").click()
    expect(block(page, f"{words}, mine")).to_have_count(1)
    other.locator("textarea[name=text_en]").fill(f"{words}, theirs")
    other.get_by_role("button", name="Save and go back").click()
    expect(other.locator(".conflict")).to_contain_text(f"{words}, mine")
    expect(other.locator("textarea[name=text_en]")).to_have_value(f"{words}, theirs")
    other.get_by_role("button", name="Keep mine").click()
    expect(block(other, f"{words}, theirs")).to_have_count(1)
    other.goto(f"{REPORT}history/")
    other.get_by_role("link", name="What was changed").first.click()
    expect(other.locator("ins")).to_have_text("theirs")
    expect(other.locator("del")).to_have_text("mine")
    other.get_by_role("link", name="Restore: ").first.click()
    other.get_by_role("button", name="Restore it").click()
    expect(block(other, f"{words}, mine")).to_have_count(1)


PAGES = ("text/", "text/?language=ar", "text/add/", "text/add/finding/", "history/")


@pytest.mark.parametrize(
    ("language", "options"),
    [("en", {}), ("en", {**PHONE, "color_scheme": "dark"}), ("ar", {}), ("ar", PHONE)],
    ids=["wide", "phone-dark", "arabic", "arabic-phone"],
)
def test_nothing_stands_in_the_way(open_page: Open, language: str, options: Any) -> None:
    page = open_page("rapporteur", **options)
    address = own_block(page, unique("A text to look at"))
    later = open_page("convener")
    later.goto(address)
    later.locator("textarea[name=text_en]").fill(unique("Another text to look at"))
    later.get_by_role("button", name="Save and go back").click()
    later.wait_for_url(f"**{TEXT}*")
    later.goto(f"{REPORT}history/")
    difference = later.get_by_role("link", name="What was changed").first.get_attribute("href")
    if language == "ar":
        page.get_by_role("button", name="العربية").first.click()
    try:
        for where in (*(REPORT + one for one in PAGES), address, str(difference)):
            page.goto(where)
            expect(page.locator("html")).to_have_attribute("lang", language)
            assert (axe(page), too_wide(page)) == ([], []), where
    finally:  # the account keeps its language, and others sign in as this persona too
        page.get_by_role("button", name="English").first.click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
