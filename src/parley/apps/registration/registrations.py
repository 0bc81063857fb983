"""What this app contributes to core's registries; called once, when Django is ready."""

from parley.apps.registration import policies
from parley.apps.registration.presenters import rooms
from parley.core import access, panels


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
    for panel in (
        panels.Panel("session.join", "registration/day/_session.html", rooms.join_panel),
        panels.Panel("registration.mine", "registration/day/_rooms.html", rooms.own_panel, 10),
    ):
        panels.add_panel(panel)
