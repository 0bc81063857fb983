"""Checks of the machine: folder, disk, clock, and what belongs to the installation."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from parley.core import locks, pdf, serving, zones
from parley.core.doctor.finding import Finding, note, ok, problem

LEAST_FREE = 500 * 1024**2
# The last release known to this source: no clock is right that shows an earlier day.
RELEASED = datetime(2025, 11, 1, tzinfo=UTC)
# Since 2022 under this name; without it the zone data is older than that.
RECENT_ZONE = "Europe/Kyiv"


def folder() -> Iterator[Finding]:
    data = Path(settings.CONFIG.data).resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            yield ok("data folder", f"{data} can be written.")
    except OSError as error:
        yield problem(
            "data folder",
            f"{data} can't be written: {error.strerror}.",
            "Give it to the user that runs Parley, or name another with PARLEY_DATA.",
        )


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.CONFIG.data).free
    if free < LEAST_FREE:
        yield problem(
            "disk",
            f"Only {free // 1024**2} MB are free; a full disk stops every change.",
            "Make room: old backups and replaced-… folders first.",
        )
    else:
        yield ok("disk", f"{free // 1024**2} MB are free.")


def _draws() -> bool:
    """WeasyPrint is there, but not always what it draws with."""
    try:
        pdf.weasyprint()
    except OSError:
        return False
    return True


def badges() -> Iterator[Finding]:
    if not _draws():
        yield note(
            "badges",
            "They can't be printed: libraries of the system are missing.",
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )
    else:
        yield ok("badges", "They can be printed.")


def clock() -> Iterator[Finding]:
    now = timezone.now()
    if now < RELEASED:
        yield problem("clock", f"It shows {now:%Y-%m-%d}, before this version.", "Set the clock.")
    if zones.named(RECENT_ZONE) is None:
        yield problem(
            "time zones",
            f"The zone data does not know {RECENT_ZONE}: it is years old.",
            "Update the tzdata package (and the system's own, if there is one).",
        )
    else:
        yield ok("time zones", f"{len(zones.names())} zones are known.")


def ahead(latest: datetime | None) -> Iterator[Finding]:
    """Whether the record holds a later moment than the clock: one of them is wrong."""
    now = timezone.now()
    if latest is not None and latest > now + timedelta(minutes=1):
        yield problem(
            "clock",
            f"It shows {now:%Y-%m-%d %H:%M}, but the audit record ends at {latest:%Y-%m-%d %H:%M}.",
            "Set the clock, and let it follow a time server.",
        )
    else:
        yield ok("clock", f"It shows {now:%Y-%m-%d %H:%M} UTC.")


def static() -> Iterator[Finding]:
    if serving.static_is_current():
        yield ok("static files", "They are collected.")
    elif locks.is_held(locks.SERVER):
        yield problem(
            "static files",
            "They changed since the server started.",
            "Restart the server: it collects them as it starts.",
        )
    else:
        yield note("static files", "They are collected when the server next starts.")


def translations() -> Iterator[Finding]:
    missing = []
    for locale in map(Path, settings.LOCALE_PATHS):
        for code, _name in settings.LANGUAGES:
            source = locale / code / "LC_MESSAGES" / "django.po"
            compiled = source.with_suffix(".mo")
            if code != settings.LANGUAGE_CODE and not _is_newer(compiled, source):
                missing.append(code)
    if missing:
        yield problem(
            "translations",
            f"They are not compiled, or not lately: {', '.join(missing)}.",
            "In a checkout: make setup. Otherwise install Parley again.",
        )
    else:
        yield ok("translations", "They are compiled.")


def _is_newer(compiled: Path, source: Path) -> bool:
    if not compiled.exists():
        return False
    return not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime


CHECKS = (folder, disk, badges, clock, static, translations)
