import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping import draws


@given(st.integers(0, 2**63 - 1), st.integers(0, 7), st.integers(0, 500))
def test_a_place_draws_the_same_wherever_it_is_asked_for(seed, purpose, number):
    key = draws.stream(seed, purpose, number)
    places = np.arange(100)
    whole = draws.uniform(key, places)
    assert np.array_equal(whole[37:], draws.uniform(key, places[37:]))
    assert np.array_equal(whole[::-1], draws.uniform(key, places[::-1]))


def test_uniform_numbers_are_uniform_and_independent():
    one = draws.uniform(draws.stream(1, draws.NULL, 0), np.arange(200_000))
    other = draws.uniform(draws.stream(1, draws.NULL, 1), np.arange(200_000))
    share = np.bincount((one * 20).astype(int), minlength=20) / len(one)
    assert one.min() >= 0
    assert one.max() < 1
    assert abs(share - 0.05).max() < 0.003
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.01
    assert abs(np.corrcoef(one[:-1], one[1:])[0, 1]) < 0.01


def test_bootstrap_counts_are_poisson_with_mean_one():
    times = draws.poisson(draws.stream(3, draws.BOOTSTRAP), np.arange(200_000))
    assert abs(times.mean() - 1) < 0.01
    assert abs(times.var() - 1) < 0.02
    assert abs((times == 0).mean() - np.exp(-1)) < 0.005


def test_seed_purpose_and_number_each_change_the_draws():
    keys = {draws.stream(s, p, n) for s in range(5) for p in range(8) for n in range(20)}
    assert len(keys) == 5 * 8 * 20
