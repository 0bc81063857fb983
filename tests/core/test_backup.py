"""Backups: whole while Parley serves, verified before anything changes, never over other data."""

import io
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from parley.core import backup, contents, locks
from parley.core.backup import archive, databases
from parley.core.backup.archive import Manifest, unpack
from tests.core.conftest import Parley
from tests.core.folders import add_entries, add_file, execute, files, state, words
from tests.core.repacking import repack

MARK = "an-erased-sentence-that-nobody-may-find"


class TestRoundTrip:
    def test_into_a_fresh_folder(self, made: Path, original: Path, parley: Parley) -> None:
        fresh = made.parent / "fresh"
        done = parley("restore", made, folder=fresh)
        assert done.returncode == 0, done.stderr
        assert state(fresh) == state(original) == (["one", "two"], files(original))
        assert [path.name for path in fresh.glob("replaced-*")] == []
        assert execute(fresh, "SELECT action FROM core_auditrecord") == [("site.restored",)]

    def test_into_a_new_but_migrated_folder(
        self, made: Path, original: Path, empty: Path, parley: Parley
    ) -> None:
        assert parley("restore", made, folder=empty).returncode == 0
        assert state(empty) == state(original)
        assert list(empty.glob("replaced-*")) == []

    def test_over_other_data_keeps_it_aside(
        self, made: Path, original: Path, empty: Path, parley: Parley
    ) -> None:
        add_entries(empty, "former")
        add_file(empty, "former.txt", "former")
        done = parley("restore", made, "--overwrite", folder=empty)
        assert done.returncode == 0, done.stderr
        assert state(empty) == state(original)
        (aside,) = empty.glob("replaced-*")
        assert str(aside) in done.stdout
        assert state(aside) == (["former"], {"former.txt": "former"})

    def test_over_a_damaged_database(
        self, made: Path, original: Path, empty: Path, parley: Parley
    ) -> None:
        (empty / "parley.sqlite3").write_bytes(b"not a database at all, but long enough" * 100)
        assert parley("restore", made, folder=empty).returncode == 1
        assert parley("restore", made, "--overwrite", folder=empty).returncode == 0
        assert state(empty) == state(original)
        (aside,) = empty.glob("replaced-*")
        assert (aside / "parley.sqlite3").read_bytes().startswith(b"not a database")

    def test_the_audit_record_says_so(self, original: Path) -> None:
        rows = execute(original, "SELECT actor, action FROM core_auditrecord")
        assert rows == [("system: command line", "site.backed_up")]


class TestWhatItHolds:
    def test_is_for_its_owner_only(self, made: Path) -> None:
        assert stat.S_IMODE(made.stat().st_mode) == 0o600

    def test_is_what_the_manifest_says(self, made: Path, tmp_path: Path) -> None:
        manifest = unpack(made, tmp_path / "out")
        names = {"database.sqlite3", "files/pictures/a b.txt", "files/é.txt"}
        assert set(manifest.entries) == names
        assert "core.0001_initial" in manifest.migrations
        with tarfile.open(made) as tar:
            assert set(tar.getnames()) == {*names, "manifest.json"}

    def test_is_neither_the_key_nor_a_session(
        self, data: Path, parley: Parley, tmp_path: Path
    ) -> None:
        execute(
            data,
            "INSERT INTO django_session VALUES ('stolen-session-key', 'x', '2999-01-01')",
            "INSERT INTO accounts_user (id, password, email, name, is_active, is_operator,"
            " is_convener, language, joined_at) VALUES (1, '!', 'a@b.example', 'A', 1, 0, 0, '', 0)",
            "INSERT INTO usersessions_usersession (user_id, created_at, ip, last_seen_at,"
            " session_key, user_agent, data)"
            " VALUES (1, 0, '192.0.2.1', 0, 'stolen-session-key', 'x', '{}')",
        )
        target = tmp_path / "b.tar.gz"
        parley("backup", "-o", target)
        unpack(target, tmp_path / "out")
        kept = (tmp_path / "out" / "database.sqlite3").read_bytes()
        assert b"stolen-session-key" not in kept
        assert not list((tmp_path / "out").rglob("*key*"))
        assert execute(data, "SELECT COUNT(*) FROM django_session") == [(1,)]

    def test_is_nothing_that_was_deleted(self, data: Path, parley: Parley, tmp_path: Path) -> None:
        """SQLite leaves deleted rows in its free pages, where anyone could read them."""
        execute(data, "PRAGMA secure_delete=OFF", "CREATE TABLE erased (words TEXT)")
        execute(
            data,
            "PRAGMA secure_delete=OFF",
            f"INSERT INTO erased SELECT '{MARK}' FROM core_searchentry "
            f"UNION ALL SELECT '{MARK}' || value FROM json_each('[1,2,3,4,5,6,7,8,9]')",
            "DELETE FROM erased",
        )
        execute(data, "PRAGMA wal_checkpoint(TRUNCATE)")
        assert MARK.encode() in (data / "parley.sqlite3").read_bytes()
        target = tmp_path / "b.tar.gz"
        parley("backup", "-o", target)
        unpack(target, tmp_path / "out")
        assert MARK.encode() not in (tmp_path / "out" / "database.sqlite3").read_bytes()

    def test_names_files_that_vanish_meanwhile(self, tmp_path: Path) -> None:
        root = tmp_path / "files"
        root.mkdir()
        (root / "a.txt").write_text("a")
        (root / "b.txt").write_text("b")
        manifest = Manifest("1", "now", "database.sqlite3", [])
        with archive.writing(io.BytesIO(), manifest) as writer:
            add = writer.add

            def adding(name: str, path: Path) -> None:
                if path.name == "b.txt":
                    path.unlink()
                add(name, path)

            writer.add = adding  # type: ignore[method-assign]
            assert list(backup._add_files(writer, root)) == ["b.txt"]
        assert list(manifest.entries) == ["files/a.txt"]


