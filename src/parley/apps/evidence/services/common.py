"""What all services of evidence do: who keeps the collection, and that it has changed."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model
from django.utils.translation import gettext as _

from parley.apps.convening.models.limits import YEARS
from parley.apps.convening.services import rows
from parley.apps.evidence.models import Collection
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

M = TypeVar("M", bound=Model)


def held(actor: Actor, collection: Collection) -> Collection:
    """The collection of somebody who may change what stands in it, until the change is done."""
    require(actor, "edit", collection)
    return rows.locked(actor, collection)


def changed(actor: Actor, action: str, collection: Collection, **data: Any) -> None:
    """Record a change. Matrices and maps know by the revision that they are of before it."""
    Collection.objects.filter(pk=collection.pk).update(revision=F("revision") + 1)
    audit.record(actor, action, collection, **data)


def check_year(year: int | None) -> None:
    if year is not None and year not in YEARS:
        raise InvalidInput(_("Give a year between 1900 and 2199."))


def without_returns(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Browsers send line ends as CRLF: what is the same text is to be the same here."""
    texts = {name: values[name].replace("\r\n", "\n") for name in names if name in values}
    return {**values, **texts}


def possible(row: M, *relations: str) -> M:
    """The row, or InvalidInput; asks no database, so what it belongs to is for the caller to know."""
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        raise InvalidInput(_("This can't be saved yet."), error.messages) from error
    return row
