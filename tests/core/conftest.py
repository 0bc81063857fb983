"""Running the real command on data folders of its own, which are always SQLite."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database; copied, never used itself."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    done = run(folder, "migrate")
    assert done.returncode == 0, done.stderr
    return folder


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
