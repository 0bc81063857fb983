"""Mails: rendered when asked for, sent by a job, to SMTP or to the outbox folder.

Each has a text part, and an HTML part made from it: paragraphs, and a button for an address
that stands alone on its line. So both say the same.
"""

import re
import smtplib
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
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


@contextmanager
def one_connection() -> Iterator[Callable[[EmailMessage], None]]:
    """What sends mails one after the other over the same connection to the mail server.

    What a server says of one mail leaves the connection as it is. One that the server has ended is
    opened again; where it can't be opened at all, that is not tried anew for each mail.
    """
    backend: Any = get_connection()
    line = _Line(backend)
    try:
        yield line.send
    finally:
        line.hang_up()


@dataclass
class _Line:
    backend: Any
    down: OSError | None = None  # why no connection comes about
    is_used: bool = False

    def send(self, mail: EmailMessage) -> None:
        if self.down is not None:
            raise self.down
        mail.connection = self.backend
        try:
            self._give(mail)
        except smtplib.SMTPServerDisconnected:
            self.hang_up()
            if not self.is_used:
                raise
            # It took the mails before this one, and then had enough of them.
            self.is_used = False
            self._give(mail)

    def _give(self, mail: EmailMessage) -> None:
        try:
            self.backend.open()
        except OSError as error:
            self.down = error
            raise
        try:
            mail.send()
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            raise  # about this mail
        except OSError:
            self.hang_up()
            raise
        self.is_used = True

    def hang_up(self) -> None:
        with suppress(OSError):  # it is over anyway
            self.backend.close()


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
