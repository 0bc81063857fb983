"""Backing up database and files while Parley serves, and putting a backup in their place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from parley import __version__
from parley.core import contents, locks
from parley.core.backup import archive, databases
from parley.core.backup.archive import FILES, Manifest, Writer
from parley.core.errors import InvalidInput


@dataclass(frozen=True)
class Made:
    """A backup that was written; `vanished` files were deleted while it was."""

    path: Path
    files: int
    size: int
    vanished: tuple[str, ...]


@dataclass(frozen=True)
class Restored:
    """What was restored, and where the former data lies, if there was any."""

    manifest: Manifest
    aside: Path | None


def _now() -> datetime:
    return datetime.now(UTC)


def default_name() -> Path:
    return Path(f"parley-backup-{_now():%Y%m%d-%H%M%S}.tar.gz")


def _data() -> Path:
    return Path(settings.CONFIG.data)


# Backing up


def create(target: Path) -> Made:
    """Write a backup of the database as it is now, and of the files it knows of."""
    if target.exists():
        raise InvalidInput(f"{target} exists already. Choose another name with --output.")
    database = databases.current()
    with databases.staging(_data(), ".backup-") as folder, _appearing(target) as part:
        copy = folder / database.member
        database.copy(copy)
        manifest = Manifest(__version__, _now().isoformat(), database.member, _applied())
        with part.open("wb") as out, archive.writing(out, manifest) as writer:
            writer.add(database.member, copy)
            # After the database: a file is stored before the row that names it, so each row of
            # the copy finds its file.
            vanished = tuple(_add_files(writer, Path(settings.MEDIA_ROOT)))
    return Made(target, len(manifest.entries) - 1, target.stat().st_size, vanished)


def _applied() -> list[str]:
    """The migrations of this database, as app.name."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A private file that gets its name only when it is whole."""
    part = target.with_name(target.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(descriptor)
    try:
        yield part
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _add_files(writer: Writer, root: Path) -> Iterator[str]:
    """Add all files; yield the names of those that were deleted before their turn came."""
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        try:
            writer.add(f"{FILES}/{name}", path)
        except FileNotFoundError:
            yield name


# Restoring


def restore(source: Path, *, overwrite: bool = False) -> Restored:
    """Put a backup in the place of this Parley's data; the former data is moved aside."""
    if not source.exists():
        raise InvalidInput(f"There is no file {source}.")
    with locks.alone(), databases.staging(_data(), ".restore-") as folder:
        is_empty = _is_empty()
        _require_room(is_empty, overwrite)
        manifest = archive.unpack(source, folder)
        database = databases.current()
        _require_fit(manifest, database)
        database.check(folder / database.member)
        aside = _swap(database, folder, keep=not is_empty)
    return Restored(manifest, aside)


def _is_empty() -> bool:
    """Whether the database holds nothing; one that can't be read may have held something."""
    try:
        return contents.is_empty()
    except DatabaseError:
        return False


def _require_room(is_empty: bool, overwrite: bool) -> None:
    """Refuse to replace anything unless told to."""
    has_files = any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))
    if (has_files or not is_empty) and not overwrite:
        raise InvalidInput(
            "There is data here already. To replace it by the backup, add --overwrite; "
            "the present data is moved aside, not deleted."
        )


def _require_fit(manifest: Manifest, database: databases.Database) -> None:
    """Refuse what this Parley could not run on."""
    if manifest.database != database.member:
        raise InvalidInput(
            f"This backup holds {manifest.database}; the database set here needs {database.member}. "
            "Restore it with the kind of database it was made from."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise InvalidInput(
            f"This backup was made by a newer Parley ({manifest.parley}; this is {__version__}). "
            "Install that version, then restore.",
            [f"unknown here: {name}" for name in newer],
        )


def _swap(database: databases.Database, folder: Path, *, keep: bool) -> Path | None:
    """Move the former files and database aside and the new ones in; undo all if any step fails."""
    aside = _data() / f"replaced-{_now():%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    files = Path(settings.MEDIA_ROOT)
    new = folder / FILES
    new.mkdir(exist_ok=True)
    if files.exists():
        files.rename(aside / FILES)
    try:
        new.rename(files)
        database.replace(folder / database.member, aside, keep=keep)
    except BaseException:
        if files.exists():
            files.rename(new)
        if (aside / FILES).exists():
            (aside / FILES).rename(files)
        _remove_if_empty(aside)
        raise
    return None if _remove_if_empty(aside) else aside


def _remove_if_empty(folder: Path) -> bool:
    if (folder / FILES).is_dir() and not any((folder / FILES).iterdir()):
        (folder / FILES).rmdir()
    if any(folder.iterdir()):
        return False
    folder.rmdir()
    return True
