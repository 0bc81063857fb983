"""A file goes up from the desk and comes down from the dialogue's page, unchanged."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.convening.services.papers import PDF

NAME = "Größe — مذكرة.pdf"
PAGE = "/dialogues/synthetic-2027/"
DESK = f"/convene{PAGE}materials/"


@pytest.fixture
def convener(open_page: Open) -> Page:
    return open_page("convener")


def downloaded(page: Page, title: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=title, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def fill(page: Page, title: str, rule: str) -> None:
    page.get_by_role("group", name="Title").get_by_label("English").fill(title)
    page.get_by_label("Rule").select_option(label=rule)


def test_up_from_the_desk_and_down_from_the_page(
    convener: Page, visitor: Page, tmp_path: Path
) -> None:
    paper, page_of_html = tmp_path / NAME, tmp_path / "page.pdf"
    paper.write_bytes(PDF)
    page_of_html.write_text("<!doctype html><script>alert(1)</script>")
    convener.goto(DESK)
    convener.get_by_role("link", name="Add a material").click()

    fill(convener, "A paper from the browser", "Public")
    convener.get_by_label("Your file").set_input_files(page_of_html)
    convener.get_by_role("button", name="Add it").click()
    expect(convener.locator("[data-error-summary]")).to_contain_text("not a PDF file as it should")
    title = convener.get_by_role("group", name="Title").get_by_label("English")
    expect(title).to_have_value("A paper from the browser")

    convener.get_by_label("Your file").set_input_files(paper)
    convener.locator("#id_language").select_option("de")
    convener.get_by_role("button", name="Add it").click()
    card = convener.locator(".desk-card").filter(has_text="A paper from the browser")
    expect(card).to_contain_text(f"PDF, {len(PDF)}\xa0bytes, German")
    expect(card).to_contain_text(NAME)
    assert downloaded(convener, "A paper from the browser") == (NAME, PDF)

    visitor.goto(PAGE)
    assert downloaded(visitor, "A paper from the browser") == (NAME, PDF)
    address = visitor.get_by_role(
        "link", name="A paper from the browser", exact=True
    ).get_attribute("href")

    card.get_by_role("link", name="Edit").click()
    newer = tmp_path / "newer.txt"
    newer.write_text("A newer text.")
    convener.get_by_label("Another file in its place").set_input_files(newer)
    convener.get_by_label("Rule").select_option(label="Participants")
    convener.get_by_role("button", name="Save", exact=True).last.click()
    assert downloaded(convener, "A paper from the browser") == ("newer.txt", b"A newer text.")
    assert visitor.request.get(address or "").status == 404
    visitor.reload()
    expect(visitor.get_by_role("link", name="A paper from the browser", exact=True)).to_have_count(
        0
    )

    card.get_by_role("link", name="Remove").click()
    convener.get_by_role("button", name="Remove it").click()
    expect(card).to_have_count(0)
    assert convener.request.get(address or "").status == 404
