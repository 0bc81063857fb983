"""What a dialogue still lacks before it is announced: advice, never a barrier."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue, Format
from parley.apps.convening.selectors.desk import Counts, Desk


@dataclass(frozen=True)
class Check:
    """One thing that readers look for. `page` is the name of the page where it is given."""

    text: Any
    is_met: bool
    page: str


def readiness_of(desk: Desk) -> list[Check]:
    """The checks that apply, in the order of the desk's sections."""
    return [*_facts(desk.dialogue), *_contents(desk.dialogue, desk.counts)]


def _facts(dialogue: Dialogue) -> Iterator[Check]:
    page = "dialogue-facts"
    if dialogue.format != Format.VIRTUAL:
        yield Check(_("City and country"), bool(dialogue.city and dialogue.country), page)
    yield Check(_("A contact address"), bool(dialogue.contact_email), page)
    if dialogue.registration_required:
        yield Check(_("Registration deadline"), bool(dialogue.registration_deadline), page)


def _contents(dialogue: Dialogue, counts: Counts) -> Iterator[Check]:
    has_rules = bool(counts.sessions) and not counts.without_rule
    yield Check(_("The purpose"), bool(dialogue.purpose), "dialogue-texts")
    yield Check(_("Who may take part"), bool(dialogue.eligibility), "dialogue-texts")
    yield Check(_("An organiser"), counts.hosts > 0, "dialogue-hosts")
    yield Check(_("At least one session"), counts.sessions > 0, "dialogue-programme")
    yield Check(_("A rule for every session"), has_rules, "dialogue-programme")
    yield Check(_("A picture"), counts.pictures > 0, "dialogue-pictures")
