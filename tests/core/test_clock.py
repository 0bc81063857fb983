"""Chores come due, once for all workers, and nothing that the database does ends the clock."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError
from django.utils import timezone

from parley.core import clock, jobs

pytestmark = pytest.mark.django_db


swept: list[bool] = []


@jobs.task()
def sweep() -> None:
    """In tests jobs run at once."""
    swept.append(True)


@pytest.fixture
def chore(monkeypatch: pytest.MonkeyPatch) -> clock.Chore:
    monkeypatch.setattr(clock, "_chores", {})
    chore = clock.Chore("sweep", timedelta(hours=1), sweep)
    clock.register(chore)
    return chore


def test_a_chore_is_queued_when_it_is_due_and_not_before(chore: clock.Chore) -> None:
    now = timezone.now()
    swept.clear()
    assert clock.queue_due(now) == ["sweep"]
    assert clock.queue_due(now) == []
    assert clock.queue_due(now + timedelta(minutes=59)) == []
    assert clock.queue_due(now + timedelta(minutes=61)) == ["sweep"]
    assert swept == [True, True]


def test_a_database_that_is_away_does_not_end_the_clock(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, looks = Event(), []

    def look(now: object) -> None:
        looks.append(now)
        if len(looks) == 1:
            raise OperationalError("away")
        stop.set()

    monkeypatch.setattr(clock, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(clock.connection, "close", lambda: None)
    clock.run(stop, look)
    assert len(looks) == 2
    assert "could not be looked up" in caplog.text
