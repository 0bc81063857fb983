"""What of a person lies about in no app's tables: sessions, jobs, the outbox, the search index.

Jobs hold the mails that they send, so their rows are looked through for the person's address and
names. What successful ones leave is deleted daily anyway: see core/tidying.py.
"""

import logging
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.db.models import CharField, JSONField, Model, TextField
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parley.core import search
from parley.core.addresses import folded

GONE = "…"
_log = logging.getLogger(__name__)


SHORTEST = 3  # a shorter name is met in too many words that are not it


@dataclass(frozen=True)
class Words:
    """How a text speaks of people: by an address, or by a whole name."""

    addresses: frozenset[str]
    names: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, addresses: Iterable[str], names: Iterable[str]) -> "Words":
        """An address may be written in capitals; a name in small letters is another word."""
        known = sorted((name for name in names if len(name) >= SHORTEST), key=len, reverse=True)
        kept = frozenset(folded(address) for address in addresses)
        parts = [rf"(?<![\w.+-]){_in_any_case(address)}(?![\w-]|\.\w)" for address in sorted(kept)]
        parts += [rf"(?<!\w){re.escape(name)}(?!\w)" for name in known]
        return cls(kept, tuple(known), re.compile("|".join(parts)))

    def _may_be_in(self, text: str) -> bool:
        """A quick look, since most texts hold none of them."""
        if any(name in text for name in self.names):
            return True
        small = text.lower()
        return any(address in small for address in self.addresses)

    def are_in(self, value: Any) -> bool:
        return any(self._may_be_in(text) and self.pattern.search(text) for text in _texts(value))

    def are_whom_it_is_for(self, value: Any) -> bool:
        return any(folded(text) in self.addresses for text in _texts(value))

    def name_an_address_in(self, value: Any) -> bool:
        found = (match[0] for text in _texts(value) for match in self.pattern.finditer(text))
        return any(folded(word) in self.addresses for word in found)

    def taken_from(self, value: Any) -> Any:
        """The value without them."""
        if isinstance(value, str):
            return self.pattern.sub(GONE, value)
        if isinstance(value, list):
            return [self.taken_from(part) for part in value]
        if isinstance(value, dict):
            return {key: self.taken_from(part) for key, part in value.items()}
        return value


def _in_any_case(address: str) -> str:
    """A pattern of what `folded` takes for this address. One that ignores the case would find "ı" to
    be "i" as well, which is somebody else."""
    return "".join(
        f"(?:{'|'.join(sorted({re.escape(c) for c in (letter, letter.upper())}))})"
        if letter.upper().lower() == letter
        else re.escape(letter)
        for letter in address
    )


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


def remove(accounts: Collection[int], words: Words) -> None:
    """Within the transaction that erases the people."""
    _end_sessions({str(account) for account in accounts}, words)
    _clear_jobs(words)
    search.compact()


def _end_sessions(accounts: Collection[str], words: Words) -> None:
    """Those of the accounts, and those in which somebody has begun to sign in to one; from others
    goes what they were about to be told of the person."""
    found = [
        (session, held)
        for session in Session.objects.iterator()
        if (held := session.get_decoded()).get("_auth_user_id") in accounts or words.are_in(held)
    ]
    for session, held in found:
        if held.get("_auth_user_id") in accounts or words.name_an_address_in(held):
            session.delete()
        else:
            session.session_data = Session.objects.encode(words.taken_from(held))
            session.save(update_fields=["session_data"])


def _clear_jobs(words: Words) -> None:
    jobs = DBTaskResult.objects.iterator()
    found = [j for j in jobs if words.are_in([j.args_kwargs, j.return_value, j.traceback])]
    for job in found:
        _clear(job, words)


def _clear(job: Any, words: Words) -> None:
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


def remove_files(words: Words) -> None:
    """Delete the mails of the outbox that go to the people or speak of them."""
    for path in Path(settings.OUTBOX_ROOT).glob("*.eml"):
        with suppress(FileNotFoundError):  # somebody else has just deleted it
            content = path.read_bytes()
            mail = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
            if words.are_in(list(_said_by(mail))):
                path.unlink()


def _said_by(mail: EmailMessage) -> Iterable[str]:
    yield from (str(value) for value in mail.values())
    for part in mail.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield content.decode("utf-8", "replace")


def compact(*rewritten: type[Model], tidied: Iterable[type[Model]] = ()) -> None:
    """Let what was deleted be gone from the database's files too.

    SQLite overwrites it, but for its write-ahead log. PostgreSQL leaves it until it tidies up, which
    it does in large tables only: so those tables are tidied up, and `rewritten` ones written anew, in
    the order of their keys.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0]:
                _log.warning("What was deleted stays in the write-ahead log: somebody is reading.")
            return
        for model in rewritten:
            _on_postgresql(cursor, f"CLUSTER {model._meta.db_table} USING {_key_of(cursor, model)}")
        for model in tidied:
            _on_postgresql(cursor, f"VACUUM {model._meta.db_table}")


def _key_of(cursor: Any, model: type[Model]) -> str:
    found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return next(name for name, one in found.items() if one["primary_key"])


def _on_postgresql(cursor: Any, statement: str) -> None:
    """It waits for nobody for long: people are taking stances elsewhere."""
    cursor.execute("SET lock_timeout = '5s'")
    try:
        cursor.execute(statement)
    except OperationalError as error:
        _log.warning("What was deleted stays in a file until PostgreSQL tidies up: %s", error)
    finally:
        cursor.execute("RESET lock_timeout")


def standing(words: Words) -> Iterable[tuple[str, int]]:
    """In which columns the words stand, in how many rows: what others wrote of the person."""
    for model in apps.get_models():
        columns = [
            c
            for c in model._meta.concrete_fields
            if isinstance(c, CharField | TextField | JSONField)
        ]
        for column in columns:
            values = model._default_manager.values_list(column.attname, flat=True).iterator()
            if count := sum(words.are_in(value) for value in values):
                yield f"{model._meta.label}: {column.name}", count
