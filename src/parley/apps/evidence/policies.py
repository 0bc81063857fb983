"""Evidence is of public record: what is published is there for everybody.

Until then a collection exists for who keeps it, for operators, and for the conveners and rapporteurs
of the dialogues that it belongs to.
"""

from typing import Any

from django.db.models import Model, Q

from parley.apps.convening.models import Seat, SeatRole
from parley.apps.convening.policies import seated
from parley.apps.evidence.models import (
    Collection,
    Document,
    Membership,
    Position,
    PublicBody,
    Reading,
    RollCall,
    Vote,
)
from parley.core.access import EVERYTHING, Policy, visible
from parley.core.actors import Actor

KEEPING = (SeatRole.CONVENER, SeatRole.RAPPORTEUR)


class CollectionPolicy(Policy):
    model = Collection

    def scope(self, actor: Actor) -> Q:
        q = Q(published=True)
        if actor.is_operator and actor.preview is None:
            return EVERYTHING
        if actor.is_signed_in and actor.preview is None:
            q |= Q(kept_by=actor.user_id)
        # Not by a join: a collection of two dialogues that one keeps is still one row.
        belonging = Collection.dialogues.through.objects.filter(
            dialogue__in=seated(actor, *KEEPING)
        )
        return q | Q(pk__in=belonging.values("collection"))

    def can_edit(self, actor: Actor, collection: Collection) -> bool:
        """Who keeps it; being of a dialogue's team lets nobody change what somebody else gathered."""
        if actor.preview is not None or not actor.is_signed_in:
            return False
        return actor.is_operator or collection.kept_by_id == actor.user_id

    def can_add(self, actor: Actor, collection: Collection) -> bool:
        """Whoever convenes or reports somewhere, or may convene."""
        if actor.preview is not None or not actor.is_signed_in:
            return False
        if actor.is_operator or actor.is_convener:
            return True
        return Seat.objects.filter(user=actor.user_id, role__in=KEEPING).exists()


class PublicBodyPolicy(Policy):
    """Names of public bodies are no secret. Whoever keeps a collection may add one that is missing."""

    model = PublicBody

    def scope(self, actor: Actor) -> Q:
        return EVERYTHING

    def can_add(self, actor: Actor, body: PublicBody) -> bool:
        return CollectionPolicy().can_add(actor, Collection())

    def can_edit(self, actor: Actor, body: PublicBody) -> bool:
        """Positions in many collections hang on it."""
        return actor.is_operator and actor.preview is None


class MembershipPolicy(Policy):
    model = Membership

    def scope(self, actor: Actor) -> Q:
        return EVERYTHING


class _OfCollection(Policy):
    """As visible as its collection."""

    def scope(self, actor: Actor) -> Q:
        return Q(collection__in=visible(Collection, actor))

    def can_edit(self, actor: Actor, row: Any) -> bool:
        return CollectionPolicy().can_edit(actor, row.collection)


class DocumentPolicy(_OfCollection):
    model = Document


class PositionPolicy(_OfCollection):
    model = Position


class RollCallPolicy(_OfCollection):
    model = RollCall


class ReadingPolicy(Policy):
    model = Reading

    def scope(self, actor: Actor) -> Q:
        return Q(document__in=visible(Document, actor))


class VotePolicy(Policy):
    model = Vote

    def scope(self, actor: Actor) -> Q:
        return Q(roll_call__in=visible(RollCall, actor))


POLICIES: tuple[type[Policy], ...] = (
    CollectionPolicy,
    PublicBodyPolicy,
    MembershipPolicy,
    DocumentPolicy,
    PositionPolicy,
    RollCallPolicy,
    ReadingPolicy,
    VotePolicy,
)
WIDENINGS: tuple[tuple[type[Model], Any], ...] = ()
