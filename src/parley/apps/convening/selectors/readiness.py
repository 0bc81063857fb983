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
        Check(_("City and country are given"), has_place, "dialogue-facts"),
        Check(_("There is a contact address"), bool(dialogue.contact_email), "dialogue-facts"),
        Check(_("Mandatory registration has a deadline"), has_deadline, "dialogue-facts"),
        Check(_("The purpose is stated"), bool(dialogue.purpose), "dialogue-texts"),
        Check(_("Who may take part is stated"), bool(dialogue.eligibility), "dialogue-texts"),
        Check(_("An organiser is named"), counts.hosts > 0, "dialogue-hosts"),
        Check(_("The programme has a session"), counts.sessions > 0, "dialogue-programme"),
        Check(_("Every session has its rule"), has_rules, "dialogue-programme"),
        Check(_("There is a picture"), counts.pictures > 0, "dialogue-pictures"),
    ]
