"""Single materials, for those to whom they exist, and in which order they are listed."""

from uuid import UUID

from django.db.models import Case, F, QuerySet, When

from parley.apps.convening.models import Material
from parley.core.access import get_visible, visible
from parley.core.actors import ANONYMOUS, Actor


def in_order(rows: QuerySet[Material]) -> QuerySet[Material]:
    """Those of the whole dialogue, then those of each session, as the programme runs."""
    return rows.select_related("session").order_by(
        Case(When(session=None, then=0), default=1),
        F("session__starts_at").asc(nulls_last=True),
        "session__order",
        "session_id",
        "order",
        "pk",
    )


def material_for(actor: Actor, uid: UUID) -> Material:
    return get_visible(Material, actor, uid=uid)


def material_to_edit(actor: Actor, slug: str, uid: UUID) -> Material:
    rows = visible(Material, actor).select_related("dialogue", "session")
    return get_visible(rows, actor, dialogue__slug=slug, uid=uid)


def is_public(material: Material) -> bool:
    """Whether anyone at all may have it, now."""
    return visible(Material, ANONYMOUS).filter(pk=material.pk).exists()
