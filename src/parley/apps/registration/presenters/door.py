"""The way in on a dialogue's page. The same for all visitors; who is registered reads how it stands."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Registration
from parley.apps.registration.presenters.guests import closed, deadline
from parley.apps.registration.presenters.mine import standing
from parley.apps.registration.selectors.door import Door, door_of
from parley.apps.registration.selectors.eligibility import takes_registrations
from parley.core.actors import Actor


def panel(actor: Actor, dialogue: Dialogue) -> dict[str, Any] | None:
    """None where the dialogue takes no registrations, and the reader has none."""
    door = door_of(actor, dialogue, timezone.now())
    if door is None:
        return None
    if door.own is not None:
        return _own(door.own)
    return _for_all(door, dialogue) if takes_registrations(dialogue) else None


def _own(row: Registration) -> dict[str, Any]:
    url = reverse("my-registration", args=[row.dialogue.slug])
    return {"text": standing(row, None)["title"], "url": url, "label": _("My registration")}


def _for_all(door: Door, dialogue: Dialogue) -> dict[str, Any]:
    now = timezone.now()
    usable = [way for way in door.ways if way.is_open]
    if not usable:
        return {"text": closed(door.ways, dialogue, None, now), "url": "", "label": ""}
    ends = [way.window.closes_at for way in usable]
    last = max((end for end in ends if end is not None), default=None)
    stated = deadline(last, dialogue.zone, None)
    return {
        "text": _("Registration is open until %(deadline)s.") % {"deadline": stated},
        "url": reverse("register", args=[dialogue.slug]),
        "label": _("Register"),
    }
