#!/usr/bin/env python3
"""Compile the message catalogues that changed: src/parley/locale/*/LC_MESSAGES/*.po → .mo, without gettext."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "src" / "parley" / "locale"


def is_current(source: Path, compiled: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def compile_catalogue(source: Path) -> Path:
    """Write the catalogue beside its source; fuzzy messages stay out, so that the reader gets the original."""
    with source.open("rb") as lines:
        catalogue = read_po(lines, abort_invalid=True)
    compiled = source.with_suffix(".mo")
    with compiled.open("wb") as out:
        write_mo(out, catalogue)
    return compiled


def compile_changed(locale: Path = LOCALE) -> list[Path]:
    sources = sorted(locale.glob("*/LC_MESSAGES/*.po"))
    return [
        compile_catalogue(source)
        for source in sources
        if not is_current(source, source.with_suffix(".mo"))
    ]


def main() -> int:
    for compiled in compile_changed():
        print(f"compiled {compiled.relative_to(LOCALE.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
