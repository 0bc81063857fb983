"""Running the real command on data folders of its own, which are always SQLite."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.folders import add_entries, add_file

Parley = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = (sys.executable, "-P", "-m", "parley.cli")


def environment(**more: str) -> dict[str, str]:
    """Ours, without what would set Parley up in another way."""
    dropped = ("PARLEY_", "DJANGO_", "COV_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, "PARLEY_CONFIG": os.devnull, **more}


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--data", str(folder), *arguments],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """A data folder with an empty database."""
    return Path(shutil.copytree(migrated, tmp_path / "data"))


@pytest.fixture
def parley(data: Path) -> Parley:
    """parley("backup", …) runs the command on `data`; folder= names another, others are set."""

    def command(
        *arguments: object, folder: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return run(folder or data, *map(str, arguments), **more)

    return command


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
