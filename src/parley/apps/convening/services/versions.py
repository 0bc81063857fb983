"""Whether somebody else saved in the meantime.

A form carries a digest of what it showed. A save names it again; where the stored values have
another digest by now, nothing is written and the person sees both. A digest of the edited
fields, not a time of the whole row: two people at two sections of a dialogue don't meet.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.translation import gettext as _

from parley.core.errors import ParleyError


class Conflict(ParleyError):
    """Somebody else changed the same thing since the actor opened it."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has saved this in the meantime."))


def values_of(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    """Field name → stored value; a relation is its key."""
    names = set(fields)
    columns = row._meta.concrete_fields
    return {field.name: field.value_from_object(row) for field in columns if field.name in names}


def version_of(row: Model, fields: Iterable[str]) -> str:
    return _digest(values_of(row, fields))


def version_of_rows(rows: Iterable[Model], fields: Iterable[str]) -> str:
    """One version for a list: rows added, removed, moved or changed all show."""
    names = [*fields]
    return _digest([[row.pk, values_of(row, names)] for row in rows])


def _digest(values: Any) -> str:
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:20]


def check(seen: str | None, now: str) -> None:
    """Raise Conflict unless `seen` is the present version. None: the caller did not look before."""
    if seen is not None and seen != now:
        raise Conflict
