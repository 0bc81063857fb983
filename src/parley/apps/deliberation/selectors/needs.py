"""What hangs on a part of the library, in whichever app: it can't be deleted before."""

from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignObjectRel, Model, QuerySet

from parley.core.access import visible
from parley.core.actors import Actor


@dataclass(frozen=True)
class Needs:
    """Kind of thing → how many of them the actor sees; whether there are others."""

    seen: tuple[tuple[Any, int], ...]
    unseen: bool

    def __bool__(self) -> bool:
        return bool(self.seen) or self.unseen


def needs_of(actor: Actor, row: Model) -> Needs:
    seen, unseen = [], False
    for rows in _hanging_on(row):
        there = rows.count()
        shown = visible(rows.model, actor).filter(pk__in=rows.values("pk")).count() if there else 0
        if shown:
            seen.append((rows.model._meta.verbose_name_plural, shown))
        unseen = unseen or shown < there
    return Needs(tuple(seen), unseen)


def is_needed(row: Model) -> bool:
    return any(rows.exists() for rows in _hanging_on(row))


def _hanging_on(row: Model) -> list[QuerySet[Any]]:
    """The rows of every model that names this row, those of upper apps too."""
    relations = [
        field
        for field in row._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObjectRel) and not field.related_model._meta.auto_created
    ]
    return [
        relation.related_model._default_manager.filter(**{relation.field.name: row})
        for relation in relations
    ]
