"""Each misconfiguration is found, and said with what mends it."""

import json
import os
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parley.apps.convening.models import Picture
from parley.cli import main
from parley.core import audit, demonstration, job_care, locks, serving
from parley.core.actors import system_actor
from parley.core.doctor import database, examine, machine
from parley.core.doctor.configuration import is_loopback
from parley.core.doctor.finding import Finding
from tests import factories
from tests.core.conftest import Parley

pytestmark = pytest.mark.django_db
OPERATOR = system_actor("command line")


@pytest.fixture(autouse=True)
def sound(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An installation with nothing wrong, to plant one thing in."""
    monkeypatch.setattr(machine, "LEAST_FREE", 1)
    monkeypatch.setattr(serving, "static_is_current", lambda: True)
    for name in ("PARLEY_DATA", "PARLEY_TEST_DATABASE", "PARLEY_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    locale = tmp_path / "locale"
    for code in ("fr", "ar"):
        folder = locale / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").touch()
        (folder / "django.mo").touch()
    settings.LOCALE_PATHS = [locale]
    settings.CONFIG = settings.CONFIG.model_copy(update={"data": tmp_path, "secret_key": ""})
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_BACKEND = "parley.core.mail.OutboxBackend"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    settings.BASE_URL = "http://127.0.0.1:8000"
    settings.DEMO = False
    settings.DEBUG = False
    key = tmp_path / "secret-key"
    key.write_text("k" * 60)
    key.chmod(0o600)
    return settings


def problems() -> list[Finding]:
    return [finding for finding in examine() if finding.level == "problem"]


def only_problem() -> Finding:
    (found,) = problems()
    assert found.mend
    return found


def notes() -> list[str]:
    return [f"{f.check}: {f.message}" for f in examine() if f.level == "note"]


def test_a_sound_installation_has_no_problem() -> None:
    assert problems() == []
    checked = {finding.check for finding in examine()}
    assert {"data folder", "disk", "secret key", "address", "mail", "database", "jobs"} <= checked


def test_a_sound_public_one_neither(sound: Any) -> None:
    sound.BASE_URL = "https://parley.example.org"
    sound.ALLOWED_HOSTS = ["localhost", "parley.example.org"]
    sound.CONFIG = sound.CONFIG.model_copy(update={"base_url": sound.BASE_URL})
    sound.SESSION_COOKIE_SECURE = sound.CSRF_COOKIE_SECURE = True
    sound.SECURE_HSTS_SECONDS = 3600
    assert problems() == []
    assert any("nobody gets them" in note for note in notes())


class TestSettings:
    def test_names_that_nothing_reads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PARLEY_BASEURL", "https://x.example")
        monkeypatch.setenv("PARLEY_CONFIG", os.devnull)
        assert "PARLEY_BASEURL" in only_problem().message

    def test_a_file_that_is_not_there(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PARLEY_CONFIG", str(tmp_path / "parly.toml"))
        assert "parly.toml, which is not there" in only_problem().message
        (tmp_path / "parly.toml").touch()
        assert problems() == []

    @pytest.mark.parametrize(
        ("changes", "check", "fragment"),
        [
            ({"ALLOWED_HOSTS": ["*"]}, "address", "allowed_hosts holds *"),
            ({"BASE_URL": "http://localhost/parley"}, "address", "without a path"),
            ({"ALLOWED_HOSTS": ["p.example"]}, "address", "links in mails name 127.0.0.1"),
            ({"BASE_URL": "http://p.example"}, "address", "not encrypted"),
            ({"BASE_URL": "https://p.example", "DEBUG": True}, "debug mode", "show the settings"),
            ({"SECRET_KEY": "short"}, "secret key", "can be guessed"),
            (
                {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
                "mail",
                "parley@localhost",
            ),
        ],
    )
    def test_planted(self, sound: Any, changes: dict[str, Any], check: str, fragment: str) -> None:
        for name, value in changes.items():
            setattr(sound, name, value)
        found = {finding.check: finding for finding in problems()}
        assert fragment in found[check].message
        assert found[check].mend

    def test_demo_mode_open_to_others(self, sound: Any) -> None:
        demonstration.mark(OPERATOR)
        sound.DEMO = True
        assert problems() == []
        sound.BASE_URL = "https://p.example"
        assert any("anyone may sign in" in finding.message for finding in problems())

    def test_demo_mode_on_real_data(self, sound: Any) -> None:
        sound.DEMO = True
        assert "its people are real" in only_problem().message

    def test_a_demos_database_without_demo_mode(self) -> None:
        demonstration.mark(OPERATOR)
        assert any("demonstration's database" in note for note in notes())

    def test_a_key_that_others_may_read(self, tmp_path: Path) -> None:
        (tmp_path / "secret-key").chmod(0o644)
        found = only_problem()
        assert (found.check, found.mend) == ("secret key", f"chmod 600 {tmp_path}/secret-key")

    def test_djangos_own_checks_count(self, sound: Any) -> None:
        sound.BASE_URL = "https://p.example"
        sound.CONFIG = sound.CONFIG.model_copy(update={"base_url": "https://p.example"})
        sound.SESSION_COOKIE_SECURE = False
        assert any("security.W012" in finding.message for finding in problems())

    @pytest.mark.parametrize(
        ("host", "expected"),
        [
            ("localhost", True),
            ("demo.localhost", True),
            ("127.0.0.1", True),
            ("127.1.2.3", True),
            ("::1", True),
            ("[::1]", True),
            ("0.0.0.0", False),
            ("192.168.1.2", False),
            ("localhost.evil.example", False),
            ("127.0.0.1.evil.example", False),
        ],
    )
    def test_what_is_this_machine(self, host: str, expected: bool) -> None:
        assert is_loopback(host) is expected


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of a server that greets, and takes what it is told."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        taken, _address = listening.accept()
        with taken, taken.makefile("rb") as lines:
            taken.sendall(b"220 here\r\n")
            for line in lines:
                taken.sendall(b"250 fine\r\n")
                if line.startswith(b"QUIT"):
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    yield listening.getsockname()[1]
    thread.join(5)
    listening.close()


class TestMail:
    @pytest.fixture(autouse=True)
    def _smtp(self, sound: Any) -> None:
        sound.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        sound.DEFAULT_FROM_EMAIL = "parley@example.org"
        sound.EMAIL_HOST = "127.0.0.1"
        sound.EMAIL_USE_TLS = sound.EMAIL_USE_SSL = False

    def test_a_server_that_answers(self, sound: Any, mail_server: int) -> None:
        sound.EMAIL_PORT = mail_server
        assert problems() == []

    def test_a_server_that_is_not_there(self, sound: Any) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            sound.EMAIL_PORT = listening.getsockname()[1]
        assert "does not take mails" in only_problem().message


class TestMachine:
    def test_a_full_disk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "LEAST_FREE", 1 << 62)
        assert only_problem().check == "disk"

    def test_a_folder_that_can_not_be_written(self, sound: Any, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        sound.CONFIG = sound.CONFIG.model_copy(update={"data": tmp_path / "file"})
        (found,) = machine.folder()
        assert (found.check, found.level) == ("data folder", "problem")

    def test_a_clock_in_the_past(self, monkeypatch: pytest.MonkeyPatch) -> None:
        audit.record_site(OPERATOR, "site.tested")
        before = timezone.now() - timedelta(days=400)
        monkeypatch.setattr(machine, "timezone", SimpleNamespace(now=lambda: before))
        assert any("the audit record ends at" in finding.message for finding in problems())

    def test_old_zone_data(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine.zones, "named", lambda name: None)
        assert only_problem().check == "time zones"

    def test_missing_translations(self, sound: Any) -> None:
        (sound.LOCALE_PATHS[0] / "fr/LC_MESSAGES/django.mo").unlink()
        assert only_problem().message.endswith(": fr.")

    def test_translations_older_than_their_source(self, sound: Any) -> None:
        source = sound.LOCALE_PATHS[0] / "ar/LC_MESSAGES/django.po"
        later = source.stat().st_mtime + 10
        os.utime(source, (later, later))
        assert only_problem().message.endswith(": ar.")

    def test_static_files_that_changed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "static_is_current", lambda: False)
        assert problems() == []
        with locks.held(locks.SERVER):
            assert "Restart the server" in only_problem().mend


class TestDatabase:
    def test_missing_migrations(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "pending_migrations", lambda: ["core.0002_more"])
        assert only_problem().mend == "Run: parley migrate"

    def test_one_that_does_not_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> list[str]:
            raise database.DatabaseError("connection refused")

        monkeypatch.setattr(serving, "pending_migrations", fail)
        assert "connection refused" in only_problem().message

    def test_files_that_are_gone(self, tmp_path: Path) -> None:
        dialogue = factories.dialogue()
        for name in ("here.webp", "gone.webp"):
            picture = Picture.objects.create(
                dialogue=dialogue, illustration="roundtable", alt={"en": "x"}, caption={}
            )
            Picture.objects.filter(pk=picture.pk).update(image=f"pictures/{name}", illustration="")
        (tmp_path / "files/pictures").mkdir(parents=True)
        (tmp_path / "files/pictures/here.webp").touch()
        assert only_problem().message == "1 of 2 are missing, pictures/gone.webp for one."

    def test_a_damaged_one(
        self, parley: Parley, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A page of an index is overwritten, as a failing disk would."""
        path = data / "parley.sqlite3"
        with closing(sqlite3.connect(path)) as opened:
            opened.execute("PRAGMA journal_mode=DELETE")
            (root,) = opened.execute(
                "SELECT rootpage FROM sqlite_master WHERE type = 'index' "
                "AND tbl_name = 'auth_permission' LIMIT 1"
            ).fetchone()
            (size,) = opened.execute("PRAGMA page_size").fetchone()
        with path.open("r+b") as file:
            file.seek((root - 1) * size)
            file.write(b"\xff" * size)
        done = parley("check", "--json")
        messages = [f["message"] for f in json.loads(done.stdout) if f["check"] == "sqlite"]
        assert done.returncode == 1
        assert any("damaged" in message for message in messages)


def job(**fields: Any) -> DBTaskResult:
    now = timezone.now()
    enqueued = fields.pop("enqueued_at", now)
    row = DBTaskResult.objects.create(
        **{
            "args_kwargs": {"args": [], "kwargs": {}},
            "task_path": "parley.core.mail.deliver",
            "backend_name": "default",
            "run_after": now - timedelta(days=1),
            "exception_class_path": "",
            "traceback": "",
            **fields,
        }
    )
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=enqueued)
    return row


