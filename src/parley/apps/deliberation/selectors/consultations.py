"""Which consultations there are for whom."""

from django.db.models import QuerySet

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Consultation, Proposition
from parley.core.access import get_visible, visible
from parley.core.actors import Actor
from parley.core.errors import not_found


def _whole(rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    return rows.select_related("dialogue", "session", "norm", "secret")


def consultations_for(actor: Actor, dialogue: Dialogue) -> list[Consultation]:
    return list(_whole(visible(Consultation, actor).filter(dialogue=dialogue)))


def consultation_for(actor: Actor, slug: str, consultation: str) -> Consultation:
    """By the short names of its dialogue and of its own, as they stand in addresses."""
    rows = _whole(visible(Consultation, actor))
    return get_visible(rows, actor, dialogue__slug=slug, slug=consultation)


def proposition_for(actor: Actor, slug: str, consultation: str, number: int) -> Proposition:
    """One that was accepted, by its number."""
    here = consultation_for(actor, slug, consultation)
    rows = visible(Proposition, actor).select_related("element", "merged_into")
    found = rows.filter(consultation=here, number=number).first()
    if found is None:
        raise not_found()
    found.consultation = here
    return found
