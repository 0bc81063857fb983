"""Parleys that stand empty on databases of their own: migrated once in a run, and copied for each."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

from tests.core.conftest import run

Empty = Callable[[Path], dict[str, str]]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database; copied, never used itself."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    done = run(folder, "migrate")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def empty(request: pytest.FixtureRequest) -> Iterator[Empty]:
    """empty(folder) → what the environment of an empty Parley on this folder holds besides its path.

    It is on a file of SQLite, or on a database of the server that the tests run on.
    """
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        yield from _on_postgresql(request.getfixturevalue("tmp_path_factory").mktemp("template"))
    else:
        yield from _on_sqlite(request.getfixturevalue("migrated"))


def _on_sqlite(migrated: Path) -> Iterator[Empty]:
    def copied(folder: Path) -> dict[str, str]:
        shutil.copytree(migrated, folder, dirs_exist_ok=True)
        return {}

    yield copied


def _on_postgresql(folder: Path) -> Iterator[Empty]:
    import psycopg

    here = os.environ["PARLEY_DATABASE_URL"]
    names: list[str] = []

    def made(template: str) -> dict[str, str]:
        names.append(f"empty_{uuid.uuid4().hex}")
        with psycopg.connect(here, autocommit=True) as opened:
            opened.execute(f"CREATE DATABASE {names[-1]} TEMPLATE {template}")  # type: ignore[call-overload]
        return {"PARLEY_DATABASE_URL": urlunsplit(urlsplit(here)._replace(path=f"/{names[-1]}"))}

    done = run(folder, "migrate", **made("template0"))
    assert done.returncode == 0, done.stderr
    first = names[0]
    yield lambda _folder: made(first)
    with psycopg.connect(here, autocommit=True) as opened:
        for name in names:
            opened.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]
