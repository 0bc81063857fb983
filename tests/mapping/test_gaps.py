import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.mapping import gaps
from parley.mapping.gaps import largest_gap
from tests.mapping import naive_contrast as naive

counts = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
rows = st.lists(counts, min_size=2, max_size=5)


def of(*pairs):
    given, answers = (np.array([[pair[n] for pair in pairs]]) for n in (0, 1))
    return given, answers, answers >= 1


@settings(deadline=None, max_examples=25)
@given(rows)
def test_laws(pairs):
    given, answers, heard = of(*pairs)
    found = largest_gap(given, answers, heard)
    assert 0 <= found.low[0] <= found.size[0] <= found.high[0] <= 1
    if heard.sum() < 2:
        assert (found.size[0], found.higher[0], found.lower[0]) == (0, -1, -1)
        return
    share = given[0] / np.maximum(answers[0], 1)
    assert found.size[0] == share[found.higher[0]] - share[found.lower[0]]
    assert found.size[0] == share[heard[0]].max() - share[heard[0]].min()
    # Disagreement is as far apart as agreement.
    other = largest_gap(answers - given, answers, heard)
    assert [other.size[0], other.low[0], other.high[0]] == pytest.approx(
        [found.size[0], found.low[0], found.high[0]], abs=2e-3
    )
    # The order of the groups is of no account.
    turned = largest_gap(given[:, ::-1], answers[:, ::-1], heard[:, ::-1])
    assert [turned.low[0], turned.high[0]] == pytest.approx([found.low[0], found.high[0]], abs=2e-3)


@given(rows)
@settings(deadline=None, max_examples=20)
def test_who_was_not_heard_is_of_no_account(pairs):
    given, answers, heard = of(*pairs)
    alone = largest_gap(given, answers, heard)
    more = largest_gap(
        *(
            np.insert(array, 1, new, axis=1)
            for array, new in ((given, 3), (answers, 4), (heard, False))
        )
    )
    assert np.stack(alone[:3]) == pytest.approx(np.stack(more[:3]))


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 50)), min_size=2, max_size=5),
    st.floats(0, 1),
)
@settings(deadline=None, max_examples=25)
def test_nearest_shares_equal_the_naive(groups, part):
    share, weight = (np.array([pair[n] for pair in groups], dtype=float) for n in (0, 1))
    gap = part * (share.max() - share.min())
    found = gaps._nearest(
        share[None], weight[None], np.array([gap]), np.ones((1, len(share)), bool)
    )
    slow = naive.nearest(share, weight, gap)
    assert np.ptp(found) <= gap + 1e-12
    cost = [(weight * (one - share) ** 2).sum() for one in (found[0], slow)]
    assert cost[0] <= cost[1] + 1e-9


@pytest.mark.parametrize(
    ("centre", "spread"),
    [
        ([0.5, 0.5], [0.1, 0.1]),
        ([0.4, 0.5, 0.7], [0.05, 0.1, 0.02]),
        ([0.2, 0.21, 0.8, 0.8, 0.5], [0.03, 0.3, 0.01, 0.05, 0.1]),
    ],
)
def test_the_chance_of_a_gap_equals_that_by_drawing(centre, spread):
    centre, spread = np.array(centre), np.array(spread)
    tried = np.array([[0.1], [0.6]])
    found = gaps._gap_at_most(tried, centre[None], spread[None], np.ones((1, len(centre)), bool))
    slow = [naive.gap_at_most(gap, centre, spread) for gap in tried[:, 0]]
    assert found[:, 0] == pytest.approx(slow, abs=4e-3)


def test_two_groups_come_close_to_miettinen_and_nurminen():
    # Their paper's way of working, for 56/70 against 48/80, by Newcombe 1998, method 5: 0.0528 to 0.3382.
    found = largest_gap(*of((56, 70), (48, 80)))
    assert found.high[0] == pytest.approx(0.3382, abs=2e-3)
    assert found.low[0] == pytest.approx(0.0528, abs=1.5e-2)


def test_many_propositions_are_worked_on_as_each_by_itself():
    rng = np.random.default_rng(3)
    answers = rng.integers(5, 60, (1300, 3))
    given = rng.binomial(answers, rng.uniform(0, 1, (1300, 1)))
    heard = np.ones(given.shape, dtype=bool)
    whole = largest_gap(given, answers, heard)
    for n in (0, 511, 512, 1299):
        alone = largest_gap(given[[n]], answers[[n]], heard[[n]])
        assert (alone.low[0], alone.high[0]) == (whole.low[n], whole.high[n])
