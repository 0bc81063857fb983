"""What a dialogue's page needs to know of registration, in one query for visitors."""

from dataclasses import dataclass
from datetime import datetime

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Admission, Group, Registration
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.selectors.guests import Way
from parley.core.access import visible
from parley.core.actors import Actor


@dataclass(frozen=True)
class Door:
    """The ways in that are open to all, now or at another time; and one's own registration."""

    ways: list[Way]
    own: Registration | None


def door_of(actor: Actor, dialogue: Dialogue, now: datetime) -> Door | None:
    """None where the dialogue takes no registrations at all."""
    rows = visible(Group, actor).filter(dialogue=dialogue, dialogue__opening__isnull=False)
    groups = list(rows.select_related("dialogue__opening"))
    if not groups:
        return None
    open_to_all = [group for group in groups if group.admission == Admission.OPEN]
    return Door([_way(group, now) for group in open_to_all], _own(actor, dialogue))


def _way(group: Group, now: datetime) -> Way:
    opening = group.dialogue.opening
    refusal = eligibility.refusal(group, opening, None, now)
    return Way(group, eligibility.window_of(group, opening), refusal, is_full=False)


def _own(actor: Actor, dialogue: Dialogue) -> Registration | None:
    if not actor.is_signed_in:
        return None
    rows = visible(Registration, actor).filter(user=actor.user_id, dialogue=dialogue)
    return rows.select_related("dialogue").first()