class TestWhileServing:
    def test_a_writer_is_neither_stopped_nor_cut_in_two(
        self, data: Path, parley: Parley, tmp_path: Path
    ) -> None:
        """Entries are written in pairs; a backup holds both of a pair or neither."""
        stop, failures, written = threading.Event(), [], []

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 2
                both = f"('left', {number}, 'x'), ('right', {number}, 'x')"
                try:
                    execute(
                        data,
                        f"INSERT INTO core_searchentry (kind, object_id, words) VALUES {both}",
                        f"UPDATE core_searchentry SET words = 'y' WHERE object_id = {number}",
                    )
                except sqlite3.Error as error:
                    failures.append(error)
                written.append(number)

        writer = threading.Thread(target=write)
        writer.start()
        target = tmp_path / "b.tar.gz"
        try:
            done = parley("backup", "-o", target)
        finally:
            stop.set()
            writer.join()
        assert done.returncode == 0, done.stderr
        fresh = tmp_path / "fresh"
        assert parley("restore", target, folder=fresh).returncode == 0
        counts = dict(
            execute(fresh, "SELECT kind || words, COUNT(*) FROM core_searchentry GROUP BY 1")
        )
        assert counts["lefty"] == counts["righty"]
        assert set(counts) == {"lefty", "righty"}
        assert 0 < counts["lefty"] < len(written)
        assert failures == []
        assert execute(fresh, "PRAGMA integrity_check") == [("ok",)]


class TestRefusals:
    def refused(self, done: Any, *fragments: str) -> None:
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        for fragment in fragments:
            assert fragment in done.stderr

    @pytest.mark.parametrize("what", ["rows", "files"])
    def test_other_data(self, made: Path, empty: Path, parley: Parley, what: str) -> None:
        if what == "rows":
            add_entries(empty, "former")
        else:
            add_file(empty, "former.txt", "former")
        before = state(empty)
        self.refused(parley("restore", made, folder=empty), "--overwrite")
        assert state(empty) == before
        assert list(empty.glob("replaced-*")) == []

    def test_to_write_over_an_archive(self, made: Path, parley: Parley) -> None:
        before = made.read_bytes()
        self.refused(parley("backup", "-o", made), "exists already")
        assert made.read_bytes() == before
        assert not made.with_name(made.name + ".part").exists()

    def test_while_parley_serves(
        self, made: Path, empty: Path, parley: Parley, settings: Any
    ) -> None:
        settings.CONFIG = settings.CONFIG.model_copy(update={"data": empty})
        with locks.held(locks.JOBS):
            self.refused(parley("restore", made, folder=empty), "running", "Stop it first")
        assert parley("restore", made, folder=empty).returncode == 0

    def test_while_another_program_writes(self, made: Path, empty: Path, parley: Parley) -> None:
        add_entries(empty, "former")
        with closing(sqlite3.connect(empty / "parley.sqlite3", isolation_level=None)) as other:
            other.execute("PRAGMA journal_mode=WAL")
            other.execute("BEGIN")
            other.execute("SELECT COUNT(*) FROM core_searchentry").fetchone()
            self.refused(parley("restore", made, "--overwrite", folder=empty), "in use")
        assert words(empty) == ["former"]

    def test_changed_archives_change_nothing(self, made: Path, empty: Path, parley: Parley) -> None:
        add_entries(empty, "former")
        bad = repack(
            made, made.with_name("bad.tar.gz"), lambda m: m.update({"files/é.txt": b"other!"})
        )
        before = state(empty)
        done = parley("restore", bad, "--overwrite", folder=empty)
        self.refused(done, "Nothing was restored.\nfiles/é.txt: changed")
        assert state(empty) == before
        assert sorted(path.name for path in empty.glob("*re*tore*")) == []

    def test_a_missing_file(self, parley: Parley, tmp_path: Path) -> None:
        self.refused(parley("restore", tmp_path / "nosuch"), "There is no file")


class TestSwap:
    @pytest.fixture
    def place(self, tmp_path: Path, settings: Any) -> Iterator[Path]:
        settings.CONFIG = settings.CONFIG.model_copy(update={"data": tmp_path})
        settings.MEDIA_ROOT = tmp_path / "files"
        add_file(tmp_path, "former.txt", "former")
        (tmp_path / "new" / "files").mkdir(parents=True)
        (tmp_path / "new" / "files" / "new.txt").write_text("new")
        return tmp_path

    def test_is_undone_when_the_database_can_not_be_replaced(self, place: Path) -> None:
        class Failing(databases.Sqlite):
            def replace(self, copy: Path, aside: Path, *, keep: bool) -> None:
                raise OSError("the disk is gone")

        database = Failing(place / "parley.sqlite3")
        with pytest.raises(OSError, match="the disk is gone"):
            backup._swap(database, place / "new", keep=True)
        assert files(place) == {"former.txt": "former"}
        assert list(place.glob("replaced-*")) == []

    def test_puts_the_former_database_back(
        self, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (place / "parley.sqlite3").write_bytes(b"former")
        database = databases.Sqlite(place / "parley.sqlite3")
        with pytest.raises(FileNotFoundError):
            backup._swap(database, place / "new", keep=True)  # it holds no new database
        assert (place / "parley.sqlite3").read_bytes() == b"former"
        assert files(place) == {"former.txt": "former"}


@pytest.mark.django_db
def test_what_migrations_leave_counts_as_empty() -> None:
    from tests.factories import user

    assert contents.is_empty()
    user()
    assert not contents.is_empty()