HOURS_AGO = timedelta(hours=3)
Plant = Callable[[], Any]


class TestJobs:
    @pytest.mark.parametrize(
        ("plant", "fragment"),
        [
            (
                lambda: [job(status="FAILED", exception_class_path="smtplib.X") for _ in "ab"],
                "2 failed: parley.core.mail.deliver (smtplib.X)",
            ),
            (
                lambda: job(status="RUNNING", started_at=timezone.now() - HOURS_AGO),
                "they were interrupted",
            ),
            (lambda: job(enqueued_at=timezone.now() - HOURS_AGO), "no worker takes them"),
        ],
    )
    def test_planted(self, plant: Plant, fragment: str) -> None:
        plant()
        assert fragment in only_problem().message

    def test_those_that_are_well(self) -> None:
        job()
        job(status="RUNNING", started_at=timezone.now())
        job(status="SUCCESSFUL", enqueued_at=timezone.now() - HOURS_AGO)
        assert problems() == []

    def test_can_be_tried_again(self) -> None:
        failed = job(status="FAILED", exception_class_path="smtplib.X", finished_at=timezone.now())
        stuck = job(status="RUNNING", started_at=timezone.now() - HOURS_AGO)
        running = job(status="RUNNING", started_at=timezone.now())
        assert job_care.retry() == 2
        ready = set(DBTaskResult.objects.ready().values_list("pk", flat=True))
        assert ready == {failed.pk, stuck.pk}
        running.refresh_from_db()
        assert running.status == "RUNNING"
        assert problems() == []

    def test_can_be_forgotten(self) -> None:
        job(status="FAILED")
        kept = job()
        assert job_care.forget() == 1
        assert list(DBTaskResult.objects.all()) == [kept]

    def test_are_listed_without_what_they_carry(self) -> None:
        job(status="FAILED", exception_class_path="smtplib.X", args_kwargs={"args": ["canary"]})
        shown = CliRunner().invoke(main, ["jobs"]).output
        assert "parley.core.mail.deliver  smtplib.X" in shown
        assert "canary" not in shown

    def test_whether_a_worker_runs(self) -> None:
        assert any("Neither it nor the server" in note for note in notes())
        with locks.held(locks.SERVER):
            assert any("without one" in note for note in notes())
            with locks.held(locks.JOBS):
                assert not any("worker" in note for note in notes())


