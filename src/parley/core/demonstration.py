"""Whether a database is a demonstration's, in which anyone may be anybody.

The mark is a line of the audit record: it can't be taken back, and travels with the database.
"""

from parley.core import audit, contents
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
