import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, special

from parley.mapping import intervals
from parley.mapping.gaps import largest_gap
from parley.mapping.intervals import at_most, benjamini_hochberg, jeffreys, smallest
from tests.mapping import naive_contrast as naive

LIKELY = {
    "low": 0.925,
    "high": 0.992,
}  # rates in so few draws; benchmarks/ has them with their errors


def drawn(shares, sizes, draws=1000, seed=1):
    answers = np.broadcast_to(np.array(sizes), (draws, len(sizes)))
    given = np.random.default_rng(seed).binomial(answers, np.array(shares))
    return given, answers, np.ones(given.shape, dtype=bool)


def held(ends, truth):
    return np.mean((ends.low <= truth) & (truth <= ends.high))


def test_jeffreys_is_the_beta_posterior_by_integration():
    low, high = (end[0] for end in jeffreys(np.array([3]), np.array([11]), 0.9))

    def density(x):
        return x**2.5 * (1 - x) ** 7.5

    whole = integrate.quad(density, 0, 1)[0]
    assert integrate.quad(density, 0, low)[0] / whole == pytest.approx(0.05)
    assert integrate.quad(density, high, 1)[0] / whole == pytest.approx(0.05)


def test_the_ends_of_jeffreys_at_the_edges():
    ends = jeffreys(np.array([0, 8, 0]), np.array([8, 8, 0]))
    assert ends.low.tolist()[0] == 0 and ends.high.tolist()[1] == 1
    assert (ends.low[2], ends.high[2]) == (0, 1)
    assert ends.high[0] == pytest.approx(1 - ends.low[1])


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.5, 0.99))
def test_a_share_above_the_lower_end_is_what_at_most_says(agree, other, level):
    low = jeffreys(np.array([agree]), np.array([agree + other]), level).low[0]
    if agree:
        tail = at_most(np.array([agree]), np.array([agree + other]), low)[0]
        assert tail == pytest.approx((1 - level) / 2, rel=1e-6)


@pytest.mark.parametrize("size", [5, 12, 40, 400])
def test_jeffreys_holds_the_share(size):
    rng = np.random.default_rng(size)
    shares = rng.uniform(0, 1, 4000)
    ends = jeffreys(rng.binomial(size, shares), np.full(4000, size))
    assert 0.935 <= held(ends, shares) <= 0.97


def test_the_smallest_of_one_share_is_jeffreys():
    given, answers = np.array([[0], [3], [9]]), np.full((3, 1), 9)
    ends, own = smallest(given, answers, np.ones((3, 1), bool)), jeffreys(given, answers)
    assert ends.low == pytest.approx(own.low[:, 0])
    assert ends.high == pytest.approx(own.high[:, 0], abs=1e-5)


def test_the_upper_end_of_the_smallest_share_by_a_slow_search():
    given, answers = np.array([[4, 6, 7]]), np.array([[10, 12, 9]])
    found = smallest(given, answers, np.ones((1, 3), bool), 0.9).high[0]
    share = given[0] / answers[0]

    def likely_smaller(truth):
        reached = share.min() * answers[0]
        above = special.betainc(reached + 0.5, answers[0] - reached + 0.5, np.maximum(share, truth))
        return 1 - above.prod() - 0.05

    assert found == pytest.approx(optimize.brentq(likely_smaller, share.min(), 0.999), abs=1e-4)


CASES = [
    ((0.5, 0.5), (20, 20)),
    ((0.5, 0.8), (20, 20)),
    ((0.5, 0.5), (6, 8)),
    ((0.5,) * 5, (40,) * 5),
    ((0.2, 0.5, 0.8), (6, 30, 10)),
    ((0.3, 0.3, 0.3, 0.7, 0.7), (30,) * 5),
    ((0.9, 0.9, 0.9, 0.9), (12,) * 4),
    ((0.8, 0.85, 0.9), (200, 1000, 50)),
]


@pytest.mark.parametrize(("shares", "sizes"), CASES)
def test_intervals_of_what_was_picked_hold_the_truth(shares, sizes):
    given, answers, heard = drawn(shares, sizes)
    truth = np.array(shares)
    gap = largest_gap(given, answers, heard)
    assert LIKELY["low"] <= held(gap, truth.max() - truth.min()) <= LIKELY["high"]
    between = np.abs(truth[gap.higher] - truth[gap.lower])
    assert LIKELY["low"] <= held(gap, between) <= 0.995
    least = smallest(given, answers, heard)
    assert LIKELY["low"] <= held(least, truth.min()) <= LIKELY["high"]


def test_an_interval_that_forgets_the_picking_would_not():
    given, answers, _ = drawn((0.5,) * 5, (40,) * 5)
    share = given / answers
    size = share.max(axis=1) - share.min(axis=1)
    wide = 1.96 * np.sqrt(2 * 0.25 / 40)
    assert np.mean(size - wide > 0) > 0.2


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=30))
def test_benjamini_hochberg_equals_the_naive(p):
    assert benjamini_hochberg(np.array(p)).tolist() == pytest.approx(naive.benjamini_hochberg(p))


def test_what_was_not_tested_does_not_count():
    p = np.array([0.01, 0.9, 0.04])
    tested = np.array([True, False, True])
    assert benjamini_hochberg(p, tested).tolist() == pytest.approx([0.02, 1.0, 0.04])


def test_the_root_is_found_whatever_the_shape():
    at = np.linspace(0.05, 0.95, 19)
    for shape in (np.arctanh, lambda x: np.sign(x) * np.abs(x) ** 0.25, lambda x: x**3):
        found = intervals.root(lambda x, f=shape: f(0.999 * (x - at)), np.zeros(19), np.ones(19))
        assert found == pytest.approx(at, abs=5e-3)
    never = intervals.root(lambda x: x - 2, np.zeros(1), np.ones(1))
    assert never.tolist() == [1.0]