class TestCommand:
    def test_ends_well_where_nothing_is_wrong(self) -> None:
        for name in ("check", "doctor"):
            done = CliRunner().invoke(main, [name])
            assert (done.exit_code, "Nothing is wrong." in done.output) == (0, True)

    def test_says_what_is_wrong_and_what_mends_it(self, sound: Any) -> None:
        sound.SECRET_KEY = "short"
        done = CliRunner().invoke(main, ["check"])
        assert done.exit_code == 1
        assert "WRONG  secret key: It has 5 characters, which can be guessed." in done.output
        assert "Unset secret_key" in done.output
        assert "1 wrong." in done.output

    def test_speaks_json(self, sound: Any) -> None:
        sound.SECRET_KEY = "short"
        done = CliRunner().invoke(main, ["check", "--json"])
        found = [f for f in json.loads(done.output) if f["level"] == "problem"]
        assert done.exit_code == 1
        assert [f["check"] for f in found] == ["secret key"]

    def test_survives_an_empty_folder(self, parley: Parley, tmp_path: Path) -> None:
        fresh = tmp_path / "fresh"
        done = parley("check", "--json", folder=fresh)
        found = {f["check"]: f for f in json.loads(done.stdout)}
        assert done.returncode == 1
        assert found["database"]["mend"] == "Run: parley migrate"
        shutil.rmtree(fresh)
