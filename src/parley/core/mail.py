"""Mails: rendered when asked for, sent by a job, to SMTP or to the outbox folder."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import override

from parley.core import jobs


@jobs.task()
def deliver(subject: str, body: str, to: list[str], headers: dict[str, str]) -> None:
    EmailMessage(subject, body, to=to, headers=headers).send()


def send(to: str, template: str, context: dict[str, Any], *, language: str = "en") -> None:
    """Write one mail in the reader's language; its template's first line is the subject."""
    with override(language):
        text = render_to_string(f"mail/{template}.txt", context).strip()
    subject, _, body = text.partition("\n")
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    jobs.enqueue(deliver, subject.strip(), body.strip() + "\n", [to], headers)


class OutboxBackend(BaseEmailBackend):
    """Keeps each mail as a file that any mail program opens; nothing leaves the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.OUTBOX_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            (folder / f"{uuid.uuid4().hex}.eml").write_bytes(mail.message().as_bytes())
        return len(email_messages)
