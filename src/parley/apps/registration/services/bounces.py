"""Mails that came back: reading what mail servers say of them (RFC 3464), and marking them.

A mail is known by its Message-ID, whose left part is the key of its row. A report is believed
because nobody but the recipient and the servers on the way know that key.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from parley.apps.registration.models import Mail, MailState
from parley.core.mail import without_addresses

LARGEST = 10 * 1024 * 1024
_KEY = re.compile(r"<?\b([0-9a-f]{32})@", re.I)


class Verdict(Enum):
    MARKED = "marked as come back"
    KNOWN = "known already"
    NO_FAILURE = "tells of no failure"
    NOT_OURS = "not about a mail of ours"
    NO_REPORT = "not a report of a mail server"


@dataclass(frozen=True)
class Report:
    """What a mail server said: which of our mails, and why it was not delivered."""

    keys: tuple[UUID, ...]
    failed: bool
    reason: str


def read(data: bytes) -> Report | None:
    """The report in a mail, if it is one."""
    mail = message_from_bytes(data[:LARGEST], policy=policy.default)
    if mail.get_content_type() != "multipart/report":
        return None
    statuses = [
        part for part in mail.walk() if part.get_content_type() == "message/delivery-status"
    ]
    if not statuses:
        return None
    recipients = [block for part in statuses for block in _blocks(part) if "action" in block]
    failures = [one for one in recipients if one["action"].lower() == "failed"]
    reason = "; ".join(dict.fromkeys(_reason(one) for one in failures))
    return Report(tuple(dict.fromkeys(_keys(mail))), bool(failures), reason)


def _blocks(part: "Message[Any, Any]") -> Iterator[dict[str, str]]:
    """The groups of fields of a delivery status, by lower-case names."""
    payload: Any = part.get_payload()
    for block in payload if isinstance(payload, list) else []:
        yield {name.lower(): " ".join(str(value).split()) for name, value in block.items()}


def _reason(block: dict[str, str]) -> str:
    """The status and the server's words, without the address that they are about."""
    said = block.get("diagnostic-code", "")
    text = said.partition(";")[2] if ";" in said else said
    return " ".join(filter(None, (block.get("status", ""), without_addresses(text))))


def _keys(mail: "Message[Any, Any]") -> Iterator[UUID]:
    """The keys in the headers of the mail that came back, and in what answers it."""
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            yield from _keys_in(_text_of(part))
        for name in ("message-id", "in-reply-to", "references", "x-original-message-id"):
            for value in part.get_all(name, []):
                yield from _keys_in(str(value))


def _text_of(part: "Message[Any, Any]") -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _keys_in(text: str) -> Iterator[UUID]:
    for found in _KEY.findall(text):
        yield UUID(hex=found)


@transaction.atomic
def take(data: bytes) -> Verdict:
    """Mark the mail that a report is about."""
    report = read(data)
    if report is None:
        return Verdict.NO_REPORT
    mails = Mail.objects.select_for_update().filter(uid__in=report.keys)
    mail = mails.order_by("-pk").first()
    if mail is None:
        return Verdict.NOT_OURS
    if not report.failed:
        return Verdict.NO_FAILURE
    if mail.state == MailState.BOUNCED:
        return Verdict.KNOWN
    mail.state, mail.error, mail.done_at = MailState.BOUNCED, report.reason[:300], timezone.now()
    mail.save(update_fields=["state", "error", "done_at"])
    return Verdict.MARKED
