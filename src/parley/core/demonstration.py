"""Whether a database is a demonstration's, in which anyone may be anybody.

The mark is a line of the audit record: it can't be taken back, and travels with the database.
"""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

from parley.core import audit, contents, locks
from parley.core.actors import Actor
from parley.core.errors import ParleyError
from parley.core.models import AuditRecord

LOADED = "demo.loaded"


class NotADemonstration(ParleyError):
    """Demo mode would open a real database to everyone."""


def is_marked() -> bool:
    return AuditRecord.objects.filter(action=LOADED).exists()


def require_own_database() -> None:
    """Refuse a database that holds anything but a demonstration."""
    if not contents.is_empty() and not is_marked():
        raise NotADemonstration(
            "This database holds data of its own, and the demo would let anyone sign in to it as "
            "anybody. Give the demo an empty data folder: parley --data FOLDER demo"
        )


def mark(actor: Actor) -> None:
    if not is_marked():
        audit.record_site(actor, LOADED)


def reset() -> None:
    """Delete a demonstration's database, files and mails, while nothing serves them."""
    if connection.vendor != "sqlite":
        raise ParleyError("Only SQLite can be reset from here. Drop the database and create it.")
    with locks.alone():
        connection.close()
        database = Path(connection.settings_dict["NAME"])
        for end in ("", "-wal", "-shm"):
            database.with_name(database.name + end).unlink(missing_ok=True)
        for folder in (settings.MEDIA_ROOT, settings.OUTBOX_ROOT):
            shutil.rmtree(folder, ignore_errors=True)
