"""Checks of the database, the files it names, and the jobs in it."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parley.core import demonstration, locks, serving, strays
from parley.core.doctor import machine
from parley.core.doctor.finding import Finding, note, ok, problem
from parley.core.models import AuditRecord

LATE = timedelta(minutes=5)
STUCK = timedelta(hours=1)


def reach() -> Iterator[Finding]:
    """Whether it answers and has the tables that this version expects."""
    try:
        pending = serving.pending_migrations()
    except DatabaseError as error:
        yield problem(
            "database",
            f"It does not answer: {next(iter(str(error).strip().splitlines()), type(error).__name__)}.",
            "Start it, or correct database_url (unset: a file in the data folder).",
        )
        return
    if pending:
        yield problem(
            "database",
            f"{len(pending)} migrations are missing, {pending[0]} for one.",
            "Run: parley migrate",
        )
        return
    yield ok("database", f"{connection.display_name} answers and is up to date.")


def _pragma(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return str(cursor.fetchone()[0])


def sqlite() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'")
        has_search = cursor.fetchone() is not None
    if not has_search:
        yield problem(
            "sqlite",
            "It was built without FTS5, which the search needs.",
            "Use a Python whose SQLite has FTS5, or PostgreSQL.",
        )
    if (mode := _pragma("journal_mode")) not in {"wal", "memory"}:
        yield problem(
            "sqlite",
            f"Its journal mode is {mode}, so readers and writers block each other.",
            "Keep the data folder on a local disk: network file systems can't do write-ahead logs.",
        )
    if (answer := _pragma("quick_check(1)")) != "ok":
        yield problem("sqlite", f"The database is damaged: {answer}.", "Run: parley restore")
    yield ok("sqlite", "Full-text search is there, and readers don't wait for writers.")


def demo_data() -> Iterator[Finding]:
    is_demo = demonstration.is_marked()
    if settings.DEMO and not is_demo:
        yield problem(
            "demo mode",
            "It is on, but this database was not made by parley demo: its people are real.",
            "Unset PARLEY_DEMO.",
        )
    elif is_demo and not settings.DEMO:
        yield note(
            "demo mode",
            "This is a demonstration's database, served as a real one.",
            "Serve it with “parley demo”, or name another folder with PARLEY_DATA.",
        )


def record() -> Iterator[Finding]:
    yield from machine.ahead(AuditRecord.objects.aggregate(latest=models.Max("at"))["latest"])


def files() -> Iterator[Finding]:
    """Each file that a row names must be there, and no other should."""
    named = list(strays.named_files())
    missing = [name for storage, name in named if not storage.exists(name)]
    if missing:
        yield problem(
            "files",
            f"{len(missing)} of {len(named)} are missing, {missing[0]} for one.",
            "Copy them back from a backup into the data folder's files.",
        )
    else:
        yield ok("files", f"All {len(named)} are there.")
    if left := len(strays.strays()):
        yield note("files", f"{left} belong to nothing any more.", "See parley strays.")


def jobs() -> Iterator[Finding]:
    now = timezone.now()
    ready = DBTaskResult.objects.ready()
    failed = Counter(DBTaskResult.objects.failed().values_list("task_path", "exception_class_path"))
    for (task, error), count in sorted(failed.items()):
        yield problem(
            "jobs",
            f"{count} failed: {task} ({error}).",
            "See parley jobs; then parley jobs --retry, or --forget.",
        )
    if stuck := DBTaskResult.objects.running().filter(started_at__lt=now - STUCK).count():
        yield problem(
            "jobs",
            f"{stuck} began more than an hour ago and did not end: they were interrupted.",
            "Run: parley jobs --retry",
        )
    if late := ready.filter(enqueued_at__lt=now - LATE).count():
        yield problem(
            "jobs",
            f"{late} have waited for more than five minutes: no worker takes them.",
            "Run parley serve, without --no-jobs.",
        )
    if not failed and not stuck and not late:
        yield ok("jobs", f"{ready.count()} are waiting, none failed.")


def worker() -> Iterator[Finding]:
    if locks.is_held(locks.JOBS):
        yield ok("jobs worker", "It is running.")
    elif locks.is_held(locks.SERVER):
        yield note(
            "jobs worker",
            "The server runs without one on this machine.",
            "Unless one runs elsewhere, start parley serve without --no-jobs.",
        )
    else:
        yield note("jobs worker", "Neither it nor the server is running on this data folder.")


CHECKS = (sqlite, demo_data, record, files, jobs, worker)
