"""What practices and open questions have in common: they are gathered in a dialogue or in one of its
sessions, and are its team's until they are published."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.models import Session
from parley.apps.convening.services import rows
from parley.apps.outcomes.models import OpenQuestion, Practice
from parley.core import audit, search
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

Row = TypeVar("Row", Practice, OpenQuestion)
Direction = Literal["up", "down"]
NOUNS: dict[type[Any], str] = {Practice: "practice", OpenQuestion: "question"}


def noted(actor: Actor, act: str, row: Practice | OpenQuestion, **data: Any) -> None:
    """Record a change, and let the search know the new words."""
    audit.record(actor, f"{NOUNS[type(row)]}.{act}", row, dialogue=row.dialogue_id, **data)
    search.index(row)


def place_problems(actor: Actor, row: Practice | OpenQuestion) -> Iterable[str]:
    """The session is one of the dialogue that the actor sees."""
    if row.session_id is None:
        return
    here = visible(Session, actor).filter(dialogue=row.dialogue_id, pk=row.session_id)
    if not here.exists():
        yield _("Choose a session of this dialogue.")


def refuse(problems: Iterable[str]) -> None:
    found = [*problems]
    if found:
        raise InvalidInput(_("This can't be saved yet."), found)


def publish(actor: Actor, row: Row, *, published: bool) -> Row:
    """Show it to everybody who sees its dialogue and heard its session, or no longer."""
    held = rows.locked(actor, row)
    if held.published != published:
        held.published = published
        held.save(update_fields=["published"])
        noted(actor, "published" if published else "unpublished", held)
    return held


@transaction.atomic
def move(actor: Actor, row: Row, direction: Direction) -> None:
    """Swap it with its neighbour in the list that the actor sees."""
    require(actor, "edit", row)
    mates = in_order(actor, row)
    here = mates.index(row)
    there = here + (-1 if direction == "up" else 1)
    if 0 <= there < len(mates):
        mates[here], mates[there] = mates[there], mates[here]
        reorder(actor, mates)


def in_order(actor: Actor, row: Row) -> list[Row]:
    """All of the dialogue that the actor sees, held."""
    model = type(row)
    held = model._default_manager.select_for_update().filter(dialogue=row.dialogue_id)
    seen = visible(model, actor).filter(dialogue=row.dialogue_id).values("pk")
    return list(held.filter(pk__in=seen))


@transaction.atomic
def reorder(actor: Actor, wanted: Sequence[Row]) -> None:
    """As they stand here. Those that the actor does not see keep their numbers."""
    if not wanted:
        return
    require(actor, "edit", wanted[0])
    orders = sorted(row.order for row in wanted)
    if len(set(orders)) < len(orders):
        orders = list(range(len(orders)))
    for order, row in zip(orders, wanted, strict=True):
        type(row)._default_manager.filter(pk=row.pk).update(order=order)
    noted(actor, "reordered", wanted[0])


@transaction.atomic
def remove(actor: Actor, row: Row) -> None:
    """Take it out for good."""
    require(actor, "edit", row)
    held = rows.locked(actor, row)
    search.forget(held)
    audit.record(actor, f"{NOUNS[type(held)]}.removed", held, dialogue=held.dialogue_id)
    held.delete()
