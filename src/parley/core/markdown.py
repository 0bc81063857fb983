"""Markdown to safe HTML: no raw HTML in, and what comes out passes a short allow-list."""

import re
from functools import cache
from hashlib import sha256
from typing import cast

import nh3
from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from parley.core.localtext import LONGEST_TEXT

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# Larger tables than anybody writes would take seconds to render.
MOST_BARS = 1_000
_HEADING = re.compile(r"<(/?)h([12])>")


@cache
def _parser(with_tables: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False})
    return parser.enable("table") if with_tables else parser


def render(text: str) -> SafeString:
    """HTML that may stand in any page. Headings start at level 3, below the page's own.

    It depends on the text alone, and is kept by it.
    """
    key = sha256(text.encode()).hexdigest()
    return cast("SafeString", caches["components"].get_or_set(key, lambda: _rendered(text)))


def _rendered(text: str) -> SafeString:
    text = text[:LONGEST_TEXT]
    parser = _parser(with_tables=text.count("|") <= MOST_BARS)
    html = _HEADING.sub(lambda m: f"<{m[1]}h{int(m[2]) + 2}>", parser.render(text))
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)  # noqa: S308 (this is the sanitiser)
