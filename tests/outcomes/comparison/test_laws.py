"""Laws of comparing two maps, whatever is in them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.apps.outcomes.bridge.comparing import Compared, Side, compared
from parley.apps.outcomes.bridge.making import key
from parley.apps.outcomes.bridge.showing import Opened
from parley.mapping import MapSettings, StanceMatrix, map_opinions


def side(seed: int, n: int, least: int, shift: int = 0, people: int = 0) -> Side:
    """A map of `n` people on three propositions of an element, two of another, and two of none;
    known by keys that begin after `shift`."""
    rng = np.random.default_rng(seed)
    shares = rng.uniform(0.05, 0.95, 7)
    dense = np.where(rng.random((n, 7)) < shares, 1.0, -1.0)
    dense[rng.random((n, 7)) < 0.15] = np.nan
    actors = range(people + 1, people + n + 1)
    groups = {actor: key(1 + actor % 2) for actor in actors}
    elements = {number: key(10 * (1 + number // 3)) for number in range(5)}
    matrix = StanceMatrix.from_dense(dense, actors=actors).with_groups(groups)
    matrix = matrix.with_elements(elements)
    whole = map_opinions(matrix, MapSettings.basic(min_cell=least))
    keys = {number: number + shift for number in whole.propositions.tolist()}
    return Side(Opened(whole, False, None), keys)


sides = st.builds(
    side,
    st.integers(0, 10_000),
    st.integers(8, 60),
    st.sampled_from([0, 0, 5]),
    st.sampled_from([0, 0, 2, 20]),
    st.sampled_from([0, 1000]),
)
few = settings(max_examples=25)


def numbers(of: Compared) -> list[object]:
    """Every pair, by what it is of."""
    pairs = [*of.elements, *of.propositions.items()]
    return [*pairs, of.overall] if of.overall else pairs


@few
@given(sides, st.booleans())
def test_a_source_compared_with_itself_has_not_changed(one, same_people):
    found = compared(one, one, same_people=same_people)
    assert {pair.element for pair in found.elements} == {10, 20}
    assert not any(pair.fewer for pair in found.elements)
    for changed in (
        *(pair.changed for pair in found.elements),
        *(pair.changed for pair in found.propositions.values()),
    ):
        if changed is not None:
            assert changed.change.value == 0 and not changed.clear
            assert changed.change.low <= 0 <= changed.change.high
    for pair in found.propositions.values():
        assert pair.first == pair.second
    for element in found.elements:
        assert element.first == element.second
        assert (element.changed is None) == (element.first is None)


@few
@given(sides, sides)
def test_the_other_way_round_everything_mirrors(one, other):
    forth, back = compared(one, other), compared(other, one)
    assert forth.propositions.keys() == back.propositions.keys()
    turned = {"first": "second", "second": "first"}
    for pair, mirror in zip(forth.elements, back.elements, strict=True):
        assert (pair.element, pair.first, pair.second) == (
            *(mirror.element, mirror.second, mirror.first),
        )
        assert pair.why == turned.get(mirror.why, mirror.why) and pair.fewer == mirror.fewer
        mirrors(pair.changed, mirror.changed)
    for place, pair in forth.propositions.items():
        mirror = back.propositions[place]
        assert (pair.first, pair.second) == (mirror.second, mirror.first)
        mirrors(pair.changed, mirror.changed)


def mirrors(one, other):
    assert (one is None) == (other is None)
    if one is not None:
        assert one.change.value == pytest.approx(-other.change.value)
        assert one.change.low == pytest.approx(-other.change.high)
        assert one.change.high == pytest.approx(-other.change.low)
        assert one.q == pytest.approx(other.q)


@few
@given(sides, sides)
def test_nothing_is_said_of_what_a_map_withholds(one, other):
    found = compared(one, other)
    for pair in found.propositions.values():
        for side_ in (pair.first, pair.second):
            assert side_ is None or (side_.answers is None) == (side_.agree is None)
        if pair.changed is not None:
            assert pair.first.agree and pair.second.agree
    for given_, place in ((one, "first"), (other, "second")):
        cells = given_.map.counts.cells
        for row, number in enumerate(given_.map.propositions.tolist()):
            seen = getattr(found.propositions[given_.keys[number]], place)
            assert (seen.agree is None) == bool((cells[row] < 0).any() or not cells[row].sum())
    for element in found.elements:
        assert element.why or (element.first and element.second and element.changed)


def test_that_the_same_people_answered_is_used_for_public_record_alone():
    one, other = side(1, 40, 0), side(2, 40, 0)
    apart, paired = compared(one, other), compared(one, other, same_people=True)
    elsewhere = compared(one, side(2, 40, 0, people=1000), same_people=True)
    assert elsewhere.elements == apart.elements
    assert paired.elements != apart.elements


def test_the_reason_is_said_where_nothing_is_compared():
    one, none_shared = side(1, 40, 0), side(2, 40, 0, shift=20)
    assert {pair.why for pair in compared(one, none_shared).elements} == {"apart"}
    hidden = side(3, 14, 5)
    found = compared(one, hidden)
    assert {pair.why for pair in found.elements if pair.second is None} <= {"little"}
    assert any(pair.why == "little" for pair in found.elements)
