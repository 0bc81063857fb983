"""Collections at the desk of who keeps them, and what stands in each."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from parley.apps.convening.models import Dialogue
from parley.apps.convening.policies import seated
from parley.apps.deliberation.models import Element, Norm, Proposition
from parley.apps.deliberation.selectors.norms import library
from parley.apps.evidence.models import (
    Collection,
    CollectionKind,
    Document,
    Position,
    PublicBody,
    Reading,
    RollCall,
    Vote,
)
from parley.apps.evidence.policies import KEEPING
from parley.core.access import get_visible, may, visible
from parley.core.actors import Actor


def kept_by(actor: Actor) -> list[Collection]:
    """Those that the actor keeps; for an operator all."""
    rows = visible(Collection, actor).select_related("norm", "kept_by")
    return [row for row in rows if may(actor, "edit", row)]


def of_dialogues(actor: Actor) -> list[Collection]:
    """What others keep for the dialogues that the actor convenes or reports."""
    if not actor.is_signed_in:
        return []
    rows = visible(Collection, actor).filter(dialogues__in=seated(actor, *KEEPING)).distinct()
    return [row for row in rows.select_related("norm", "kept_by") if not may(actor, "edit", row)]


def may_add(actor: Actor) -> bool:
    return may(actor, "add", new_collection(actor))


def new_collection(actor: Actor) -> Collection:
    return Collection(kept_by_id=actor.user_id)


def linkable_dialogues(actor: Actor) -> QuerySet[Dialogue]:
    """Where the actor may show a collection: the dialogues that it convenes or reports."""
    rows = visible(Dialogue, actor)
    if actor.is_system or actor.is_operator:
        return rows
    return rows.filter(pk__in=seated(actor, *KEEPING))


def norms_to_choose(actor: Actor) -> QuerySet[Norm]:
    return visible(Norm, actor).select_related("instrument").order_by("instrument__symbol", "order")


def bodies(actor: Actor) -> QuerySet[PublicBody]:
    return visible(PublicBody, actor).order_by("slug")


def new_body(actor: Actor) -> PublicBody:
    return PublicBody()


# What stands in a collection


def documents_in(actor: Actor, collection: Collection) -> list[Document]:
    rows = visible(Document, actor).filter(collection=collection).select_related("body")
    rows = rows.prefetch_related("readings__element").annotate(used=Count("positions"))
    return list(rows.order_by("body__slug", "year", "pk"))


def documents_to_choose(actor: Actor, collection: Collection) -> QuerySet[Document]:
    rows = visible(Document, actor).filter(collection=collection).select_related("body")
    return rows.order_by("body__slug", "year", "pk")


def counts_in(actor: Actor, collection: Collection) -> dict[str, int]:
    """Page of the desk → how much stands there."""
    if collection.kind == CollectionKind.VOTES:
        rows = visible(RollCall, actor).filter(collection=collection)
        return {"desk-collection": rows.count()}
    return {
        "desk-collection": visible(Position, actor).filter(collection=collection).count(),
        "desk-documents": visible(Document, actor).filter(collection=collection).count(),
    }


def positions_in(actor: Actor, collection: Collection) -> list[Position]:
    rows = visible(Position, actor).filter(collection=collection)
    rows = rows.select_related("body", "collection", "document", "proposition__element")
    rows = rows.annotate(is_replaced=Exists(Position.objects.filter(supersedes=OuterRef("pk"))))
    return list(
        rows.order_by(
            "body__slug",
            "proposition__element__order",
            "proposition__number",
            "document__year",
            "pk",
        )
    )


def position_for(actor: Actor, collection: str, position: UUID) -> Position:
    rows = visible(Position, actor)
    rows = rows.select_related("body", "collection__norm__instrument", "proposition__element")
    return get_visible(rows, actor, collection__slug=collection, uid=position)


def replaceable_by(actor: Actor, position: Position) -> QuerySet[Position]:
    """The actor's other positions on the same proposition."""
    rows = visible(Position, actor).filter(
        collection=position.collection_id,
        body=position.body_id,
        proposition=position.proposition_id,
    )
    return rows.exclude(pk=position.pk).select_related("document").order_by("document__year", "pk")


def propositions_of(actor: Actor, collection: Collection) -> QuerySet[Proposition]:
    """Those of the library that positions can be on."""
    rows = library(actor).filter(element__norm=collection.norm_id)
    return rows.order_by("element__order", "element", "number", "pk")


def elements_of(actor: Actor, collection: Collection) -> list[Element]:
    return list(visible(Element, actor).filter(norm=collection.norm_id).order_by("order", "pk"))


def readings_of(actor: Actor, document: Document) -> list[Reading]:
    return list(visible(Reading, actor).filter(document=document))


def roll_calls_in(actor: Actor, collection: Collection) -> list[RollCall]:
    rows = visible(RollCall, actor).filter(collection=collection).annotate(cast=Count("votes"))
    return list(rows.order_by("number"))


def roll_call_for(actor: Actor, collection: str, roll_call: UUID) -> RollCall:
    rows = visible(RollCall, actor).select_related("collection")
    return get_visible(rows, actor, collection__slug=collection, uid=roll_call)


def votes_of(actor: Actor, roll_call: RollCall) -> list[Vote]:
    rows = visible(Vote, actor).filter(roll_call=roll_call).select_related("body")
    return list(rows.order_by("body__slug"))
