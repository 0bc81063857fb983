"""A map of few people, as it may leave the room."""

import numpy as np
import pytest

from parley.mapping import InvalidStances, MapSettings, OpinionMap, StanceMatrix, map_opinions
from parley.mapping.report.words import left_out
from tests.mapping.planted import planted

OPEN = MapSettings(null_draws=10, bootstraps=5)
CLOSED = MapSettings(null_draws=10, bootstraps=5, min_cell=5)


@pytest.fixture(scope="module")
def matrix():
    stances, labels, _rates = planted(60, 12, 2, 0.7, 1.5, seed=5)
    named = {actor: ("State", "Industry")[labels[actor]] for actor in range(57)}
    named |= {57: "Academia", 58: "Academia"}
    return stances.with_groups(named)


@pytest.fixture(scope="module")
def closed(matrix):
    return map_opinions(matrix, CLOSED)


def test_no_count_below_the_least_is_left(closed):
    cells = closed.counts.cells
    assert ((cells >= 5) | (cells == -1)).all()
    for contrast in closed.contrasts.values():
        for counts in (contrast.counts, contrast.answers):
            assert ((counts >= 5) | (counts == -1)).all()
        assert contrast.tested is None


def test_who_is_in_a_group_too_small_to_name_is_not_told(closed):
    sizes = closed.published_sizes("stakeholder group")
    small = closed.groups.names.index("Academia")
    assert sizes[small] is None
    assert not (closed.groups.codes == small).any()
    assert not (closed.groupings["stakeholder group"].labels == small).any()


def test_nobodys_answers_can_be_worked_out_from_their_position(matrix, closed):
    """With exact positions, means and loadings they can: only the true answers fit."""
    exact = map_opinions(matrix, OPEN)
    assert set(_fitting(exact, matrix, point=1e-9, loading=0, mean=0)) == {1}
    grain = exact.projection.points[:, :2].std(axis=0).max() / 10
    assert min(_fitting(closed, matrix, point=grain, loading=0.05, mean=0.005)) > 5


def _fitting(found, matrix, point, loading, mean):
    """For some actors, how many of up to 20,000 ways to have answered fit their position, given its rounding."""
    rng = np.random.default_rng(0)
    dense = matrix.dense()
    axes, means = found.projection.axes[:, :2], found.projection.mean
    for actor in range(8):
        answered = ~np.isnan(dense[actor])
        ways = rng.choice([-1.0, 0.0, 1.0], size=(20_000, answered.sum()))
        true = dense[actor, answered]
        ways = np.vstack([true, np.unique(ways[(ways != true).any(axis=1)], axis=0)])
        scale = np.sqrt(len(means) / answered.sum())
        apart = ways - means[answered]
        away = np.abs(apart @ axes[answered] * scale - found.projection.points[actor, :2])
        slack = point + scale * (loading * np.abs(apart).sum(axis=1) + mean * answered.sum())
        yield int((away <= slack[:, None]).all(axis=1).sum())


def test_a_published_map_holds_no_stances_to_go_on_with(matrix, closed):
    assert closed.stances is None
    assert closed.structure.profile is None
    with pytest.raises(InvalidStances, match="nor has one with min_cell"):
        closed.update(matrix)


def test_it_can_be_saved_read_and_told(closed, tmp_path):
    back = OpinionMap.load(closed.save(tmp_path / "map"))
    assert back.summary() == closed.summary()
    assert "nan" not in closed.summary().lower()
    assert sorted(set(back.counts.answered.tolist())) == [7] or set(
        back.counts.answered.tolist()
    ) <= {0, 1, 7}


def test_that_all_answered_alike_is_not_told():
    """By a table that says so, by a loading of 0, or by one that is not quite 0."""
    stances, _labels, _rates = planted(60, 12, 2, 1.0, 1.5, seed=5)
    dense = stances.dense()
    dense[:, 3] = 1.0  # all alike
    dense[:, [5, 8, 9]] = 1.0
    dense[[0, 1, 2], [5, 8, 9]] = -1.0  # all but one
    dense[:30, 11], dense[30:, 11] = 1.0, -1.0
    dense[:2, 11] = 0.0
    matrix = StanceMatrix.from_dense(dense)
    exact, closed = (map_opinions(matrix, settings) for settings in (OPEN, CLOSED))
    assert np.allclose(exact.projection.axes[3], 0, atol=1e-12)
    hidden = (closed.counts.cells < 0).any(axis=1)
    assert hidden[[3, 5, 8, 9, 11]].all()
    zero = (closed.projection.axes == 0).all(axis=1) & hidden
    assert zero[3]
    assert (zero & exact.shape.propositions).sum() >= 3
    assert not np.signbit(closed.projection.axes[zero]).any()
    assert not zero[11]
    assert closed.shape.propositions.all()
    assert closed.to_polars("propositions")["shapes"].null_count() == hidden.sum()
    assert "at most 12 propositions shape" in closed.summary()
    assert left_out(closed) == ()
    assert any("everybody alike" in one for one in left_out(exact))


def test_weights_of_axes_are_told_as_coarsely_as_the_axes(closed):
    assert closed.projection.weights.shape == (2,)
    assert np.array_equal(closed.projection.weights, closed.projection.weights.round(2))
