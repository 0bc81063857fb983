"""Backups on PostgreSQL, in databases of their own beside that of the tests."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from tests.core.conftest import Parley

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(
        "postgresql" not in settings.DATABASES["default"]["ENGINE"],
        reason="runs on PostgreSQL only",
    ),
]


def query(url: str, statement: str) -> list[Any]:
    with closing(psycopg.connect(url, autocommit=True)) as opened:
        done = opened.execute(statement)  # type: ignore[call-overload]
        return done.fetchall() if done.description else []


@pytest.fixture
def urls() -> Iterator[tuple[str, str]]:
    """Two empty databases."""
    here = os.environ["PARLEY_DATABASE_URL"]
    names = [f"backup_{uuid.uuid4().hex}" for _ in range(2)]
    for name in names:
        query(here, f"CREATE DATABASE {name}")
    one, two = (urlunsplit(urlsplit(here)._replace(path=f"/{name}")) for name in names)
    yield one, two
    for name in names:
        query(here, f"DROP DATABASE {name} WITH (FORCE)")


def actions(url: str) -> list[Any]:
    return query(url, "SELECT action FROM core_auditrecord ORDER BY id")


def test_a_backup_is_restored_as_a_whole(
    urls: tuple[str, str], parley: Parley, tmp_path: Path
) -> None:
    assert shutil.which("pg_dump")
    one, two = urls
    source, target, archive = tmp_path / "one", tmp_path / "two", tmp_path / "b.tar.gz"

    def at(folder: Path, url: str, *arguments: object) -> Any:
        return parley(*arguments, folder=folder, PARLEY_DATABASE_URL=url)

    assert at(source, one, "migrate").returncode == 0
    assert at(source, one, "operator", "ada@example.org").returncode == 0
    query(one, "INSERT INTO django_session VALUES ('stolen', 'x', '2999-01-01')")
    (source / "files").mkdir()
    (source / "files" / "a.txt").write_text("a")
    done = at(source, one, "backup", "-o", archive)
    assert done.returncode == 0, done.stderr

    done = at(target, two, "restore", archive)
    assert done.returncode == 0, done.stderr
    assert (target / "files" / "a.txt").read_text() == "a"
    assert list(target.glob("replaced-*")) == []
    made = [("account.made_operator",), ("account.link_made",)]
    assert actions(two) == [*made, ("site.restored",)]
    assert query(two, "SELECT * FROM django_session") == []
    assert [f for f in at(target, two, "check").stdout.splitlines() if "database: " in f] == [
        "ok     database: PostgreSQL answers and is up to date."
    ]
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        query(two, "DELETE FROM core_auditrecord")

    # Over other data, and over what a newer version may have left behind.
    at(target, two, "convener", "bob@example.org")
    query(two, "CREATE TABLE from_the_future (id int)")
    refused = at(target, two, "restore", archive)
    assert (refused.returncode, "--overwrite" in refused.stderr) == (1, True)
    assert query(two, "SELECT COUNT(*) FROM accounts_user") == [(2,)]
    done = at(target, two, "restore", archive, "--overwrite")
    assert done.returncode == 0, done.stderr
    assert query(two, "SELECT email FROM accounts_user") == [("ada@example.org",)]
    assert query(two, "SELECT to_regclass('from_the_future')") == [(None,)]
    (aside,) = target.glob("replaced-*")
    assert sorted(path.name for path in aside.iterdir()) == ["database.dump", "files"]


def test_a_sqlite_backup_is_refused(
    urls: tuple[str, str], parley: Parley, data: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "b.tar.gz"
    assert parley("backup", "-o", archive).returncode == 0
    fresh = tmp_path / "fresh"
    done = parley("restore", archive, folder=fresh, PARLEY_DATABASE_URL=urls[0])
    assert done.returncode == 1
    assert "needs database.dump" in done.stderr
    assert query(urls[0], "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
