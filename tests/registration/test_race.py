"""A hundred who apply at the same moment get as many seats as there are, on a real database:
a file of SQLite, or PostgreSQL, where the tests run on it."""

import json
import os
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

from tests.core.conftest import environment

pytestmark = pytest.mark.postgresql
ROOT = Path(__file__).parents[2]
SEATS, PEOPLE, PROCESSES = 50, 100, 4


@pytest.fixture
def place(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty Parley."""
    found = environment(
        PARLEY_DATA=str(tmp_path / "data"), DJANGO_SETTINGS_MODULE="parley.settings.base"
    )
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        yield found
        return
    import psycopg

    here, name = os.environ["PARLEY_DATABASE_URL"], f"race_{uuid.uuid4().hex}"
    with psycopg.connect(here, autocommit=True) as opened:
        opened.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        yield {**found, "PARLEY_DATABASE_URL": urlunsplit(urlsplit(here)._replace(path=f"/{name}"))}
        opened.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


def started(place: dict[str, str], *command: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", *map(str, command)]
    return subprocess.Popen(words, env=place, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def result(process: subprocess.Popen[str]) -> Any:
    out, _err = process.communicate(timeout=240)
    assert process.returncode == 0
    return json.loads(out) if out.startswith(("{", "[")) else None


def test_a_hundred_at_once_get_fifty_seats(place: dict[str, str]) -> None:
    racing = "tests.registration.racing"
    result(started(place, "django", "migrate", "--verbosity", "0"))
    result(started(place, racing, "prepare", SEATS, PEOPLE))
    runs = [started(place, racing, "apply", n, PROCESSES) for n in range(PROCESSES)]
    said = Counter(state for run in runs for state in result(run))
    assert said == {"approved": SEATS, "waitlisted": PEOPLE - SEATS}
    assert result(started(place, racing, "count")) == {
        "states": dict(said),
        "people": PEOPLE,
        "inside": SEATS,
        "mails": PEOPLE,
    }
