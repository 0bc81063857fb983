import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how

from parley.mapping.counts import count, shaping
from parley.mapping.matrix import StanceMatrix
from parley.mapping.projection import project
from parley.mapping.separation import chosen
from parley.mapping.settings import MapSettings
from parley.mapping.stability import adjusted_rand
from parley.mapping.structure import assign, find_structure, regroup
from tests.mapping.planted import cloud, noise, planted
from tests.mapping.strategies import matrices


def found(matrix, **more):
    settings = MapSettings(**{"bootstraps": 0, **more})
    counts = count(matrix)
    shape = shaping(counts, settings)
    return find_structure(matrix, counts, shape, project(matrix, counts, shape, settings), settings)


def same(one, other):
    assert one.kind == other.kind
    assert one.axes == other.axes
    assert one.groups == other.groups
    assert np.array_equal(one.grouping.labels, other.grouping.labels)
    assert np.array_equal(one.grouping.probability, other.grouping.probability)


# The rates of error, on few draws: with a true rate of 5 %, more would come about once in ten thousand.


@pytest.mark.parametrize(("n", "p", "answered"), [(15, 6, 1.0), (40, 20, 0.6), (200, 50, 0.2)])
def test_no_structure_is_invented(n, p, answered):
    kinds = [found(noise(n, p, answered, seed=seed)).kind for seed in range(30)]
    assert kinds.count("none") >= 30 - 7


@pytest.mark.parametrize(
    ("n", "p", "axes", "answered", "steepness"), [(40, 20, 1, 1.0, 2.0), (120, 30, 2, 0.5, 1.2)]
)
def test_no_groups_are_invented(n, p, axes, answered, steepness):
    kinds = [found(cloud(n, p, axes, answered, steepness, seed=s)[0]).kind for s in range(16)]
    assert kinds.count("groups") <= 5
    assert kinds.count("continuum") >= 10


@pytest.mark.parametrize(
    ("n", "p", "k", "answered", "spread", "least"),
    [(60, 30, 2, 0.9, 2.0, 0.9), (300, 60, 3, 0.5, 2.0, 0.8), (1_500, 150, 2, 0.1, 1.2, 0.3)],
)
def test_planted_groups_are_found(n, p, k, answered, spread, least):
    matrix, truth, _rates = planted(n, p, k, answered, spread, seed=4)
    structure = found(matrix)
    assert structure.kind == "groups"
    assert structure.n_groups == k
    assert structure.n_axes == k - 1
    assert structure.p_groups <= 0.05
    assert adjusted_rand(truth, structure.grouping.labels) > least


@pytest.mark.parametrize("k", [2, 3, 4])
def test_clear_groups_come_in_their_number(k):
    matrix, truth, _rates = planted(500, 40, k, 0.8, 1.5, seed=k)
    structure = found(matrix)
    assert structure.n_groups == k
    assert adjusted_rand(truth, structure.grouping.labels) > 0.75


def test_a_few_who_answered_very_much_do_not_hide_the_others():
    """Were all answers to count alike, they would be the axes: groups are found in one of the three then."""
    for seed in range(3):
        matrix, truth, _rates = planted(2_000, 400, 3, 0.05, 1.5, seed, uneven=1.2)
        structure = found(matrix, null_draws=12)
        assert structure.kind == "groups"
        assert adjusted_rand(truth, structure.grouping.labels) > 0.3


def test_the_fewest_groups_that_are_hardly_worse_are_chosen():
    deviation = np.array([0.01, 0.01, 0.012])
    assert chosen(np.array([0.10, 0.50, 0.61]), deviation, 40) == 3
    assert chosen(np.array([0.030, 0.035, 0.036]), deviation, 40) == 2
    assert chosen(np.array([0.010, 0.035, 0.080]), deviation, 40) == 4


