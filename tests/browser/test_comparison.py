"""Two sources side by side: chosen by hand and by keys, without a script, on a phone, in Arabic."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import watching
from tests.browser.conftest import Open

HERE = "/dialogues/due-diligence-2021/comparison/"
BEFORE = "Norm 13(c) before the dialogue (synthetic participants)"
AFTER = "Norm 13(c) after the dialogue (synthetic participants)"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def choose(page: Page, first: str, second: str) -> None:
    """From the keyboard: each choice by typing what it begins with, then Enter on the button."""
    for label, wanted in (("First", first), ("Second", second)):
        field = page.get_by_label(label, exact=False).and_(page.locator("select"))
        field.focus()
        field.select_option(label=wanted)
    button = page.get_by_role("button", name="Compare", exact=True)
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(page.get_by_role("heading", name="In short")).to_be_visible()


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "none"])
def test_before_and_after_the_dialogue(open_page: Open, options: dict[str, bool]) -> None:
    page = open_page("convener", **options)
    page.goto(HERE)
    choose(page, BEFORE, AFTER)
    main = page.locator("main")
    expect(main).to_contain_text(re.compile(r"Elements that are narrower: \d"))
    expect(main).to_contain_text("Propositions in both: 24.")
    expect(page.get_by_role("heading", name=re.compile("Knowledge .narrower"))).to_be_visible()
    # Wide, so one drawing of each chart is seen, and its numbers are behind a summary.
    figure = page.locator("#figure-ambiguity-1")
    expect(figure.locator(".chart-figure__wide")).to_be_visible()
    expect(figure.locator(".chart-figure__narrow")).to_be_hidden()
    figure.locator("summary").click()
    expect(figure.locator("table")).to_contain_text("narrower")
    page.get_by_role("link", name="Swap the two").click()
    expect(page.get_by_role("heading", name=re.compile("Knowledge .wider"))).to_be_visible()


def test_it_is_sound_in_every_guise(open_page: Open) -> None:
    for options in ({}, PHONE, {"color_scheme": "dark"}):
        page = open_page("convener", **options)
        watch = watching.Watch(page, page.url)
        page.goto(HERE)
        watch.host = page.evaluate("location.host")
        watch.take()
        assert watching.axe(page) == [] and watching.too_wide(page) == []
        page.get_by_role("link", name=re.compile("before the dialogue.* after the")).click()
        expect(page.get_by_role("heading", name="In short")).to_be_visible()
        assert watching.axe(page) == [] and watching.too_wide(page) == []
        assert watch.take() == []
    page = open_page("convener")
    page.goto("/")
    page.get_by_role("button", name="العربية").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.goto(f"{HERE}?{_query(page)}")
    assert watching.axe(page) == [] and watching.too_wide(page) == []


def _query(page: Page) -> str:
    """The last two that are offered."""
    page.goto(HERE)
    keys = (
        page.locator("select")
        .first.locator("option")
        .evaluate_all("options => options.map(option => option.value).filter(Boolean)")
    )
    return f"before={keys[-2]}&after={keys[-1]}"


def test_visitors_are_offered_what_is_public_alone(visitor: Page) -> None:
    visitor.goto(HERE)
    offered = visitor.locator("main")
    expect(offered).to_contain_text("What states have published on norm 13(c)")
    expect(offered).not_to_contain_text("before the dialogue")


def test_from_the_map_to_the_comparison_and_the_files(open_page: Open) -> None:
    page = open_page("convener")
    page.goto("/dialogues/due-diligence-2021/consultations/after-the-dialogue/map/")
    page.get_by_role("link", name="Choose what to compare it with").click()
    expect(page.locator("select").nth(1)).to_have_value(re.compile(r"c\d+"))
    page.get_by_role("link", name=re.compile("What states have published.*after")).click()
    expect(page.locator("main")).to_contain_text("no change of anybody’s mind")
    with page.expect_download() as file:
        page.get_by_role("link", name="The comparison as a table (CSV)").click()
    assert file.value.path().read_bytes().startswith(b"\xef\xbb\xbfkind,element,label")
    with page.expect_download() as file:
        page.locator("#figure-agreement-1").get_by_role("link", name="PNG").click()
    assert file.value.path().read_bytes().startswith(b"\x89PNG")
