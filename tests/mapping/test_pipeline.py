"""The whole way, from stances to a map: what it says, and what must never change it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.mapping import MapSettings, OpinionMap, StanceMatrix, TooFewStances, map_opinions
from tests.mapping.planted import cloud, noise, planted
from tests.mapping.strategies import dense_stances

QUICK = MapSettings(null_draws=10, bootstraps=10)


def same_bytes(one: OpinionMap, other: OpinionMap, tmp_path) -> bool:
    folders = [each.save(tmp_path / str(n), identities=True) for n, each in enumerate((one, other))]
    files = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
    return files[0] == files[1]


def test_planted_groups_are_found_and_their_divergences_named():
    matrix, labels, _rates = planted(400, 30, 2, 0.6, 1.5, seed=4)
    found = map_opinions(matrix, QUICK)
    assert found.structure.kind == "groups"
    grouping = found.groupings["discovered"]
    assert grouping.names == ("A", "B")
    agreeing = (grouping.labels == labels).mean()
    assert max(agreeing, 1 - agreeing) > 0.9
    assert len(found.contrasts["discovered"].numbers("divergence")) > 5


def test_without_structure_there_are_convergences_but_no_groups():
    found = map_opinions(noise(300, 20, 0.7, seed=2), QUICK)
    assert found.structure.kind == "none"
    assert list(found.groupings) == ["everybody"]
    assert not len(found.contrasts["everybody"].numbers("divergence"))


def test_a_continuum_is_described_by_its_ends_not_by_camps():
    matrix, *_rest = cloud(500, 30, 1, 0.7, 2.0, seed=4)
    found = map_opinions(matrix, QUICK)
    assert found.structure.kind == "continuum"
    assert list(found.groupings) == ["line of disagreement"]
    ends = found.groupings["line of disagreement"]
    assert ends.names == ("one end", "the middle", "the other end")
    assert abs(ends.sizes - 500 / 3).max() < 20
    assert len(found.contrasts["line of disagreement"].numbers("divergence")) > 3


def test_known_groups_are_always_compared():
    matrix, labels, _rates = planted(120, 12, 2, 0.8, 1.5, seed=1)
    named = {actor: "State" if labels[actor] else "Industry" for actor in range(0, 120, 2)}
    found = map_opinions(matrix.with_groups(named), QUICK)
    assert found.contrasts["stakeholder group"].groups == ("Industry", "State")
    assert found.groupings["stakeholder group"].sizes.sum() == 60


def test_the_order_of_lines_changes_nothing(tmp_path):
    matrix, *_rest = planted(150, 15, 2, 0.5, 1.0, seed=6)
    rows = np.repeat(np.arange(150), np.diff(matrix.indptr))
    columns, stances = matrix.cells // 3, matrix.cells.astype(int) % 3 - 1
    order = np.random.default_rng(0).permutation(len(rows))
    again = StanceMatrix.from_triples(rows[order], columns[order], stances[order])
    one, other = map_opinions(matrix, QUICK), map_opinions(again, QUICK)
    assert same_bytes(one, other, tmp_path)


@pytest.mark.parametrize("method", ["components", "ideal-points"])
def test_threads_change_nothing(method, tmp_path):
    matrix, *_rest = planted(9_000, 40, 3, 0.3, 1.0, seed=7)
    chosen = MapSettings.basic(method=method)
    one = map_opinions(matrix, chosen)
    two = map_opinions(matrix, chosen, threads=2)
    assert same_bytes(one, two, tmp_path)


def test_another_name_for_an_actor_changes_no_number():
    matrix, *_rest = planted(150, 15, 2, 0.7, 2.5, seed=6)
    renamed = StanceMatrix.from_dense(matrix.dense()[::-1])
    one, other = map_opinions(matrix, QUICK), map_opinions(renamed, QUICK)
    assert np.allclose(one.projection.points[::-1], other.projection.points, atol=1e-6)
    assert one.structure.kind == other.structure.kind


DEGENERATE = {
    "one actor": [[1.0, -1.0, 0.0]],
    "one proposition": [[1.0], [-1.0], [0.0], [1.0]],
    "all agree": np.ones((20, 8)),
    "all pass": np.zeros((20, 8)),
    "two actors, opposed": [[1.0] * 8, [-1.0] * 8],
    "one stance": [[1.0, np.nan], [np.nan, np.nan]],
    "an actor and a proposition without any": [
        [1.0, np.nan, 1.0],
        [np.nan] * 3,
        [-1.0, np.nan, 1.0],
    ],
    "the same answers from everybody": np.tile([1.0, -1.0, 0.0, 1.0], (30, 1)),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_input_gives_a_clear_result(name, tmp_path):
    found = map_opinions(StanceMatrix.from_dense(DEGENERATE[name]), QUICK)
    assert found.structure.kind == "none"
    assert "No structure beyond chance" in found.summary()
    assert "nan" not in found.summary().lower()
    assert np.isfinite(found.projection.points).all()
    assert OpinionMap.load(found.save(tmp_path / "map")).summary() == found.summary()


def test_no_stance_at_all_is_an_error():
    with pytest.raises(TooFewStances, match="expected at least one stance; there is none"):
        map_opinions(StanceMatrix.from_dense(np.full((3, 3), np.nan)))


@settings(max_examples=40, deadline=None)
@given(dense_stances(20, 9), st.sampled_from([0, 3]))
def test_any_small_matrix_is_mapped(dense, min_cell):
    if np.isnan(dense).all():
        return
    chosen = MapSettings(null_draws=5, bootstraps=4, min_answers=2, min_cell=min_cell)
    found = map_opinions(StanceMatrix.from_dense(dense), chosen)
    assert "nan" not in found.summary().lower()
    for table in ("propositions", "shares", "actors", "groups", "elements", "axes"):
        frame = found.to_polars(table)
        assert not any(
            frame[name].is_nan().any() for name in frame.columns if frame[name].dtype.is_float()
        )


def test_progress_only_ever_rises():
    seen = []
    matrix, *_rest = planted(100, 10, 2, 0.8, 1.0, seed=1)
    map_opinions(matrix, QUICK, progress=lambda doing, share: seen.append((share, doing)))
    shares = [share for share, _doing in seen]
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] <= 1
    assert all(doing for _share, doing in seen)
