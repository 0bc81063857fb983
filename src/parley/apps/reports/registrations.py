"""What this app contributes to core's registries; called once, when Django is ready."""

from typing import Any

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters.history import tell
from parley.apps.outcomes.presenters.gathered import SLOT
from parley.apps.reports import policies
from parley.apps.reports.presenters import commenting, comments_desk, home
from parley.apps.reports.selectors.commenting import gathered_periods
from parley.apps.reports.services import comment_periods
from parley.apps.reports.services.privacy import HOLDING
from parley.core import access, clock, gathering, panels, privacy


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
    tell(home.ACTIONS, {})
    tell(editing.ACTIONS, {})
    for slot, order in (("desk.dialogue", 95), (SLOT, 50)):
        panels.add_entry(panels.Entry(slot, home.LABEL, home.HOME, _everybody, order))
    _register_comments()


def _register_comments() -> None:
    tell(comments_desk.ACTIONS, {})
    clock.register(comment_periods.CHORE)
    privacy.register(HOLDING)
    gathering.add(Dialogue, "gathered_comment_periods", gathered_periods)
    template = "reports/_comment_panel.html"
    panels.add_panel(panels.Panel("dialogue", template, commenting.dialogue_panel, 2))
    panels.add_panel(panels.Panel("registration.mine", template, commenting.own_panel, 6))


def _everybody(_actor: Any, _obj: Any) -> bool:
    return True
