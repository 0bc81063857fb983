"""Work that a request should not wait for. Jobs lie in the same database and transaction
as the change that asked for them, so neither exists without the other."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

__all__ = ["enqueue", "enqueue_later", "task"]


def enqueue(job: Task[..., Any], *args: Any, **kwargs: Any) -> None:
    """Run `job` soon, in a worker. Arguments are plain JSON values."""
    job.enqueue(*args, **kwargs)


def enqueue_later(job: Task[..., Any], wait: timedelta, *args: Any, **kwargs: Any) -> None:
    """Run `job` once that time has passed."""
    job.using(run_after=timezone.now() + wait).enqueue(*args, **kwargs)
