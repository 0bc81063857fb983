"""English, French and Arabic: the language, its direction, its dates, and no English left over."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

ECDD = "/dialogues/ecdd-2020/"
DAYS = {
    "en": "20–21 January 2020",
    "fr": "20–21 janvier 2020",
    "ar": "يناير",
}
DIRECTIONS = {"en": "ltr", "fr": "ltr", "ar": "rtl"}
NAMES = {"fr": "Français", "ar": "العربية"}
# Words of the interface that no page may show in another language, with where they stand.
ENGLISH = {
    "Skip to content": ".skip-link",
    "Search": "label[for=site-search]",
    "Times": ".site-footer .eyebrow",
    "Choose your time zone": ".site-footer a",
}
LATIN = re.compile("[A-Za-z]{3,}")
# Names stay as they are.
NAMED = re.compile("Parley|Apache|Europe/Zurich|English|Français|UTC")


def switch(page: Page, language: str) -> None:
    page.get_by_role("button", name=NAMES[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.wait_for_load_state()


@pytest.mark.parametrize("language", NAMES)
def test_the_switch_changes_language_direction_and_dates(visitor: Page, language: str) -> None:
    visitor.goto(ECDD)
    expect(visitor.locator("html")).to_have_attribute("dir", "ltr")
    expect(visitor.locator(".facts").first).to_contain_text(DAYS["en"])
    switch(visitor, language)
    expect(visitor).to_have_url(re.compile(f"{ECDD}$"))
    expect(visitor.locator("html")).to_have_attribute("dir", DIRECTIONS[language])
    expect(visitor.locator(".facts").first).to_contain_text(DAYS[language])
    visitor.goto("/")
    expect(visitor.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", DIRECTIONS)
def test_the_browsers_language_is_followed(open_page: Open, language: str) -> None:
    page = open_page(locale=language)
    page.goto(ECDD)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", DIRECTIONS[language])


def test_what_has_no_translation_is_marked_with_its_own_language(open_page: Open) -> None:
    page = open_page(locale="ar")
    page.goto("/dialogues/due-diligence-2021/")
    page.wait_for_load_state("networkidle")
    name = page.locator("bdi", has=page.get_by_role("link", name="Talita de Souza Dias"))
    expect(name).to_have_count(1)
    expect(page.locator("main [lang=en]").first).to_be_visible()
    for marked in page.locator("main [lang=en]").all():
        assert marked.get_attribute("dir") == "ltr"


@pytest.mark.parametrize("language", NAMES)
def test_the_interface_is_translated(visitor: Page, language: str) -> None:
    visitor.goto("/")
    before = {where: visitor.locator(where).first.inner_text() for where in set(ENGLISH.values())}
    switch(visitor, language)
    after = {where: visitor.locator(where).first.inner_text() for where in before}
    assert [where for where, text in after.items() if text == before[where]] == []


def test_no_latin_word_is_left_in_the_arabic_frame(visitor: Page) -> None:
    visitor.goto("/")
    switch(visitor, "ar")
    left = []
    for where in (".site-header", "h1", "h2", ".site-footer"):
        for part in visitor.locator(where).all():
            words = LATIN.findall(NAMED.sub("", part.inner_text()))
            left += [f"{where}: {word}" for word in words]
    assert left == []
