"""What a dialogue still lacks before it is announced: advice, never a barrier."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Format
from parley.apps.convening.selectors.desk import Desk


@dataclass(frozen=True)
class Check:
    """One thing that readers look for. `page` is the name of the page where it is given."""

    text: Any
    is_met: bool
    page: str


def readiness_of(desk: Desk) -> list[Check]:
    """All checks, in the order of the desk's sections."""
    dialogue, counts = desk.dialogue, desk.counts
    has_place = dialogue.format == Format.VIRTUAL or bool(dialogue.city and dialogue.country)
    has_rules = bool(counts.sessions) and not counts.without_rule
    has_deadline = not dialogue.registration_required or bool(dialogue.registration_deadline)
    return [
        Check(_("City and country"), has_place, "dialogue-facts"),
        Check(_("A contact address"), bool(dialogue.contact_email), "dialogue-facts"),
        Check(_("A deadline, where registration is mandatory"), has_deadline, "dialogue-facts"),
        Check(_("The purpose"), bool(dialogue.purpose), "dialogue-texts"),
        Check(_("Who may take part"), bool(dialogue.eligibility), "dialogue-texts"),
        Check(_("An organiser"), counts.hosts > 0, "dialogue-hosts"),
        Check(_("At least one session"), counts.sessions > 0, "dialogue-programme"),
        Check(_("A rule for every session"), has_rules, "dialogue-programme"),
        Check(_("A picture"), counts.pictures > 0, "dialogue-pictures"),
    ]
