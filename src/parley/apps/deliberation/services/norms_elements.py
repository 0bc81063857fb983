"""The elements of a norm and the propositions on each, as lists that are saved whole."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.services import rows, versions
from parley.apps.deliberation.models import Element, Norm, Proposition
from parley.apps.deliberation.selectors import norms
from parley.apps.deliberation.selectors.needs import is_needed
from parley.apps.deliberation.services.norms import free_slug, noted
from parley.core import search
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

ELEMENT_FIELDS = ("title", "question")
PROPOSITION_FIELDS = ("text",)


@transaction.atomic
def set_elements(
    actor: Actor, norm: Norm, given: Sequence[rows.Values], *, seen: str | None = None
) -> list[Element]:
    """The elements of a norm, in this order. One on which something hangs stays."""
    require(actor, "edit", norm)
    held = rows.locked(actor, norm)
    existing = list(held.elements.all())
    versions.check(seen, versions.version_of_rows(existing, ELEMENT_FIELDS))
    leaving = _leaving(existing, given)
    for row in leaving:
        search.forget(row)
    made = rows.replace(existing, _named(existing, given), Element, norm=held)
    noted(actor, "norm.elements_edited", held, elements=len(made))
    for element in made:
        search.index(element)
    return made


def _leaving(existing: Iterable[Any], given: Sequence[rows.Values]) -> list[Any]:
    """The rows that nobody names any more; refused where something hangs on one of them."""
    kept = {values.get("id") for values in given}
    leaving = [row for row in existing if row.pk not in kept]
    for row in leaving:
        if is_needed(row):
            text = _(
                "“%(name)s” can’t be removed: something hangs on it, such as a proposition, a "
                "topic of a dialogue or a consultation."
            )
            raise InvalidInput(text % {"name": row})
    return leaving


def _named(existing: Iterable[Element], given: Sequence[rows.Values]) -> list[dict[str, Any]]:
    """Each with its short name: the one it has, the one it is given, or one made of its title."""
    slugs = {row.pk: row.slug for row in existing}
    taken, named = {*slugs.values()}, []
    for values in given:
        slug = slugs.get(values.get("id") or 0) or values.get("slug")
        slug = slug or free_slug(taken, str(values["title"]), "element")
        taken.add(slug)
        named.append({**values, "slug": slug})
    return named


@transaction.atomic
def set_propositions(
    actor: Actor, element: Element, given: Sequence[rows.Values], *, seen: str | None = None
) -> list[Proposition]:
    """The propositions of an element, in this order. One that a consultation took up stays."""
    require(actor, "edit", element)
    held = rows.locked(actor, element)
    existing = norms.propositions_of(actor, held)
    versions.check(seen, versions.version_of_rows(existing, PROPOSITION_FIELDS))
    for row in _leaving(existing, given):
        row.delete()
    known = {row.pk: row for row in existing}
    made = []
    for number, values in enumerate(given, start=1):
        row = known.get(values.get("id") or 0) or Proposition(element=held)
        if rows.assign(row, {"text": values["text"], "number": number}) or row.pk is None:
            rows.checked(row).save()
        made.append(row)
    noted(actor, "norm.propositions_edited", held, propositions=len(made))
    return made
