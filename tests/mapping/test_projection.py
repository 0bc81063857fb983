from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.counts import count, shaping
from parley.mapping.matrix import StanceMatrix
from parley.mapping.projection import place, principal_axes, project
from parley.mapping.settings import MapSettings
from tests.mapping import naive
from tests.mapping.planted import noise, planted
from tests.mapping.strategies import dense_stances

SETTINGS = MapSettings(min_answers=2)


def projected(dense, settings=SETTINGS):
    matrix = StanceMatrix.from_dense(dense)
    counts = count(matrix)
    shape = shaping(counts, settings)
    return matrix, shape, project(matrix, counts, shape, settings)


def drawn(n_actors, n_propositions, answered, seed=1):
    """Two camps that differ on half of the propositions."""
    rng = np.random.default_rng(seed)
    camp = rng.integers(0, 2, n_actors)
    apart = rng.random(n_propositions) < 0.5
    agree = np.where(camp[:, None] * apart == 1, 0.85, 0.3)
    stances = np.where(rng.random(agree.shape) < agree, 1.0, -1.0)
    stances[rng.random(agree.shape) < 0.1] = 0.0
    stances[rng.random(agree.shape) > answered] = np.nan
    return stances


@given(dense_stances())
def test_counts_match_the_naive_ones(dense):
    counts = count(StanceMatrix.from_dense(dense))
    cells, answered = naive.counts(dense)
    assert np.array_equal(counts.cells, cells)
    assert np.array_equal(counts.answered, answered)


@given(dense_stances())
def test_variances_and_points_match_the_naive_ones(dense):
    _matrix, shape, found = projected(dense)
    values, _axes = naive.principal_axes(dense, shape.actors, shape.propositions, 4)
    assert np.allclose(found.values, values[: found.n_axes], atol=1e-7)
    assert (values[found.n_axes :] < 1e-6).all()
    assert np.allclose(found.axes.T @ found.axes, np.eye(found.n_axes), atol=1e-9)
    expected = naive.points(dense, found.mean, found.axes, shape.propositions)
    assert np.allclose(found.points, expected, atol=1e-9)
    assert np.isfinite(found.points).all()


def test_axes_match_a_dense_decomposition():
    dense = drawn(300, 40, 0.4)
    _matrix, shape, found = projected(dense, MapSettings())
    _values, axes = naive.principal_axes(dense, shape.actors, shape.propositions, 2)
    cosines = np.abs((axes * found.axes[:, :2]).sum(axis=0))
    assert (cosines > 1 - 1e-8).all()


@given(dense_stances(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing_but_their_order(dense, random):
    rows = random.sample(range(dense.shape[0]), dense.shape[0])
    columns = random.sample(range(dense.shape[1]), dense.shape[1])
    one = StanceMatrix.from_dense(dense)
    other = StanceMatrix.from_dense(dense[rows][:, columns], actors=rows, propositions=columns)
    assert one.digest == other.digest


def test_each_axis_points_to_its_largest_loading():
    _matrix, _shape, found = projected(drawn(200, 30, 0.5), MapSettings())
    largest = found.axes[np.abs(found.axes).argmax(axis=0), range(found.n_axes)]
    assert (largest > 0).all()


def test_weights_count_actors_several_times():
    dense = drawn(60, 10, 0.8)
    times = np.arange(60) % 3
    once, many = StanceMatrix.from_dense(dense), StanceMatrix.from_dense(np.repeat(dense, times, 0))
    weighted = _axes(once, weights=times.astype(float))
    repeated = _axes(many)
    assert np.allclose(weighted.values, repeated.values, rtol=1e-6)
    assert np.allclose(weighted.mean, repeated.mean)
    assert np.allclose(np.abs((weighted.axes * repeated.axes).sum(axis=0)), 1, atol=1e-6)


def test_a_warm_start_finds_the_same_axes():
    matrix = StanceMatrix.from_dense(drawn(300, 40, 0.4))
    cold = _axes(matrix)
    warm = _axes(matrix, start=cold.axes)
    assert np.allclose(np.abs((cold.axes[:, :2] * warm.axes[:, :2]).sum(axis=0)), 1, atol=1e-6)


def test_actors_with_few_answers_are_placed_but_do_not_shape():
    dense = drawn(200, 40, 0.6)
    lone = np.full((1, 40), np.nan)
    lone[0, :3] = 1.0
    _matrix, shape, found = projected(np.vstack([dense, lone]), MapSettings())
    _matrix, _shape, without = projected(dense, MapSettings())
    assert not shape.actors[-1]
    assert np.allclose(found.values, without.values)
    assert np.abs(found.points[-1]).max() > 0


def test_place_puts_who_answered_nothing_in_the_middle():
    dense = np.vstack([drawn(50, 10, 0.9), np.full((1, 10), np.nan)])
    matrix, shape, found = projected(dense)
    points = place(matrix, found.mean, found.axes, shape)
    assert np.array_equal(points[-1], np.zeros(found.n_axes))


def test_answers_can_be_expected_from_positions():
    dense = drawn(400, 40, 0.5)
    _matrix, _shape, found = projected(dense, MapSettings())
    rows, columns = np.nonzero(np.abs(dense) == 1)
    expected = found.expected(rows, columns)
    assert np.corrcoef(expected, dense[rows, columns])[0, 1] > 0.4


def test_axes_of_noise_hardly_count_where_answers_are_foreseen():
    """On answers that were hidden: the weights come from the others alone."""
    nothing = projected(noise(400, 60, 0.5, seed=2, uneven=0).dense(), MapSettings())[2]
    assert nothing.weights.max() < 0.35
    found = projected(drawn(400, 40, 0.5), MapSettings())[2]
    assert found.weights[0] > 0.6
    assert found.weights[1:].max() < 0.4
    dense = planted(300, 60, 2, 0.5, 1.5, seed=4)[0].dense()
    hidden = np.random.default_rng(1).random(dense.shape) < 0.2
    _matrix, _shape, seen = projected(np.where(hidden, np.nan, dense), MapSettings())
    rows, columns = np.nonzero(hidden & ~np.isnan(dense))
    errors = [
        ((one.expected(rows, columns) - dense[rows, columns]) ** 2).mean()
        for one in (seen, replace(seen, weights=None))
    ]
    assert errors[0] < errors[1]


def test_a_map_of_an_earlier_version_foresees_as_it_did():
    _matrix, _shape, found = projected(drawn(100, 20, 0.7), MapSettings())
    old = replace(found, weights=None)
    expected = found.mean[3] + (found.points[5] * found.axes[3]).sum()
    assert old.expected(np.array([5]), np.array([3]))[0] == pytest.approx(expected)


def _axes(matrix, **options):
    counts = count(matrix)
    return principal_axes(matrix, counts, shaping(counts, SETTINGS), 2, **options)
