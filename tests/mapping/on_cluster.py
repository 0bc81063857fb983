"""What test_cluster.py runs in a process of its own, with a Ray cluster of two workers; writes found.json.

Apart from pytest, because Ray starts threads and processes and prints where it likes.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from parley.mapping.blocks import (
    Block,
    Stances,
    answers,
    cell_counts,
    for_actors,
    for_cells,
    joined,
    on_grid,
    total,
)
from parley.mapping.cluster import Cluster
from parley.mapping.counts import count, shaping
from parley.mapping.errors import ClusterUnavailable
from parley.mapping.matrix import StanceMatrix
from parley.mapping.pieces import Described
from parley.mapping.pipeline import _mapped
from parley.mapping.progress import silent
from parley.mapping.projection import project
from parley.mapping.ray_session import session
from parley.mapping.settings import MapSettings
from parley.mapping.store import ParquetStore
from parley.mapping.store_writing import write_store
from parley.mapping.threads import Threads
from tests.mapping.planted import planted

WORKERS = 2


def digest(*arrays: np.ndarray) -> str:
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


# ---- kernels, and a source that hands one to another


def sums(block: Block, bound: float, own: np.ndarray) -> np.ndarray:
    return for_cells(block, on_grid(own, bound))


def place_and_process(block: Block) -> tuple[int, int]:
    return block.first, os.getpid()


def killing_once(block: Block, mark: str, actor: int) -> np.ndarray:
    """Ends its worker like the kernel's killer does, when the actor comes by for the first time."""
    if block.first <= actor < block.first + block.n_actors and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return cell_counts(block)


def killing(block: Block) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def failing(block: Block, actor: int) -> None:
    if block.first > actor:
        raise KeyError(f"actor {actor}")


class Swap(NamedTuple):
    """Turns the answers of every so-manieth actor around."""

    every: int


def swapped(block: Block, swap: Swap, kernel: Callable[..., Any], *others: Any) -> Any:
    turned = (block.rows() % swap.every == 0) * (2 - 2 * (block.cells.astype(np.int64) % 3))
    return kernel(block._replace(cells=(block.cells + turned).astype(block.cells.dtype)), *others)


class Swapped:
    """A redrawn source: wraps another and changes each block before the kernel sees it."""

    def __init__(self, stances: Stances, swap: Swap) -> None:
        self.stances, self.swap = stances, swap
        self.n_actors, self.n_propositions = stances.n_actors, stances.n_propositions
        self.n_stances = stances.n_stances

    def run(self, kernel: Any, shared: Any = (), per_actor: Any = ()) -> Iterator[Any]:
        return self.stances.run(swapped, (self.swap, kernel, *shared), per_actor)


# ---- what is compared


def passes(stances: Stances) -> dict[str, str]:
    """Digests of one pass of each kind."""
    random = np.random.default_rng(3)
    own = random.normal(size=(stances.n_actors, 4))
    weights = random.normal(size=(3 * stances.n_propositions, 4))
    counts = count(stances)
    bound = float(np.abs(own).sum())
    return {
        "counts": digest(counts.cells, counts.answered),
        "for actors": digest(joined(stances.run(for_actors, (weights,)))),
        "for cells": digest(total(stances.run(sums, (bound,), (own,)))),
        "answers": digest(joined(stances.run(answers))),
    }


def projections(stances: Stances) -> dict[str, str]:
    found = {}
    counts = count(stances)
    for method in ("components", "ideal-points"):
        settings = MapSettings(method=method)  # type: ignore[arg-type]
        placed = project(stances, counts, shaping(counts, settings), settings)
        found[method] = digest(placed.mean, placed.axes, placed.values, placed.points)
    return found


