"""Full-text search over all that the reader may see.

One table of words (`SearchEntry`) with the database's own index: FTS5 on SQLite, tsvector on
PostgreSQL. Both get words without accents, so both answer alike. What a reader may find is
decided by the same policies as everywhere, in the same query.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.models import SearchEntry

LIMIT = 60


@dataclass(frozen=True)
class Searchable:
    """How one model is found: its kind, the words of a row, and what must come with rows."""

    kind: str
    model: type[Model]
    words: Callable[[Any], Iterable[str]]
    label: Any = ""
    related: tuple[str, ...] = ()


_kinds: dict[str, Searchable] = {}


def register(searchable: Searchable) -> None:
    _kinds[searchable.kind] = searchable


def plain(text: str) -> str:
    """Lower case without accents: "Jürg" and "jurg" are one word."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def index(obj: Model) -> None:
    """Write an object's words anew. Services call this after a change."""
    searchable = next(s for s in _kinds.values() if s.model is type(obj))
    words = plain(" ".join(filter(None, map(str, searchable.words(obj)))))
    SearchEntry.objects.update_or_create(
        kind=searchable.kind, object_id=obj.pk, defaults={"words": words}
    )


def forget(obj: Model) -> None:
    """Take an object out of the index. Call it before the object is deleted."""
    kinds = [s.kind for s in _kinds.values() if s.model is type(obj)]
    SearchEntry.objects.filter(kind__in=kinds, object_id=obj.pk).delete()


def rebuild() -> int:
    """Index everything again; answers how many objects there are."""
    SearchEntry.objects.all().delete()
    count = 0
    for searchable in _kinds.values():
        for obj in searchable.model._default_manager.all():
            index(obj)
            count += 1
    return count


def compact() -> None:
    """Words that were taken out leave the index itself too: FTS5 keeps them until it tidies up."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_searchwords(core_searchwords) VALUES ('optimize')")


@dataclass(frozen=True)
class Hit:
    """One thing found: an object that the reader may see."""

    kind: str
    label: Any
    object: Any


def find(actor: Actor, query: str, limit: int = LIMIT) -> list[Hit]:
    """The best matches for all words of `query`, the last letters of each left open."""
    terms = _terms(query)
    if not terms:
        return []
    allowed = Q(pk__in=[])
    for searchable in _kinds.values():
        rows = visible(searchable.model, actor).values("pk")
        allowed |= Q(kind=searchable.kind, object_id__in=rows)
    matches = _matching(terms).filter(allowed).order_by("position", "kind", "-object_id")
    return _with_objects(actor, [(entry.kind, entry.object_id) for entry in matches[:limit]])


def _terms(query: str) -> list[str]:
    return re.findall(r"\w+", plain(query))[:12]


# How a database asks its index: the condition, what joins words, and how a word is left open.
_INDEXES = {
    "sqlite": (
        "id IN (SELECT rowid FROM core_searchwords WHERE core_searchwords MATCH %s)",
        " ",
        '"{}"*',
    ),
    "postgresql": ("to_tsvector('simple', words) @@ to_tsquery('simple', %s)", " & ", "{}:*"),
}


def _matching(terms: list[str]) -> QuerySet[Any]:
    """Entries with all these words, and where the first of them stands.

    The databases' own ranks weigh a word by how rare it is in the whole index: whoever compares
    two ranks learns which words stand in rows that they may not see. The position tells nothing
    but of its own row, and puts titles, whose words come first, before texts.
    """
    condition, joint, term = _INDEXES[connection.vendor]
    query = joint.join(term.format(word) for word in terms)
    rows = SearchEntry.objects.annotate(position=StrIndex("words", Value(terms[0])))
    return rows.extra(where=[condition], params=[query])  # noqa: S610 (constant SQL)


def keys_matching(kind: str, query: str) -> list[int]:
    """The keys of all of one kind with all words of `query`, whoever may see them: for a list that
    is of what the reader sees already."""
    terms = _terms(query)
    if not terms:
        return []
    return list(_matching(terms).filter(kind=kind).values_list("object_id", flat=True))


def _with_objects(actor: Actor, found: list[tuple[str, int]]) -> list[Hit]:
    objects: dict[tuple[str, int], Model] = {}
    for kind in {kind for kind, _pk in found}:
        searchable = _kinds[kind]
        wanted = [pk for other, pk in found if other == kind]
        rows = visible(searchable.model, actor).filter(pk__in=wanted)
        for obj in rows.select_related(*searchable.related):
            objects[kind, obj.pk] = obj
    return [Hit(key[0], _kinds[key[0]].label, objects[key]) for key in found if key in objects]
