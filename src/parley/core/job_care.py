"""Jobs that did not end well: seeing them, trying again, forgetting them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parley.core.doctor.database import STUCK


@dataclass(frozen=True)
class Job:
    """One job, without its arguments, which may name people."""

    task: str
    status: str
    asked_at: datetime
    error: str


def _unwell() -> QuerySet[DBTaskResult[..., Any]]:
    """Failed, or begun so long ago that its worker must have been ended."""
    stuck = Q(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - STUCK)
    return DBTaskResult.objects.filter(Q(status=TaskResultStatus.FAILED) | stuck)


def open_jobs() -> list[Job]:
    """The jobs that are not done, oldest first."""
    rows = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).order_by("enqueued_at")
    return [Job(r.task_path, r.status.lower(), r.enqueued_at, r.exception_class_path) for r in rows]


def retry() -> int:
    """Queue all failed and interrupted jobs again; answers how many there were."""
    return _unwell().update(
        status=TaskResultStatus.READY,
        started_at=None,
        finished_at=None,
        exception_class_path="",
        traceback="",
    )


def forget() -> int:
    """Delete all failed and interrupted jobs; answers how many there were."""
    count, _by_model = _unwell().delete()
    return count
