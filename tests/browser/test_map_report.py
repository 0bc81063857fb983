"""The report of `parley map` in a browser, opened from disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from parley.mapping.report import compare, write_comparison, write_report
from tests.browser.watching import axe, too_wide
from tests.mapping.reports import BREXIT, HOSTILE, camps, mapped

SCREENS = {"desk": (1280, 900), "phone": (360, 740)}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from parley.mapping import read

    where = tmp_path_factory.mktemp("reports")
    stances = camps(propositions=[*HOSTILE, *(f"p{n}" for n in range(20))])
    elements = {
        key: f"{HOSTILE[n % 3]} {n % 3}" for n, key in enumerate(stances.propositions.tolist())
    }
    groups = mapped(stances.with_elements(elements), min_cell=5)
    line = mapped(read(BREXIT, published_groups=True))
    return {
        "groups": write_report(groups, where / "groups", title=HOSTILE[0]),
        "line": write_report(line, where / "line", title="Brexit", png=True),
        "change": write_comparison(compare(groups, groups), where / "change"),
    }


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SCREENS[request.param]


@pytest.fixture(params=["light", "dark"])
def reader(
    request: pytest.FixtureRequest, browser: Browser, screen: tuple[int, int]
) -> Iterator[Page]:
    width, height = screen
    with browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=request.param
    ) as context:
        yield context.new_page()


@pytest.mark.parametrize("name", ["groups", "line", "change"])
def test_is_for_everybody_and_asks_nobody(
    reader: Page, folders: dict[str, Path], name: str
) -> None:
    asked: list[str] = []
    said: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.on("console", lambda message: said.append(message.text))
    url = (folders[name] / "index.html").as_uri()
    reader.goto(url)
    assert axe(reader) == []
    assert too_wide(reader) == []
    for summary in reader.locator("details > summary").all():
        summary.click()
    assert axe(reader) == []
    assert too_wide(reader) == []
    assert [one for one in asked if one != url and not one.startswith("data:")] == []
    assert said == []
    # One of the two drawings of each figure, never both.
    for figure in reader.locator("figure").all():
        assert [drawing.is_visible() for drawing in figure.locator("svg").all()].count(True) == 1


def test_prints_every_figure_whole(browser: Browser, folders: dict[str, Path]) -> None:
    page = browser.new_page(viewport={"width": 680, "height": 960})
    page.goto((folders["line"] / "index.html").as_uri())
    page.emulate_media(media="print")
    heights = page.evaluate(
        "[...document.querySelectorAll('.wide > svg')].map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) > 5
    assert min(heights) > 100 and max(heights) <= 228 / 25.4 * 96 + 1
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()
