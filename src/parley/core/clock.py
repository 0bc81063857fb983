"""What is done by itself, again and again: reminders, deadlines, deletion.

Each app registers its chores. The jobs worker looks every half minute which of them are due, and
queues them as jobs; several workers queue each once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks.base import Task

from parley.core import jobs
from parley.core.models import ChoreTime

LOOK_SECONDS = 30.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """A job without arguments, and how long to wait from one time to the next."""

    name: str
    every: timedelta
    job: Task[..., Any]


_chores: dict[str, Chore] = {}


def register(chore: Chore) -> None:
    _chores[chore.name] = chore


def queue_due(now: datetime) -> list[str]:
    """Queue the chores whose time has come; answers which."""
    return [chore.name for chore in _chores.values() if _claimed(chore, now) and _queued(chore)]


def _claimed(chore: Chore, now: datetime) -> bool:
    """Whether it is ours to queue: one statement decides between workers."""
    ChoreTime.objects.get_or_create(name=chore.name, defaults={"next_at": now})
    due = ChoreTime.objects.filter(name=chore.name, next_at__lte=now)
    return bool(due.update(next_at=now + chore.every))


def _queued(chore: Chore) -> bool:
    jobs.enqueue(chore.job)
    return True


def run(stop: Event, look: Callable[[datetime], object] = queue_due) -> None:
    """Look until told to stop. The database may be away for a while; that ends nothing."""
    while True:
        try:
            look(timezone.now())
        except DatabaseError:
            _log.exception("What is due could not be looked up; the next look is soon.")
        finally:
            connection.close()
        if stop.wait(LOOK_SECONDS):
            return
