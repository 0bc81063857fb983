"""What a browser showed when a test failed: a picture, and in words what a log can hold."""

import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

MOST_CHARACTERS = 1500
SHOT_MS = 5000
FOCUSED = """
() => {
  const at = document.activeElement;
  return at ? at.outerHTML.replace(/\\s+/g, " ").slice(0, 200) : "nothing";
}
"""


def seen(browser: Browser, folder: Path, name: str) -> str:
    """On each page that is open: its picture's path, address, focus, console, and beginning."""
    pages = [page for context in browser.contexts for page in context.pages]
    stem = re.sub(r"\W+", "-", name).strip("-")
    told = (_told(page, folder / f"{stem}-{n}.png") for n, page in enumerate(pages, 1))
    return "\n\n".join(told) or "no page is open"


def _told(page: Page, picture: Path) -> str:
    try:
        return "\n".join(_lines(page, picture))
    except Error as error:  # a page that crashed, or never came, shows nothing more
        return f"{page.url}: {error.message}"


def _lines(page: Page, picture: Path) -> Iterator[str]:
    page.screenshot(path=picture, timeout=SHOT_MS)
    yield f"{page.url} as in {picture}"
    yield f"focus: {page.evaluate(FOCUSED)}"
    yield from (f"{line.type}: {line.text}" for line in page.console_messages())
    yield from (f"script: {error}" for error in page.page_errors())
    yield page.locator("body").inner_text(timeout=SHOT_MS)[:MOST_CHARACTERS]
