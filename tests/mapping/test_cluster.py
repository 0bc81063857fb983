"""Passes on a cluster: a real one of two workers, killed workers included, and what a stand-in can provoke."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parley.mapping import ray_session
from parley.mapping import worker as module
from parley.mapping.blocks import Block, Stances, answers, cell_counts, joined, total
from parley.mapping.cluster import Cluster, open_stances
from parley.mapping.counts import count
from parley.mapping.errors import ClusterUnavailable
from parley.mapping.matrix import StanceMatrix
from parley.mapping.pieces import Held, Piece
from parley.mapping.store_writing import write_store
from parley.mapping.threads import Threads
from tests.mapping.planted import planted
from tests.mapping.stand_in_for_ray import StandIn

ROOT = Path(__file__).resolve().parents[2]

# ---- a real cluster: two workers, several blocks each


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("on-cluster")
    home = folder / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.mapping.on_cluster", str(folder)],
        cwd=ROOT,
        env={**kept, "HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads((folder / "found.json").read_text())
    return {**read, "printed": done.stdout}


def test_two_workers_share_the_blocks_in_order(found: dict[str, Any]) -> None:
    firsts, processes = found["cluster"]["firsts"], found["cluster"]["processes"]
    assert firsts == sorted(firsts)
    assert len(firsts) == 12
    assert len(processes) == 2
    assert processes == found["cluster"]["introduced"]
    assert found["cluster"]["here"] not in processes


def test_on_a_cluster_the_results_are_those_of_memory_to_the_byte(found: dict[str, Any]) -> None:
    assert len(set(found["memory"].values())) == 9  # turning answers around leaves their number
    assert found["cluster"]["everything"] == found["memory"]


def test_passes_may_overlap_on_a_cluster(found: dict[str, Any]) -> None:
    pairs = found["cluster"]["interleaved"]
    assert len(pairs) == 12
    assert all(one == other > 0 for one, other in pairs)


def test_an_error_of_a_kernel_is_raised_as_in_memory(found: dict[str, Any]) -> None:
    assert found["cluster"]["error"] == "KeyError('actor 50')"


def test_with_a_worker_killed_inside_a_pass_the_result_is_the_same(found: dict[str, Any]) -> None:
    assert found["killed"] == {"inside": found["cells"], "left": 1}


def test_a_whole_map_has_the_same_bytes_whoever_works_on_it_and_is_killed_on_the_way(
    found: dict[str, Any],
) -> None:
    assert len(found["maps"]) == 4
    assert len(set(found["maps"].values())) == 1, found["maps"]


def test_without_room_for_a_new_worker_another_takes_over(found: dict[str, Any]) -> None:
    assert found["lost"]["workers"] == 1
    passes = found["lost"]["passes"]
    assert passes == {name: found["memory"][name] for name in passes}


def test_when_all_workers_are_lost_it_says_so(found: dict[str, Any]) -> None:
    assert found["lost"]["error"].startswith("all workers are lost")


def test_a_running_cluster_is_joined_by_its_address(found: dict[str, Any]) -> None:
    passes = found["memory"]
    joined = {name: passes[name] for name in ("counts", "for actors", "for cells", "answers")}
    assert found["joined"] == {"workers": 1, "passes": joined}


def test_nothing_is_printed_beside_the_programs_own_output(found: dict[str, Any]) -> None:
    assert found["printed"] == ""


# ---- a stand-in for Ray, in this process


@pytest.fixture
def matrix() -> StanceMatrix:
    return planted(90, 12, 2, answered=0.5, seed=3)[0]


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., StandIn]:
    def install(*plans: dict[str, Any]) -> StandIn:
        made = StandIn(*plans)
        monkeypatch.setattr(ray_session, "_installed", lambda: made)
        return made

    return install


def firsts_and_own(block: Block, shift: int, own: np.ndarray) -> np.ndarray:
    return own + shift + block.first


def opened(matrix: Any, workers: int | None = 2, **options: Any) -> Any:
    return Cluster.open(matrix, "local", workers, **{"block": 100, "least": 1, **options})


def test_only_the_rows_of_a_share_are_sent(
    matrix: StanceMatrix, stand_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in()
    sent = []
    apply = module.Worker.apply

    def noting(self: Any, share: int, work: Any, per_actor: Any) -> Any:
        sent.extend(array.tolist() for array in per_actor)
        return apply(self, share, work, per_actor)

    monkeypatch.setattr(module.Worker, "apply", noting)
    with opened(matrix) as cluster:
        found = joined(cluster.run(firsts_and_own, (5,), (np.arange(90),)))
        blocks = list(cluster.run(answers))
    assert [row for rows in sent for row in rows] == list(range(90))
    assert [len(rows) for rows in sent] == [40, 50]
    firsts = np.cumsum([0, *[len(block) for block in blocks]])[:-1]
    expected = np.arange(90) + 5 + np.repeat(firsts, [len(block) for block in blocks])
    assert found.tolist() == expected.tolist()


def test_there_are_as_many_workers_as_cpus_unless_told_and_as_there_is_work(
    matrix: StanceMatrix, stand_in: Any
) -> None:
    ray = stand_in()
    with opened(matrix, None):
        assert len(ray.handles) == 2
    with opened(matrix, 5, least=200):
        assert len(ray.handles) == 4
    with opened(matrix, 5, least=1000) as cluster:
        assert len(ray.handles) == 5
        assert len(list(cluster.run(answers))) == 1


def test_workers_are_dismissed_also_after_an_error(matrix: StanceMatrix, stand_in: Any) -> None:
    ray = stand_in()
    with pytest.raises(KeyError), opened(matrix):
        raise KeyError
    assert [handle.alive for handle in ray.handles] == [False, False]


def test_a_lost_worker_is_replaced_once_though_two_passes_notice(
    matrix: StanceMatrix, stand_in: Any
) -> None:
    ray = stand_in({"dies_at": (2,)})
    with opened(matrix) as cluster:
        one, other = cluster.run(answers), cluster.run(cell_counts)
        first, second = next(one), next(other)
        assert joined([first, *one]).tolist() == answers(matrix.block(0, 90)).tolist()
        assert total([second, *other]).tolist() == cell_counts(matrix.block(0, 90)).tolist()
        assert [handle.alive for handle in ray.handles] == [False, True, True]


def test_a_share_whose_worker_is_lost_again_and_again_ends_the_pass(
    matrix: StanceMatrix, stand_in: Any
) -> None:
    dying = {"dies_at": (1,)}
    ray = stand_in({}, dying, dying, dying, dying)
    with (
        opened(matrix) as cluster,
        pytest.raises(
            ClusterUnavailable, match=r"actors 40 to 89 was lost 4 times, last: The actor died\.;"
        ),
    ):
        list(cluster.run(answers))
    assert len(ray.handles) == 5


def test_where_there_is_no_room_each_of_those_left_is_tried(
    matrix: StanceMatrix, stand_in: Any
) -> None:
    no_room = {"placed": False}
    ray = stand_in({"dies_at": (1,)}, {}, {}, no_room, no_room)
    with opened(matrix, 3) as cluster:
        ray.kill(ray.handles[1])
        ray.handles[1].placed = True
        found = count(cluster)
    assert found.cells.tolist() == count(matrix).cells.tolist()


def test_too_few_workers(matrix: StanceMatrix, stand_in: Any) -> None:
    stand_in({}, {"placed": False})
    with (
        pytest.raises(ClusterUnavailable, match="gave 1 of 2 workers within 3 s; ask for fewer"),
        opened(matrix, patience=3.0),
    ):
        pass


def test_a_worker_of_another_version_is_refused(
    matrix: StanceMatrix, stand_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in()
    there = module.Introduction("far", 1, {**module.versions(), "numpy": "1.0"})
    monkeypatch.setattr(module.Worker, "introduce", lambda self: there)
    with (
        pytest.raises(ClusterUnavailable, match=r"the worker on far has numpy 1\.0; expected "),
        opened(matrix),
    ):
        pass


def test_a_worker_without_parley_is_told_so(
    matrix: StanceMatrix, stand_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(self: Any) -> None:
        raise ModuleNotFoundError("No module named 'parley'")

    stand_in()
    monkeypatch.setattr(module.Worker, "introduce", missing)
    with (
        pytest.raises(ClusterUnavailable, match=r"is Parley installed there\? No module named"),
        opened(matrix),
    ):
        pass


@pytest.mark.parametrize(
    ("there", "kind"), [("the same", "FilePiece"), ("others", "Held"), ("nothing", "Held")]
)
def test_workers_read_the_files_that_they_find_and_the_others_are_sent(
    there: str,
    kind: str,
    matrix: StanceMatrix,
    stand_in: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    stand_in()
    store = write_store(matrix, tmp_path / "the same", size=200)
    write_store(planted(90, 12, 2, answered=0.5, seed=4)[0], tmp_path / "others")
    sent = []
    keep, finds = module.Worker.keep, module.Worker.finds

    def noting(self: Any, share: int, piece: Piece) -> None:
        sent.append(type(piece).__name__)
        keep(self, share, piece)

    def elsewhere(self: Any, folder: Path, digest: str) -> bool:
        return finds(self, folder.parent / there, digest)

    monkeypatch.setattr(module.Worker, "keep", noting)
    monkeypatch.setattr(module.Worker, "finds", elsewhere)
    with opened(store, block=10_000) as cluster:
        assert count(cluster).cells.tolist() == count(matrix).cells.tolist()
    assert sent == [kind, kind]


@pytest.mark.parametrize("dense", [np.empty((0, 3)), np.full((4, 3), np.nan), np.empty((3, 0))])
def test_without_stances_there_is_one_empty_pass(dense: np.ndarray, stand_in: Any) -> None:
    stand_in()
    matrix = StanceMatrix.from_dense(dense)
    with Cluster.open(matrix, "local", 2) as cluster:
        assert count(cluster).cells.tolist() == count(matrix).cells.tolist()


def test_open_stances_chooses(matrix: StanceMatrix, stand_in: Any) -> None:
    stand_in()
    found: list[Stances] = []
    for options in ({}, {"threads": 2}, {"cluster": "local", "workers": 1}):
        with open_stances(matrix, **options) as stances:
            found.append(stances)
            assert count(stances).cells.tolist() == count(matrix).cells.tolist()
    assert [type(one) for one in found] == [Threads, Threads, Cluster]
    assert [one.n for one in found if isinstance(one, Threads)] == [1, 2]


def test_workers_must_be_a_number_of_them(matrix: StanceMatrix, stand_in: Any) -> None:
    stand_in()
    with (
        pytest.raises(ClusterUnavailable, match="needs 1 worker or more; got 0"),
        opened(matrix, 0),
    ):
        pass


def test_importing_the_cluster_does_not_import_ray() -> None:
    code = "import sys, parley.mapping.cluster; sys.exit('ray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_held_piece_is_sent_with_its_own_stances_only(matrix: StanceMatrix) -> None:
    whole, part = (len(pickle.dumps(Held(matrix.block(0, last)))) for last in (90, 3))
    assert part < whole / 5


def test_a_process_of_another_cluster_is_not_moved(matrix: StanceMatrix, stand_in: Any) -> None:
    stand_in()
    with Cluster.open(matrix, "192.0.2.1:6379", 1):
        pass
    with (
        pytest.raises(
            ClusterUnavailable, match=r"already part of the cluster at 192\.0\.2\.1:6379"
        ),
        Cluster.open(matrix, "192.0.2.9:6379", 1),
    ):
        pass
