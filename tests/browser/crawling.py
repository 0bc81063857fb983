"""Which pages there are for somebody: all that links lead to, a few of each kind."""

from collections import Counter, deque
from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import APIRequestContext

OF_EACH = 2
# Links in the demo's outbox, where everybody reads everybody's mail.
FOR_ONE_PERSON = {"invitation", "invitation-decline"}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (address := dict(attrs).get("href")):
            self.found.append(address)


def _links(html: str, at: str) -> list[str]:
    """The addresses on this site that a page links to, without fragments."""
    parser = _Links()
    parser.feed(html)
    parts = (urlsplit(urljoin(at, found)) for found in parser.found)
    here = urlsplit(at).netloc
    return [f"{p.path}?{p.query}" if p.query else p.path for p in parts if p.netloc == here]


def kind_of(address: str) -> str:
    """The name of the route that an address belongs to."""
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def pages(
    request: APIRequestContext,
    url: str,
    known: Counter[str] | None = None,
    first: Sequence[str] = (),
) -> list[str]:
    """Addresses of pages, breadth first from home and `first`, at most two of each kind.

    Of the kinds in `known`, which somebody else has visited, one is enough.
    """
    taken: Counter[str] = Counter()
    found: list[str] = []
    waiting = deque(["/", *first])
    seen = set(waiting)
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        if taken[kind] >= (1 if known and kind in known else OF_EACH):
            continue
        response = request.get(url + address)
        if response.status == 403 and kind in FOR_ONE_PERSON:
            continue
        assert response.status == 200, f"a link leads to {address}: {response.status}"
        if not response.headers["content-type"].startswith("text/html"):
            taken[kind] += OF_EACH
            continue
        taken[kind] += 1
        found.append(address)
        links = dict.fromkeys(_links(response.text(), url + address))
        new = [link for link in links if link not in seen]
        seen.update(new)
        waiting.extend(new)
    return found
