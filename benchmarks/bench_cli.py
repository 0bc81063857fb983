#!/usr/bin/env python3
"""How long `parley --help` takes, beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
import time

from measuring import PARLEY, Sample, clean_environment, sample, table, verdict

REPEATS = 15
MOST_SECONDS = 0.3


def run(*command: str) -> float:
    """Wall time of one start, in milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=clean_environment(), cwd="/")
    return (time.perf_counter() - start) * 1000


def timed(*command: str) -> Sample:
    run(*command)  # compiles the modules, which an installation does once
    return sample(lambda: run(*command), REPEATS)


def main() -> None:
    baseline = timed(sys.executable, "-c", "pass")
    rows = [("python -c pass", f"{baseline.median:.0f} ms", baseline.spread, "× 1.0")]
    found = timed(PARLEY, "--help")
    rows.append(("parley --help", f"{found.median:.0f} ms", found.spread, found.against(baseline)))
    table((f"wall time, median of {REPEATS}", "median", "spread", "ratio"), rows)
    verdict("parley --help", found.median / 1000, MOST_SECONDS, "s")


if __name__ == "__main__":
    main()
