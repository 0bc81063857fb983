"""What a check found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "note", "problem"]


@dataclass(frozen=True)
class Finding:
    """One thing that is as it should be, worth knowing, or wrong; `mend` says what to do."""

    check: str
    level: Level
    message: str
    mend: str = ""


Check = Callable[[], Iterator[Finding]]


def ok(check: str, message: str) -> Finding:
    return Finding(check, "ok", message)


def note(check: str, message: str, mend: str = "") -> Finding:
    return Finding(check, "note", message, mend)


def problem(check: str, message: str, mend: str) -> Finding:
    return Finding(check, "problem", message, mend)
