"""What is deleted by itself: what jobs, sessions and the outbox leave, which nobody needs any more.

Jobs hold the texts of the mails that they sent, so what succeeded is kept for a day, to see what
was done. What failed is kept longer, for an operator to try again.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parley.core import clock, jobs
from parley.core.models import Tries

KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=30)
KEEP_OUTBOX = timedelta(days=30)


@jobs.task()
def tidy() -> None:
    now = timezone.now()
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEEP_DONE).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now - KEEP_FAILED).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    Tries.objects.filter(until__lt=now.timestamp()).delete()
    _tidy_outbox(now - KEEP_OUTBOX)


def _tidy_outbox(before: datetime) -> None:
    for path in Path(settings.OUTBOX_ROOT).glob("*.eml"):
        with suppress(FileNotFoundError):  # somebody else has just deleted it
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


CHORE = clock.Chore("core.tidy", timedelta(hours=6), tidy)
