"""What must never happen on any page, noted while it is visited."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

_AXE = Axe()
_NOTE_VIOLATIONS = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.policyViolations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""
# Text that its own box hides, and boxes that stand out of the page.
_CLIPPED = """
() => {
  const clipped = [];
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || style.visibility === "hidden") continue;
    if (element.closest(".visually-hidden, .skip-link, svg, [data-scrolls]")) continue;
    const hides = style.overflowX === "hidden" || style.overflowX === "clip";
    const text = element.textContent.trim();
    if (hides && text && element.scrollWidth > element.clientWidth + 1) {
      clipped.push(`${element.tagName}.${element.className}: ${text.slice(0, 40)}`);
    }
  }
  return clipped;
}
"""


@dataclass
class Watch:
    """Notes what a page says to the console, asks other hosts for, or is refused."""

    page: Page
    host: str
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(_NOTE_VIOLATIONS)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.notes.append(f"script: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.notes.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.host:
            self.notes.append(f"request: {request.url}")

    def take(self) -> list[str]:
        """What was noted on the page that is open, and forget it."""
        refused = self.page.evaluate("window.policyViolations ?? []")
        found = [*self.notes, *(f"policy: {line}" for line in refused)]
        self.notes.clear()
        return found


def axe(page: Page) -> list[str]:
    """The violations that axe finds, each with its rule and where."""
    return [
        f"{violation['id']} at {node['target'][0]}: {_why(node)}"
        for violation in _AXE.run(page).response["violations"]
        for node in violation["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return " ".join(str(node.get("failureSummary", "")).split())[:200]


def too_wide(page: Page) -> list[str]:
    """What makes a page scroll sideways in this window, or is cut off."""
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    found = [f"scrolls sideways: {width[0]} > {width[1]} px"] if width[0] > width[1] else []
    return found + [f"cut off: {line}" for line in page.evaluate(_CLIPPED)]
