import numpy as np
import pytest

from parley.mapping import ideal_points as module
from parley.mapping.counts import count, shaping
from parley.mapping.matrix import StanceMatrix
from parley.mapping.projection import project
from parley.mapping.settings import MapSettings
from tests.mapping import naive

SETTINGS = MapSettings(method="ideal-points", n_axes=2)


def line(n_actors, n_propositions, answered, seed=2):
    """Stances drawn from positions on one axis: (dense, positions)."""
    rng = np.random.default_rng(seed)
    position = rng.normal(size=n_actors)
    slope = rng.normal(size=n_propositions)
    latent = position[:, None] * slope + rng.normal(size=(n_actors, n_propositions))
    dense = np.where(latent > 0.4, 1.0, np.where(latent < -0.4, -1.0, 0.0))
    dense[rng.random(dense.shape) > answered] = np.nan
    return dense, position


def fitted(dense, settings=SETTINGS):
    matrix = StanceMatrix.from_dense(dense)
    counts = count(matrix)
    return matrix, project(matrix, counts, shaping(counts, settings), settings)


def test_positions_are_found_again():
    dense, position = line(400, 40, 0.3)
    _matrix, found = fitted(dense)
    assert abs(np.corrcoef(found.points[:, 0], position)[0, 1]) > 0.85
    assert found.method == "ideal-points"
    assert np.allclose(found.axes.T @ found.axes, np.eye(found.n_axes), atol=1e-8)


def test_who_answered_less_is_less_certain_and_nearer_to_the_middle():
    dense, _position = line(400, 40, 0.5)
    dense[0] = np.nan
    dense[1, 4:] = np.nan
    _matrix, found = fitted(dense)
    assert found.uncertainty is not None
    typical = np.median(found.uncertainty[2:, 0])
    assert found.uncertainty[0, 0] > found.uncertainty[1, 0] > typical
    assert np.allclose(found.points[0], 0)


def test_the_posterior_matches_the_naive_one():
    dense, _position = line(30, 8, 0.6)
    matrix = StanceMatrix.from_dense(dense)
    shape = shaping(count(matrix), SETTINGS)
    rng = np.random.default_rng(0)
    model = module._Model(rng.normal(size=8) * 0.2, rng.normal(size=(8, 2)), 0.5)
    (block,) = matrix.blocks()
    mean, covariance = module._posterior(block, module._evidence(model, shape), 2)
    expected = naive.posterior(dense, *model, shape.propositions)
    assert np.allclose(mean, expected[0])
    assert np.allclose(covariance, expected[1])


@pytest.mark.parametrize("answered", [0.15, 0.6])
def test_hidden_answers_are_predicted_better_than_by_the_mean(answered):
    dense, _position = line(500, 50, answered)
    hidden = (np.random.default_rng(5).random(dense.shape) < 0.1) & (np.abs(dense) == 1)
    shown = np.where(hidden, np.nan, dense)
    _matrix, found = fitted(shown)
    rows, columns = np.nonzero(hidden)
    right = np.sign(found.expected(rows, columns)) == dense[rows, columns]
    by_mean = np.sign(found.mean[columns]) == dense[rows, columns]
    assert right.mean() > by_mean.mean() + 0.1


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_few_actors_get_no_more_axes_than_they_bear(seed):
    dense, position = line(25, 40, 0.7, seed)
    _matrix, found = fitted(dense, MapSettings(method="ideal-points", n_axes=4))
    assert found.share[1:].sum() < 0.001 * found.share[0]
    assert abs(np.corrcoef(found.points[:, 0], position)[0, 1]) > 0.8


def test_answers_that_hang_together_by_nothing_lie_on_hardly_any_axis():
    dense = np.random.default_rng(3).choice([-1.0, 0.0, 1.0], size=(200, 20))
    _matrix, found = fitted(dense)
    assert found.share.sum() < 0.05
    assert np.isfinite(found.points).all()
