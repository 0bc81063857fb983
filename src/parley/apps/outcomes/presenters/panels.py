"""What outcomes shows on the pages of deliberation."""

from typing import Any

from django.urls import reverse

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Consultation, Proposition
from parley.apps.outcomes.bridge.showing import look
from parley.apps.outcomes.presenters import maps as present
from parley.apps.outcomes.presenters import sentences
from parley.apps.outcomes.presenters.words import CHARTS
from parley.apps.outcomes.selectors import maps
from parley.core.access import may
from parley.core.actors import Actor

Item = dict[str, Any]


def consultation_panel(actor: Actor, consultation: Consultation) -> Item | None:
    """On the consultation's page: the way to the map, and what it says in a sentence."""
    if not may(actor, "see_results", consultation):
        return None
    standing = maps.standing_for(actor, consultation)
    current = standing.current
    found: Item = {
        "url": present.address(consultation),
        "attribution": consultation.attribution,
        "standing": present.standing(standing),
        "structure": "",
    }
    if current is not None:
        found["structure"] = sentences.structure(present.shown(actor, current))
    return found


def proposition_panel(actor: Actor, proposition: Proposition) -> Item | None:
    """On a proposition's page: what each group holds of it."""
    consultation = proposition.consultation
    if consultation is None or not may(actor, "see_results", consultation):
        return None
    current = maps.standing_for(actor, consultation).current
    if current is None:
        return None
    shown = present.shown(actor, current)
    found = present.distribution(consultation, shown, proposition.number)
    return {"divisions": found, "url": present.address(consultation)} if found else None


def live_panel(actor: Actor, consultation: Consultation) -> Item | None:
    """For the projector: the map alone, with its one sentence."""
    if not may(actor, "see_results", consultation):
        return None
    current = maps.standing_for(actor, consultation).current
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
