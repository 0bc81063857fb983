"""Work that a request should not wait for. Jobs lie in the same database and transaction
as the change that asked for them, so neither exists without the other."""

from typing import Any

from django_tasks import task
from django_tasks.base import Task

__all__ = ["enqueue", "task"]


def enqueue(job: Task[..., Any], *args: Any, **kwargs: Any) -> None:
    """Run `job` soon, in a worker. Arguments are plain JSON values."""
    job.enqueue(*args, **kwargs)
