"""A file of norms into the library: all of it, or nothing where anything is wrong.

The file says what there is at least: what stands in the library and not in the file stays as it is,
so that no import takes away what dialogues have built on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from parley.apps.convening.exchange.checks import repeated
from parley.apps.convening.exchange.lists import matched
from parley.apps.convening.exchange.problems import refuse
from parley.apps.convening.exchange.reading import problems_in
from parley.apps.convening.exchange.tree import parse
from parley.apps.deliberation.exchange.norms_schema import (
    ElementEntry,
    NormEntry,
    NormsDocument,
)
from parley.apps.deliberation.models import Element, Instrument, Norm, Proposition
from parley.apps.deliberation.selectors.norms import propositions_of
from parley.apps.deliberation.services import norms as services
from parley.apps.deliberation.services.norms_elements import set_elements, set_propositions
from parley.core.actors import Actor
from parley.core.exports import Entry, Problem
from parley.core.localtext import LocalText


@dataclass(frozen=True)
class ImportedNorms:
    """The instrument as it is now, whether it is new, and whether anything changed."""

    instrument: Instrument
    created: bool
    changed: bool


# Reading


def read_norms(source: bytes | str) -> NormsDocument:
    """What a file says; InvalidInput names each line and what was expected."""
    parsed = parse(source)
    try:
        document = NormsDocument.model_validate(parsed.tree)
    except ValidationError as error:
        refuse([*parsed.problems, *problems_in(error, NormsDocument)], parsed.lines)
        raise
    refuse([*parsed.problems, *_twice(document)], parsed.lines)
    return document


def _twice(document: NormsDocument) -> Iterator[Problem]:
    """Short names that stand there twice, each among its own kind."""
    norms = list(enumerate(document.norms))
    yield from repeated((("norms", n, "slug"), norm.slug) for n, norm in norms)
    for n, norm in norms:
        slugs = enumerate(entry.slug for entry in norm.elements)
        yield from repeated((("norms", n, "elements", m, "slug"), slug) for m, slug in slugs)


# Taking


@transaction.atomic
def import_norms(actor: Actor, document: NormsDocument) -> ImportedNorms:
    """Make the instrument, or make it hold what the file says. Twice is the same as once."""
    entry = document.instrument
    row = Instrument.objects.filter(slug=entry.slug).first()
    is_new = row is None
    changes: list[object] = []
    if row is None:
        row = services.add_instrument(actor, dict(entry))
    else:
        changes += services.edit_instrument(actor, row, _but_slug(entry))
    for norm in document.norms:
        changes.append(_take_norm(actor, row, norm))
    return ImportedNorms(row, is_new, is_new or any(changes))


def _but_slug(entry: Entry, *others: str) -> dict[str, Any]:
    return {name: value for name, value in entry if name not in ("slug", *others)}


def _take_norm(actor: Actor, instrument: Instrument, entry: NormEntry) -> bool:
    """Answers whether anything changed."""
    norm = instrument.norms.filter(slug=entry.slug).first()
    values = _but_slug(entry, "elements")
    if norm is None:
        norm = services.add_norm(actor, instrument, {**values, "slug": entry.slug})
        changes: list[object] = [True]
    else:
        changes = [*services.edit_norm(actor, norm, values)]
    changes.append(_take_elements(actor, norm, entry.elements))
    by_slug = {element.slug: element for element in norm.elements.all()}
    for element in entry.elements:
        changes.append(_take_propositions(actor, by_slug[element.slug], element))
    return any(changes)


def _take_elements(actor: Actor, norm: Norm, entries: Sequence[ElementEntry]) -> bool:
    rows = list(norm.elements.all())
    found, left = matched(rows, entries, lambda row, entry: row.slug == entry.slug)
    values = [
        {**_element(entry), "id": row.pk if row else None}
        for row, entry in zip(found, entries, strict=True)
    ]
    whole = [*values, *({**_element(row), "id": row.pk} for row in left)]
    if whole == [{**_element(row), "id": row.pk} for row in rows]:
        return False
    set_elements(actor, norm, whole)
    return True


def _element(said: Element | ElementEntry) -> dict[str, Any]:
    return {"slug": said.slug, "title": said.title, "question": said.question}


def _take_propositions(actor: Actor, element: Element, entry: ElementEntry) -> bool:
    rows = propositions_of(actor, element)
    numbered = list(enumerate(entry.propositions, start=1))
    found, left = matched(rows, numbered, _says_the_same, _stands_there)
    values = [
        {"id": row.pk if row else None, "text": text}
        for row, (_number, text) in zip(found, numbered, strict=True)
    ]
    whole = [*values, *({"id": row.pk, "text": row.text} for row in left)]
    if whole == [{"id": row.pk, "text": row.text} for row in rows]:
        return False
    set_propositions(actor, element, whole)
    return True


Numbered = tuple[int, LocalText]


def _says_the_same(row: Proposition, numbered: Numbered) -> bool:
    """In some language: the others may have been added or mended."""
    return any(row.text.get(language) == said for language, said in numbered[1].items())


def _stands_there(row: Proposition, numbered: Numbered) -> bool:
    """At the same place: a sentence that was mended."""
    return row.number == numbered[0]
