#!/usr/bin/env python3
"""Reading stances into a matrix, and writing and passing over stores that are larger than memory.

`bench_reading.py` draws up to 39 million stances; `bench_reading.py --huge` also 295 million (some 6 GB on disk).
Each case runs in a process of its own. Beside it stands what polars needs to read the same columns.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from mapping_data import Shape, draw, write
from measuring import table, verdict

COLUMNS = ("actor", "proposition", "stance")
MIDDLE = Shape(100_000, 1_000, 0.03)
LARGE = Shape(1_000_000, 2_000, 0.0195)
HUGE = Shape(10_000_000, 5_000, 0.0059, groups=4)


def polars_alone(source: Path) -> int:
    path = source / "*.parquet" if source.is_dir() else source
    scanned = pl.scan_csv(path) if source.suffix == ".csv" else pl.scan_parquet(path)
    batches = scanned.select(COLUMNS).collect_batches(chunk_size=1_000_000)
    return sum(batch.height for batch in batches)


def into_matrix(source: Path) -> int:
    from parley.mapping.readers import read

    return read(source).n_stances


def into_store(source: Path) -> int:
    from parley.mapping.store_writing import write_store

    return write_store(source, source.with_name(source.name + "-store")).n_stances


def one_pass(source: Path) -> int:
    from parley.mapping.counts import count
    from parley.mapping.store import ParquetStore

    return int(count(ParquetStore(source.with_name(source.name + "-store"))).cells.sum())


def one_product(source: Path) -> int:
    import numpy as np

    from parley.mapping.blocks import for_cells, total
    from parley.mapping.store import ParquetStore

    store = ParquetStore(source.with_name(source.name + "-store"))
    return len(total(store.run(for_cells, (), (np.ones((store.n_actors, 8)),))))


WORK: dict[str, Callable[[Path], int]] = {
    "polars alone": polars_alone,
    "into a matrix": into_matrix,
    "into a store": into_store,
    "counting a store": one_pass,
    "K.T @ Y, 8 columns, on a store": one_product,
}


def measured(work: str, source: Path) -> dict[str, Any]:
    """CPU seconds and peak memory of a process that does nothing else."""
    command = [sys.executable, __file__, "--work", work, str(source)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def do(work: str, source: Path) -> None:
    before = time.process_time()
    found = WORK[work](source)
    print(
        json.dumps({"cpu": time.process_time() - before, "memory": peak_memory(), "found": found})
    )


def peak_memory() -> float:
    """In MB. The figure of `getrusage` would be that of the parent, where it was larger."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def drawn_as_csv(shape: Shape, path: Path) -> None:
    pl.concat([part.frame() for part in draw(shape)]).write_csv(path)


def case(name: str, source: Path, works: list[str]) -> dict[str, dict[str, Any]]:
    found = {work: measured(work, source) for work in works}
    alone = found[works[0]]
    print(f"\n  {name}: {alone['found']:,} stances")
    rows = [
        [
            work,
            f"{one['cpu']:.2f}",
            f"× {one['cpu'] / alone['cpu']:.1f}",
            f"{one['memory']:,.0f}",
        ]
        for work, one in found.items()
    ]
    table(["", "CPU s", "against polars", "peak MB"], rows)
    return found


def main(huge: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as made:
        folder = Path(made)
        drawn_as_csv(MIDDLE, folder / "middle.csv")
        csv = case("CSV", folder / "middle.csv", ["polars alone", "into a matrix"])
        verdict("reading 3 million stances from CSV", csv["into a matrix"]["cpu"], 1, "CPU s")
        write(LARGE, folder / "large")
        large = case("Parquet", folder / "large", list(WORK))
        verdict("reading 39 million stances", large["into a matrix"]["cpu"], 6, "CPU s")
        verdict("memory for it", large["into a matrix"]["memory"], 1500, "MB")
        if huge:
            write(HUGE, folder / "huge")
            works = [work for work in WORK if work != "into a matrix"]
            found = case("Parquet, larger than memory", folder / "huge", works)
            most = max(one["memory"] for one in found.values())
            verdict("memory for 295 million stances", most, 3000, "MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        do(sys.argv[2], Path(sys.argv[3]))
    else:
        main("--huge" in sys.argv)
