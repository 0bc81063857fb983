"""Documents, and how far each of them has been read."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from parley.apps.convening.models.limits import validate_year
from parley.apps.convening.services import rows, versions
from parley.apps.deliberation.models import Element
from parley.apps.evidence.models import Collection, Document, Extent, Reading
from parley.apps.evidence.services.common import changed, check_year, held
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput


@transaction.atomic
def add_document(actor: Actor, collection: Collection, values: rows.Values) -> Document:
    row = Document(collection=held(actor, collection))
    rows.assign(row, values)
    _saved(row)
    changed(actor, "collection.document_added", collection, document=row.pk)
    return row


@transaction.atomic
def edit_document(
    actor: Actor, document: Document, changes: rows.Values, *, seen: str | None = None
) -> list[str]:
    """Answers the fields that are others now."""
    require(actor, "edit", document)
    collection = held(actor, document.collection)
    row = rows.locked(actor, document)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, changes)
    if "body" in fields and row.positions.exists():
        raise InvalidInput(_("Positions of the actor rest on this document: it stays the actor’s."))
    if fields:
        _saved(row)
        changed(actor, "collection.document_edited", collection, document=row.pk, fields=fields)
    return fields


def _saved(row: Document) -> None:
    date_of(row)
    row.symbol = " ".join(row.symbol.split())
    same = Document.objects.filter(collection=row.collection_id, body=row.body_id, year=row.year)
    for other in same.exclude(pk=row.pk):
        if identity(other) == identity(row):
            raise InvalidInput(_("This document stands there already: title, year and symbol."))
    rows.checked(row).save()


def identity(row: Document) -> tuple[int, str, int | None, str]:
    """By these a document is the same: whose it is, how it is called, of when, its symbol."""
    return row.body_id, " ".join(str(row.title.pick("en").text).split()), row.year, row.symbol


def date_of(row: Document) -> Document:
    """A day says the year too."""
    check_year(row.year)
    if row.published_on is None:
        return row
    validate_year(row.published_on)
    if row.year is not None and row.year != row.published_on.year:
        raise InvalidInput(_("The year is another one than that of the day."))
    row.year = row.published_on.year
    return row


@transaction.atomic
def delete_document(actor: Actor, document: Document) -> None:
    require(actor, "edit", document)
    collection = held(actor, document.collection)
    row = rows.locked(actor, document)
    if row.positions.exists():
        raise InvalidInput(_("Positions rest on this document. Remove them first."))
    changed(actor, "collection.document_deleted", collection, document=row.pk)
    try:
        row.delete()
    except ProtectedError:
        raise InvalidInput(
            _(
                "Something outside this collection rests on this document, such as a practice. It stays."
            )
        ) from None


@transaction.atomic
def set_readings(
    actor: Actor, document: Document, extents: Mapping[Element | None, tuple[str, str]]
) -> list[Reading]:
    """How far it has been read, with a note: for elements, and under None for the whole norm.

    What is not named has not been read, and not even been looked for.
    """
    require(actor, "edit", document)
    collection = held(actor, document.collection)
    row = rows.locked(actor, document)
    for element in extents:
        if element is not None and element.norm_id != collection.norm_id:
            raise InvalidInput(_("Choose an element of the collection’s norm."))
    before = {one.element_id: (one.extent, one.note) for one in row.readings.all()}
    after = {element.pk if element else None: said for element, said in extents.items()}
    if before == after:
        return list(row.readings.all())
    row.readings.all().delete()
    for element, (extent, note) in extents.items():
        one = Reading(document=row, element=element, extent=Extent(extent), note=note)
        rows.checked(one).save()
    changed(actor, "collection.document_read", collection, document=row.pk, readings=len(after))
    return list(row.readings.all())
