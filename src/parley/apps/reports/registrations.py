"""What this app contributes to core's registries; called once, when Django is ready."""

from parley.apps.reports import policies
from parley.core import access


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
