"""Archives: verified to the last byte, and nothing is ever unpacked outside of its folder."""

import io
import json
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.core import backup
from parley.core.backup import archive, databases
from parley.core.backup.archive import BadArchive, Manifest, unpack
from parley.core.errors import InvalidInput
from tests.core.repacking import Change, repack


def in_manifest(change: Callable[[dict[str, Any]], None]) -> Change:
    def changed(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        change(manifest)
        members["manifest.json"] = json.dumps(manifest).encode()

    return changed


class TestChanged:
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
