import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.matrix import StanceMatrix
from parley.mapping.membership import posterior, profile
from tests.mapping import naive_structure as naive
from tests.mapping.planted import planted
from tests.mapping.strategies import dense_stances


@given(dense_stances(8, 5), st.integers(0, 99))
def test_nobody_vouches_for_themselves(dense, seed):
    labels = np.random.default_rng(seed).integers(-1, 2, len(dense)).astype(np.int16)
    matrix = StanceMatrix.from_dense(dense)
    of = profile(matrix, labels, 2)
    assert np.allclose(posterior(matrix, of, labels), naive.posterior(dense, labels, 2))


@given(dense_stances(), st.integers(0, 99))
def test_each_answer_of_a_member_is_counted_once(dense, seed):
    labels = np.random.default_rng(seed).integers(-1, 3, len(dense)).astype(np.int16)
    of = profile(StanceMatrix.from_dense(dense), labels, 3)
    assert of.cells.sum() == (~np.isnan(dense[labels >= 0])).sum()
    assert of.sizes.tolist() == [(labels == group).sum() for group in range(3)]
    assert np.allclose(of.rates.sum(axis=2), 1)


def test_who_answered_nothing_gets_the_shares_of_the_groups():
    matrix = StanceMatrix.from_dense([[1, 1], [1, 1], [1, 1], [-1, -1], [np.nan, np.nan]])
    of = profile(matrix, np.array([0, 0, 0, 1, -1]), 2)
    assert np.allclose(posterior(matrix, of)[4], np.exp(of.prior))


def test_sureness_is_about_as_often_right_and_grows_with_answers():
    matrix, truth, _rates = planted(6_000, 60, 2, 0.25, 1.0, seed=2, uneven=1.0)
    of = profile(matrix, truth.astype(np.int16), 2)
    chance = posterior(matrix, of, truth.astype(np.int16))
    sure, right = chance.max(axis=1), chance.argmax(axis=1) == truth
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 1.0)):
        there = (sure >= low) & (sure <= high)
        assert abs(sure[there].mean() - right[there].mean()) < 0.04
    answered = np.diff(matrix.indptr)
    few, many = (answered > 0) & (answered <= 3), answered >= 30
    assert sure[few].mean() < 0.75
    assert right[few].mean() < 0.75
    assert sure[many].mean() > 0.9
    assert right[many].mean() > 0.9
