import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.blocks import for_cells, total
from parley.mapping.contrast import contrast
from parley.mapping.crossfit import Restricted, crossfit, matched, only, split
from parley.mapping.grouping import Grouping
from parley.mapping.matrix import StanceMatrix
from parley.mapping.settings import MapSettings
from parley.mapping.threads import Threads
from tests.mapping import naive_contrast as naive
from tests.mapping.planted import noise, planted
from tests.mapping.strategies import matrices

SETTINGS = MapSettings()


def halves(stances, _propositions=None):
    """Two groups, by the sign of the first principal component: found in the very answers."""
    dense = stances.dense()
    centred = np.nan_to_num(dense - np.nanmean(dense, axis=0))
    first = np.linalg.svd(centred, full_matrices=False)[2][0]
    return Grouping.discovered((centred @ first > 0).astype(int), 2)


def test_folds_are_nearly_equal_and_depend_on_the_seed():
    folds = split(23, 5, 1)
    assert sorted(np.bincount(folds)) == [4, 4, 5, 5, 5]
    assert (split(23, 5, 1) == folds).all()
    assert (split(23, 5, 2) != folds).any()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_groups_are_matched_as_well_as_can_be(pairs):
    labels, onto = (np.array([pair[n] for pair in pairs]) for n in (0, 1))
    found = matched(labels, onto, 4)
    assert (found == onto).sum() == naive.matched(labels, onto, 4)
    for group in range(4):
        assert len(set(found[labels == group])) <= 1


def test_actors_without_a_group_stay_so():
    assert matched(np.array([-1, 1, 0]), np.array([0, 0, -1]), 2).tolist()[:2] == [-1, 0]


@given(matrices(), st.data())
def test_picking_propositions_as_they_pass_equals_taking_them(matrix, data):
    chosen = data.draw(st.sets(st.integers(0, matrix.n_propositions - 1), min_size=1))
    propositions = np.array(sorted(chosen))
    taken, passing = only(matrix, propositions), Restricted(matrix, propositions)
    assert (passing.n_actors, passing.n_propositions) == (taken.n_actors, taken.n_propositions)
    assert passing.n_stances == taken.n_stances
    threads = only(Threads(matrix, 2, least=1), propositions)
    assert isinstance(threads, Threads)
    assert threads.matrix.digest == taken.digest
    ones = (np.arange(matrix.n_actors, dtype=float)[:, None],)
    one, *others = (total(each.run(for_cells, (), ones)) for each in (taken, passing, threads))
    assert all((one == other).all() for other in others)
    dense = matrix.dense()[:, propositions]
    assert np.array_equal(taken.dense(), dense, equal_nan=True)


def test_each_fold_is_grouped_without_its_own_propositions():
    matrix = noise(60, 12, seed=3)
    seen = []

    def regroup(stances, propositions):
        seen.append(propositions.tolist())
        assert (stances.dense() == matrix.dense()[:, propositions]).all()
        return halves(stances)

    folds = crossfit(matrix, halves(matrix), MapSettings(folds=4), regroup)
    assert folds.labels.shape == (60, 4)
    for fold, others in enumerate(seen):
        assert sorted([*others, *np.flatnonzero(folds.fold_of == fold)]) == list(range(12))
    assert ((folds.kept >= 0.5) & (folds.kept <= 1)).all()


def test_too_few_propositions_to_set_some_aside():
    matrix = noise(30, 3, seed=1)
    assert crossfit(matrix, halves(matrix), SETTINGS, halves) is None
    assert crossfit(matrix, halves(matrix), MapSettings(folds=0), halves) is None


def divergences(matrix, grouping, folds):
    return contrast(matrix, grouping, SETTINGS, folds=folds).numbers("divergence")


def test_no_divergence_in_noise_that_formed_its_own_groups():
    false, naive_false = 0, 0
    for seed in range(20):
        matrix = noise(80, 20, seed=seed)
        grouping = halves(matrix)
        false += (
            len(divergences(matrix, grouping, crossfit(matrix, grouping, SETTINGS, halves))) > 0
        )
        pretended = Grouping("known", True, grouping.labels, grouping.names)
        naive_false += len(divergences(matrix, pretended, None)) > 0
    # Tested on the answers that formed the groups, divergence would be "found" in pure noise.
    assert naive_false == 20
    assert false <= 4


def test_real_divergence_is_found_and_only_where_it_is():
    false, reported, real = 0, 0, 0
    for seed in range(10):
        matrix, _, rates = planted(200, 30, 2, 1.0, spread=1.5, seed=seed)
        dense, rng = matrix.dense(), np.random.default_rng(seed)
        dense[:, :10] = rng.choice([1.0, 0.0, -1.0], (200, 10), p=[0.5, 0.2, 0.3])
        matrix = StanceMatrix.from_dense(dense)
        grouping = halves(matrix)
        found = divergences(matrix, grouping, crossfit(matrix, grouping, SETTINGS, halves))
        false += (found < 10).sum()
        reported += len(found)
        real += (np.abs(rates[0, 10:, 2] - rates[1, 10:, 2]) > 0.4).sum()
    assert reported > 0.7 * real
    assert false / reported <= 0.05


def test_discovered_groups_are_not_tested_on_their_own_answers():
    matrix = noise(80, 20, seed=1)
    found = contrast(matrix, halves(matrix), SETTINGS)
    assert (found.divergence, found.tested) == (None, None)
    assert "divergence" not in {one.verdict for one in found}
    assert {one.gap for one in found} == {None}
