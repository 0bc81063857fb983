"""Data folders seen from outside: their rows and their files."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def execute(folder: Path, *statements: str) -> list[Any]:
    """Run statements on a folder's database; answers the rows of the last."""
    with closing(sqlite3.connect(folder / "parley.sqlite3", timeout=20)) as opened, opened:
        rows: list[Any] = []
        for statement in statements:
            rows = opened.execute(statement).fetchall()
        return rows


def add_entries(folder: Path, *words: str) -> None:
    for number, word in enumerate(words):
        execute(
            folder,
            "INSERT INTO core_searchentry (kind, object_id, words) "
            f"VALUES ('test', {number}, '{word}')",
        )


def words(folder: Path) -> list[str]:
    return [row[0] for row in execute(folder, "SELECT words FROM core_searchentry ORDER BY id")]


def add_file(folder: Path, name: str, content: str) -> None:
    path = folder / "files" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def files(folder: Path) -> dict[str, str]:
    root = folder / "files"
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def state(folder: Path) -> tuple[list[str], dict[str, str]]:
    return words(folder), files(folder)
