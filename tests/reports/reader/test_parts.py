"""Nodes that readers see together, and words as HTML: nothing is lost, nothing becomes markup."""

import re

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.reports.layout.inline import html_of
from parley.apps.reports.layout.nodes import Heading, Node, Paragraph, Run, text_of
from parley.apps.reports.layout.parts import Part, parts
from parley.apps.reports.presenters.nodes import by_block, shown
from tests.reports.samples import document

ROLES = ("text", "view", "finding", "practice", "question", "quote", "bullet", "ground", "note")
node = st.builds(
    lambda role, block: (
        Paragraph("p", (Run(role),), role=role, block=block)
        if role != "heading"
        else Heading("h", 1, (Run(role),), block=block)
    ),
    st.sampled_from([*ROLES, "heading"]),
    st.sampled_from(["a", "b", ""]),
)


def nodes_of(part: Part) -> tuple[Node, ...]:
    return part.below if part.kind == "bullets" else (part.node, *part.below)


@given(st.lists(node, max_size=12))
def test_parts_together_are_the_nodes(nodes: list[Node]) -> None:
    assert [one for part in parts(nodes) for one in nodes_of(part)] == nodes
    for part in parts(nodes):
        assert {one.block for one in nodes_of(part)} == {part.block}


def test_what_a_finding_rests_on_stands_with_it_but_not_in_the_next_block() -> None:
    finding = Paragraph("f", (Run("f"),), role="finding", block="a")
    ground = Paragraph("g", (Run("g"),), role="ground", block="a")
    stranger = Paragraph("s", (Run("s"),), role="ground", block="b")
    joined = Paragraph("j", (Run("j"),), role="finding", block="a")
    assert [(one.kind, one.below) for one in parts([finding, ground, joined, stranger])] == [
        ("card", (ground,)),
        ("card", ()),
        ("paragraph", ()),
    ]


@pytest.mark.parametrize(
    ("texts", "counted"), [(["1. a", "2. b"], True), (["1. a", "b"], False), (["2020 was"], False)]
)
def test_bullets_that_bring_their_numbers_get_no_mark(texts: list[str], counted: bool) -> None:
    found = list(parts(Paragraph(one, (Run(one),), role="bullet") for one in texts))
    assert [(one.kind, one.is_counted) for one in found] == [("bullets", counted)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_by_block_holds_all_that_is_shown(language: str) -> None:
    given = document(language)
    assert [one for _block, own in by_block(given) for one in own] == shown(given)


@given(st.lists(st.tuples(st.text(), st.booleans(), st.booleans()), max_size=5))
def test_words_come_through_whatever_they_are(given: list[tuple[str, bool, bool]]) -> None:
    words = tuple(Run(text, strong=strong, emphasis=leans) for text, strong, leans in given)
    plain = re.sub(r"</?(?:strong|em)>", "", html_of(words))
    assert "<" not in plain
    assert plain == escape(text_of(words))


@pytest.mark.parametrize(
    ("run", "html"),
    [
        (Run("a", to="f-1"), '<a href="#f-1">a</a>'),
        (
            Run("a", to="f-1", reference=True),
            '<bdi class="report-ref">[<a href="#f-1">a</a>]</bdi>',
        ),
        (
            Run("a", href="/norms/1/"),
            '<a href="https://p.example/norms/1/" rel="noopener nofollow">a</a>',
        ),
        (
            Run("a", href="https://x.org/?a=1&b=2"),
            '<a href="https://x.org/?a=1&amp;b=2" rel="noopener nofollow">a</a>',
        ),
        (Run("a", href="javascript:alert(1)"), "a"),
        (Run("a", href="JavaScript:alert(1)"), "a"),
        (Run("a", href="data:text/html,x"), "a"),
        (Run("a", href="//evil.example"), "a"),
        (Run("a", to='"><script>'), '<a href="#&quot;&gt;&lt;script&gt;">a</a>'),
        (Run("<b>", language="ar"), '<span lang="ar" dir="rtl">&lt;b&gt;</span>'),
        (Run("a", reference=True), '<bdi class="report-ref">[a]</bdi>'),
    ],
)
def test_links_and_references(run: Run, html: str) -> None:
    assert html_of((run,), "https://p.example") == html
