import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.chance import predicted
from parley.mapping.counts import count, shaping
from parley.mapping.nulls import Cloud, clouded, fitted, shuffled
from parley.mapping.samples import drawn, standing
from parley.mapping.settings import MapSettings
from tests.mapping import naive_structure as naive
from tests.mapping.planted import cloud, noise, planted
from tests.mapping.strategies import matrices


def sample_of(matrix, most=10_000, least=1, standard=True):
    shape = shaping(count(matrix), MapSettings(min_answers=least))
    return drawn(matrix, shape, most, 1, standard)


@given(matrices(), st.integers(2, 5))
def test_a_sample_holds_the_stances_of_its_actors(matrix, most):
    sample = sample_of(matrix, most)
    shape = shaping(count(matrix), MapSettings(min_answers=1))
    assert sample.n_actors == min(most, shape.actors.sum())
    dense = matrix.dense()[np.ix_(sample.actors, sample.propositions)]
    again = np.full(dense.shape, np.nan)
    again[sample.rows, sample.columns] = sample.codes - 1.0
    assert np.array_equal(again, dense, equal_nan=True)


@pytest.mark.parametrize("answered", [0.9, 0.15, 0.05])
def test_axes_are_those_of_the_correlations(answered):
    matrix = noise(200, 30, answered, seed=4)
    sample = sample_of(matrix)
    weights = np.random.default_rng(1).integers(1, 4, sample.n_actors).astype(float)
    found = standing(sample, 3, weights=weights)
    dense = matrix.dense()[np.ix_(sample.actors, sample.propositions)]
    answered = (~np.isnan(dense)).sum(axis=1)
    ratio = sample.n_propositions / sample.n_actors
    weights /= 1 + ratio * answered / answered.mean() / (1 + ratio**0.5) ** 2
    expected = np.linalg.eigvalsh(naive.correlations(dense, weights))[::-1]
    assert np.allclose(found.values[:2], expected[:2], rtol=1e-3)
    assert found.total == pytest.approx(sample.n_propositions)


def test_an_actor_counts_less_the_more_are_answered():
    assert np.allclose(sample_of(noise(40, 10, 1.0, seed=1)).weight, 1)
    sample = sample_of(noise(60, 60, 0.3, seed=1, uneven=1.0))
    mean = sample.answered.mean()
    # With as many propositions as actors, four times the mean would halve it.
    ratio = sample.n_propositions / sample.n_actors
    assert 0.9 < ratio < 1
    expected = 1 / (1 + ratio * sample.answered / (mean * (1 + ratio**0.5) ** 2))
    assert np.ptp(sample.weight / expected) == pytest.approx(0, abs=1e-12)
    assert sample.weight.max() > 1.5 * sample.weight.min()
    # Still, who has answered more says more.
    assert (np.argsort(sample.weight * sample.answered) == np.argsort(sample.answered)).all()
    assert sample.weight @ sample.answered == pytest.approx(sample.answered.sum())
    assert sample.asked.sum() == pytest.approx(sample.answered.sum())
    assert sample_of(noise(300, 30, 0.3, seed=1), standard=False).weight is None


def test_full_and_sparse_arrays_and_a_known_start_give_the_same_axes():
    matrix, _labels, _rates = planted(600, 150, 2, 0.3, 1.0, seed=3)
    sample = sample_of(matrix)
    full = standing(sample, 2)
    sparse = sample.redrawn(sample.codes)
    sparse.__dict__["dense"] = False
    for other in (standing(sparse, 2), standing(sample, 2, start=full.axes)):
        assert np.allclose(full.values[0], other.values[0], rtol=1e-4)
        assert abs(full.axes[:, 0] @ other.axes[:, 0]) > 1 - 1e-4


def test_shuffling_keeps_the_pattern_and_the_counts_and_nothing_else():
    matrix, _labels, _rates = planted(3_000, 20, 2, 0.5, 2.0, seed=1)
    sample = sample_of(matrix)
    again = sample.redrawn(shuffled(sample, key=9))
    assert np.array_equal(again.rows, sample.rows)
    assert np.array_equal(again.cells(), sample.cells())
    assert standing(sample, 1).values[0] > 1.8 * standing(again, 1).values[0]
    assert standing(again, 1).values[0] < 1.4


def test_a_redraw_belongs_to_its_key():
    sample = sample_of(noise(50, 10, 0.8))
    first = shuffled(sample, key=1)
    assert np.array_equal(first, shuffled(sample, key=1))
    assert not np.array_equal(first, shuffled(sample, key=2))


def test_a_cloud_keeps_the_counts_and_draws_like_with_like():
    sample = sample_of(noise(20_000, 4, 1.0, seed=2))
    loadings = np.array([[0.8], [0.8], [-0.8], [0.0]])
    made = Cloud(loadings, np.sqrt(1 - loadings[:, 0] ** 2))
    again = sample.redrawn(clouded(sample, made, key=3))
    assert np.array_equal(again.cells(), sample.cells())
    dense = again.codes.reshape(-1, 4)
    like = np.corrcoef(dense.T)
    assert like[0, 1] > 0.35
    assert like[0, 2] < -0.35
    assert np.abs(like[3, :3]).max() < 0.03


@pytest.mark.parametrize(("axes", "answered"), [(1, 1.0), (2, 0.3)])
def test_a_fitted_cloud_has_the_eigenvalues_it_was_fitted_to(axes, answered):
    matrix, _places = cloud(800, 60, axes, answered, 1.5, seed=5)
    sample = sample_of(matrix, least=7)
    found = standing(sample, axes)
    made = fitted(sample, found, axes, floor=1.7, key=77)
    assert (np.sum(made.loadings**2, axis=1) <= 0.95 + 1e-9).all()
    values = [
        standing(sample.redrawn(clouded(sample, made, key)), axes).values for key in range(12)
    ]
    assert np.allclose(np.mean(values, axis=0), found.values, rtol=0.12)


def test_predicted_holds_what_it_says():
    rng = np.random.default_rng(0)
    p = np.array([predicted(float(rng.normal()), rng.normal(size=20)) for _ in range(2_000)])
    assert abs((p <= 0.05).mean() - 0.05) < 0.015
    assert abs((p <= 0.5).mean() - 0.5) < 0.04


@given(matrices(), st.integers(0, 99))
def test_a_redraw_only_deals_out_the_answers_that_were_given(matrix, key):
    sample = sample_of(matrix)
    loadings = np.full((sample.n_propositions, 1), 0.6)
    one = Cloud(loadings, np.full(sample.n_propositions, 0.8))
    for codes in (shuffled(sample, key), clouded(sample, one, key)):
        assert np.array_equal(sample.redrawn(codes).cells(), sample.cells())
