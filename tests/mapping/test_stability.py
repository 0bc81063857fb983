import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.counts import count, shaping
from parley.mapping.projection import project
from parley.mapping.settings import MapSettings
from parley.mapping.stability import adjusted_rand
from parley.mapping.structure import find_structure
from tests.mapping import naive_structure as naive
from tests.mapping.planted import planted

two_labellings = st.integers(2, 12).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 3), min_size=n, max_size=n)] * 2)
)


@given(two_labellings)
def test_adjusted_rand_counts_pairs(case):
    a, b = case
    assert adjusted_rand(a, b) == pytest.approx(naive.adjusted_rand(a, b))
    assert adjusted_rand(a, b) == pytest.approx(adjusted_rand(b, a))


def test_who_is_in_no_group_is_left_out():
    assert adjusted_rand([0, 0, 1, 1, -1], [1, 1, 0, 0, 0]) == 1.0


def test_groupings_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="got 2 and 3"):
        adjusted_rand([0, 1], [0, 1, 1])


def found(matrix, **more):
    settings = MapSettings(**{"bootstraps": 40, "null_draws": 40, **more})
    counts = count(matrix)
    shape = shaping(counts, settings)
    return find_structure(matrix, counts, shape, project(matrix, counts, shape, settings), settings)


def test_clear_groups_are_stable_and_determined():
    matrix, _truth, _rates = planted(300, 40, 2, 0.7, 2.0, seed=1)
    steady = found(matrix).stability
    assert steady.mean_rand > 0.9
    assert min(steady.mean_jaccard) > 0.9
    assert steady.k_share == 1.0
    assert steady.k_determined
    assert steady.numbers == (2, 3, 4, 5)
    assert steady.rand.shape == (4, 40)


def test_what_is_cut_out_of_a_cloud_is_not():
    rng = np.random.default_rng(3)
    from tests.mapping.planted import cloud

    matrix, _places = cloud(300, 40, 2, 0.5, 0.7, seed=int(rng.integers(100)))
    structure = found(matrix, null_draws=0)
    assert structure.kind == "undetermined"
    assert structure.stability.mean_rand < 0.8
    assert not structure.k_determined
