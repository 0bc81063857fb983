"""A folder that is written as a whole or not at all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from parley.mapping.errors import InvalidArtefact

MARKER = "report.json"
SCHEMA = 1
MADE_BY = "parley map"


@contextmanager
def whole(folder: str | Path) -> Iterator[Path]:
    """An empty folder to write to, which becomes `folder` when all went well.

    Raises
    ------
    InvalidArtefact
        If `folder` is there and holds something else than a report.
    """
    target = Path(folder)
    check_folder(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as made:
        new = Path(made) / "new"
        new.mkdir()
        yield new
        if target.exists():
            target.rename(Path(made) / "old")
        new.rename(target)


def check_folder(folder: str | Path) -> None:
    """Raises InvalidArtefact where the folder holds something else than a report of `parley map`."""
    target = Path(folder)
    if not target.exists():
        return
    if not target.is_dir():
        raise InvalidArtefact(f"{target} is a file; a report is a folder. Name another one.")
    if any(target.iterdir()) and not _is_report(target / MARKER):
        raise InvalidArtefact(
            f"{target} holds something else than a report; it was left as it is. Name another folder."
        )


def _is_report(marker: Path) -> bool:
    try:
        content = json.loads(marker.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("made_by") == MADE_BY


def mark(folder: Path, content: dict[str, Any]) -> None:
    """Write the result for machines, by which the folder is known as a report."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / MARKER).write_text(text + "\n", "utf-8", newline="\n")


def files_in(folder: Path) -> list[str]:
    """All files of a folder, by path within it."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
