"""What every write of this app does at its end."""

from typing import Any

from django.db.models import Model

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening.models import Dialogue, Series, Session, Venue
from parley.core import audit, search
from parley.core.actors import Actor

FINDABLE = (Dialogue, Session, Series, Venue, Person, Organisation)


def changed(actor: Actor, action: str, obj: Model, **data: Any) -> None:
    """Record the change, and let the search know the new words."""
    audit.record(actor, action, obj, **data)
    if isinstance(obj, FINDABLE):
        search.index(obj)
