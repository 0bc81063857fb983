"""What stands around each page of a dialogue's registration at the convener's desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters import desk

SECTION = "registration-board"
LABEL = _("Registration")
# Each is a page of its own, in this order.
TABS: dict[str, Any] = {}


def around(dialogue: Dialogue, tab: str) -> dict[str, Any]:
    """The context that templates extending registration/desk/_base.html need."""
    label = TABS[tab]
    return {
        "dialogue": dialogue,
        "title": label,
        "sections": desk.sections(dialogue, SECTION),
        "breadcrumbs": desk.crumbs(
            dialogue, (LABEL, reverse(SECTION, args=[dialogue.slug])), (label, "")
        ),
        "tabs": [
            {"label": text, "url": reverse(name, args=[dialogue.slug]), "current": name == tab}
            for name, text in TABS.items()
        ],
    }
