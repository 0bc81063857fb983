#!/usr/bin/env python3
"""Run every benchmarks/bench_*.py, or those whose name contains one of the words: `run.py [WORD…]`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def chosen(words: Sequence[str]) -> list[Path]:
    found = sorted(FOLDER.glob("bench_*.py"))
    return [path for path in found if not words or any(word in path.stem for word in words)]


def run(path: Path) -> bool:
    print(f"\n{path.stem.removeprefix('bench_')}", flush=True)
    return subprocess.run([sys.executable, path], check=False).returncode == 0


def main(words: Sequence[str]) -> int:
    benchmarks = chosen(words)
    if not benchmarks:
        print(f"bench: no benchmark{' of that name' if words else ' yet'}: benchmarks/bench_*.py")
        return 1 if words else 0
    failed = [path.name for path in benchmarks if not run(path)]
    print(
        f"\nbench: {len(benchmarks) - len(failed)} ran, {len(failed)} failed {' '.join(failed)}".rstrip()
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
