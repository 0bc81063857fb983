"""Time zones by their IANA names."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def names() -> tuple[str, ...]:
    """The zones that places use, in order: Africa/Abidjan … Pacific/Wallis, and UTC."""
    areas = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic"}
    areas |= {"Australia", "Europe", "Indian", "Pacific"}
    return (*sorted(z for z in available_timezones() if z.split("/")[0] in areas), "UTC")


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def named(name: str) -> ZoneInfo | None:
    """The zone of this name, or None. Never touches the file system with a reader's text."""
    return ZoneInfo(name) if name in _known() else None
