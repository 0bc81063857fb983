"""The report of `parley map` in a browser, opened from disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from parley.mapping.report import compare, write_comparison, write_report
from tests.browser.watching import axe, too_wide
from tests.mapping.reports import BREXIT, HOSTILE, camps, mapped

READERS: dict[str, Any] = {
    "desk": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
}
_OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"


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


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with browser.new_context(**READERS[request.param]) as context:
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
    assert too_wide(reader) == []
    reader.evaluate(_OPEN_ALL)
    assert axe(reader) == []
    assert too_wide(reader) == []
    assert [one for one in asked if one != url and not one.startswith("data:")] == []
    assert said == []
    # One of the two drawings of each figure, never both.
    drawn = reader.evaluate(
        "[...document.querySelectorAll('figure')].map(one =>"
        " [...one.querySelectorAll('svg')].filter(svg => svg.checkVisibility()).length)"
    )
    assert set(drawn) == {1}


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
