"""What this app contributes to core's registries; called once, when Django is ready."""

from parley.apps.outcomes import policies
from parley.apps.outcomes.presenters import panels as present
from parley.apps.outcomes.services import drawing
from parley.core import access, clock, panels


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
    ):
        panels.add_panel(panel)
    clock.register(drawing.CHORE)
