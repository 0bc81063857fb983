"""Published measurements, compared on the propositions that both have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping import MapSettings, StanceMatrix
from parley.mapping.ambiguity import Ambiguity, ambiguity
from parley.mapping.change import change, compare
from parley.mapping.counts import count
from parley.mapping.share_change import share_changes
from parley.mapping.sharing import on_shared, renamed, without_actors

SETTINGS = MapSettings()


def drawn(rng, n, m, together=0.0):
    """Answers of n actors to m propositions, some of them the same to all."""
    own = rng.choice([-1.0, 0.0, 1.0], size=(n, m), p=[0.35, 0.1, 0.55])
    same = rng.choice([-1.0, 0.0, 1.0], size=(n, 1), p=[0.35, 0.1, 0.55])
    return np.where(rng.random((n, m)) < together, same, own)


def matrix(dense, ids, elements) -> StanceMatrix:
    return StanceMatrix.from_dense(dense, propositions=ids).with_elements(elements)


def measured(of: StanceMatrix) -> Ambiguity:
    return ambiguity(of, count(of), SETTINGS)


@pytest.mark.parametrize("together", [0.0, 0.5, 1.0])
def test_shared_propositions_give_the_value_and_an_interval_that_is_not_narrower(together):
    rng = np.random.default_rng(1)
    names = dict.fromkeys(range(1, 7), "a")
    first = matrix(drawn(rng, 60, 5, together), [1, 2, 3, 4, 5], names)
    second = matrix(drawn(rng, 60, 5, together), [2, 3, 4, 5, 6], names)
    before, after = (without_actors(measured(one)) for one in (first, second))
    assert change(before, after, SETTINGS).not_compared == ("a",)
    one, other, narrowed = on_shared(before, after)
    assert narrowed == ("a",)
    found = change(one, other, SETTINGS).elements["a"]
    exact = compare(first, second, SETTINGS).elements["a"]
    assert (found.before, found.after) == pytest.approx((exact.before, exact.after))
    assert found.change == pytest.approx(exact.change)
    assert np.ptp(found.interval) >= 0.95 * np.ptp(exact.interval)


def test_what_is_the_same_stays_and_what_is_apart_is_not_compared():
    rng = np.random.default_rng(2)
    names = {1: "same", 2: "same", 3: "apart", 4: "apart", 5: "once"}
    before = measured(matrix(drawn(rng, 30, 3), [1, 2, 3], names))
    after = measured(matrix(drawn(rng, 30, 4), [1, 2, 4, 5], names))
    one, other, narrowed = on_shared(before, after)
    assert narrowed == ()
    assert one.by_element.value.tolist() == before.by_element.value.tolist()
    found = change(one, other, SETTINGS)
    assert set(found.elements) == {"same"} and found.not_compared == ("apart",)


def test_what_single_actors_add_is_not_used_for_a_part_of_an_element():
    rng = np.random.default_rng(3)
    dense = drawn(rng, 40, 3, 0.8)
    names = dict.fromkeys([1, 2, 3], "a")
    whole = measured(matrix(dense, [1, 2, 3], names))
    part = measured(matrix(dense[:, :2], [1, 2], names))
    one, other, _narrowed = on_shared(whole, part)
    paired = change(one, other, SETTINGS)
    apart = change(without_actors(one), without_actors(other), SETTINGS)
    assert paired.same_actors == 40
    assert paired.elements["a"] == apart.elements["a"]


def test_withheld_propositions_are_no_part_of_what_is_shared():
    """A mean that holds propositions of which nothing is published is compared with no other mean."""
    rng = np.random.default_rng(4)
    names = dict.fromkeys(range(1, 9), "a")
    whole = measured(matrix(drawn(rng, 40, 8), range(1, 9), names))
    shown = np.array([1, 1, 1, 1, 0, 0, 0, 1], dtype=bool)
    before = whole.publishable(shown, 2)
    assert before.by_element.n_propositions.tolist() == [8]
    after = measured(matrix(drawn(rng, 40, 5), [1, 2, 3, 4, 8], names)).publishable(
        np.ones(5, dtype=bool), 2
    )
    found = change(before, after, SETTINGS)
    assert not found.elements and found.not_compared == ("a",) and found.overall is None
    one, other, narrowed = on_shared(before, after)
    assert narrowed == ("a",)
    shared = change(one, other, SETTINGS).elements["a"]
    assert shared.before == pytest.approx(before.by_proposition.value[shown].mean())
    # The same ones withheld on both sides: measured alike.
    again = measured(matrix(drawn(rng, 40, 8), range(1, 9), names)).publishable(shown, 2)
    assert set(change(before, again, SETTINGS).elements) == {"a"}
    assert on_shared(before, again)[2] == ()


def test_a_mean_over_some_of_the_withheld_is_compared_with_nothing():
    rng = np.random.default_rng(5)
    names = dict.fromkeys(range(1, 10), "a")
    dense = drawn(rng, 40, 9)
    dense[:, 0] = np.nan  # nobody was asked
    shown = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1], dtype=bool)
    one, other = (
        measured(matrix(dense, range(1, 10), names)).publishable(shown, 2) for _ in range(2)
    )
    # Eight were measured and five are published: which three more, nobody can tell.
    assert one.by_element.n_propositions.tolist() == [8]
    assert change(one, other, SETTINGS).not_compared == ("a",)


def test_other_ids_in_another_order():
    rng = np.random.default_rng(6)
    found = measured(matrix(drawn(rng, 20, 3), [1, 2, 3], {1: "a", 2: "b", 3: "a"}))
    new = renamed(found, [30, 10, 20])
    assert new.propositions.tolist() == [10, 20, 30]
    assert new.element_of.tolist() == found.element_of[[1, 2, 0]].tolist()
    for name in ("value", "low", "high", "centre", "variance"):
        old = getattr(found.by_proposition, name)
        assert getattr(new.by_proposition, name).tolist() == old[[1, 2, 0]].tolist()
    for ids in ([1, 2], [1, 1, 2]):
        with pytest.raises(ValueError, match="expected 3 different ids"):
            renamed(found, ids)


counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=8))
def test_shares_compared_the_other_way_round_mirror(pairs):
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    forth = share_changes(first, second, SETTINGS)
    back = share_changes(second, first, SETTINGS)
    for one, other in zip(forth, back, strict=True):
        assert (one.before, one.after) == (other.after, other.before)
        assert one.change == pytest.approx(-other.change)
        assert one.interval == pytest.approx((-other.interval[1], -other.interval[0]))
        assert (one.p, one.q) == pytest.approx((other.p, other.q))
        assert -1 <= one.interval[0] <= one.change <= one.interval[1] <= 1


@given(st.lists(counts, min_size=1, max_size=8))
def test_a_share_compared_with_itself_has_not_changed(given_):
    for one in share_changes(given_, given_, SETTINGS):
        assert one.change == 0 and one.q == pytest.approx(1)
        assert one.interval[0] <= 0 <= one.interval[1]


def test_shares_need_answers():
    assert share_changes([], [], SETTINGS) == []
    for first, second in (([(0, 0)], [(1, 2)]), ([(1, 2)], [(1, 2), (1, 2)])):
        with pytest.raises(ValueError, match="expected"):
            share_changes(first, second, SETTINGS)


def test_intervals_of_differences_hold_the_truth():
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        shares = rng.uniform(0.1, 0.9, 2)
        given_ = rng.binomial((30, 60), shares)
        (found,) = share_changes([(given_[0], 30)], [(given_[1], 60)], SETTINGS)
        held += found.interval[0] <= shares[1] - shares[0] <= found.interval[1]
    assert 0.92 <= held / 400 <= 0.99
