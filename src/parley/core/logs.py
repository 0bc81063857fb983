"""What a log may say. An address whose last part is a key would open its page to who reads the log."""

import logging
import re
from typing import Any

_KEYS = re.compile(r"(/(?:invitations|sign-in/link)/)[^/\s\"'?]+")
HIDDEN = r"\1…"


class Keyless(logging.Filter):
    """Leaves the keys out of the addresses in messages."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(argument) for argument in record.args)
        return True


def _hidden(value: Any) -> Any:
    return _KEYS.sub(HIDDEN, value) if isinstance(value, str) else value
