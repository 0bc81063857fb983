"""A map of few people, as it may leave the room."""

import numpy as np
import pytest

from parley.mapping import InvalidStances, MapSettings, OpinionMap, map_opinions
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
