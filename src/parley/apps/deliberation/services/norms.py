"""Instruments and their norms. Whoever made an instrument keeps it."""

from typing import Literal, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from parley.apps.convening.services import directory, rows, versions
from parley.apps.deliberation.models import Element, Instrument, Norm
from parley.apps.deliberation.selectors.needs import is_needed
from parley.core import audit, search
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

T = TypeVar("T", Instrument, Norm)


def noted(actor: Actor, action: str, row: Instrument | Norm | Element, **data: object) -> None:
    """Record a change of the library, and let the search know the new words."""
    audit.record(actor, action, row, **data)
    search.index(row)


def free_slug(taken: set[str], text: str, noun: str) -> str:
    """A-70-174 for A/70/174: what a stroke separates stays apart."""
    return directory.free_slug(taken, text.replace("/", " "), noun)


@transaction.atomic
def add_instrument(actor: Actor, values: rows.Values) -> Instrument:
    """A new instrument; without a short name, one is made from its symbol."""
    row = Instrument(created_by_id=actor.user_id)
    require(actor, "add", row)
    rows.assign(row, values)
    taken = set(Instrument.objects.values_list("slug", flat=True))
    row.slug = row.slug or free_slug(taken, row.symbol, "instrument")
    rows.checked(row).save()
    noted(actor, "instrument.added", row)
    return row


@transaction.atomic
def edit_instrument(
    actor: Actor, instrument: Instrument, changes: rows.Values, *, seen: str | None = None
) -> list[str]:
    """Answers the fields that are others now."""
    row, fields = _edited(actor, instrument, changes, seen, "instrument.edited")
    if "symbol" in fields:
        for norm in row.norms.all():
            search.index(norm)
    return fields


@transaction.atomic
def delete_instrument(actor: Actor, instrument: Instrument) -> None:
    require(actor, "edit", instrument)
    row = rows.locked(actor, instrument)
    _delete(actor, row, "instrument.deleted")


@transaction.atomic
def add_norm(actor: Actor, instrument: Instrument, values: rows.Values) -> Norm:
    """A new norm at the end of the list; without a short name, one is made from its label."""
    require(actor, "edit", instrument)
    held = rows.locked(actor, instrument)
    norm = Norm(instrument=held, order=held.norms.count())
    rows.assign(norm, values)
    taken = set(held.norms.values_list("slug", flat=True))
    norm.slug = norm.slug or free_slug(taken, norm.label, "norm")
    rows.checked(norm).save()
    noted(actor, "norm.added", norm, instrument=held.pk)
    return norm


@transaction.atomic
def edit_norm(
    actor: Actor, norm: Norm, changes: rows.Values, *, seen: str | None = None
) -> list[str]:
    """Answers the fields that are others now."""
    row, fields = _edited(actor, norm, changes, seen, "norm.edited")
    if "label" in fields:
        for element in row.elements.all():
            search.index(element)
    return fields


@transaction.atomic
def move_norm(actor: Actor, norm: Norm, direction: Literal["up", "down"]) -> None:
    """Swap a norm with its neighbour in the list."""
    require(actor, "edit", norm)
    mates = list(Norm.objects.select_for_update().filter(instrument=norm.instrument_id))
    here = mates.index(norm)
    there = here + (-1 if direction == "up" else 1)
    if not 0 <= there < len(mates):
        return
    mates[here], mates[there] = mates[there], mates[here]
    for order, mate in enumerate(mates):
        Norm.objects.filter(pk=mate.pk).update(order=order)
    noted(actor, "instrument.norms_reordered", norm.instrument)


@transaction.atomic
def delete_norm(actor: Actor, norm: Norm) -> None:
    require(actor, "edit", norm)
    _delete(actor, rows.locked(actor, norm), "norm.deleted")


def _edited(
    actor: Actor, row: T, changes: rows.Values, seen: str | None, action: str
) -> tuple[T, list[str]]:
    """The row with the changes, kept and recorded, and the fields that are others now."""
    require(actor, "edit", row)
    held = rows.locked(actor, row)
    versions.check(seen, versions.version_of(held, changes))
    fields = rows.assign(held, changes)
    if fields:
        rows.checked(held).save()
        noted(actor, action, held, fields=fields)
    return held, fields


def _delete(actor: Actor, row: Model, action: str) -> None:
    """Take a row that is held out of the library for good, once nothing hangs on it."""
    if is_needed(row):
        raise InvalidInput(_("Something still hangs on this. Look at the page again."))
    search.forget(row)
    audit.record(actor, action, row)
    row.delete()
