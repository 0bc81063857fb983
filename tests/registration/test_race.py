"""A hundred who apply at the same moment get as many seats as there are, on a real database:
a file of SQLite, or PostgreSQL, where the tests run on it."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.core.conftest import environment
from tests.places import Empty

pytestmark = pytest.mark.postgresql
ROOT = Path(__file__).parents[2]
SEATS, PEOPLE, PROCESSES = 50, 100, 4


@pytest.fixture
def place(empty: Empty, tmp_path: Path) -> dict[str, str]:
    """The environment of an empty Parley."""
    folder = tmp_path / "data"
    more = {"PARLEY_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "parley.settings.base"}
    return environment(**more, **empty(folder))


def started(place: dict[str, str], *command: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", *map(str, command)]
    return subprocess.Popen(words, env=place, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def result(process: subprocess.Popen[str]) -> Any:
    out, _err = process.communicate(timeout=240)
    assert process.returncode == 0
    return json.loads(out) if out.startswith(("{", "[")) else None


def test_a_hundred_at_once_get_fifty_seats(place: dict[str, str]) -> None:
    racing = "tests.registration.racing"
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
