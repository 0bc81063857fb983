"""What a dialogue's page needs to know of registration; for visitors it comes with the dialogue."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Subquery

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Admission, Group, Opening, Registration
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.selectors.guests import Way
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.gathering import gathered, rows_in
from parley.core.statements import prepared


@dataclass(frozen=True)
class Door:
    """The ways in that are open to all, now or at another time; and one's own registration."""

    ways: list[Way]
    own: Registration | None


def gathered_groups(actor: Actor) -> Subquery:
    rows = visible(Group, actor).filter(dialogue__opening__isnull=False)
    return gathered(rows, "dialogue", "id", "admission", "deadline", "order")


def gathered_opening(actor: Actor) -> Subquery:
    return gathered(visible(Opening, actor), "dialogue", "id", "opens_on")


GATHERED = {"gathered_groups": gathered_groups, "gathered_opening": gathered_opening}


def door_of(actor: Actor, dialogue: Dialogue, now: datetime) -> Door | None:
    """Of a dialogue that `whole_dialogue_for` has found; None where it takes no registrations at
    all."""
    groups = rows_in(dialogue, "gathered_groups", Group, dialogue=dialogue)
    if not groups:
        return None
    (opening,) = rows_in(dialogue, "gathered_opening", Opening, dialogue=dialogue)
    open_to_all = [group for group in groups if group.admission == Admission.OPEN]
    return Door([_way(group, opening, now) for group in open_to_all], _own(actor, dialogue))


def _way(group: Group, opening: Opening, now: datetime) -> Way:
    refusal = eligibility.refusal(group, opening, None, now)
    return Way(group, eligibility.window_of(group, opening), refusal, is_full=False)


def _own(actor: Actor, dialogue: Dialogue) -> Registration | None:
    if not actor.is_signed_in:
        return None
    return next(iter(_own_rows(actor, dialogue.pk)), None)


@prepared
def _own_rows(actor: Actor, dialogue: int) -> QuerySet[Registration]:
    rows = visible(Registration, actor).filter(user=actor.user_id, dialogue=dialogue)
    return rows.select_related("dialogue")
