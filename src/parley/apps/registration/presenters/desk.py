"""What stands around each page of a dialogue's registration at the convener's desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters import desk

SECTION = "registration-board"
LABEL = _("Registration")
# Each is a page of its own, in this order.
TABS: dict[str, Any] = {
    "registration-board": _("Registrations"),
    "registration-waitlist": _("Waitlist"),
    "registration-balance": _("Balance"),
    "registration-selections": _("Selection"),
    "registration-invitations": _("Invitations"),
    "registration-groups": _("Groups"),
    "registration-questions": _("Questions"),
    "registration-mails": _("Mails"),
    "registration-rooms": _("Online rooms"),
    "registration-badges": _("Badges"),
    "registration-breakouts": _("Break-outs"),
    "registration-data": _("Data kept"),
    "registration-opening": _("Settings"),
}


def around(dialogue: Dialogue, tab: str, title: Any = "") -> dict[str, Any]:
    """The context that templates extending registration/desk/_base.html need; `title` is that of
    a page below the tab."""
    label, here = TABS[tab], reverse(tab, args=[dialogue.slug])
    return {
        "dialogue": dialogue,
        "title": title or label,
        # The tables need the whole width; the sections of the dialogue are one step up.
        "sections": [],
        "breadcrumbs": desk.crumbs(
            dialogue,
            (LABEL, reverse(SECTION, args=[dialogue.slug])),
            (label, here),
            *([(title, "")] if title else []),
        ),
        "tabs": [
            {"label": text, "url": reverse(name, args=[dialogue.slug]), "current": name == tab}
            for name, text in TABS.items()
        ],
    }
