#!/usr/bin/env python3
"""How long `make demo` takes from a clean clone to the first page.

It installs everything anew, from the package cache where that is warm. What it makes, it removes.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from measuring import ROOT, clean_environment, free_port, stop_group, verdict, wait_for_page

MOST_SECONDS = 180


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        clone = Path(folder) / "parley"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        first = served_after(clone)
        print(f"  make demo, from a clean clone    {first:6.1f} s to the first page")
        again = served_after(clone)
        print(f"  make demo, again                 {again:6.1f} s (× {again / first:.2f})")
    verdict("make demo", first, MOST_SECONDS, "s")


def served_after(clone: Path) -> float:
    """Seconds from `make demo` to its first page; then it is stopped."""
    port, start = free_port(), time.monotonic()
    command = ["make", "-C", str(clone), "demo", f"PORT={port}"]
    log = clone.parent / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env=clean_environment(), process_group=0
        )
    try:
        wait_for_page(port, process, seconds=10 * MOST_SECONDS)
        return time.monotonic() - start
    except SystemExit:
        print(log.read_text(errors="replace"))
        raise
    finally:
        stop_group(process)


if __name__ == "__main__":
    main()
