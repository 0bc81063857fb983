"""Reading the outbox folder: what Parley would have sent, had a mail server been named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from django.conf import settings

from parley.core import locales
from parley.core.errors import not_found

SHOWN = 200


@dataclass(frozen=True)
class Mail:
    """One mail of the outbox; `key` is its file's name."""

    key: str
    at: datetime
    sender: str
    to: str
    subject: str
    body: str

    @property
    def written(self) -> str:
        """When, in UTC, as the reader's language writes it."""
        return str(format_datetime(self.at, "medium", locale=locales.current()))


def _files() -> dict[str, Path]:
    return {file.stem: file for file in Path(settings.OUTBOX_ROOT).glob("*.eml")}


def _read(file: Path) -> Mail:
    parsed = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)
    text = parsed.get_body(("plain",))
    return Mail(
        key=file.stem,
        at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
        sender=str(parsed["From"] or ""),
        to=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        body=_text(text) if text else "",
    )


def _text(part: Any) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # an encoding that Python does not know
        return str(part.get_payload(decode=True).decode("ascii", "replace"))


def mails() -> Iterator[Mail]:
    """The latest mails, newest first."""
    files = sorted(_files().values(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return map(_read, files[:SHOWN])


def mail(key: str) -> Mail:
    """One mail. A key is looked up among the folder's files and never becomes a path."""
    try:
        return _read(_files()[key])
    except KeyError:
        raise not_found() from None
