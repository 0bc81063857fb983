"""Time zones by their IANA names."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

# The zone data leads these old names to places elsewhere that keep the same time today.
_RENAMED = {
    "Africa/Asmera": "Africa/Asmara",
    "Africa/Timbuktu": "Africa/Bamako",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Virgin": "America/St_Thomas",
    "Antarctica/South_Pole": "Antarctica/McMurdo",
    "Atlantic/Jan_Mayen": "Arctic/Longyearbyen",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "Pacific/Yap": "Pacific/Chuuk",
}


def _data(name: str) -> list[str]:
    return files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8").splitlines()


@cache
def names() -> tuple[str, ...]:
    """The zones that places use, by their current names, in order, and UTC."""
    rows = (line.split("\t") for line in _data("zone.tab") if not line.startswith("#"))
    return (*sorted({row[2] for row in rows} & available_timezones()), "UTC")


@cache
def _renamed() -> dict[str, str]:
    """Places' names that are no longer in use, each with the one that is."""
    rows = (line.split() for line in _data("tzdata.zi") if line.startswith("L "))
    links = {link: target for _letter, target, link in rows} | _RENAMED | {"Etc/UTC": "UTC"}
    in_use = {*names()}
    old = (name for name in links.keys() - in_use if "/" in name)
    return {name: links[name] for name in old if links[name] in in_use}


def current(name: str) -> str:
    """The name in use today: Asia/Kolkata for Asia/Calcutta. One in use, or unknown, stays."""
    return _renamed().get(name, name)


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def named(name: str) -> ZoneInfo | None:
    """The zone of this name, or None. Never touches the file system with a reader's text."""
    return ZoneInfo(name) if name in _known() else None
