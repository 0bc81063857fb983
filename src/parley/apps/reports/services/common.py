"""What every write of this app does at its end."""

from typing import Any

from parley.apps.reports.models import Report
from parley.core import audit
from parley.core.actors import Actor


def changed(actor: Actor, action: str, report: Report, **data: Any) -> None:
    """Record that it was done; never what the text says."""
    audit.record(actor, action, report, dialogue=report.dialogue_id, **data)
