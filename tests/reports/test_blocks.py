"""The text of a report as blocks: changes, and what is no text of a report."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.reports.body import blocks
from parley.apps.reports.body.blocks import Block, Body, InvalidBody, Kind, NoSuchBlock, body_from
from parley.core.localtext import LocalText

texts = st.dictionaries(st.sampled_from(["en", "fr", "ar"]), st.text(min_size=1), max_size=3)


@st.composite
def bodies(draw: Any) -> Body:
    uids = draw(st.lists(st.integers(0, 10**6), unique=True, max_size=8))
    return tuple(
        Block(
            f"{uid:012x}",
            draw(st.sampled_from(list(Kind))),
            LocalText(draw(texts)),
            draw(st.sampled_from(blocks.LEVELS)),
            draw(st.text(max_size=20)),
            draw(st.text(max_size=20)),
            draw(st.booleans()),
        )
        for uid in uids
    )


@given(bodies())
def test_comes_back_as_it_was(body: Body) -> None:
    assert body_from(blocks.stored(body)) == body


@given(bodies(), st.data())
def test_moving_loses_nothing_and_keeps_the_order_of_the_others(body: Body, data: Any) -> None:
    if not body:
        return
    one = data.draw(st.sampled_from(body))
    by = data.draw(st.integers(-10, 10))
    moved = blocks.moved(body, one.uid, by)
    wanted = min(max(body.index(one) + by, 0), len(body) - 1)
    assert moved.index(one) == wanted
    assert [other for other in moved if other != one] == [other for other in body if other != one]


@given(bodies())
def test_a_new_block_stands_behind_the_one_named(body: Body) -> None:
    new = Block("f" * 12, Kind.TEXT)
    assert blocks.with_new(body, new)[0] == new
    for place, one in enumerate(body):
        made = blocks.with_new(body, new, one.uid)
        assert made[place + 1] == new
        assert blocks.without(made, new.uid) == body


@pytest.mark.parametrize(
    "given",
    [
        {},
        [{"uid": "a"}],
        [{"uid": "a", "kind": "song"}],
        [{"uid": "a", "kind": "text", "html": "<b>"}],
        [{"uid": "a", "kind": "text", "text": "plain"}],
        [{"uid": "a", "kind": "text", "text": {"en": 1}}],
        [{"uid": "a", "kind": "heading", "level": 4}],
        [{"uid": "a", "kind": "heading", "level": True}],
        [{"uid": "a", "kind": "text"}, {"uid": "a", "kind": "text"}],
    ],
)
def test_what_is_no_body_is_refused(given: Any) -> None:
    with pytest.raises(InvalidBody):
        body_from(given)


def test_a_block_that_is_not_there() -> None:
    with pytest.raises(NoSuchBlock):
        blocks.without((), "f" * 12)


def test_its_version_changes_with_whatever_is_in_it() -> None:
    one = Block("a" * 12, Kind.TEXT, LocalText(en="x"))
    others = [
        Block("a" * 12, Kind.TEXT, LocalText(en="y")),
        Block("a" * 12, Kind.TEXT, LocalText(en="x"), own=True),
        Block("a" * 12, Kind.HEADING, LocalText(en="x")),
    ]
    assert len({one.version, *(other.version for other in others)}) == 4
