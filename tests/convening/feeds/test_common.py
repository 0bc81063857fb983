"""Texts as machines take them."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.feeds.common import absolute, clean, marked, one_line, plain, shortened

# Also what no database keeps: lone surrogates, NUL.
anything = st.text(st.characters(), max_size=200)


@given(anything)
def test_a_clean_text_stands_in_xml_as_it_is(text: str) -> None:
    element = ElementTree.Element("text", attribute=one_line(text))
    element.text = clean(text)
    back = ElementTree.fromstring(ElementTree.tostring(element, "utf-8"))
    assert (back.text or "", back.get("attribute")) == (clean(text), one_line(text))


@given(anything)
def test_one_line_has_no_kind_of_line_break(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@given(anything)
def test_clean_changes_a_clean_text_no_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(anything)
def test_plain_takes_any_markdown(text: str) -> None:
    assert plain(text) == clean(plain(text)).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\vd\fe\x1cf\x85g\u2028h\u2029i", "a\nb\nc\nd\ne\nf\ng\nh\ni"),
        ("bell\x07 delete\x7f surrogate\ud800 non\uffff", "bell delete surrogate non"),
        ("tab\tstays, العربية too", "tab\tstays, العربية too"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_plain_reads_markdown() -> None:
    text = "A *norm* & [its text](https://example.org).\n\n- one\n- two\n\n## Then\n\n<b>x</b>"
    assert plain(text) == "A norm & its text.\n\n• one\n• two\n\nThen\n\n<b>x</b>"


def test_shortened_keeps_to_its_limit() -> None:
    assert shortened("word " * 100, 20) == "word word word word…"
    assert shortened("two\nlines", 200) == "two lines"


def test_a_cancelled_title_says_so() -> None:
    assert marked("Panel", cancelled=True) == "Cancelled: Panel"
    assert marked("Panel", cancelled=False) == "Panel"


def test_addresses_are_the_configured_ones() -> None:
    assert absolute("/people/ada/") == "https://parley.example/people/ada/"
