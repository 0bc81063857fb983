"""What this app contributes to core's registries; called once, when Django is ready."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters import people
from parley.apps.convening.presenters.history import tell
from parley.apps.convening.selectors import feeds
from parley.apps.convening.services import drafts, sessions
from parley.apps.deliberation import policies
from parley.apps.deliberation.exchange import norms_topics
from parley.apps.deliberation.exchange.rounds import SECTION
from parley.apps.deliberation.models import Consultation, Element, Instrument, Norm, Phase
from parley.apps.deliberation.presenters import desk, history, norms_desk, rounds, topics
from parley.apps.deliberation.presenters import live as live_room
from parley.apps.deliberation.selectors import consultations, norms
from parley.apps.deliberation.selectors.topics import gathered_topics
from parley.apps.deliberation.services import phases, session_rules
from parley.apps.deliberation.services.privacy import HOLDING
from parley.core import access, clock, exports, gathering, live, panels, privacy, search


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
    tell(history.ACTIONS, history.REASONS)
    for chore in (phases.CHORE,):
        clock.register(chore)
    live.register(live_room.SOURCE, live_room.look)
    sessions.keep_rules(session_rules.KEEPER)
    drafts.keep(Consultation, ~Q(phase=Phase.DRAFT))
    panels.add_panel(
        panels.Panel("consultation", "deliberation/live/_panel.html", live_room.panel, 5)
    )
    _register_participant()
    _register_norms()
    _register_desk()


def _register_desk() -> None:
    exports.add_section(SECTION)
    panels.add_panel(
        panels.Panel("consultation", "deliberation/desk/_runs.html", desk.leader_panel, 90)
    )
    people.show(desk.HITS)
    search.register(
        search.Searchable(
            "consultation", Consultation, consultations.words_of, _("Consultation"), ("dialogue",)
        )
    )
    panels.add_entry(
        panels.Entry("desk.dialogue", desk.LABEL, desk.SECTION, lambda _actor, _obj: True, 60)
    )
    panels.add_entry(
        panels.Entry(desk.SLOT, _("Live room"), "live-console", lambda _actor, _obj: True)
    )


def _register_norms() -> None:
    words = norms.words_of_instrument
    for searchable in (
        search.Searchable("instrument", Instrument, words, _("Instrument")),
        search.Searchable("norm", Norm, norms.words_of_norm, _("Norm"), ("instrument",)),
        search.Searchable(
            "element",
            Element,
            norms.words_of_element,
            _("Element of a norm"),
            ("norm__instrument",),
        ),
    ):
        search.register(searchable)
    people.show(norms_desk.HITS)
    gathering.add(Dialogue, "gathered_topics", gathered_topics)
    exports.add_section(norms_topics.SECTION)
    feeds.add_addresses(norms.addresses)
    for panel in (
        panels.Panel("dialogue", "deliberation/norms/_topics.html", topics.dialogue_panel, 2),
        panels.Panel("session", "deliberation/norms/_topics.html", topics.session_panel, 2),
    ):
        panels.add_panel(panel)
    for entry in (
        panels.Entry("site.navigation", _("Norms"), "norms", lambda _actor, _obj: True, 12),
        panels.Entry("desk", _("Your norms"), "desk-norms", lambda _actor, _obj: True),
        panels.Entry(
            "desk.dialogue",
            norms_desk.TOPICS_LABEL,
            norms_desk.TOPICS,
            lambda _actor, _obj: True,
            40,
        ),
    ):
        panels.add_entry(entry)


def _register_participant() -> None:
    privacy.register(HOLDING)
    template = "deliberation/_rounds.html"
    for panel in (
        panels.Panel("dialogue", template, rounds.dialogue_panel, 1),
        panels.Panel("session", template, rounds.session_panel, 1),
        panels.Panel("registration.mine", template, rounds.own_panel, 5),
    ):
        panels.add_panel(panel)
