"""What every write of this app does at its end, and what its jobs begin with."""

from typing import Any

from django.utils.translation import gettext as _

from parley.apps.accounts.models import User
from parley.apps.reports.models import Report
from parley.core import audit
from parley.core.actors import Actor, actor_of
from parley.core.errors import ParleyError


def changed(actor: Actor, action: str, report: Report, **data: Any) -> None:
    """Record that it was done; never what the text says."""
    audit.record(actor, action, report, dialogue=report.dialogue_id, **data)


def asker(key: int | None) -> Actor:
    """Whoever asked for what a job does."""
    account = User.objects.filter(pk=key).first() if key is not None else None
    if account is None:
        raise ParleyError(_("Whoever asked for this is not here any more. Ask for it again."))
    return actor_of(account)
