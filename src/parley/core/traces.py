"""What of a person lies about in no app's tables: sessions, jobs, the outbox, the search index.

Jobs hold the mails that they send, so their rows are looked through for the person's address and
names. What successful ones leave is deleted daily anyway: see core/tidying.py.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parley.core import search

GONE = "…"


SHORTEST = 3  # a shorter name is met in too many words that are not it


@dataclass(frozen=True)
class _Words:
    """How a text speaks of the person: by the address, or by a whole name."""

    address: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, address: str, names: Iterable[str]) -> "_Words":
        """An address may be written in capitals; a name in small letters is another word."""
        known = sorted((name for name in names if len(name) >= SHORTEST), key=len, reverse=True)
        parts = [f"(?i:{re.escape(address)})", *(re.escape(name) for name in known)]
        return cls(address.casefold(), re.compile("|".join(rf"(?<!\w){p}(?!\w)" for p in parts)))

    def are_in(self, value: Any) -> bool:
        return any(self.pattern.search(text) for text in _texts(value))

    def are_whom_it_is_for(self, value: Any) -> bool:
        return any(text.casefold() == self.address for text in _texts(value))

    def taken_from(self, value: Any) -> Any:
        """The value without them."""
        if isinstance(value, str):
            return self.pattern.sub(GONE, value)
        if isinstance(value, list):
            return [self.taken_from(part) for part in value]
        if isinstance(value, dict):
            return {key: self.taken_from(part) for key, part in value.items()}
        return value


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield str(key)
            yield from _texts(part)


def remove(account: int | None, address: str, names: Iterable[str]) -> None:
    """Within the transaction that erases the person."""
    words = _Words.of(address, names)
    _end_sessions(account, words)
    _clear_jobs(words)
    search.compact()


def _end_sessions(account: int | None, words: _Words) -> None:
    """Those of the account, and those in which somebody has begun to sign in to it; from others
    goes what they were about to be told of the person."""
    own = None if account is None else str(account)
    for session in Session.objects.iterator():
        held = session.get_decoded()
        is_own = own is not None and held.get("_auth_user_id") == own
        if is_own or any(words.address in text.casefold() for text in _texts(held)):
            session.delete()
        elif words.are_in(held):
            session.session_data = Session.objects.encode(words.taken_from(held))
            session.save(update_fields=["session_data"])


def _clear_jobs(words: _Words) -> None:
    for job in DBTaskResult.objects.iterator():
        held = [job.args_kwargs, job.return_value, job.traceback]
        if words.are_in(held):
            _clear(job, words)


def _clear(job: Any, words: _Words) -> None:
    """A mail to somebody else is still sent, without the name."""
    row = DBTaskResult.objects.filter(pk=job.pk)
    is_over = job.status == TaskResultStatus.SUCCESSFUL
    # One that is running comes back to its row, which must be there.
    is_running = job.status == TaskResultStatus.RUNNING
    if is_over or (not is_running and words.are_whom_it_is_for(job.args_kwargs)):
        row.delete()
        return
    row.update(
        args_kwargs=words.taken_from(job.args_kwargs),
        return_value=words.taken_from(job.return_value),
        traceback=words.taken_from(job.traceback),
    )


def remove_files(address: str, names: Iterable[str]) -> None:
    """Delete the mails of the outbox that go to the person or speak of them."""
    words = _Words.of(address, names)
    for path in Path(settings.OUTBOX_ROOT).glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
        if words.are_in(list(_said_by(mail))):
            path.unlink(missing_ok=True)


def _said_by(mail: EmailMessage) -> Iterable[str]:
    yield from (str(value) for value in mail.values())
    for part in mail.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield content.decode("utf-8", "replace")


def compact() -> None:
    """Leave nothing in the write-ahead log of SQLite; PostgreSQL does so by itself in time."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
