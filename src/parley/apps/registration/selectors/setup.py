"""What conveners set up: groups with who is in them, and questions."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import (
    HOLDING,
    Group,
    Invitation,
    InvitationState,
    Opening,
    Question,
    Registration,
    State,
)
from parley.core.access import get_visible, visible
from parley.core.actors import Actor
from parley.core.localtext import LocalText

BINDING = (InvitationState.OPEN, InvitationState.ACCEPTED)


@dataclass(frozen=True)
class Census:
    """A group, and how many are in it."""

    group: Group
    taken: int
    waiting: int
    registered: int  # in whatever state
    invited: int  # who have not answered yet

    @property
    def is_empty(self) -> bool:
        return not self.registered and not self.invited


def group_for(actor: Actor, slug: str, group: str) -> Group:
    rows = visible(Group, actor).select_related("dialogue")
    return get_visible(rows, actor, dialogue__slug=slug, slug=group)


def groups_of(dialogue: Dialogue) -> QuerySet[Group]:
    """To choose among."""
    return dialogue.groups.all()


def opening_of(dialogue: Dialogue) -> Opening:
    """As it is stored, or as it would be."""
    stored = Opening.objects.filter(dialogue=dialogue).first()
    return stored or Opening(dialogue=dialogue)


def census_of(actor: Actor, dialogue: Dialogue) -> list[Census]:
    """The groups of the dialogue in order. For those who edit it: numbers tell who comes."""
    rows = visible(Group, actor).filter(dialogue=dialogue).select_related("dialogue")
    people = _counted(Registration, dialogue, **_people())
    links = _counted(Invitation, dialogue, invited=Count("pk", Q(state=InvitationState.OPEN)))
    nobody = {"taken": 0, "waiting": 0, "registered": 0, "invited": 0}
    return [
        Census(row, **{**nobody, **people.get(row.pk, {}), **links.get(row.pk, {})}) for row in rows
    ]


def _people() -> dict[str, Any]:
    return {
        "taken": Count("pk", Q(state__in=HOLDING)),
        "waiting": Count("pk", Q(state=State.WAITLISTED)),
        "registered": Count("pk"),
    }


def _counted(model: Any, dialogue: Dialogue, **counts: Any) -> dict[int, dict[str, int]]:
    rows = model.objects.filter(dialogue=dialogue).order_by().values("group").annotate(**counts)
    return {row.pop("group"): row for row in rows}


def bound_to(group: Group) -> tuple[int, int]:
    """Registrations of the group, and invitations that hold it."""
    invitations = Invitation.objects.filter(group=group, state__in=BINDING)
    return Registration.objects.filter(group=group).count(), invitations.count()


# Questions


def questions_of(dialogue: Dialogue) -> list[Question]:
    return list(dialogue.questions.prefetch_related("groups"))


def answers_to(question: Question) -> int:
    """How many have answered it."""
    rows = Registration.objects.filter(dialogue=question.dialogue_id)
    key = str(question.pk)
    # The empty ones are told apart here: a query would take a key of digits for a place in a list.
    answers = rows.filter(answers__has_key=key).values_list("answers", flat=True)
    return sum(1 for given in answers if given[key])


def lines_of(text: LocalText) -> list[str]:
    """The choices of a question in the reader's language."""
    return str(text).splitlines()
