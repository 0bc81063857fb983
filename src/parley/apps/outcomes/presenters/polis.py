"""What stands around the form that takes in a Polis export."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.presenters import desk


def around(dialogue: Dialogue) -> dict[str, Any]:
    label = _("Import from Polis")
    return {
        **desk.around(dialogue, True, (label, "")),
        "back": reverse(desk.SECTION, args=[dialogue.slug]),
    }
