#!/usr/bin/env python3
"""Fail on what no file of the repository may hold: addresses in lock files, machines' paths, overlong modules."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400

# A module that may be longer, and why.
LONG_MODULES: dict[str, str] = {}

ADDRESSES = {
    re.compile(r"(^|/)(requirements/.*\.(txt|in)|uv\.lock|pylock.*\.toml)$"): re.compile(
        r"\S*://\S*"
    ),
    # An npm lock may name where to thank a package's authors, never where the package came from.
    re.compile(r"(^|/)(package-lock\.json|\.npmrc)$"): re.compile(
        r'("resolved":|registry\s*=)\s*\S*://\S*'
    ),
}
HOMES = "home|work|root|Users|opt/pypi"
MACHINE_PATH = re.compile(rf"(?<![\w.~/:*-])/(?:{HOMES})/[\w.-]+|[A-Z]:\\Users\\")

Finding = tuple[int, str]


def repository_files() -> list[Path]:
    """What is committed, or would be by `git add`; without git, everything but what is hidden."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(
            command, cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        paths = (
            path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.parts)
        )
    else:
        paths = (ROOT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def matching_lines(pattern: re.Pattern[str], text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := pattern.search(line):
            yield number, found[0].strip()


def addresses(name: str, text: str) -> Iterator[Finding]:
    for files, address in ADDRESSES.items():
        if files.search(name):
            for number, found in matching_lines(address, text):
                yield number, f"an address in a lock file: {found}"


def machine_paths(name: str, text: str) -> Iterator[Finding]:
    if name != "scripts/check_hygiene.py":
        for number, found in matching_lines(MACHINE_PATH, text):
            yield number, f"a path of one machine: {found}"


def overlong(name: str, text: str) -> Iterator[Finding]:
    lines = text.count("\n")
    exempt = name in LONG_MODULES or "/migrations/" in name or "/locale/" in name
    if name.endswith(".py") and lines > MOST_LINES and not exempt:
        yield (
            lines,
            f"{lines} lines; split it by noun below {MOST_LINES}, or give a reason in LONG_MODULES",
        )


RULES: tuple[Callable[[str, str], Iterator[Finding]], ...] = (addresses, machine_paths, overlong)


def findings(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    name = path.relative_to(ROOT).as_posix()
    for rule in RULES:
        for line, what in rule(name, text):
            yield f"{name}:{line}: {what}"


def main() -> int:
    found = [finding for path in repository_files() for finding in findings(path)]
    found += [
        f"{name}: listed in LONG_MODULES, but not there"
        for name in LONG_MODULES
        if not (ROOT / name).exists()
    ]
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
