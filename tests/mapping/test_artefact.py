import json

import numpy as np
import polars as pl
import pytest

from parley.mapping import InvalidArtefact, MapSettings, OpinionMap, map_opinions
from tests.mapping.planted import planted

QUICK = MapSettings(null_draws=5, bootstraps=5)


@pytest.fixture(scope="module")
def made():
    matrix, labels, _rates = planted(90, 10, 2, 0.8, 1.5, seed=1)
    groups = {actor: "State" if labels[actor] else "Industry" for actor in range(80)}
    return map_opinions(matrix.with_groups(groups).with_elements({1: "scope", 2: "scope"}), QUICK)


def test_a_map_comes_back_whole(made, tmp_path):
    back = OpinionMap.load(made.save(tmp_path / "map", identities=True))
    assert back.summary() == made.summary()
    assert back.settings == made.settings
    assert back.input_digest == made.input_digest
    assert np.array_equal(back.actors, made.actors)
    assert np.array_equal(back.projection.points, made.projection.points)
    for table in ("propositions", "shares", "actors", "groups", "elements", "axes"):
        assert back.to_polars(table).equals(made.to_polars(table)), table


def test_saving_twice_gives_the_same_bytes(made, tmp_path):
    one, other = made.save(tmp_path / "one"), made.save(tmp_path / "other")
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name


def test_without_identities_no_id_and_no_order_is_kept(made, tmp_path):
    renamed = map_opinions(
        made.stances.__class__.from_dense(
            made.stances.dense(), actors=[f"participant-{n:03}" for n in range(90)]
        ),
        QUICK,
    )
    folder = renamed.save(tmp_path / "map")
    for path in folder.iterdir():
        assert b"participant-" not in path.read_bytes(), path.name
    assert b"participant-" not in str(pl.read_parquet(folder / "actors.parquet")).encode()
    back = OpinionMap.load(folder)
    assert back.actors.tolist() == list(range(1, 91))
    first = back.projection.points[:, 0]
    assert (np.diff(first) >= 0).all()
    assert sorted(first.tolist()) == sorted(renamed.projection.points[:, 0].tolist())
    (name,) = renamed.groupings
    assert back.groupings[name].sizes.tolist() == renamed.groupings[name].sizes.tolist()


def test_positions_groups_and_answers_stay_together(made, tmp_path):
    back = OpinionMap.load(made.save(tmp_path / "map"))

    def rows(of):
        return sorted(
            zip(
                of.projection.points[:, 0].tolist(),
                of.counts.answered.tolist(),
                of.groupings["stakeholder group"].labels.tolist(),
                strict=True,
            )
        )

    assert rows(back) == rows(made)


def test_a_folder_that_holds_something_else_is_left_alone(made, tmp_path):
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("years of work")
    with pytest.raises(InvalidArtefact, match="holds something else than an opinion map"):
        made.save(other)
    assert (other / "chapter.txt").read_text() == "years of work"
    assert made.save(made.save(tmp_path / "map")) == tmp_path / "map"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map", "thesis"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "holds no opinion map"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "can't be read"),
        (lambda folder: (folder / "actors.parquet").write_bytes(b"x"), "was changed since"),
        (lambda folder: (folder / "actors.parquet").unlink(), "can't be read"),
    ],
)
def test_a_damaged_folder_is_named(made, tmp_path, change, message):
    folder = made.save(tmp_path / "map")
    change(folder)
    with pytest.raises(InvalidArtefact, match=message):
        OpinionMap.load(folder)


@pytest.mark.parametrize(
    ("entry", "value", "message"),
    [
        ("schema", 99, "expected schema 1; got 99"),
        ("map", {"is": "Popen"}, "there is no Popen"),
        (
            "map",
            {"is": "Labels", "codes": None, "names": []},
            "expected an opinion map; got Labels",
        ),
        ("files", {"../actors.parquet": "0"}, "is no file of an opinion map"),
    ],
)
def test_a_forged_manifest_is_refused(made, tmp_path, entry, value, message):
    folder = made.save(tmp_path / "map")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {entry: value}))
    with pytest.raises(InvalidArtefact, match=message):
        OpinionMap.load(folder)


def test_an_earlier_map_is_replaced_as_a_whole(made, tmp_path):
    folder = made.save(tmp_path / "map", identities=True)
    (folder / "left-over.txt").write_text("of an earlier version")
    made.save(folder)
    assert not (folder / "left-over.txt").exists()
    assert OpinionMap.load(folder).actors.tolist() == list(range(1, 91))
