"""What this app contributes to core's registries; called once, when Django is ready."""

from parley.apps.convening.presenters.history import tell
from parley.apps.deliberation import policies
from parley.apps.deliberation.presenters import history
from parley.apps.deliberation.services import phases
from parley.core import access, clock


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
    tell(history.ACTIONS, history.REASONS)
    for chore in (phases.CHORE,):
        clock.register(chore)
