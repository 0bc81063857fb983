"""red-dwarf, the peer of the mapping engine, in an environment of its own under build/peers."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from measuring import ROOT, Spent, least_spent

NAME = "red-dwarf"
_LOCK = ROOT / "benchmarks" / "peers" / "red-dwarf.txt"
_SCRIPT = ROOT / "benchmarks" / "peers" / "run_red_dwarf.py"
_HOME = ROOT / "build" / "peers" / "red-dwarf"


class PeerRun(NamedTuple):
    """What the whole process took, how much of it was the import, and how many groups it found."""

    spent: Spent
    importing: float
    groups: int


@cache
def python() -> Path | None:
    """The peer's Python, installed now where it is not; None, and said so, where that fails."""
    stamp, found = _HOME / "lock", _HOME / "bin" / "python"
    lock = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == lock:
        return found
    uv = str(Path(sys.executable).parent / "uv")
    make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(_HOME)]
    fill = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--require-hashes"]
    fill += ["--python", str(found)]
    for command in (make, [*fill, "-r", str(_LOCK)]):
        if subprocess.run(command, check=False).returncode:
            print(f"  {NAME} could not be installed: its column is left out")
            return None
    stamp.write_text(lock)
    return found


def run(votes: Path, labels: Path | None = None, repeats: int = 1) -> PeerRun | None:
    """Map a long CSV, the least of some runs; write the group of each actor to `labels`. None without a peer.

    One BLAS thread: with more it takes more CPU time, for the same result.
    """
    found = python()
    if found is None:
        return None
    command = (found, _SCRIPT, votes, *([labels] if labels else []))
    took = least_spent(repeats, *command, OPENBLAS_NUM_THREADS="1")
    said: dict[str, Any] = json.loads(took.output.splitlines()[-1])
    return PeerRun(took, said["import"], said["groups"])
