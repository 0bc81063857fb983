"""Checks of `parley check` that belong to an app. Each is registered in the app's apps.py."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parley.core.doctor.finding import Finding

Check = Callable[[], "Iterator[Finding]"]
_checks: list[Check] = []


def register(check: Check) -> None:
    if check not in _checks:
        _checks.append(check)


def contributed() -> tuple[Check, ...]:
    """Asked once the database answers and is up to date."""
    return tuple(_checks)
