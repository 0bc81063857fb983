"""What refers to a directory entry: whatever column of the database can, of upper apps too.

What an actor may not see is counted and never named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from parley.apps.accounts.models import Affiliation, Listed, Organisation, Person
from parley.apps.convening.models import Contribution, Dialogue, Host, Room, Session
from parley.core.access import visible
from parley.core.actors import Actor

# Rows that are a part of the entry itself, and go where it goes.
OWNED = {(Person, Affiliation), (Listed, Room)}
# What can be shown by name, and what comes with each.
SHOWN: dict[type[Model], tuple[str, ...]] = {
    Contribution: ("session__dialogue", "person", "organisation"),
    Host: ("dialogue",),
    Affiliation: ("person",),
    Organisation: (),
    Session: ("dialogue",),
    Dialogue: (),
}


@dataclass(frozen=True)
class References:
    """The rows that refer to an entry, as far as the actor sees them; how many more there are;
    and whether an account signs in as this person."""

    rows: tuple[Any, ...]
    unseen: int
    has_account: bool

    def __bool__(self) -> bool:
        return bool(self.rows) or self.unseen > 0 or self.has_account


def relations_to(model: type[Model]) -> list[Any]:
    """The relations of other models to this one, also those that can't be followed back."""
    return [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one)
    ]


def referring(model: type[Model], keys: Any) -> Iterator[QuerySet[Any]]:
    """The rows of each kind that refer to one of the rows of these keys, or to a part of them."""
    for relation in relations_to(model):
        other: type[Model] = relation.related_model
        rows = other._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if is_owned(model, other):
            yield from referring(other, rows.values("pk"))
        else:
            yield rows


def is_owned(model: type[Model], part: type[Model]) -> bool:
    return any(issubclass(model, whole) and part is kind for whole, kind in OWNED)


def references_to(actor: Actor, entry: Listed) -> References:
    shown: list[Any] = []
    total = 0
    for rows in referring(type(entry), [entry.pk]):
        total += rows.count()
        shown += _shown(actor, rows)
    has_account = isinstance(entry, Person) and entry.user_id is not None
    return References(tuple(shown), total - len(shown), has_account)


def _shown(actor: Actor, rows: QuerySet[Any]) -> Sequence[Any]:
    if rows.model not in SHOWN:
        return []
    seen = visible(rows.model, actor).filter(pk__in=rows.values("pk"))
    return list(seen.select_related(*SHOWN[rows.model]))