def whole_map(matrix: StanceMatrix, stances: Stances, folder: Path) -> str:
    """The digest of all files of a map, everything in it."""
    settings = MapSettings(bootstraps=10, null_draws=10)
    _mapped(matrix, stances, settings, silent).save(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(files) > 2
    return hashlib.sha256(
        b"".join(path.name.encode() + path.read_bytes() for path in files)
    ).hexdigest()


def everything(stances: Stances) -> dict[str, str]:
    redrawn = passes(Swapped(Swapped(stances, Swap(3)), Swap(2)))
    return {
        **passes(stances),
        **projections(stances),
        **{f"{name}, redrawn": value for name, value in redrawn.items()},
    }


# ---- the scenes


def seconds(scene: Callable[..., Any], *arguments: Any) -> Any:
    start = time.monotonic()
    found = scene(*arguments)
    sys.stderr.write(f"{scene.__name__}: {time.monotonic() - start:.1f} s\n")
    return found


def as_in_memory(cluster: Cluster) -> dict[str, Any]:
    places = list(cluster.run(place_and_process))
    interleaved = zip(cluster.run(answers), cluster.run(cell_counts), strict=True)
    pairs = [(int(one.sum()), int(other.sum())) for one, other in interleaved]
    try:
        list(cluster.run(failing, (50,)))
        error = "none"
    except KeyError as raised:
        error = repr(raised)
    return {
        "firsts": [first for first, _process in places],
        "processes": sorted({process for _first, process in places}),
        "here": os.getpid(),
        "introduced": sorted(processes(cluster)),
        "interleaved": pairs,
        "error": error,
        "everything": everything(cluster),
    }


def processes(cluster: Cluster) -> set[int]:
    return {one.process for one in cluster.introductions()}


def killed(cluster: Cluster, folder: Path) -> dict[str, Any]:
    """A worker dies inside a pass."""
    before = processes(cluster)
    mark = str(folder / "killed")
    inside = total(cluster.run(killing_once, (mark, cluster.n_actors - 1)))
    return {"inside": digest(inside), "left": len(before & processes(cluster))}


class Killing(Described):
    """Ends the first worker by SIGKILL, while a pass that was asked for is under way."""

    def __init__(self, cluster: Cluster, at: int) -> None:
        super().__init__(cluster)
        self.cluster, self.at = cluster, at

    def run(self, kernel: Any, shared: Any = (), per_actor: Any = ()) -> Iterator[Any]:
        self.at -= 1
        if self.at == 0:
            os.kill(self.cluster.introductions()[0].process, signal.SIGKILL)
        return self.cluster.run(kernel, shared, per_actor)


def whole_maps(cluster: Cluster, matrix: StanceMatrix, folder: Path) -> dict[str, str]:
    two = Threads(matrix, 2, block=300, least=1)
    return {
        "memory": whole_map(matrix, matrix, folder / "memory"),
        "two threads": whole_map(matrix, two, folder / "threads"),
        "two workers": whole_map(matrix, cluster, folder / "workers"),
        "one of them killed": whole_map(matrix, Killing(cluster, at=9), folder / "killed-map"),
    }


def all_lost(cluster: Cluster) -> dict[str, Any]:
    """No room for new workers: what is lost goes to those left, until there is none."""
    cluster._patience = 0
    os.kill(cluster.introductions()[0].process, signal.SIGKILL)
    found = {"passes": passes(cluster), "workers": len(processes(cluster))}
    try:
        list(cluster.run(killing))
    except ClusterUnavailable as error:
        return {**found, "error": str(error)}
    return {**found, "error": "none"}


def small() -> StanceMatrix:
    matrix = planted(400, 30, 2, answered=0.3, spread=1.5, seed=1)[0]
    camps = {actor: ("north", "south", "west")[actor % 3] for actor in range(300)}
    themes = {proposition: f"theme {proposition % 4}" for proposition in range(20)}
    return matrix.with_groups(camps).with_elements(themes)


def from_another_process(address: str, folder: Path) -> dict[str, Any]:
    """A second process of this machine joins the running cluster, whose workers read files."""
    write_store(small(), folder / "store", size=500)
    command = [sys.executable, "-m", "tests.mapping.on_cluster", "join", address, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else {"failed": done.stderr}


def join(address: str, folder: Path) -> None:
    with Cluster.open(ParquetStore(folder / "store"), address, least=1, workers=1) as cluster:
        sys.stdout.write(
            json.dumps({"workers": len(processes(cluster)), "passes": passes(cluster)})
        )


def main(folder: Path) -> None:
    matrix = small()
    found: dict[str, Any] = {
        "memory": everything(matrix),
        "cells": digest(total(matrix.run(cell_counts))),
    }
    with session("local", WORKERS, matrix.n_actors) as ray:
        with Cluster.open(matrix, "local", WORKERS, block=300, least=1) as cluster:
            found["cluster"] = seconds(as_in_memory, cluster)
            found["killed"] = seconds(killed, cluster, folder)
            found["maps"] = seconds(whole_maps, cluster, matrix, folder)
            found["lost"] = seconds(all_lost, cluster)
        address = ray.get_runtime_context().gcs_address
        found["joined"] = seconds(from_another_process, address, folder)
    (folder / "found.json").write_text(json.dumps(found))


if __name__ == "__main__":
    if sys.argv[1] == "join":
        join(sys.argv[2], Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]))
