"""What this app contributes to core's registries; called once, when Django is ready."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters import people
from parley.apps.convening.presenters.history import tell
from parley.apps.convening.selectors import feeds
from parley.apps.outcomes import policies
from parley.apps.outcomes.exchange.gathered import SECTION
from parley.apps.outcomes.models import Finding, OpenQuestion, Practice
from parley.apps.outcomes.presenters import findings as present_findings
from parley.apps.outcomes.presenters import findings_desk
from parley.apps.outcomes.presenters import gathered as both
from parley.apps.outcomes.presenters import panels as present
from parley.apps.outcomes.presenters import practices as present_practices
from parley.apps.outcomes.presenters import questions as present_questions
from parley.apps.outcomes.presenters import releases as let_out
from parley.apps.outcomes.selectors import findings, practices, questions, releases
from parley.apps.outcomes.services import drawing
from parley.apps.outcomes.services.privacy import HOLDING
from parley.core import access, clock, exports, gathering, panels, privacy, search


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
    for panel in (
        panels.Panel("consultation", "outcomes/_consultation.html", present.consultation_panel, 50),
        panels.Panel("collection", "outcomes/_consultation.html", present.collection_panel, 50),
        panels.Panel("evidence", "outcomes/_evidence_maps.html", present.evidence_panel, 50),
        panels.Panel("proposition", "outcomes/_proposition.html", present.proposition_panel, 50),
        panels.Panel("desk.consultations", "outcomes/desk/_polis.html", present.import_panel),
        panels.Panel("live.map", "outcomes/_live_map.html", present.live_panel),
        panels.Panel("dialogue", "outcomes/_released_maps.html", let_out.dialogue_panel, 55),
    ):
        panels.add_panel(panel)
    tell(let_out.ACTIONS, {})
    gathering.add(Dialogue, "gathered_releases", releases.gathered_releases)
    clock.register(drawing.CHORE)
    _register_findings()
    _register_gathered()


def _register_findings() -> None:
    tell(findings_desk.ACTIONS, {})
    gathering.add(Dialogue, "gathered_findings", findings.gathered_findings)
    search.register(
        search.Searchable(
            "finding",
            Finding,
            findings.words_of,
            _("Finding"),
            ("synthesis__dialogue", "proposition", "roll_call", "element"),
        )
    )
    feeds.add_addresses(findings.addresses)
    people.show(present_findings.HITS)
    template = "outcomes/findings/_panel.html"
    for panel in (
        panels.Panel("dialogue", template, present_findings.dialogue_panel, 50),
        panels.Panel("session", template, present_findings.session_panel, 50),
    ):
        panels.add_panel(panel)
    for entry in (
        panels.Entry("desk.dialogue", both.LABELS[both.OUTCOME], both.OUTCOME, _everybody, 70),
        panels.Entry("desk.dialogue", both.LABELS[both.FINDINGS], both.FINDINGS, _everybody, 75),
        panels.Entry(both.SLOT, both.LABELS[both.OUTCOME], both.OUTCOME, _everybody, 10),
        panels.Entry(both.SLOT, both.LABELS[both.FINDINGS], both.FINDINGS, _everybody, 20),
    ):
        panels.add_entry(entry)


def _register_gathered() -> None:
    """Practices and open questions."""
    tell(both.ACTIONS, {})
    exports.add_section(SECTION)
    privacy.register(HOLDING)
    gathering.add(Dialogue, "gathered_practices", practices.gathered_practices)
    gathering.add(Dialogue, "gathered_questions", questions.gathered_questions)
    for searchable in (
        search.Searchable("practice", Practice, practices.words_of, _("Practice"), ("dialogue",)),
        search.Searchable(
            "question", OpenQuestion, questions.words_of, _("Open question"), ("dialogue",)
        ),
    ):
        search.register(searchable)
    for of in (practices.addresses, questions.addresses):
        feeds.add_addresses(of)
    people.show({**present_practices.HITS, **present_questions.HITS})
    pages, told = "outcomes/practices/", present_practices
    asked, open_ones = "outcomes/questions/", present_questions
    for panel in (
        panels.Panel("dialogue", f"{pages}_panel.html", told.dialogue_panel, 60),
        panels.Panel("session", f"{pages}_panel.html", told.session_panel, 60),
        panels.Panel("norm", f"{pages}_norm.html", told.norm_panel, 60),
        panels.Panel("dialogue", f"{asked}_panel.html", open_ones.dialogue_panel, 70),
        panels.Panel("session", f"{asked}_panel.html", open_ones.session_panel, 70),
        panels.Panel("norm", f"{asked}_norm.html", open_ones.norm_panel, 70),
    ):
        panels.add_panel(panel)
    for entry in (
        panels.Entry("site.navigation", both.LABELS[both.PRACTICES], "practices", _everybody, 16),
        panels.Entry("desk.dialogue", both.LABELS[both.PRACTICES], both.PRACTICES, _everybody, 80),
        panels.Entry("desk.dialogue", both.LABELS[both.QUESTIONS], both.QUESTIONS, _everybody, 90),
        panels.Entry(both.SLOT, both.LABELS[both.PRACTICES], both.PRACTICES, _everybody, 30),
        panels.Entry(both.SLOT, both.LABELS[both.QUESTIONS], both.QUESTIONS, _everybody, 40),
    ):
        panels.add_entry(entry)


def _everybody(_actor: Any, _obj: Any) -> bool:
    return True
