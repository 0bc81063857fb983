"""Noticing that the database has changed, in this process or another: see hub.py, which uses it.

SQLite counts what other connections commit. PostgreSQL is listened to; each process says there that
something has changed, at most once for each look around, whatever number of changes it made.
"""

import select
from threading import Event
from typing import Any, Protocol

from django.db import connection, connections

CHANNEL = "parley_live"
BEAT = 0.1  # seconds between two looks


class Watch(Protocol):
    def changed(self, touched: Event) -> bool:
        """Wait for a beat at most; whether anything has changed since the last time."""

    def close(self) -> None: ...


class SQLiteWatch:
    """`data_version` of a connection that never writes moves with each commit of another one."""

    def __init__(self) -> None:
        self.own = connections.create_connection("default")
        self.own.inc_thread_sharing()
        self.seen = self._version()

    def _version(self) -> Any:
        with self.own.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return cursor.fetchone()[0]

    def changed(self, touched: Event) -> bool:
        told = touched.wait(BEAT)
        touched.clear()
        before, self.seen = self.seen, self._version()
        return told or before != self.seen

    def close(self) -> None:
        self.own.close()


class PostgreSQLWatch:
    """A connection of its own, outside of the pool, that listens."""

    def __init__(self) -> None:
        import psycopg

        parameters = connection.get_connection_params()
        known = {"cursor_factory", "context", "prepare_threshold", "server_side_binding", "pool"}
        self.own = psycopg.connect(
            **{k: v for k, v in parameters.items() if k not in known}, autocommit=True
        )
        self.own.execute(f"LISTEN {CHANNEL}".encode())

    def changed(self, touched: Event) -> bool:
        told = touched.is_set() or self._hears(BEAT)
        if touched.is_set():
            touched.clear()
            told = True
            self.own.execute(f"NOTIFY {CHANNEL}".encode())
        return told

    def _hears(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.own], [], [], seconds)
        if not ready:
            return False
        ours = self.own.info.backend_pid
        return any(note.pid != ours for note in self.own.notifies(timeout=0))

    def close(self) -> None:
        self.own.close()


def watch() -> Watch:
    return PostgreSQLWatch() if connection.vendor == "postgresql" else SQLiteWatch()


def tell_others() -> None:
    """For processes that do not watch, such as the jobs worker, on PostgreSQL."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
