"""What happened with consultations, in sentences for a dialogue's history. Nobody stands there as
the one who submitted a proposition or took a stance: the audit does not know."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Any] = {
    "consultation.collecting": _("let propositions be collected"),
    "consultation.open": _("opened a consultation for stances"),
    "consultation.closed": _("closed a consultation"),
    "consultation.sealed": _("sealed a consultation"),
}

REASONS: dict[str, Any] = {}
