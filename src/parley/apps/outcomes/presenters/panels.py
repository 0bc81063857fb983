"""Opinion maps on the pages of deliberation and of evidence."""

from typing import Any

from django.urls import reverse

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Consultation, Proposition
from parley.apps.evidence.models import Collection
from parley.apps.outcomes.bridge.showing import look
from parley.apps.outcomes.presenters import comparing, sentences
from parley.apps.outcomes.presenters import maps as present
from parley.apps.outcomes.presenters.standing import standing as told
from parley.apps.outcomes.presenters.words import CHARTS
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import Source, current_map, source_of
from parley.core.access import may
from parley.core.actors import Actor

Item = dict[str, Any]


def consultation_panel(actor: Actor, consultation: Consultation) -> Item | None:
    """On the consultation's page: the way to the map, and what it says in a sentence."""
    if not may(actor, "see_results", consultation):
        return None
    source = source_of(consultation)
    compare_url = comparing.address(consultation.dialogue, after=source.key)
    return {
        **_way(actor, source),
        "attribution": consultation.attribution,
        "compare_url": compare_url,
    }


def collection_panel(actor: Actor, collection: Collection) -> Item | None:
    """On the collection's page: the way to the map, and what it says in a sentence."""
    return _way(actor, source_of(collection))


def _way(actor: Actor, source: Source) -> Item:
    standing = maps.standing_for(actor, source)
    structure = ""
    if standing.current is not None:
        structure = present.structure(standing.current)
    return {"url": present.address(source), "standing": told(standing), "structure": structure}


def evidence_panel(actor: Actor, _collections: Any) -> Item | None:
    """Where collections are listed: those of which there is a map."""
    found = [
        {
            "title": row.collection.title,
            "url": present.address(source_of(row)),
            "structure": present.structure(row),
        }
        for row in maps.of_collections(actor)
        if row.collection is not None
    ]
    return {"maps": found} if found else None


def proposition_panel(actor: Actor, proposition: Proposition) -> Item | None:
    """On a proposition's page: what each group holds of it."""
    consultation = proposition.consultation
    if consultation is None or not may(actor, "see_results", consultation):
        return None
    source = source_of(consultation)
    current = current_map(actor, source)
    if current is None:
        return None
    shown = present.shown(actor, current)
    found = present.distribution(source, shown, proposition.number)
    return {"divisions": found, "url": present.address(source)} if found else None


def live_panel(actor: Actor, consultation: Consultation) -> Item | None:
    """For the projector: the map alone, with its one sentence."""
    if not may(actor, "see_results", consultation):
        return None
    source = source_of(consultation)
    current = current_map(actor, source)
    if current is None:
        return None
    shown = present.shown(actor, current)
    by = present.division(shown, "")
    chart = shown.map_chart(by.slug, look(CHARTS, key="live-"))
    return {"svg": present.drawing(chart), "structure": sentences.structure(shown)}


def import_panel(actor: Actor, dialogue: Dialogue) -> Item | None:
    """Below the list of a dialogue's consultations, for those who set them up."""
    if not may(actor, "edit", dialogue):
        return None
    return {"url": reverse("desk-import-polis", args=[dialogue.slug])}
