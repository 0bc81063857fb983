"""A programme on paper: the programme, and nothing that only works on a screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open

PROGRAMME = "/dialogues/due-diligence-2021/programme/"
BRIGHTNESS = """
(element) => {
  const [r, g, b] = getComputedStyle(element).color.match(/[\\d.]+/g).map(Number);
  return (r + g + b) / 3;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_programme_on_paper(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme, timezone_id="America/New_York")
    page.goto(PROGRAMME)
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    for gone in ("navigation", "search"):
        assert not any(one.is_visible() for one in page.get_by_role(gone).all())
    assert not any(one.is_visible() for one in page.get_by_role("button").all())
    expect(page.get_by_text("13:00–13:55")).to_be_visible()
    expect(page.get_by_text("07:00–07:55")).to_be_visible()
    expect(page.get_by_text("Talita de Souza Dias")).to_be_visible()
    expect(page.locator(".print-source")).to_contain_text(PROGRAMME)
    assert page.locator("h1").evaluate(BRIGHTNESS) < 90
    assert page.pdf().startswith(b"%PDF-")


def test_print_is_one_column_for_parallel_rooms(open_page: Open) -> None:
    """Each session names its room on paper, where columns would be too narrow."""
    page = open_page()
    page.goto("/styleguide/")
    page.emulate_media(media="print")
    for slot in page.locator(".slot").all():
        lefts = {round(one.bounding_box()["x"]) for one in slot.locator("> .session").all()}
        assert len(lefts) <= 1
