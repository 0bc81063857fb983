"""What a log may say. An address whose last part is a key would open its page to who reads the log,
and what was refused as it should be is worth a line."""

import logging
import re
from typing import Any

_KEYS = re.compile(r"(/(?:invitations|sign-in/link)/)[^/\s\"'?]+")
SERVER_ERROR = 500
HIDDEN = r"\1…"


class Keyless(logging.Filter):
    """Leaves the keys out of the addresses in messages."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(argument) for argument in record.args)
        return True


class Brief(logging.Filter):
    """A line, without a traceback, for a request that was answered as it should be: 403, 404, 400.

    A log full of them hides the one error that somebody has to see.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
            record.exc_info = record.exc_text = None
        return True


def _hidden(value: Any) -> Any:
    return _KEYS.sub(HIDDEN, value) if isinstance(value, str) else value
