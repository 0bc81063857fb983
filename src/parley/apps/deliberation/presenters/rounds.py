"""Consultations in a list, on a dialogue's page, a session's, and a guest's own."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Session
from parley.apps.deliberation.models import Consultation, Phase, Results
from parley.apps.deliberation.presenters.consultations import address, left_words
from parley.apps.deliberation.selectors.mine import Round, rounds_in_dialogue, rounds_in_session
from parley.apps.deliberation.selectors.people import standing_of
from parley.apps.registration.models import Registration
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
OVER = (Phase.CLOSED, Phase.SEALED)


def dialogue_panel(actor: Actor, dialogue: Dialogue) -> Item | None:
    return _panel(actor, rounds_in_dialogue(actor, dialogue), dialogue)


def session_panel(actor: Actor, session: Session) -> Item | None:
    return _panel(actor, rounds_in_session(actor, session), session.dialogue)


def own_panel(actor: Actor, registration: Registration) -> Item | None:
    return dialogue_panel(actor, registration.dialogue)


def _panel(actor: Actor, rounds: Sequence[Round], dialogue: Dialogue) -> Item | None:
    """None where there is none to see."""
    for one in rounds:
        one.consultation.dialogue = dialogue
    return {"rounds": [_line(actor, one) for one in rounds]} if rounds else None


def _line(actor: Actor, one: Round) -> Item:
    consultation = one.consultation
    session = consultation.session
    label, url = _step(actor, one)
    return {
        "title": localized(consultation.title),
        "url": address("consultation", consultation),
        "session": localized(session.title) if session else "",
        "rule": consultation.rule,
        "rule_label": consultation.get_rule_display(),
        "phase_label": consultation.get_phase_display(),
        "synthetic": consultation.synthetic,
        "step": {"label": label, "url": url} if label else None,
    }


def _step(actor: Actor, one: Round) -> tuple[str, str]:
    """The one thing to do next: what it says, and where."""
    consultation, left = one.consultation, one.left
    if consultation.phase in OVER and _shows_results(consultation):
        return _("Results"), address("consultation-results", consultation)
    if not consultation.is_running or not actor.is_signed_in or actor.preview is not None:
        return "", ""
    standing = standing_of(actor, consultation)
    if consultation.phase == Phase.COLLECTING:
        if standing.proposes and consultation.takes_propositions:
            return _("Submit a proposition"), address("consultation-propose", consultation)
        return "", ""
    if left is None or not standing.responds:
        return "", ""
    if left:
        words = {"left": left_words(left, one.total)}
        label = _("Take your stance: %(left)s") % words
        return label, address("consultation-respond", consultation)
    return _("Look at your stances"), address("my-stances", consultation)


def _shows_results(consultation: Consultation) -> bool:
    return consultation.results != Results.HELD or consultation.results_shown
