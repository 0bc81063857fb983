from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from parley.mapping import InvalidStances, MapSettings, OpinionMap, StanceMatrix, map_opinions
from parley.mapping.contrast import contrast
from parley.mapping.counts import count
from tests.mapping.planted import cloud, planted

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


def continuous():
    return cloud(800, 30, 1, 0.6, 2.0, seed=5)[0]


def grouped():
    return planted(600, 30, 2, 0.5, 1.5, seed=3)[0]


@pytest.mark.parametrize("drawn", [grouped, continuous])
def test_what_is_counted_on_is_what_counting_again_gives(drawn):
    matrix = drawn()
    sides = {actor: ("north", "south", "west")[actor % 3] for actor in range(0, 630, 2)}
    known = map_opinions(matrix.with_groups(sides), MapSettings(bootstraps=0))
    # Some change their minds, some are new, two of these have a group of old.
    since = newer(120, matrix.n_actors + 20, 30, seed=4).with_groups(sides)
    updated = known.update(since)
    found = updated.projection.points[:, 0]
    assert np.abs(found[: matrix.n_actors] - known.projection.points[:, 0]).max() > 0
    expected = count(updated.stances)
    assert np.array_equal(updated.counts.cells, expected.cells)
    assert np.array_equal(updated.counts.answered, expected.answered)
    assert len(updated.groupings) == 2
    for name, grouping in updated.groupings.items():
        again = contrast(updated.stances, grouping, updated.settings, folds=updated.folds.get(name))
        same(updated.contrasts[name], again)
        assert (again.counts != known.contrasts[name].counts).any()


def test_an_update_that_changes_who_is_heard_is_worked_out_in_full():
    votes = [(i, j, 1 if i < 10 else -1) for i in range(14) for j in range(4)]
    sides = {i: "north" if i < 10 else "south" for i in range(16)}
    before = map_opinions(StanceMatrix.from_triples(*zip(*votes, strict=True)).with_groups(sides))
    assert before.contrasts["stakeholder group"].compared.tolist() == [True, False]
    updated = before.update(StanceMatrix.from_triples([14], [0], [-1]).with_groups(sides))
    found = updated.contrasts["stakeholder group"]
    assert found.compared.tolist() == [True, True]
    same(found, contrast(updated.stances, updated.groupings["stakeholder group"], before.settings))


def test_a_new_stakeholder_group_is_counted_with_the_others():
    votes = [(i, j, 1 if i < 10 else -1) for i in range(20) for j in range(4)]
    sides = {i: "north" if i < 10 else "south" for i in range(20)} | {20: "east"}
    before = map_opinions(StanceMatrix.from_triples(*zip(*votes, strict=True)).with_groups(sides))
    updated = before.update(StanceMatrix.from_triples([20], [0], [0]).with_groups(sides))
    found = updated.contrasts["stakeholder group"]
    assert found.groups == ("east", "north", "south")
    assert found.counts[0].tolist() == [[0, 1, 0], [0, 0, 10], [10, 0, 0]]


def test_ids_that_become_texts_take_all_along_to_their_new_places():
    matrix = planted(60, 12, 2, 0.8, 2.0, seed=2)[0]
    sides = {actor: ("north", "south")[actor % 2] for actor in range(60)}
    before = map_opinions(matrix.with_groups(sides), MapSettings.basic())
    updated = before.update(StanceMatrix.from_triples(["x", "x", "7"], [10, 2, 2], [1, 1, 0]))
    assert updated.propositions.tolist()[:4] == ["0", "1", "10", "11"]
    assert np.array_equal(updated.counts.cells, count(updated.stances).cells)
    asked = before.counts.asked[[2, 10, 3]] + [1 + np.isnan(matrix.dense()[7, 2]), 1, 0]
    places = [updated.propositions.tolist().index(one) for one in ("2", "10", "3")]
    assert updated.counts.asked[places].tolist() == asked.tolist()
    for name, grouping in updated.groupings.items():
        same(updated.contrasts[name], contrast(updated.stances, grouping, updated.settings))


def same(one, other):
    """All that two results say."""
    for field in fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if is_dataclass(a):
            same(a, b)
        elif isinstance(a, np.ndarray) and a.dtype.kind == "f":
            assert np.allclose(a, b, rtol=1e-12, atol=0), field.name
        else:
            assert np.array_equal(a, b), field.name
