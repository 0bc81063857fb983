"""Backups: whole while Parley serves, verified before anything changes, never over other data."""

import io
import json
import re
import shutil
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.core import backup, contents, locks
from parley.core.backup import archive, databases
from parley.core.backup.archive import BadArchive, Manifest, unpack
from parley.core.errors import InvalidInput
from tests.core.conftest import Parley, run

MARK = "an-erased-sentence-that-nobody-may-find"


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


@pytest.fixture(scope="session")
def original(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two entries and two files, and a backup of them in it; made once."""
    folder = tmp_path_factory.mktemp("original") / "data"
    shutil.copytree(migrated, folder)
    add_entries(folder, "one", "two")
    add_file(folder, "pictures/a b.txt", "picture")
    add_file(folder, "é.txt", "accent")
    done = run(folder, "backup", "-o", str(folder / "made.tar.gz"))
    assert done.returncode == 0, done.stderr
    assert "the database and 2 files" in done.stdout
    return folder


@pytest.fixture
def made(original: Path, tmp_path: Path) -> Path:
    """A backup of two entries and two files."""
    return Path(shutil.copy2(original / "made.tar.gz", tmp_path))


@pytest.fixture
def empty(migrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(migrated, tmp_path / "empty"))


Change = Callable[[dict[str, bytes]], None]


def repack(source: Path, target: Path, change: Change) -> Path:
    """The archive with its members changed, and the manifest as it was unless changed too."""
    with tarfile.open(source) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
    change(members)
    with tarfile.open(target, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return target


def in_manifest(change: Callable[[dict[str, Any]], None]) -> Change:
    def changed(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        change(manifest)
        members["manifest.json"] = json.dumps(manifest).encode()

    return changed


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

    @pytest.mark.parametrize(
        ("change", "fragment"),
        [
            (lambda m: m.update({"files/é.txt": b"other!"}), "files/é.txt: changed"),
            (lambda m: m.update({"files/more.txt": b"x"}), "files/more.txt: not in the manifest"),
            (lambda m: m.pop("files/é.txt"), "files/é.txt: missing"),
            (lambda m: m.pop("manifest.json"), "no manifest"),
            (lambda m: m.update({"manifest.json": b"[1]"}), "manifest can't be read"),
            (lambda m: m.update({"manifest.json": b"{"}), "manifest can't be read"),
            (in_manifest(lambda m: m.update(format=2)), "got format 2"),
            (in_manifest(lambda m: m.update(more=2)), "manifest can't be read"),
            (
                in_manifest(lambda m: m["migrations"].append("core.9999_later")),
                "unknown here: core.9999_later",
            ),
            (in_manifest(lambda m: m.update(database="database.dump")), "kind of database"),
        ],
    )
    def test_changed_archives(
        self, made: Path, tmp_path: Path, change: Change, fragment: str
    ) -> None:
        bad = repack(made, tmp_path / "bad.tar.gz", change)
        database = databases.Sqlite(tmp_path / "parley.sqlite3")

        def take() -> None:
            backup._require_fit(unpack(bad, tmp_path / "out"), database)

        with pytest.raises(InvalidInput, match=re.escape(fragment)):
            take()

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

    def test_archives_that_are_none(self, made: Path, tmp_path: Path) -> None:
        whole = made.read_bytes()
        broken = bytearray(whole)
        broken[len(whole) // 2] ^= 0xFF
        for number, content in enumerate((b"", b"nonsense", whole[: len(whole) // 2], broken)):
            bad, out = tmp_path / f"bad{number}", tmp_path / f"out{number}"
            bad.write_bytes(content)
            out.mkdir()
            with pytest.raises(BadArchive):
                unpack(bad, out)

    def test_a_missing_file(self, parley: Parley, tmp_path: Path) -> None:
        self.refused(parley("restore", tmp_path / "nosuch"), "There is no file")


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


class TestTraversal:
    @pytest.mark.parametrize(
        "members",
        [
            [_member("../evil")],
            [_member("files/../../evil")],
            [_member("/tmp/evil")],
            [_member("files//evil")],
            [_member("./evil")],
            [_member("files\\..\\evil")],
            [_member("static/evil")],
            [_member("files/evil", tarfile.SYMTYPE, "/etc/passwd")],
            [_member("files/evil", tarfile.LNKTYPE, "manifest.json")],
            [_member("files/evil", tarfile.FIFOTYPE)],
            [_member("files/evil", tarfile.CHRTYPE)],
            [_member("files", tarfile.DIRTYPE)],
            [_member("files", tarfile.SYMTYPE, ".."), _member("files/evil")],
            [_member("files/evil"), _member("files/evil")],
        ],
        ids=lambda members: f"{members[-1].name} {members[0].type!r}",
    )
    def test_writes_nothing_outside(self, tmp_path: Path, members: list[tarfile.TarInfo]) -> None:
        source, out = tmp_path / "bad.tar.gz", tmp_path / "deep" / "out"
        out.mkdir(parents=True)
        with tarfile.open(source, "w:gz") as tar:
            for member in members:
                tar.addfile(member, io.BytesIO(b""))
        with pytest.raises(BadArchive, match="which no backup would"):
            unpack(source, out)
        outside = [path for path in tmp_path.rglob("*evil*") if out not in path.parents]
        assert outside == []
        assert not any(path.is_symlink() for path in tmp_path.rglob("*"))

    def test_does_not_fill_the_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        source = tmp_path / "large.tar.gz"
        with tarfile.open(source, "w:gz") as tar:
            member = _member("database.sqlite3")
            member.size = 1000
            tar.addfile(member, io.BytesIO(bytes(1000)))
        room = type("Usage", (), {"free": 999})
        monkeypatch.setattr(archive.shutil, "disk_usage", lambda folder: room)
        (tmp_path / "out").mkdir()
        with pytest.raises(InvalidInput, match="not enough room"):
            unpack(source, tmp_path / "out")


_parts = st.text(st.characters(exclude_characters="/\\\0", exclude_categories=["Cs"]), min_size=1)
_names = st.lists(_parts.filter(lambda p: p not in {".", ".."}), min_size=1, max_size=3).map(
    lambda parts: "/".join(parts)
)


@given(content=st.dictionaries(_names, st.binary(max_size=200), max_size=5))
def test_unpacking_is_the_inverse_of_packing(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("law")
    source = folder / "source"
    source.write_bytes(b"")
    manifest = Manifest("1", "now", "database.sqlite3", ["core.0001_initial"])
    with (folder / "b.tar.gz").open("wb") as out, archive.writing(out, manifest) as writer:
        for number, (name, data) in enumerate(content.items()):
            # Numbered, since one name may be the folder of another.
            source.write_bytes(data)
            writer.add(f"files/{number}/{_short(name)}", source)
    assert unpack(folder / "b.tar.gz", folder / "out") == manifest
    for number, (name, data) in enumerate(content.items()):
        assert (folder / "out" / "files" / str(number) / _short(name)).read_bytes() == data


def _short(name: str) -> str:
    """Within what file systems allow for a name."""
    return "/".join(part.encode()[:200].decode(errors="ignore") for part in name.split("/"))


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
