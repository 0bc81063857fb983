"""Stances on disk give what stances in memory give."""

import json
import pickle
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.mapping.blocks import for_actors, for_cells, joined, on_grid, total
from parley.mapping.counts import count
from parley.mapping.errors import InvalidArtefact, InvalidStances
from parley.mapping.matrix import StanceMatrix
from parley.mapping.pieces import Divisible
from parley.mapping.readers import read
from parley.mapping.store import ParquetStore
from parley.mapping.store_writing import write_store
from tests.mapping.strategies import matrices

DATA = Path(__file__).parent / "data"


def same_passes(store: ParquetStore, matrix: StanceMatrix) -> None:
    rng = np.random.default_rng(1)
    per_actor = on_grid(rng.normal(size=(matrix.n_actors, 2)), 1e6)
    weights = rng.normal(size=(3 * matrix.n_propositions, 2))
    for kernel, together, shared, own in (
        (for_cells, total, (), (per_actor,)),
        (for_actors, joined, (weights,), ()),
    ):
        of_store = together(store.run(kernel, shared, own))
        assert of_store.tobytes() == together(matrix.run(kernel, shared, own)).tobytes()
    assert count(store).cells.tolist() == count(matrix).cells.tolist()
    assert count(store).answered.tolist() == count(matrix).answered.tolist()


def same(store: ParquetStore, matrix: StanceMatrix) -> None:
    assert store.digest == matrix.digest
    assert (store.n_actors, store.n_propositions) == (matrix.n_actors, matrix.n_propositions)
    assert store.n_stances == matrix.n_stances
    assert store.matrix().digest == matrix.digest
    assert store.matrix().cells.dtype == matrix.cells.dtype
    assert (store.intake, store.texts) == (matrix.intake, matrix.texts)
    for ours, theirs in ((store.groups, matrix.groups), (store.elements, matrix.elements)):
        assert (ours and ours.names) == (theirs and theirs.names)


@settings(max_examples=20)
@given(matrices(20, 7), st.integers(1, 40), st.data())
def test_a_store_gives_what_its_matrix_gives(matrix, size, data):
    groups = data.draw(st.lists(st.sampled_from([None, "A", "B"]), min_size=20, max_size=20))
    matrix = matrix.with_groups(dict(enumerate(groups))).with_elements({0: "scope"})
    some = data.draw(st.sets(st.integers(0, matrix.n_actors - 1)))
    taken = np.array(sorted(some), dtype=np.int64)
    with tempfile.TemporaryDirectory() as folder:
        if not matrix.n_stances:
            frame = pl.DataFrame({"actor": [0], "proposition": [0], "stance": [None]})
            with pytest.raises(InvalidStances, match="none of 1 entries"):
                write_store(frame, Path(folder, "store"))
            assert list(Path(folder).iterdir()) == []
            return
        store = write_store(matrix, Path(folder, "store"), size=size)
        same(store, matrix)
        same_passes(store, matrix)
        assert store.take(taken).digest == matrix.take(taken).digest
        assert isinstance(store, Divisible)
        pieces = store.pieces(data.draw(st.integers(1, 8)))
        blocks = [pickle.loads(pickle.dumps(piece)).block() for piece in pieces]
    assert [piece.first for piece in pieces[1:]] == [piece.last for piece in pieces[:-1]]
    assert (pieces[0].first, pieces[-1].last) == (0, matrix.n_actors)
    for piece, block in zip(pieces, blocks, strict=True):
        expected = matrix.block(piece.first, piece.last)
        assert block.indptr.tolist() == expected.indptr.tolist()
        assert block.cells.tolist() == expected.cells.tolist()
        assert (block.first, block.n_cells) == (expected.first, expected.n_cells)


