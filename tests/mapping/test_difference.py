import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.mapping.difference import against_rest, chi_square, differing, exact
from tests.mapping import naive_contrast as naive

counts = st.integers(0, 6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(counts, min_size=2, max_size=4))
@settings(deadline=None)
def test_small_counts_equal_the_naive(pairs):
    given, answers = (np.array([[pair[n] for pair in pairs]]) for n in (0, 1))
    heard = answers > 0
    found = differing(given, answers, heard)[0]
    if heard.sum() < 2:
        assert found == 1
        return
    slow = naive.differing(given[0, heard[0]].tolist(), answers[0, heard[0]].tolist())
    assert found == pytest.approx(slow, abs=1e-9)


def test_one_group_against_the_rest_equals_the_naive():
    given, answers = np.array([6, 3, 4]), np.array([7, 9, 14])
    slow = naive.differing([6, 7], [7, 23])
    assert against_rest(given, answers, 0) == pytest.approx(slow)


def test_large_counts_come_close_to_the_exact():
    given, answers = np.array([[320, 280]]), np.array([[800, 850]])
    approximate = chi_square(given, answers, np.ones((1, 2), bool))[0]
    assert differing(given, answers, np.ones((1, 2), bool))[0] == against_rest(
        given[0], answers[0], 0
    )
    assert approximate == pytest.approx(against_rest(given[0], answers[0], 0), rel=0.15)


def test_three_ways_to_the_p_value_meet():
    given, answers = np.array([[95, 70, 60]]), np.array([[200, 200, 190]])
    everyone = np.ones((1, 3), bool)
    assert differing(given, answers, everyone)[0] == chi_square(given, answers, everyone)[0]
    tables = exact(given[0], answers[0])
    assert chi_square(given, answers, everyone)[0] == pytest.approx(tables, rel=0.1)


@pytest.mark.parametrize(
    "sizes", [(10, 10), (5, 25), (5, 12, 13), (6, 6, 6, 6), (7, 100, 100, 100, 100), (400, 600)]
)
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5])
def test_no_more_is_found_than_allowed(sizes, share):
    draws = 1000
    answers = np.broadcast_to(np.array(sizes), (draws, len(sizes)))
    given = np.random.default_rng(sum(sizes)).binomial(answers, share)
    p = differing(given, answers, np.ones(given.shape, bool))
    for risk in (0.05, 0.01):
        # Three standard errors of a rate above it.
        assert np.mean(p <= risk) <= risk + 3 * (risk * (1 - risk) / draws) ** 0.5


def test_what_differs_is_found():
    answers = np.broadcast_to(np.array([15, 15, 15]), (500, 3))
    given = np.random.default_rng(2).binomial(answers, np.array([0.2, 0.8, 0.5]))
    assert np.mean(differing(given, answers, np.ones(given.shape, bool)) <= 0.01) > 0.6


def test_where_nothing_can_be_tested_nothing_is_found():
    given, answers = np.array([[3, 4], [0, 0], [5, 0]]), np.array([[3, 4], [9, 9], [5, 5]])
    heard = np.array([[True, True], [True, True], [True, False]])
    assert differing(given, answers, heard).tolist() == [1, 1, 1]
