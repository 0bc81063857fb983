"""A published report as its readers have it: on a phone, in Arabic, in the dark, with keys, without a script."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Server
from tests.browser.watching import axe, too_wide

HERE = "/dialogues/ecdd-2020/report/"
PHONE = {"viewport": {"width": 360, "height": 740}}
ROOT = Path(__file__).parents[2]
PUBLISH = """
import django
django.setup()
from parley.apps.convening.models import Dialogue
from tests.reports.reader.published import published
if not Dialogue.objects.filter(slug="ecdd-2020", report__versions__number=1).exists():
    published(Dialogue.objects.get(slug="ecdd-2020"))
"""


@pytest.fixture(scope="module")
def published(server: Server) -> None:
    """A version of the sample in English and Arabic, in the demo's own data."""
    environment = os.environ | {
        "PARLEY_DATA": str(server.folder / "data"),
        "PARLEY_CONFIG": os.devnull,
        "DJANGO_SETTINGS_MODULE": "parley.settings.base",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", PUBLISH]
    subprocess.run(command, cwd=server.folder, env=environment, check=True, timeout=120)


pytestmark = pytest.mark.usefixtures("published")


def test_from_the_dialogue_to_a_paragraph_and_a_file(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/dialogues/ecdd-2020/")
    page.get_by_role("link", name="Read the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Synthetic report & what came of it")
    page.locator(".report-contents__standing").get_by_role("link", name="Findings").click()
    expect(page).to_have_url(re.compile("#s-2$"))
    page.get_by_role("link", name="Paragraph 2").click()
    expect(page).to_have_url(re.compile("#f-1$"))
    expect(page.locator("#f-1")).to_contain_text("38 agreed")
    with page.expect_download() as download:
        page.locator(".report__files").get_by_role("link", name="PDF, English").click()
    assert download.value.suggested_filename == "ecdd-2020-report-v1-en.pdf"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_readers_find_nothing_in_their_way(open_page: Open, scheme: str, language: str) -> None:
    for options in ({}, PHONE):
        page = open_page(color_scheme=scheme, **options)
        page.goto(f"{HERE}?language={language}")
        assert axe(page) == [] and too_wide(page) == []


def test_an_interface_in_arabic_around_an_english_edition(open_page: Open) -> None:
    page = open_page(locale="ar", **PHONE)
    page.goto(f"{HERE}?language=en")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("article.report-text").get_attribute("dir") == "ltr"
    assert axe(page) == [] and too_wide(page) == []


def seen(page: Page, selector: str) -> bool:
    return page.locator(selector).first.is_visible()


def test_on_a_phone_contents_are_folded_and_charts_narrow(open_page: Open) -> None:
    phone, desk = open_page(**PHONE), open_page()
    for page, narrow in ((phone, True), (desk, False)):
        page.goto(HERE)
        assert seen(page, ".chart-figure__narrow") is narrow
        assert seen(page, ".report-contents__fold > summary") is narrow
        assert seen(page, ".chart-figure__wide") is not narrow
        assert seen(page, ".report-contents__standing") is not narrow


def test_numbers_stand_in_the_margin_where_there_is_one(open_page: Open) -> None:
    page = open_page()
    for language, before in (("en", True), ("ar", False)):
        page.goto(f"{HERE}?language={language}")
        number = page.locator("#p-1 .report-number").bounding_box()
        words = page.locator("#p-1 > p").bounding_box()
        assert number is not None and words is not None
        assert (number["x"] + number["width"] <= words["x"]) is before
        assert (number["x"] >= words["x"] + words["width"]) is not before


def test_with_keys_alone_a_table_scrolls_and_a_figure_opens(open_page: Open) -> None:
    page = open_page()
    page.goto(HERE)
    page.locator(".report-figure summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Where groups converge: 38 / 42")).to_be_visible()
    page.locator("#t-1").focus()
    assert page.evaluate("document.activeElement.id") == "t-1"
