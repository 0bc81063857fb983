import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from parley.mapping.kmeans import clustered, gather, kmeans, nearest, silhouette
from tests.mapping import naive_structure as naive

points_and_k = st.tuples(
    arrays(
        np.float64, st.tuples(st.integers(3, 7), st.integers(1, 2)), elements=st.integers(-9, 9)
    ),
    st.integers(2, 3),
)


def blobs(n, centres, seed=1, spread=0.5):
    rng = np.random.default_rng(seed)
    of = rng.integers(0, len(centres), n)
    return np.asarray(centres, dtype=float)[of] + rng.normal(0, spread, (n, len(centres[0]))), of


@given(points_and_k)
@settings(max_examples=40)
def test_no_division_is_better_and_most_often_none_is_as_good(case):
    points, k = case
    found = kmeans(points, k)
    best = naive.least_within(points, k)
    assert found.within >= best - 1e-9
    assert found.within <= 1.5 * best + 1e-9
    assert np.array_equal(found.labels, nearest(points, found.centres))


@pytest.mark.parametrize("n", [300, 60_000])
@pytest.mark.parametrize(
    "centres", [((0,), (4,)), ((0, 0), (5, 0), (2, 4)), ((0, 0, 0), (4, 4, 0))]
)
def test_finds_what_was_planted_at_any_size(n, centres):
    points, of = blobs(n, centres)
    found = kmeans(points, len(centres))
    order = np.lexsort(np.array(centres).T[::-1])
    assert (np.argsort(order)[of] == found.labels).mean() > 0.995
    assert np.allclose(found.centres, np.array(centres, dtype=float)[order], atol=0.15)


def test_the_grid_gives_what_all_points_give():
    points, _of = blobs(30_000, ((0, 0), (2, 0), (1, 2)), spread=0.8)
    exact, rough = kmeans(points, 3), kmeans(points, 3, cells=2_000)
    assert (exact.labels == rough.labels).mean() > 0.998
    assert rough.within == pytest.approx(exact.within, rel=1e-5)


def test_gathering_keeps_weight_mean_and_sum_of_squares():
    points, _of = blobs(5_000, ((0, 0), (2, 1)))
    weights = np.random.default_rng(3).integers(0, 4, len(points)).astype(float)
    cells = gather(points, weights, 400)
    assert len(cells.points) <= 400
    assert cells.weights.sum() == weights.sum()
    assert np.allclose(cells.weights @ cells.points, weights @ points)
    kept = cells.weights @ (cells.points**2).sum(axis=1) + cells.hidden
    assert kept == pytest.approx(weights @ (points**2).sum(axis=1))


def test_a_weight_is_as_good_as_a_repetition():
    points, _of = blobs(80, ((0, 0), (3, 0)))
    weights = np.random.default_rng(2).integers(0, 4, 80).astype(float)
    weighed = kmeans(points, 2, weights=weights)
    repeated = kmeans(np.repeat(points, weights.astype(int), axis=0), 2)
    assert np.allclose(weighed.centres, repeated.centres)
    assert weighed.within == pytest.approx(repeated.within)


def test_the_order_of_rows_changes_nothing_but_their_order():
    points, _of = blobs(500, ((0, 0), (2, 0), (1, 2)), spread=0.7)
    order = np.random.default_rng(5).permutation(500)
    found, permuted = kmeans(points, 3), kmeans(points[order], 3)
    assert np.array_equal(found.labels[order], permuted.labels)


def test_labels_stand_in_the_order_of_the_first_axis_not_of_size():
    points = np.array([[9.0]] * 7 + [[0.0]] + [[4.0]] * 3)
    assert kmeans(points, 3).labels.tolist() == [2] * 7 + [0] + [1] * 3


def test_fewer_different_points_than_clusters_are_no_trouble():
    found = kmeans(np.ones((5, 2)), 3)
    assert found.within == 0
    assert len(set(found.labels.tolist())) == 1


def test_several_numbers_at_once_are_each_as_alone():
    points, _of = blobs(300, ((0, 0), (2, 0), (1, 2)), spread=0.7)
    together = clustered(points, np.ones(300), (2, 3, 4), 1, 4)
    alone = [clustered(points, np.ones(300), (k,), 1, 4)[0] for k in (2, 3, 4)]
    assert [len(one.centres) for one in together] == [2, 3, 4]
    assert [one.within for one in together] == pytest.approx([one.within for one in alone])


@given(points_and_k)
@settings(max_examples=40)
def test_silhouette_matches_the_naive_one(case):
    points, k = case
    labels = np.arange(len(points)) % k
    assert silhouette(points, labels) == pytest.approx(naive.silhouette(points, labels), abs=1e-6)


def test_silhouette_of_a_sample_is_near_that_of_all():
    points, of = blobs(6_000, ((0, 0), (3, 0)), spread=0.8)
    some = silhouette(points[:2_000], of[:2_000])
    assert silhouette(points, of) == pytest.approx(some, abs=0.02)
