"""The list of participants: names that their owners let the reader know, and nothing else."""

from dataclasses import dataclass

from parley.apps.convening.models import Dialogue
from parley.apps.convening.policies import INSIDE, seated
from parley.apps.registration.models import Registration
from parley.apps.registration.policies import listed_to
from parley.core.actors import Actor
from parley.core.localtext import LocalText


@dataclass(frozen=True)
class Listed:
    """One line of the list. No row and no key of one: only what its owner lets be read."""

    name: str
    honorific: str
    position: str
    organisation: str
    country: str
    group_id: int
    group: LocalText


def participants_of(actor: Actor, dialogue: Dialogue) -> list[Listed]:
    """Whom the actor may know of, by group. How many others there are is told nobody."""
    rows = Registration.objects.filter(listed_to(actor), dialogue=dialogue)
    in_order = rows.select_related("group").order_by("group__order", "group", "name", "pk")
    return [
        Listed(
            row.name,
            row.honorific,
            row.position,
            row.organisation,
            row.country,
            row.group_id,
            row.group.name,
        )
        for row in in_order
    ]


def is_inside(actor: Actor, dialogue: Dialogue) -> bool:
    """Whether the list is for the actor to read."""
    if actor.preview is not None:
        return False
    return Dialogue.objects.filter(pk=dialogue.pk, pk__in=seated(actor, *INSIDE)).exists()
