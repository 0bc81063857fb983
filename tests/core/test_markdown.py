"""Markdown gives plain, safe HTML whatever is typed."""

import re

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from parley.core.markdown import TAGS, render

HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<img src=x onerror=alert(1)>",
    "![x](http://elsewhere.example/pixel.png)",
    '<a href="x" onclick="alert(1)">y</a>',
    "<svg/onload=alert(1)>",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_harmless(text: str) -> None:
    html = render(text)
    assert not re.search(r"<(script|img|svg|iframe)|<[^>]+\son\w+=|href=\"(javascript|data):", html)


@given(st.text(max_size=300))
def test_only_known_tags_come_out(text: str) -> None:
    assert set(re.findall(r"<([a-z][a-z0-9]*)", render(text))) <= TAGS


def test_headings_stand_below_the_pages_own() -> None:
    assert render("# One\n\n## Two\n\n### Three") == (
        "<h3>One</h3>\n<h4>Two</h4>\n<h3>Three</h3>\n"
    )


def test_links_and_lists_stay() -> None:
    html = render("* one\n* [two](https://example.org)\n")
    assert '<li><a href="https://example.org" rel="noopener nofollow">two</a></li>' in html


def test_a_text_that_was_rendered_before_is_the_same_again_and_safe() -> None:
    once, again = render("*a* <b>"), render("*a* <b>")
    assert once == again == "<p><em>a</em> &lt;b&gt;</p>\n"
    assert isinstance(again, SafeString)
