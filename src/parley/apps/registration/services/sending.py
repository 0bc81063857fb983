"""Mails of which there are many: queued with few statements, sent by few jobs."""

from collections.abc import Sequence

from parley.apps.registration.models import Invitation, Mail, MailKind
from parley.apps.registration.services import mails
from parley.core import jobs

PER_JOB = 50


def queue_invitations(invitations: Sequence[Invitation]) -> None:
    """Have the invitation sent to each. A mail belongs to one job, so no two send it."""
    rows = [Mail(kind=MailKind.INVITATION, invitation=row) for row in invitations]
    made = Mail.objects.bulk_create(rows)
    enqueue([mail.pk for mail in made])


def enqueue(keys: Sequence[int]) -> None:
    for start in range(0, len(keys), PER_JOB):
        jobs.enqueue(deliver_each, list(keys[start : start + PER_JOB]))


@jobs.task()
def deliver_each(mail_ids: list[int]) -> None:
    """Send each of them. One that can't be written stops none of the others."""
    failures = [error for key in mail_ids if (error := _delivered(key)) is not None]
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(mail_ids)} mails failed", failures)


def _delivered(mail_id: int) -> Exception | None:
    try:
        mails.deliver.call(mail_id)
    except Exception as error:  # noqa: BLE001 (the job raises it once the others are sent)
        return error
    return None