def matrix_or_message(call, *args, **asked):
    try:
        return call(*args, **asked)
    except InvalidStances as error:
        return str(error)


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 12),
            st.integers(0, 5),
            st.sampled_from(["yes", "no", "abstain", "", "never"]),
            st.integers(0, 3),
        ),
        min_size=1,
    ),
    st.integers(1, 20),
    st.booleans(),
)
def test_writing_a_source_equals_reading_it(lines, size, words):
    frame = pl.DataFrame(lines, schema=["actor", "proposition", "stance", "time"], orient="row")
    if words:
        frame = frame.with_columns(pl.format("Actor {}", "actor").alias("actor"))
    asked = {"lenient": True, "groups": {"Actor 1": "A", 2: "A", 3: "B"}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "votes.parquet")
        frame.write_parquet(path)
        matrix = matrix_or_message(read, path, **asked)
        store = matrix_or_message(write_store, path, Path(folder, "store"), size=size, **asked)
        if isinstance(matrix, str):
            assert store == matrix
            return
        same(store, matrix)
        same_passes(store, matrix)
        assert {entry.name for entry in Path(folder).iterdir()} == {"votes.parquet", "store"}


def test_a_folder_of_polis_as_a_store(tmp_path):
    folder = DATA / "vtaiwan-uberx"
    told = []
    store = write_store(
        folder,
        tmp_path / "new" / "store",
        size=10_000,
        progress=lambda doing, share: told.append((doing, share)),
        published_groups=True,
    )
    same(store, read(folder, published_groups=True))
    assert len(list(store.folder.glob("part-*.parquet"))) > 3
    parts = pl.read_parquet(store.folder / "part-*.parquet")
    assert parts["actor"].to_list() == sorted(parts["actor"])
    assert told[-1] == ("sorting", 1.0)
    assert [share for _doing, share in told] == sorted(share for _doing, share in told)
    assert repr(store) == (
        "<ParquetStore: 1,912 actors × 119 propositions, 49,348 stances in 5 files>"
    )


def test_reversed_signs_are_noticed_on_the_way_to_disk(tmp_path):
    folder = DATA / "london-youth-policing"
    votes = pl.read_csv(folder / "votes.csv").with_columns(-pl.col("vote"))
    with pytest.raises(InvalidStances, match="contradict the stances"):
        write_store(votes, tmp_path / "store", propositions=folder / "comments.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_never_written_over_something(tmp_path):
    matrix = StanceMatrix.from_dense([[1, 0]])
    (tmp_path / "empty").mkdir()
    write_store(matrix, tmp_path / "empty")
    with pytest.raises(InvalidArtefact, match="expected a new or an empty folder"):
        write_store(matrix, tmp_path / "empty")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InvalidArtefact, match="expected a new or an empty folder"):
        write_store(matrix, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_what_is_no_store_is_told(tmp_path):
    with pytest.raises(InvalidArtefact, match="holds no stances"):
        ParquetStore(tmp_path)
    (tmp_path / "manifest.json").write_text("[")
    with pytest.raises(InvalidArtefact, match="holds no stances"):
        ParquetStore(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"schema": 7}))
    with pytest.raises(InvalidArtefact, match="expected the schema parley-stances/1; got 7"):
        ParquetStore(tmp_path)


def test_damage_is_told(tmp_path):
    matrix = StanceMatrix.from_dense([[1, 0], [-1, np.nan], [0, 0]])
    store = write_store(matrix, tmp_path / "store", size=2)
    part = store.folder / "part-00002.parquet"
    content = part.read_bytes()
    pl.read_parquet(part).head(1).write_parquet(part)
    with pytest.raises(InvalidArtefact, match=r"part-00002\.parquet: expected 2 stances; got 1"):
        ParquetStore(store.folder)
    part.write_bytes(content[: len(content) // 2])
    with pytest.raises(InvalidArtefact, match=r"part-00002\.parquet can't be read"):
        ParquetStore(store.folder)
    with pytest.raises(InvalidArtefact, match=r"part-00002\.parquet can't be read"):
        count(store)
    part.unlink()
    with pytest.raises(InvalidArtefact, match=r"part-00002\.parquet can't be read"):
        ParquetStore(store.folder)
    part.write_bytes(content)
    assert ParquetStore(store.folder).digest == matrix.digest
    pl.DataFrame({"actor": [0, 1]}).write_parquet(store.folder / "actors.parquet")
    with pytest.raises(InvalidArtefact, match=r"actors\.parquet can't be read"):
        ParquetStore(store.folder)
