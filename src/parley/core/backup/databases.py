"""Copying a database while it is in use, and putting a copy in its place."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from django.db import connection

from parley.core.errors import InvalidInput, ParleyError

BUSY_SECONDS = 30
# Whose keys would let a reader of the backup sign in as others, and what is gone in an hour.
LEFT_OUT = ("django_session", "usersessions_usersession", "core_sharedentry", "core_tries")


class Database(Protocol):
    """One kind of database; `member` is its name in an archive."""

    member: str

    def copy(self, target: Path) -> None: ...

    def check(self, copy: Path) -> None: ...

    def replace(self, copy: Path, aside: Path, *, keep: bool) -> None: ...


class DatabaseCopyFailed(ParleyError):
    """The database's own means of copying refused."""


def current() -> Database:
    """The database that the settings name."""
    if connection.vendor == "postgresql":
        return Postgres()
    return Sqlite(Path(connection.settings_dict["NAME"]))


class Sqlite:
    """A file, copied page by page through SQLite itself, so that writers need not stop."""

    member = "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    def copy(self, target: Path) -> None:
        if not self.path.exists():
            raise InvalidInput(
                f"There is no database at {self.path}. Make one with: parley migrate"
            )
        with (
            closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as source,
            closing(sqlite3.connect(target)) as copied,
        ):
            source.backup(copied)
            self._tidy(copied)

    def _tidy(self, copied: sqlite3.Connection) -> None:
        """One file, without sessions, which would let a reader of the backup sign in as others,
        and without the pages of deleted rows: what was erased or sealed must not live on."""
        copied.execute("PRAGMA journal_mode=DELETE")
        named = "SELECT name FROM sqlite_master WHERE name = ?"
        for table in LEFT_OUT:
            if copied.execute(named, [table]).fetchone():
                copied.execute(f"DELETE FROM {table}")  # noqa: S608 (a constant)
        copied.commit()
        copied.execute("VACUUM")

    def check(self, copy: Path) -> None:
        try:
            with closing(sqlite3.connect(copy)) as opened:
                (answer,) = opened.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError as error:
            raise InvalidInput(f"The backup's database can't be read: {error}.") from error
        if answer != "ok":
            raise InvalidInput(f"The backup's database is damaged: {answer}.")

    def replace(self, copy: Path, aside: Path, *, keep: bool) -> None:
        """Move the present database aside and the copy into its place."""
        connection.close()
        self._settle()
        moved = [path for path in self._files() if path.exists()]
        for path in moved:
            path.rename(aside / path.name)
        try:
            copy.rename(self.path)
        except OSError:
            for path in moved:
                (aside / path.name).rename(path)
            raise
        if not keep:
            for path in moved:
                (aside / path.name).unlink()

    def _files(self) -> list[Path]:
        return [self.path.with_name(self.path.name + end) for end in ("", "-wal", "-shm")]

    def _settle(self) -> None:
        """Write what is still in the log into the database, which nobody else may have open."""
        if not self.path.exists():
            return
        try:
            with closing(sqlite3.connect(self.path, timeout=2)) as opened:
                opened.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            raise InvalidInput(
                f"The database is in use ({error}). Stop whatever uses it, then try again."
            ) from error
        except sqlite3.DatabaseError:
            # Too damaged to open: the very reason for a restore. It is kept aside as it is.
            return


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise InvalidInput(
            f"{name} was not found. Install PostgreSQL's client programs, at least of the "
            "server's version; on Debian: apt-get install postgresql-client"
        )
    return path


_OURS = ("--no-owner", "--no-privileges")


class Postgres:
    """A dump in PostgreSQL's own format, restored in one transaction."""

    member = "database.dump"

    def copy(self, target: Path) -> None:
        apart = [f"--exclude-table-data={table}" for table in LEFT_OUT]
        self._run("pg_dump", "--format=custom", *_OURS, *apart, "--file", target)

    def check(self, copy: Path) -> None:
        self._run("pg_restore", "--list", copy, connected=False)

    def replace(self, copy: Path, aside: Path, *, keep: bool) -> None:
        """All or nothing: the former tables go and the dump's come in one transaction."""
        if keep:
            self.copy(aside / self.member)
        script = copy.with_name("restore.sql")
        self._run("pg_restore", *_OURS, "--file", script, copy, connected=False)
        clear = copy.with_name("clear.sql")
        clear.write_text("".join(_drops()))
        connection.close()
        once = ("--single-transaction", "--set=ON_ERROR_STOP=1", "--quiet", "--no-psqlrc")
        self._run("psql", *once, "--output", os.devnull, "--file", clear, "--file", script)

    def _run(self, program: str, *arguments: Any, connected: bool = True) -> None:
        command = [_program(program), *map(str, arguments)]
        environment = dict(os.environ)
        if connected:
            parameters = dict(_connection())
            # Not on the command line, where other users of the machine could read it.
            environment["PGPASSWORD"] = str(parameters.pop("password", "") or "")
            command += ["--dbname", _conninfo(parameters)]
        done = subprocess.run(  # noqa: S603 (a program of PostgreSQL, found on the path)
            command, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DatabaseCopyFailed(f"{program} failed: {_last_words(done.stderr)}")


def _connection() -> Iterator[tuple[str, Any]]:
    """libpq's parameters of the database that the settings name."""
    given = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    for name, ours in {**names, "port": "PORT"}.items():
        if given[ours]:
            yield name, given[ours]
    for name, value in given["OPTIONS"].items():
        if name != "pool":
            yield name, value


def _conninfo(parameters: dict[str, Any]) -> str:
    from psycopg.conninfo import make_conninfo

    return make_conninfo(**parameters)


def _last_words(stderr: str) -> str:
    lines: Sequence[str] = stderr.strip().splitlines() or ["it did not say why"]
    return next((line for line in lines if "error" in line.lower()), lines[-1])


def _drops() -> Iterator[str]:
    """What takes everything out of the schema, whichever version of Parley put it there."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            yield f"DROP TABLE IF EXISTS {quote(table)} CASCADE;\n"
        cursor.execute(
            """SELECT p.oid::regprocedure::text FROM pg_proc p
               WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS (
                   SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"""
        )
        for (function,) in cursor.fetchall():
            yield f"DROP FUNCTION IF EXISTS {function} CASCADE;\n"


@contextmanager
def staging(beside: Path, prefix: str) -> Iterator[Path]:
    """A folder on the same file system, removed at the end with what is left in it."""
    beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=prefix, dir=beside) as name:
        yield Path(name)
