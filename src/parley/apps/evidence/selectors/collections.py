"""Which collections there are for a reader, and what is found of them elsewhere."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from parley.apps.convening.models import Dialogue
from parley.apps.convening.selectors.feeds import Address
from parley.apps.deliberation.models import Norm
from parley.apps.evidence.models import (
    Collection,
    Document,
    Position,
    PublicBody,
    Reading,
    RollCall,
    Vote,
)
from parley.core.access import get_visible, only, visible
from parley.core.actors import Actor
from parley.core.gathering import gathered
from parley.core.localtext import LocalText
from parley.core.statements import prepared


def _counted(rows: QuerySet[Any], key: str, of: str) -> Coalesce:
    """How many different `of` there are among the rows of a collection."""
    mine = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    counted = Subquery(mine.annotate(n=Count(of, distinct=True)).values("n"))
    return Coalesce(counted, 0, output_field=IntegerField())


def collections_for(actor: Actor) -> list[Collection]:
    """Each with how much is in it, as `n_…`: positions of so many speakers in so many documents, or votes of so
    many voters on so many roll calls."""
    positions, votes = visible(Position, actor), visible(Vote, actor)
    rows = visible(Collection, actor).select_related("norm__instrument")
    found: QuerySet[Collection] = rows.annotate(
        n_positions=_counted(positions, "collection", "pk"),
        n_documents=_counted(visible(Document, actor), "collection", "pk"),
        n_roll_calls=_counted(visible(RollCall, actor), "collection", "pk"),
        n_votes=_counted(votes, "roll_call__collection", "pk"),
        n_speakers=_counted(positions, "collection", "body"),
        n_voters=_counted(votes, "roll_call__collection", "body"),
    )
    return list(found.order_by("slug").distinct())


def collection_for(actor: Actor, collection: str) -> Collection:
    return only(_collection(actor, collection))


@prepared
def _collection(actor: Actor, slug: str) -> QuerySet[Collection]:
    return visible(Collection, actor).filter(slug=slug).select_related("norm__instrument")


def dialogues_of(actor: Actor, collection: Collection) -> list[Dialogue]:
    """Those it is shown with, as far as the actor sees them."""
    return _dialogues_with(actor, collection.pk)


@prepared
def _dialogues_with(actor: Actor, collection: int) -> QuerySet[Dialogue]:
    shown = Collection.dialogues.through.objects.filter(collection=collection).values("dialogue")
    return visible(Dialogue, actor).filter(pk__in=shown).order_by("-starts_on", "slug")


def body_for(actor: Actor, body: str) -> PublicBody:
    return get_visible(PublicBody, actor, slug=body)


def document_for(actor: Actor, collection: str, document: UUID) -> Document:
    rows = visible(Document, actor).select_related("body", "collection__norm__instrument")
    return get_visible(rows, actor, uid=document, collection__slug=collection)


def positions_in(actor: Actor, **where: Any) -> list[Position]:
    """With what a page says of each; the newest document first."""
    rows = visible(Position, actor).filter(**where)
    related = ("body", "document", "proposition__element")
    return list(rows.select_related(*related).order_by("-document__year", "-pk"))


def documents_in(actor: Actor, **where: Any) -> list[Document]:
    rows = visible(Document, actor).filter(**where).select_related("body")
    return list(rows.order_by("year", "pk"))


def readings_in(actor: Actor, **where: Any) -> list[Reading]:
    rows = visible(Reading, actor).filter(**where)
    return list(rows.select_related("document", "element").order_by("document", "element"))


# ---- elsewhere


def collections_on(actor: Actor, norm: Norm) -> list[Collection]:
    return list(visible(Collection, actor).filter(norm=norm).order_by("slug").distinct())


def collections_with(actor: Actor, origin: int) -> list[Collection]:
    """Those with a position on a proposition of the library."""
    positions = visible(Position, actor).filter(proposition=origin).order_by()
    rows = visible(Collection, actor).filter(pk__in=positions.values("collection"))
    return list(rows.order_by("slug").distinct())


_SHOWN = ("id", "slug", "title", "kind")


def gathered_collections(actor: Actor) -> Subquery:
    """Comes with the dialogue of a page: see core/gathering.py."""
    columns = [f"collection__{name}" for name in _SHOWN]
    shown = visible(Collection, actor).order_by().values("pk")
    rows = Collection.dialogues.through.objects.filter(collection__in=shown)
    return gathered(rows, "dialogue", *columns)


def collections_shown_with(dialogue: Dialogue) -> list[Collection]:
    """The collections that came with a dialogue, with what a page says of each."""
    stored: list[Any] = dialogue.gathered_collections or []  # type: ignore[attr-defined]
    plain = [{name: row[f"collection__{name}"] for name in _SHOWN} for row in stored]
    return [
        Collection(**{**row, "title": _text(row["title"])})
        for row in sorted(plain, key=lambda row: str(row["slug"]))
    ]


def _text(stored: Any) -> LocalText:
    """SQLite holds it as JSON in a string."""
    return LocalText(json.loads(stored) if isinstance(stored, str) else stored)


def words_of(collection: Collection) -> Iterator[str]:
    yield from collection.title.values()
    yield from collection.description.values()
    if collection.norm is not None:
        yield from (collection.norm.label, *collection.norm.title.values())
    yield from collection.roll_calls.values_list("symbol", flat=True)
    yield collection.source


def addresses(actor: Actor) -> Iterator[Address]:
    slugs = list(visible(Collection, actor).order_by("slug").values_list("slug", flat=True))
    if not slugs:
        return
    yield Address(reverse("evidence"))
    yield from (Address(reverse("collection", args=[slug])) for slug in dict.fromkeys(slugs))
