"""The ground under erasing: the audit without names, files without remains, the command."""

import contextlib
import os
import sqlite3
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parley.core import audit, clock, database, tidying
from parley.core.models import AuditRecord
from tests import factories as make
from tests.core.conftest import Parley

ADDRESS, NAME = "zuzanna.canary@example.org", "Zuzanna Canaryova"


@pytest.mark.django_db
def test_an_account_stands_in_the_audit_by_its_number() -> None:
    account = make.user(name=NAME)
    line = audit.record(make.actor(account), "dialogue.changed", make.dialogue())
    site = audit.record_site(make.actor(account), "site.changed")
    assert {line.actor, site.actor} == {f"account {account.pk}"}
    assert {line.actor_user, site.actor_user} == {account.pk}


@pytest.mark.django_db
def test_older_lines_lose_their_names_and_nothing_else() -> None:
    here = SimpleNamespace(connection=connection)
    common = {"action": "a", "subject_type": "site", "data": {"kept": [1]}}
    named = AuditRecord.objects.create(actor=NAME, actor_user=12, **common)
    job = AuditRecord.objects.create(actor="system: import", **common)
    database.take_names_from_audit(None, here)
    told = list(AuditRecord.objects.order_by("pk").values_list("pk", "actor", "data"))
    assert told == [
        (named.pk, "account 12", {"kept": [1]}),
        (job.pk, "system: import", {"kept": [1]}),
    ]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("UPDATE core_auditrecord SET actor = 'x'")


def remains(folder: Path) -> list[str]:
    """The files in which the name or the address stands, free space of the database included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if b"canary" in path.read_bytes().lower()]


def test_the_command_erases_to_the_last_byte_of_the_files(data: Path, parley: Parley) -> None:
    assert parley("convener", ADDRESS, "--name", NAME).returncode == 0
    with contextlib.closing(sqlite3.connect(data / "parley.sqlite3")) as opened:
        with opened:
            opened.execute(
                "INSERT INTO core_searchentry (kind, object_id, words) VALUES ('x', 1, 'canary')"
            )
            opened.execute(
                "INSERT INTO core_searchentry (kind, object_id, words) VALUES ('x', 2, 'y')"
            )
        with opened:
            opened.execute("DELETE FROM core_searchentry WHERE object_id = 1")
        # As a server would, which still reads while the command is run.
        opened.execute("SELECT COUNT(*) FROM accounts_user").fetchall()
        assert "parley.sqlite3" in remains(data) or "parley.sqlite3-wal" in remains(data)

        asked = parley("erase", ADDRESS)
        assert asked.returncode == 1 and "Your account: address" in asked.stdout
        done = parley("erase", ADDRESS.upper(), "--yes")
        assert done.returncode == 0, done.stderr
        assert "Goes:" in done.stdout and "Stays:" in done.stdout
        assert "still stands" not in done.stdout
        assert remains(data) == []
    again = parley("erase", ADDRESS, "--yes")
    assert "Nothing is held on this address" in again.stdout


def test_the_command_says_where_others_have_written_the_name(data: Path, parley: Parley) -> None:
    assert parley("convener", ADDRESS, "--name", NAME).returncode == 0
    with contextlib.closing(sqlite3.connect(data / "parley.sqlite3")) as opened, opened:
        opened.execute(
            "INSERT INTO accounts_person (slug, synthetic, name, honorific, country, bio)"
            " VALUES ('z', 0, 'Other', '', '', ?)",
            [f'{{"en": "Wrote with {NAME}."}}'],
        )
    done = parley("erase", ADDRESS, "--yes")
    assert "The name or the address still stands in accounts.Person: bio (1)." in done.stdout


@pytest.mark.django_db
def test_what_is_done_is_tidied_away_and_what_failed_is_kept_for_a_while(
    settings: Any, tmp_path: Path
) -> None:
    settings.OUTBOX_ROOT = tmp_path
    now = timezone.now()

    def job(status: str, age: timedelta) -> Any:
        return DBTaskResult.objects.create(
            status=status,
            finished_at=now - age,
            run_after=now,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="x",
            backend_name="default",
            exception_class_path="",
            traceback="",
        ).pk

    hours, days = timedelta(hours=23), timedelta(days=29)
    kept = {
        job(TaskResultStatus.SUCCESSFUL, hours),
        job(TaskResultStatus.FAILED, days),
        job(TaskResultStatus.READY, days * 9),
    }
    job(TaskResultStatus.SUCCESSFUL, timedelta(hours=25))
    job(TaskResultStatus.FAILED, timedelta(days=31))
    Session.objects.create(session_key="old", session_data="", expire_date=now - hours)
    Session.objects.create(session_key="new", session_data="", expire_date=now + hours)
    for name, age in (("old", timedelta(days=31)), ("new", days)):
        (tmp_path / f"{name}.eml").write_text("mail")
        moment = (now - age).timestamp()
        os.utime(tmp_path / f"{name}.eml", (moment, moment))
    tidying.tidy.call()
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == kept
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["new.eml"]
    assert "core.tidy" in clock._chores
