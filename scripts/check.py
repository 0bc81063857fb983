#!/usr/bin/env python3
"""Run every check that judges the source, or those named, and say which failed: `check.py [NAME…]`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

CHECKS: dict[str, Sequence[str]] = {
    "types": (f"{BIN}/mypy",),
    "docs": (
        PYTHON,
        "-m",
        "sphinx",
        "-W",
        "-E",  # a page read before would not repeat its warnings
        "-n",
        "--keep-going",
        "-q",
        "-b",
        "html",
        "docs",
        "docs/_build/html",
    ),
    "templates": (f"{BIN}/djlint", "--lint", "--quiet", "src/parley"),
    "translations": (PYTHON, "scripts/check_translations.py"),
    "migrations": (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"),
    "django": (PYTHON, "-m", "django", "check", "--fail-level", "WARNING"),
    "imports": (f"{BIN}/lint-imports", "--no-cache"),
    "lint": (f"{BIN}/ruff", "check", "--output-format", "concise"),
    "format": (f"{BIN}/ruff", "format", "--check", "--output-format", "concise"),
    "hygiene": (PYTHON, "scripts/check_hygiene.py"),
}


@dataclass(frozen=True)
class Result:
    name: str
    passed: bool
    seconds: float
    output: str


def environment(data: str) -> dict[str, str]:
    """As a fresh shell would have it, so that a developer's own settings decide nothing."""
    own = ("PARLEY_", "DJANGO_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(own)}
    ours = {"DJANGO_SETTINGS_MODULE": "parley.settings.test", "PARLEY_DATA": data}
    return {**kept, **ours}


def run(name: str) -> Result:
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="parley-check-") as data:
        done = subprocess.run(
            CHECKS[name],
            cwd=ROOT,
            env=environment(data),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    return Result(name, done.returncode == 0, time.monotonic() - start, done.stdout)


def report(result: Result) -> None:
    print(
        f"{'ok    ' if result.passed else 'FAILED'}  {result.name:<17} {result.seconds:5.1f} s",
        flush=True,
    )
    if not result.passed:
        indented = "\n".join(f"    {line}" for line in result.output.splitlines())
        print(indented, flush=True)


def main(names: Sequence[str]) -> int:
    if unknown := set(names) - CHECKS.keys():
        print(
            f"check: no such check: {', '.join(sorted(unknown))}; expected {', '.join(CHECKS)}",
            file=sys.stderr,
        )
        return 2
    results: list[Result] = []
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        for future in as_completed([pool.submit(run, name) for name in names or CHECKS]):
            results.append(future.result())
            report(results[-1])
    failed = sorted(result.name for result in results if not result.passed)
    print(
        f"check: {len(results) - len(failed)} passed, {len(failed)} failed{': ' if failed else ''}{', '.join(failed)}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
