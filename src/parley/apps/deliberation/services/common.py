"""What all services of consultations do."""

from typing import Any

from parley.apps.deliberation.models import Consultation
from parley.core import audit
from parley.core.actors import Actor, system_actor

# Stands in the audit for those whom a confidential rule keeps out of it.
SOMEBODY = system_actor("consultation")


def changed(actor: Actor, action: str, consultation: Consultation, **data: Any) -> None:
    """Record what those who run a consultation do with it."""
    audit.record(actor, action, consultation, dialogue=consultation.dialogue_id, **data)
