"""What differs between two texts: nothing is left out, and nothing made up."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.reports.body import blocks
from parley.apps.reports.body.blocks import Block, Body, Kind
from parley.apps.reports.body.difference import Did, Op, Piece, difference, words
from parley.core.localtext import LocalText

texts = st.text(st.sampled_from("ab é.\n\r\u2028{}“ع "), max_size=60)


@given(texts, texts)
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(one.text for one in pieces if one.op != Op.ADDED) == before
    assert "".join(one.text for one in pieces if one.op != Op.REMOVED) == after
    assert all(one.text for one in pieces)


@given(texts)
def test_nothing_differs_from_itself(text: str) -> None:
    assert words(text, text) == ([Piece(Op.SAME, text)] if text else [])


def test_words_that_differ_are_told_and_no_others() -> None:
    assert words("Views converged on one.\nA line.\n", "Views diverged on one.\nA line.\n") == [
        Piece(Op.SAME, "Views "),
        Piece(Op.REMOVED, "converged "),
        Piece(Op.ADDED, "diverged "),
        Piece(Op.SAME, "on one.\nA line.\n"),
    ]


def test_long_texts_take_no_long_time() -> None:
    one = " ".join(f"word{n % 97} and" for n in range(2500))
    other = " ".join(f"word{n % 89} and" for n in range(2500))
    start = time.process_time()
    words(one, other)
    assert time.process_time() - start < 5


def _body(*uids: str) -> Body:
    return tuple(Block(uid, Kind.TEXT, LocalText(en=uid)) for uid in uids)


@given(st.permutations("abcdef"), st.sets(st.sampled_from("abcdef")), st.data())
def test_every_block_is_told_once_and_in_order(order: Any, lost: Any, data: Any) -> None:
    before = _body(*"abcdef")
    after = tuple(one for uid in order for one in before if one.uid == uid and uid not in lost)
    new = data.draw(st.integers(0, len(after)))
    after = (*after[:new], Block("new", Kind.TEXT), *after[new:])
    told = difference(before, after)
    assert [one.after for one in told if one.after is not None] == list(after)
    assert {one.block.uid for one in told if one.did is Did.REMOVED} == lost
    assert [one.block.uid for one in told if one.did is Did.ADDED] == ["new"]
    assert len(told) == len(after) + len(lost)


@pytest.mark.parametrize(
    ("after", "did"),
    [
        ("abc", {"a": Did.SAME, "b": Did.SAME, "c": Did.SAME}),
        ("ac", {"a": Did.SAME, "b": Did.REMOVED, "c": Did.SAME}),
        ("bca", {"a": Did.MOVED, "b": Did.SAME, "c": Did.SAME}),
    ],
)
def test_what_happened_to_each(after: str, did: dict[str, Did]) -> None:
    told = difference(_body(*"abc"), _body(*after))
    assert {one.block.uid: one.did for one in told} == did


def test_a_change_within_a_block_that_was_moved() -> None:
    before = _body(*"abc")
    after = blocks.moved(blocks.with_changes(before, "a", text=LocalText(en="x")), "a", 2)
    assert [(one.block.uid, one.did) for one in difference(before, after)] == [
        ("b", Did.SAME),
        ("c", Did.SAME),
        ("a", Did.MOVED_AND_CHANGED),
    ]
