import numpy as np
import pytest

from parley.mapping import InvalidStances, MapSettings, OpinionMap, StanceMatrix, map_opinions
from tests.mapping.planted import planted

QUICK = MapSettings(bootstraps=5)


@pytest.fixture(scope="module")
def before():
    matrix, _labels, _rates = planted(600, 30, 2, 0.5, 1.5, seed=3)
    return map_opinions(matrix, QUICK)


def newer(n, n_actors, n_propositions, seed=1):
    rng = np.random.default_rng(seed)
    return StanceMatrix.from_triples(
        rng.integers(0, n_actors, n), rng.integers(0, n_propositions, n), rng.choice([-1, 0, 1], n)
    )


def test_an_update_equals_a_fresh_map(before):
    updated = before.update(newer(100, 620, 30))
    fresh = map_opinions(updated.stances, QUICK)
    assert updated.input_digest == fresh.input_digest
    assert np.array_equal(updated.counts.cells, fresh.counts.cells)
    assert updated.structure.kind == fresh.structure.kind == "groups"
    spread = fresh.projection.points[:, :2].std()
    difference = np.abs(updated.projection.points[:, :2] - fresh.projection.points[:, :2])
    assert difference.max() < 0.001 * spread
    labels = [each.groupings["discovered"].labels for each in (updated, fresh)]
    assert (labels[0] == labels[1]).mean() >= 0.98
    verdicts = [each.contrasts["discovered"].verdicts for each in (updated, fresh)]
    assert (verdicts[0] == verdicts[1]).mean() >= 0.9


def test_new_propositions_are_taken_in(before):
    updated = before.update(newer(300, 620, 34))
    assert updated.n_propositions == 34
    assert len(updated.contrasts["discovered"]) == 34
    assert np.isfinite(updated.projection.points).all()


def test_updating_with_nothing_new_changes_nothing(before):
    same = before.update(before.stances.take(np.arange(5)))
    assert same.input_digest == before.input_digest
    assert np.allclose(same.projection.points[:, :2], before.projection.points[:, :2], atol=1e-3)
    assert (
        same.groupings["discovered"].labels == before.groupings["discovered"].labels
    ).mean() > 0.99


def test_a_map_without_groups_is_updated_too():
    matrix, _labels, _rates = planted(100, 12, 2, 0.8, 0.0, seed=3)
    updated = map_opinions(matrix, QUICK).update(newer(50, 110, 12))
    assert list(updated.groupings) == ["everybody"]
    assert updated.counts.cells.sum() == updated.stances.n_stances


def test_a_loaded_map_has_no_stances_to_add_to(before, tmp_path):
    loaded = OpinionMap.load(before.save(tmp_path / "map"))
    with pytest.raises(InvalidStances, match="a loaded one has none"):
        loaded.update(newer(5, 10, 5))
