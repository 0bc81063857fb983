"""Who may open the desk of consultations."""

from collections.abc import Sequence
from typing import Any

from parley.apps.deliberation.selectors.consultations import consultation_for
from parley.apps.deliberation.selectors.desk import desk_for, proposition_led
from parley.core.views import Request, may, sees

# Those who set it up, and those who run it.
editor = may("edit", consultation_for)
leader = may("lead", consultation_for)
# The dialogue, for whoever runs one of its consultations or may set one up.
runner = sees(desk_for)


def leader_of_step(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The consultation, and the phase that the address names."""
    to = parts.pop("to")
    return (*leader(request, parts), to)


def moderator(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """A proposition in whatever state, for those who run its consultation."""
    uid = parts.pop("uid")
    leader(request, parts)
    return (proposition_led(request.actor, **parts, uid=uid),)
