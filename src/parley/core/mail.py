"""Mails: rendered when asked for, sent by a job, to SMTP or to the outbox folder.

Each has a text part, and an HTML part made from it: paragraphs, and a button for an address
that stands alone on its line. So both say the same.
"""

import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import override

from parley.core import jobs
from parley.core.localtext import direction

_ADDRESS = re.compile(r"https?://\S+\Z")
_MAIL_ADDRESS = re.compile(r"<?[^\s<>()\"']+@[^\s<>()\"']+>?")


@jobs.task()
def deliver(
    subject: str, body: str, to: list[str], headers: dict[str, str], language: str = "en"
) -> None:
    message(subject, body, to, headers, language).send()


def send(to: str, template: str, context: dict[str, Any], *, language: str = "en") -> None:
    """Write one mail in the reader's language; its template's first line is the subject."""
    with override(language):
        text = render_to_string(f"mail/{template}.txt", context).strip()
    subject, _, body = text.partition("\n")
    jobs.enqueue(deliver, subject.strip(), body.strip() + "\n", [to], {}, language)


def message(
    subject: str, body: str, to: list[str], headers: dict[str, str], language: str
) -> EmailMultiAlternatives:
    """A mail with both parts, that no auto-responder answers."""
    ours = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    mail = EmailMultiAlternatives(subject, body, to=to, headers={**ours, **headers})
    mail.attach_alternative(as_html(subject, body, language), "text/html")
    return mail


def as_html(subject: str, body: str, language: str) -> str:
    """The HTML part of a text. Nothing in the text is taken for markup."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", body) if part.strip()]
    paragraphs = [(part, bool(_ADDRESS.match(part))) for part in parts]
    context = {
        "subject": subject,
        "paragraphs": paragraphs,
        "language": language,
        "direction": direction(language),
        "site_name": settings.SITE_NAME,
        "site_url": settings.BASE_URL,
    }
    with override(language):
        return render_to_string("mail/letter.html", context)


def without_addresses(text: str) -> str:
    """What a mail server said, without whom it was about."""
    return " ".join(_MAIL_ADDRESS.sub("…", text).split())


class OutboxBackend(BaseEmailBackend):
    """Keeps each mail as a file that any mail program opens; nothing leaves the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.OUTBOX_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            (folder / f"{uuid.uuid4().hex}.eml").write_bytes(mail.message().as_bytes())
        return len(email_messages)
