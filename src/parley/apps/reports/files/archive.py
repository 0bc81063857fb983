"""Archives that are written to the same bytes each time, and read without trusting them."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO, Protocol

# Far above what a report takes, far below what a machine can't hold.
MOST_FILES = 5_000
MOST_BYTES = 200 * 2**20  # of one file
MOST_TOGETHER = 1 * 2**30
LONGEST_NAME = 200
_LEVEL = 6
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
_ENCRYPTED = 0x1
# Others may ask for as much memory as they like, whatever is in them.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class InvalidPackage(ValueError):
    """What is no package, or one that nobody should open; the message says why in a line."""


def written(target: IO[bytes], files: Mapping[str, bytes]) -> None:
    """By name, without any date: the same files give the same bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, _LEVEL)


class Files(Protocol):
    """Files by name, wherever they are."""

    @property
    def names(self) -> list[str]: ...

    def __contains__(self, name: str, /) -> bool: ...

    def read(self, name: str) -> bytes: ...


class Unpacked(dict[str, bytes]):
    """Files that are not in an archive yet."""

    @property
    def names(self) -> list[str]:
        return sorted(self)

    def read(self, name: str) -> bytes:
        return self[name]


class Archive:
    """The files of an archive by name, of which none is larger than what it says, or than is sound.

    Nothing of it is ever put on the disk, so that no name in it leads anywhere.
    """

    def __init__(self, source: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise InvalidPackage("it is no ZIP archive, or a damaged one") from error
        self._entries = dict(_checked(self._zip.infolist()))

    @property
    def names(self) -> list[str]:
        return sorted(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """Raises InvalidPackage where there is no such file, or it can't be unpacked."""
        entry = self._entries.get(name)
        if entry is None:
            raise InvalidPackage(f"there is no {name} in it")
        try:
            with self._zip.open(entry) as file:
                # Never more than it says, which has been checked.
                return file.read(entry.file_size)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
            raise InvalidPackage(f"{name} can't be unpacked: {error}") from error


def _checked(entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    if len(entries) > MOST_FILES:
        raise InvalidPackage(f"it has {len(entries)} files, more than the {MOST_FILES} allowed")
    together, seen = 0, set()
    for entry in entries:
        name = entry.filename
        # What a reader sees is what the archive says: no byte is cut off, no backslash turned.
        if entry.orig_filename != name or not is_sound(name):
            raise InvalidPackage(f"it has a file by a name that leads elsewhere: {name[:80]!r}")
        # Some systems tell no capital from a small letter: one file would lie upon the other.
        if name.casefold() in seen:
            raise InvalidPackage(f"it has two files of the name {name}")
        if entry.flag_bits & _ENCRYPTED:
            raise InvalidPackage(f"{name} is encrypted")
        if entry.compress_type not in _PACKED:
            raise InvalidPackage(f"{name} is packed in a way that packages are not")
        together += entry.file_size
        if entry.file_size > MOST_BYTES or together > MOST_TOGETHER:
            raise InvalidPackage(f"it would unpack to more than is allowed, at {name}")
        seen.add(name.casefold())
        yield name, entry


def is_sound(name: str) -> bool:
    """Whether it names a file below the folder that it is unpacked to, on any system."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return False
    if any(sign in name for sign in '\\:*?"<>|') or name.startswith("/") or name.endswith("/"):
        return False
    parts = name.split("/")
    return str(PurePosixPath(name)) == name and not {"", ".", ".."}.intersection(parts)
