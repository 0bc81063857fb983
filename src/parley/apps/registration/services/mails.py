"""Mails about registrations: a row for each, and a job that writes and sends it.

The job gets the key of the row and nothing else, so no name or link lies in the queue.
"""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from parley.apps.registration.models import (
    Invitation,
    Mail,
    MailKind,
    MailState,
    Registration,
)
from parley.apps.registration.services import calendars, wording
from parley.core import jobs
from parley.core.mail import without_addresses

__all__ = ["MailKind", "deliver", "note", "queue", "retry", "send"]

# After a failure that may pass: how long to wait before each further try.
WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))
PASSING = range(400, 500)  # SMTP's own statuses for "try again later"
# Rather never than twice. Of all others rather twice than never.
ONCE = frozenset({MailKind.REMIND_DEADLINE, MailKind.REMIND_DAY})
INTERRUPTED = "Interrupted while it was being sent: it may have arrived."


def queue(
    kind: MailKind,
    *,
    registration: Registration | None = None,
    invitation: Invitation | None = None,
    key: str = "",
) -> bool:
    """Have one mail sent; False where one of the same key was asked for before."""
    mail = note(kind, registration=registration, invitation=invitation, key=key)
    if mail is not None:
        jobs.enqueue(deliver, mail.pk)
    return mail is not None


def note(
    kind: MailKind,
    *,
    registration: Registration | None = None,
    invitation: Invitation | None = None,
    key: str = "",
) -> Mail | None:
    """The row of one mail, which the caller has sent (see sending.py); None where one of the same
    key was asked for before."""
    about: dict[str, Any] = {"kind": kind, "registration": registration, "invitation": invitation}
    if not key:
        return Mail.objects.create(**about)
    mail, is_new = Mail.objects.get_or_create(**about, key=key)
    return mail if is_new else None


def retry(mails: list[Mail]) -> int:
    """Send again what failed; answers how many there were."""
    for mail in mails:
        Mail.objects.filter(pk=mail.pk).update(
            state=MailState.QUEUED, error="", tries=0, done_at=None
        )
        jobs.enqueue(deliver, mail.pk)
    return len(mails)


@jobs.task()
def deliver(mail_id: int) -> None:
    """Send one mail, on a connection of its own."""
    send(mail_id, EmailMessage.send)


def send(mail_id: int, give: Callable[[EmailMessage], Any]) -> None:
    """Write the mail as things stand now, and give it to the mail server. A mail whose reason is gone
    is not sent."""
    mail = Mail.objects.filter(pk=mail_id, state=MailState.QUEUED).first()
    if mail is None:
        return
    message = wording.message_of(mail)
    if message is None:
        mail.delete()
        return
    if mail.kind in ONCE and not _begun(mail):
        return
    try:
        give(message)
    except (smtplib.SMTPException, OSError) as error:
        _failed(mail, error)
    else:
        _done(mail, MailState.SENT)
        calendars.note_sent(mail)


def _begun(mail: Mail) -> bool:
    """Note that the mail is being given away, before it is; False where that was noted before.

    Then whoever was giving it away was ended before they could say what came of it.
    """
    waiting = Mail.objects.filter(pk=mail.pk, state=MailState.QUEUED, done_at=None)
    if waiting.update(done_at=timezone.now()):
        return True
    _done(mail, MailState.FAILED, INTERRUPTED)
    return False


def _done(mail: Mail, state: MailState, error: str = "") -> None:
    mail.state, mail.error, mail.done_at = state, error[:300], timezone.now()
    mail.tries += 1
    mail.save(update_fields=["state", "error", "done_at", "tries"])


def _failed(mail: Mail, error: Exception) -> None:
    """Note it where conveners see it; what may pass is tried again by itself."""
    if mail.tries < len(WAITS) and _may_pass(error):
        wait = WAITS[mail.tries]
        mail.error, mail.tries, mail.done_at = _said(error)[:300], mail.tries + 1, None
        mail.save(update_fields=["error", "tries", "done_at"])
        transaction.on_commit(partial(jobs.enqueue_later, deliver, wait, mail.pk))
        return
    _done(mail, MailState.FAILED, _said(error))


def _may_pass(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(status in PASSING for status, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code in PASSING
    return isinstance(error, OSError)


def _said(error: Exception) -> str:
    """What the mail server said, without addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{status} {_plain(text)}" for status, text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_plain(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _plain(text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return without_addresses(said)
