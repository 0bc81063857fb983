"""Positions: what sources show of an actor's stance on a proposition."""

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.services import rows, versions
from parley.apps.evidence.models import Collection, CollectionKind, Position
from parley.apps.evidence.services.common import changed, held, without_returns
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

# By these a position is the same: what a note says beside it makes it no other one.
IDENTITY = ("body", "proposition", "document", "stance", "level", "place", "quotation", "source")


@transaction.atomic
def add_position(actor: Actor, collection: Collection, values: rows.Values) -> Position:
    row = Position(collection=held(actor, collection), recorded_by_id=actor.user_id)
    rows.assign(row, without_returns(values, "quotation"))
    _saved(row)
    changed(actor, "collection.position_added", collection, position=row.pk)
    return row


@transaction.atomic
def edit_position(
    actor: Actor, position: Position, changes: rows.Values, *, seen: str | None = None
) -> list[str]:
    """Answers the fields that are others now."""
    require(actor, "edit", position)
    collection = held(actor, position.collection)
    row = rows.locked(actor, position)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, without_returns(changes, "quotation"))
    if {"body", "proposition"} & set(fields) and row.superseded_by.exists():
        raise InvalidInput(_("A later position replaces this one: it stays the actor’s, on this."))
    if fields:
        _saved(row)
        changed(actor, "collection.position_edited", collection, position=row.pk, fields=fields)
    return fields


def _saved(row: Position) -> None:
    _check_place(row)
    check_replaced(row)
    same = Position.objects.filter(
        collection=row.collection_id, **{name: getattr(row, name) for name in IDENTITY}
    )
    if same.exclude(pk=row.pk).exists():
        raise InvalidInput(_("This position stands there already, from the same source."))
    rows.checked(row).save()


def _check_place(row: Position) -> None:
    """On its collection's norm, and in one of its own documents there."""
    if row.collection.kind != CollectionKind.POSITIONS:
        raise InvalidInput(_("A collection of votes holds no positions."))
    element = row.proposition.element
    on_norm = element is not None and element.norm_id == row.collection.norm_id
    if row.proposition.consultation_id is not None or not on_norm:
        raise InvalidInput(_("Choose a proposition that stands with the collection’s norm."))
    document = row.document
    if document is not None and (
        document.collection_id != row.collection_id or document.body_id != row.body_id
    ):
        raise InvalidInput(_("Choose a document of the same actor, in this collection."))


def check_replaced(row: Position) -> None:
    """A position replaces one of the same actor on the same proposition, and never itself, however
    long the way round."""
    earlier = row.supersedes
    if earlier is None:
        return
    here = (row.collection_id, row.body_id, row.proposition_id)
    if (earlier.collection_id, earlier.body_id, earlier.proposition_id) != here:
        raise InvalidInput(
            _("A position replaces one of the same actor on the same proposition only.")
        )
    links = dict(
        Position.objects.filter(
            collection=row.collection_id, body=row.body_id, proposition=row.proposition_id
        ).values_list("pk", "supersedes")
    )
    links[row.pk] = earlier.pk
    seen: set[int | None] = {None}
    key: int | None = row.pk
    while key not in seen:
        seen.add(key)
        key = links.get(key or 0)
    if key is not None:
        raise InvalidInput(_("These positions would replace one another in a circle."))


@transaction.atomic
def replace(actor: Actor, position: Position, earlier: Position | None) -> None:
    """Say that a position replaces an earlier one, or none. A later date alone never says so."""
    edit_position(actor, position, {"supersedes": earlier})


@transaction.atomic
def delete_position(actor: Actor, position: Position) -> None:
    """One that it replaced counts again."""
    require(actor, "edit", position)
    collection = held(actor, position.collection)
    row = rows.locked(actor, position)
    changed(actor, "collection.position_deleted", collection, position=row.pk)
    row.delete()
