"""Markdown becomes words, and never markup."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.reports.body.references import Reference
from parley.apps.reports.layout.nodes import Run, text_of
from parley.apps.reports.layout.numbering import Headings, letters, roman
from parley.apps.reports.layout.prose import joined, may_be_followed, plain, prose
from parley.core.localtext import LocalText


def told(text, **known):
    refer = lambda ref: known.get(ref.key)  # noqa: E731
    return [(one.role, text_of(one.words)) for one in prose(text, refer)]


def test_paragraphs_bullets_and_quotations():
    text = "One\nline.\n\n- a\n- b\n\n  of two\n\n3. third\n4. fourth\n\n> said\n\n# Head\n\n---\n\n    code  here"
    assert told(text) == [
        ("text", "One line."),
        ("bullet", "a"),
        ("bullet", "b of two"),
        ("bullet", "3. third"),
        ("bullet", "4. fourth"),
        ("quote", "said"),
        ("text", "Head"),
        ("text", "code here"),
    ]


def test_lists_within_lists_keep_their_numbers():
    assert told("1. a\n   - b\n   - c\n2. d") == [
        ("bullet", "1. a"),
        ("bullet", "b"),
        ("bullet", "c"),
        ("bullet", "2. d"),
    ]


def test_what_stands_out():
    (one,) = prose("A **strong *both*** and _soft_ [link](https://undocs.org/A/70/174) `code`.")
    assert one.words == (
        Run("A "),
        Run("strong ", strong=True),
        Run("both", strong=True, emphasis=True),
        Run(" and "),
        Run("soft", emphasis=True),
        Run(" "),
        Run("link", href="https://undocs.org/A/70/174"),
        Run(" code."),
    )


def test_headings_within_a_text_are_strong_words():
    (one,) = prose("## Title")
    assert one.words == (Run("Title", strong=True),)


def test_markup_stays_words():
    text = "<script>alert(1)</script> <b onclick='x'>y</b> &lt;i&gt; ![alt](https://e.org/p.png)"
    assert told(text) == [
        ("text", "<script>alert(1)</script> <b onclick='x'>y</b> <i> alt"),
    ]


@pytest.mark.parametrize(
    ("href", "may"),
    [
        ("https://example.org", True),
        ("HTTP://example.org", True),
        ("/dialogues/one/", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("mailto:a@example.org", False),
        ("#here", False),
        ("page", False),
        ("", False),
    ],
)
def test_what_may_be_followed(href, may):
    assert may_be_followed(href) == may


def test_links_that_may_not_be_followed_are_words():
    (one,) = prose("[a](//evil.example) [b](mailto:a@example.org)")
    assert one.words == (Run("a b"),)


FOUND = Run("Finding 3", to="finding-3f2a9c1b", reference=True)


def test_references_stand_apart_and_keep_what_they_are():
    (one,) = prose("**Views{finding:3f2a9c1b}** converged.", lambda _ref: FOUND)
    assert one.words == (Run("Views ", strong=True), FOUND, Run(" converged."))


def test_two_references_in_turn_are_two():
    (one,) = prose("So {finding:3f2a9c1b}{finding:3f2a9c1b}.", lambda _ref: FOUND)
    assert one.words == (Run("So "), FOUND, Run(" "), FOUND, Run("."))


def test_what_leads_nowhere_leaves_no_gap():
    asked = []
    (one,) = prose("So {finding:00000000}. On {practice:gone}.", asked.append)
    assert text_of(one.words) == "So. On."
    assert asked == [Reference("finding", "00000000"), Reference("practice", "gone")]


def test_a_text_of_nothing_but_lost_references_is_no_paragraph():
    assert prose("{finding:00000000}") == []
    assert prose(" \n\n") == []


@given(st.text())
def test_no_text_breaks_it_and_nothing_is_empty(text):
    for one in prose(text):
        assert one.role in ("text", "bullet", "quote")
        assert one.words and text_of(one.words).strip()
        assert all(run.text for run in one.words)
        for before, run in zip(one.words, one.words[1:], strict=False):
            assert replace(before, text="") != replace(run, text="")


def test_a_text_in_another_language_says_so():
    assert plain(LocalText(fr="Titre\ndeux"), "en") == (Run("Titre deux", language="fr"),)
    assert plain(LocalText(fr="Titre", en="Title"), "en") == (Run("Title"),)
    assert plain(LocalText(), "en") == ()


def test_joining_leaves_out_what_says_nothing():
    assert joined([(), (Run("a"),), (), (Run("b"),)], ", ") == (Run("a, b"),)
    assert joined([]) == ()


def test_headings_count_within_those_above():
    count = Headings()
    levels = [1, 2, 2, 3, 3, 2, 3, 1, 2, 3]
    assert [count.number(level) for level in levels] == [
        "I", "A", "B", "1", "2", "C", "1", "II", "A", "1",
    ]  # fmt: skip


def test_numerals():
    assert [roman(one) for one in (1, 4, 9, 14, 40, 1994)] == [
        "I", "IV", "IX", "XIV", "XL", "MCMXCIV",
    ]  # fmt: skip
    assert [letters(one) for one in (1, 26, 27, 52, 53, 702, 703)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
