"""Mails of which there are many: queued with few statements, sent by few jobs.

A job sends its mails over one connection. Each one's failure is its own, and it is tried again alone.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage

from parley.apps.registration.models import Invitation, Mail, MailKind
from parley.apps.registration.services import mails
from parley.core import jobs
from parley.core.mail import one_connection

PER_JOB = 50


def queue_invitations(invitations: Sequence[Invitation]) -> None:
    """Have the invitation sent to each."""
    post([Mail(kind=MailKind.INVITATION, invitation=row) for row in invitations])


def post(letters: Sequence[Mail], *, wait: timedelta | None = None) -> None:
    """Store mails that are not stored yet, and have them sent. Until `wait` has passed, each
    can still be deleted."""
    enqueue([mail.pk for mail in Mail.objects.bulk_create(letters)], wait=wait)


def enqueue(keys: Sequence[int], *, wait: timedelta | None = None) -> None:
    """A mail belongs to one job, so no two send it."""
    waits = wait if deliver_each.get_backend().supports_defer else None
    for start in range(0, len(keys), PER_JOB):
        some = list(keys[start : start + PER_JOB])
        if waits:
            jobs.enqueue_later(deliver_each, waits, some)
        else:
            jobs.enqueue(deliver_each, some)


@jobs.task()
def deliver_each(mail_ids: list[int]) -> None:
    """Send each of them. One that can't be written stops none of the others."""
    with one_connection() as give:
        failures = [error for key in mail_ids if (error := _sent(key, give)) is not None]
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(mail_ids)} mails failed", failures)


def _sent(mail_id: int, give: Callable[[EmailMessage], Any]) -> Exception | None:
    try:
        mails.send(mail_id, give)
    except Exception as error:  # noqa: BLE001 (the job raises it once the others are sent)
        return error
    return None
