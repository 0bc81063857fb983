"""The archive of a backup: a .tar.gz of one database, its files, and a manifest with digests."""

import hashlib
import io
import json
import shutil
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

from parley.core.errors import InvalidInput

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files"
_BLOCK = 1 << 20
_SPOOLED = 16 << 20
_LARGEST_MANIFEST = 64 << 20


class BadArchive(InvalidInput):
    """Not a backup of ours, or not as it was written."""


@dataclass(frozen=True)
class Entry:
    size: int
    sha256: str


@dataclass
class Manifest:
    """What a backup holds, and what made it."""

    parley: str
    made_at: str
    database: str
    migrations: list[str]
    entries: dict[str, Entry] = field(default_factory=dict)
    format: int = FORMAT


def _copy(source: IO[bytes], target: IO[bytes]) -> Entry:
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        digest.update(block)
        size += len(block)
        target.write(block)
    return Entry(size, digest.hexdigest())


class Writer:
    """Adds members one by one, with their digests."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self.tar, self.manifest = tar, manifest

    def add(self, name: str, path: Path) -> None:
        """Add a file as it is now: its size is what was read, whatever happens to it meanwhile."""
        with path.open("rb") as source, SpooledTemporaryFile(max_size=_SPOOLED) as kept:
            self.manifest.entries[name] = entry = _copy(source, kept)
            kept.seek(0)
            self._write(name, entry.size, kept)

    def finish(self) -> None:
        """Add the manifest, last: only now are all digests known."""
        text = json.dumps(asdict(self.manifest), indent=1, sort_keys=True).encode()
        self._write(MANIFEST, len(text), io.BytesIO(text))

    def _write(self, name: str, size: int, source: IO[bytes]) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(time.time())
        self.tar.addfile(member, source)


@contextmanager
def writing(target: IO[bytes], manifest: Manifest) -> Iterator[Writer]:
    """An archive that gets its manifest at the end, unless something goes wrong before."""
    with tarfile.open(fileobj=target, mode="w:gz", compresslevel=6) as tar:
        writer = Writer(tar, manifest)
        yield writer
        writer.finish()


def _safe(name: str) -> bool:
    """Whether a member's name is one that we would have written."""
    path = PurePosixPath(name)
    if "\\" in name or "\0" in name or path.is_absolute() or str(path) != name:
        return False
    if any(part in {"", ".", ".."} for part in path.parts):
        return False
    return len(path.parts) == 1 or path.parts[0] == FILES


def unpack(source: Path, folder: Path) -> Manifest:
    """Write an archive's members into an empty folder and answer its verified manifest.

    Nothing is written outside of the folder, and nothing but plain files.
    """
    folder.mkdir(exist_ok=True)
    try:
        with tarfile.open(source, "r:gz") as tar:
            found = dict(_members(tar, folder))
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise
        raise BadArchive(f"{source} can't be read as a backup: {error}.") from error
    if MANIFEST not in found:
        raise BadArchive(f"{source} is not a backup of Parley: it has no manifest.")
    manifest = _manifest(folder / MANIFEST)
    del found[MANIFEST]
    _compare(manifest, found)
    return manifest


def _members(tar: tarfile.TarFile, folder: Path) -> Iterator[tuple[str, Entry]]:
    seen: set[str] = set()
    for member in tar:
        if not member.isreg() or not _safe(member.name) or member.name in seen:
            raise BadArchive(
                f"The archive holds {member.name!r}, which no backup would. Nothing was restored."
            )
        seen.add(member.name)
        _require_space(folder, member.size)
        content = tar.extractfile(member)
        assert content is not None
        path = folder / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            entry = _copy(content, target)
        path.chmod(0o640)
        yield member.name, entry


def _require_space(folder: Path, size: int) -> None:
    if size > shutil.disk_usage(folder).free:
        raise InvalidInput("There is not enough room on the disk to unpack this backup.")


def _manifest(path: Path) -> Manifest:
    if path.stat().st_size > _LARGEST_MANIFEST:
        raise BadArchive("The backup's manifest is too large to be one.")
    try:
        given = json.loads(path.read_bytes())
        version = given["format"]
        if version != FORMAT:
            raise BadArchive(f"Expected a backup of format {FORMAT}, got format {version}.")
        entries = {name: Entry(**entry) for name, entry in given.pop("entries").items()}
        return Manifest(**given, entries=entries)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadArchive(f"The backup's manifest can't be read: {error}.") from error


def _compare(manifest: Manifest, found: dict[str, Entry]) -> None:
    """Refuse members that are missing, were added, or are not what they were."""
    named = manifest.entries
    problems = [f"{name}: missing" for name in sorted(named.keys() - found.keys())]
    problems += [f"{name}: not in the manifest" for name in sorted(found.keys() - named.keys())]
    common = sorted(named.keys() & found.keys())
    problems += [f"{name}: changed" for name in common if named[name] != found[name]]
    if problems:
        raise BadArchive("The backup is not as it was written. Nothing was restored.", problems)
