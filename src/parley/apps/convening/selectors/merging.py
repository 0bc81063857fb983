"""What merging one directory entry into another would do, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from parley.apps.accounts.models import Affiliation, Listed, Organisation, Person
from parley.apps.convening.models import Contribution, Host, Room, SeatRole, Venue
from parley.apps.convening.policies import seated
from parley.apps.convening.selectors.desk import Choices, entries_kept_by, labelled
from parley.apps.convening.selectors.references import (
    SHOWN,
    References,
    is_owned,
    references_to,
    relations_to,
)
from parley.core.access import may, visible
from parley.core.actors import Actor

# Taken over from the entry that goes, where the kept one says nothing.
FILLED: dict[type[Listed], tuple[str, ...]] = {
    Person: ("honorific", "country", "bio"),
    Organisation: ("acronym", "kind", "country", "website", "parent"),
    Venue: ("description", "address", "city", "country"),
}
# Rows alike in these columns say the same thing: one of them is enough.
ALIKE: dict[type[Model], tuple[str, ...]] = {
    Contribution: ("session_id", "role", "person_id", "organisation_id"),
    Host: ("dialogue_id", "role", "organisation_id"),
    Affiliation: ("person_id", "organisation_id", "position", "since", "until"),
}


class Conflict(StrEnum):
    """Why two entries can't become one."""

    SAME = "same"
    TWO_ACCOUNTS = "two_accounts"
    SYNTHETIC = "synthetic"
    PART_OF = "part_of"
    OPENS_DOORS = "opens_doors"
    TWICE = "twice"


@dataclass(frozen=True)
class Plan:
    """What moves, what stands there already, which fields are taken over, what is in the way."""

    kept: Any
    gone: Any
    moving: References
    affiliations: tuple[Affiliation, ...]
    rooms: tuple[Room, ...]
    doubles: int
    filled: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def entries_to_merge(actor: Actor, kept: Listed) -> Choices:
    """The entries of the same kind that the actor may merge into this one."""
    entries = entries_kept_by(actor)
    of_kind: dict[type[Listed], Sequence[Any]] = {
        Person: entries.people,
        Organisation: entries.organisations,
        Venue: entries.venues,
    }
    others = [e for e in of_kind[type(kept)] if e != kept and may(actor, "merge", e)]
    return labelled(others, lambda entry: str(entry.name))


def has_namesake(actor: Actor, entry: Listed) -> bool:
    """Whether the actor sees another entry of the same kind and name, and could merge the two."""
    if type(entry) not in FILLED:
        return False
    others = visible(type(entry), actor).exclude(pk=entry.pk)
    name = str(entry).casefold()
    return any(str(other).casefold() == name and may(actor, "merge", other) for other in others)


def plan_of(actor: Actor, kept: Any, gone: Any) -> Plan:
    rows = moving_rows(kept, gone)
    return Plan(
        kept=kept,
        gone=gone,
        moving=references_to(actor, gone),
        affiliations=_seen_affiliations(actor, gone),
        rooms=tuple(visible(Room, actor).filter(venue=gone)) if isinstance(gone, Venue) else (),
        doubles=sum(is_double(row) for row in rows),
        filled=filled_in(kept, gone),
        conflicts=conflicts_of(actor, kept, gone),
    )


def _seen_affiliations(actor: Actor, gone: Any) -> tuple[Affiliation, ...]:
    if not isinstance(gone, Person):
        return ()
    rows = visible(Affiliation, actor).filter(person=gone)
    return tuple(rows.select_related("organisation"))


def moving_rows(kept: Listed, gone: Listed) -> list[Any]:
    """Every row that refers to `gone`, as it will be once it refers to `kept`; not saved."""
    found: list[Any] = []
    for relation in relations_to(type(gone)):
        column = relation.field
        rows = relation.related_model._base_manager.filter(**{column.name: gone.pk})
        for row in rows.order_by("pk"):
            setattr(row, column.attname, kept.pk)
            found.append(row)
    return found


def is_double(row: Model) -> bool:
    """Whether the kept entry has a row that says the same already."""
    columns = ALIKE.get(type(row))
    if columns is None:
        return False
    same = {name: getattr(row, name) for name in columns}
    return type(row)._base_manager.filter(**same).exclude(pk=row.pk).exists()


def filled_in(kept: Any, gone: Any) -> tuple[str, ...]:
    """The fields that are empty in `kept` and not in `gone`, but for a parent in a circle."""
    names = [name for name in FILLED[type(kept)] if stored(gone, name) and not stored(kept, name)]
    if "parent" in names and kept.pk in wholes_of(gone):
        names.remove("parent")
    return tuple(names)


def stored(row: Model, name: str) -> Any:
    """The value in a column; of a relation the key."""
    (column,) = (field for field in row._meta.concrete_fields if field.name == name)
    return column.value_from_object(row)


def wholes_of(organisation: Organisation) -> set[int]:
    """The keys of what an organisation is a part of, all the way up."""
    parents = dict(Organisation.objects.values_list("pk", "parent"))
    found: set[int] = set()
    above = parents.get(organisation.pk)
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return found


def conflicts_of(actor: Actor, kept: Any, gone: Any) -> tuple[Conflict, ...]:
    checks = {
        Conflict.SAME: kept.pk == gone.pk,
        Conflict.SYNTHETIC: kept.synthetic != gone.synthetic,
        Conflict.TWO_ACCOUNTS: isinstance(kept, Person) and bool(kept.user_id and gone.user_id),
        Conflict.PART_OF: isinstance(kept, Organisation) and gone.pk in wholes_of(kept),
        Conflict.OPENS_DOORS: isinstance(kept, Person) and _opens_doors(actor, kept, gone),
        Conflict.TWICE: any(_collides(row, gone) for row in moving_rows(kept, gone)),
    }
    return tuple(conflict for conflict, is_so in checks.items() if is_so)


def _opens_doors(actor: Actor, kept: Person, gone: Person) -> bool:
    """Whether an account would get into sessions that others convene.

    Who takes part in a session sees it, closed doors included: without this, whoever keeps an
    entry that somebody invites could open that door by merging it with their own.
    """
    if actor.is_operator or actor.is_system or bool(kept.user_id) == bool(gone.user_id):
        return False
    nameless = gone if kept.user_id else kept
    convened = seated(actor, SeatRole.CONVENER)
    parts = Contribution.objects.filter(person=nameless)
    return parts.exclude(session__dialogue__in=convened).exists()


def _collides(row: Model, gone: Listed) -> bool:
    """Whether the database has no room for the row, of an upper app, beside one of the kept."""
    if type(row) in ALIKE or type(row) in SHOWN or is_owned(type(gone), type(row)):
        return False
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError:
        return True
    return False