def test_labels_follow_the_first_axis_of_the_picture():
    matrix, _truth, _rates = planted(200, 40, 3, 0.6, 2.0, seed=6)
    structure = found(matrix)
    assert structure.centres.shape == (3, 4)
    assert (np.diff(structure.centres[:, 0]) > 0).all()
    assert structure.grouping.names == ("A", "B", "C")


def test_who_answered_nothing_is_in_no_group_and_who_answered_little_is_unsure():
    dense = planted(120, 30, 2, 0.9, 2.0, seed=2)[0].dense()
    dense[0] = np.nan
    dense[1, 1:] = np.nan
    dense[1, 0] = 1
    grouping = found(StanceMatrix.from_dense(dense)).grouping
    assert grouping.labels[0] == -1
    assert grouping.labels[1] >= 0
    assert grouping.probability[1] < 0.95
    assert np.median(grouping.probability) > 0.99


def test_the_same_comes_out_in_blocks(monkeypatch):
    matrix, _truth, _rates = planted(200, 40, 2, 0.5, 1.5, seed=3)
    whole = found(matrix)
    monkeypatch.setattr(StanceMatrix.blocks, "__defaults__", (500,))
    assert len(list(matrix.blocks())) > 5
    same(whole, found(matrix))


def test_the_order_of_rows_changes_nothing():
    matrix, _truth, _rates = planted(150, 30, 2, 0.8, 2.0, seed=5)
    dense = matrix.dense()
    order = np.random.default_rng(1).permutation(150)
    permuted = StanceMatrix.from_dense(dense[order], actors=matrix.actors[order])
    same(found(matrix), found(permuted))


def test_groups_are_tested_on_a_sample_and_given_to_all():
    matrix, truth, _rates = planted(3_000, 60, 2, 0.4, 1.2, seed=8)
    structure = found(matrix, sample=500)
    assert structure.sampled == 500
    assert structure.kind == "groups"
    assert (structure.grouping.labels >= 0).all()
    assert adjusted_rand(truth, structure.grouping.labels) > 0.7


def test_without_null_draws_nothing_is_claimed():
    structure = found(noise(100, 20, 0.8, seed=1), null_draws=0)
    assert structure.kind == "undetermined"
    assert structure.axes == ()
    assert structure.n_groups == max(structure.groups, key=lambda test: test.silhouette).k
    assert structure.p_groups is None


def test_those_who_come_later_join_the_groups_that_are_there():
    matrix, truth, _rates = planted(600, 60, 2, 0.5, 1.5, seed=9)
    early, late = matrix.take(np.arange(400)), matrix.take(np.arange(400, 600))
    structure = found(early)
    joined = assign(late, structure)
    together = np.concatenate([structure.grouping.labels, joined.labels])
    assert adjusted_rand(truth, together) > 0.75


def test_nobody_joins_where_there_are_no_groups():
    matrix = noise(60, 20, 0.8, seed=1)
    assert assign(matrix, found(matrix)) is None


def test_groups_found_again_on_other_propositions_are_the_same():
    matrix, _truth, _rates = planted(400, 60, 2, 0.8, 1.5, seed=1)
    structure = found(matrix)
    half = matrix.take_propositions(np.arange(30))
    again = regroup(half, MapSettings(), structure.n_groups, structure.n_axes)
    assert adjusted_rand(structure.grouping.labels, again.labels) > 0.7


@given(matrices(12, 6))
@how(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_comes_something_is_said(matrix):
    for draws in (0, 5):
        structure = found(matrix, min_answers=1, null_draws=draws, bootstraps=3)
        assert structure.kind in ("none", "continuum", "groups", "undetermined")
        assert (structure.grouping is None) == (structure.n_groups is None)
        for test in (*structure.axes, *structure.groups):
            assert all(np.isfinite(value) for value in vars(test).values() if value is not None)
        if structure.grouping is not None:
            assert np.isfinite(structure.grouping.probability).all()
            assert np.isfinite(structure.centres).all()
