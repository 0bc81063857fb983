"""Which norms and elements dialogues and their sessions discuss."""

import json
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet, Subquery

from parley.apps.convening.models import Dialogue, Session
from parley.apps.deliberation.models import Element, Instrument, Norm, Topic
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.gathering import gathered
from parley.core.localtext import LocalText
from parley.core.statements import prepared


def topics_in(actor: Actor, dialogue: Dialogue) -> list[Topic]:
    """Of the dialogue and of those of its sessions that the actor sees, in order."""
    return _topics(actor, dialogue.pk)


@prepared
def _topics(actor: Actor, dialogue: int) -> QuerySet[Topic]:
    rows = visible(Topic, actor).filter(dialogue=dialogue)
    return rows.select_related("norm__instrument", "element")


_COLUMNS = {
    "id": "id",
    "order": "order",
    "session_id": "session",
    "norm_id": "norm",
    "element_id": "element",
}
_OF_NORM = ("slug", "label", "title", "instrument__slug", "instrument__symbol")
_OF_ELEMENT = ("slug", "title")


def gathered_topics(actor: Actor) -> Subquery:
    """Comes with the dialogue of a page: see core/gathering.py."""
    columns = (*_COLUMNS.values(), *(f"norm__{name}" for name in _OF_NORM))
    columns += tuple(f"element__{name}" for name in _OF_ELEMENT)
    return gathered(visible(Topic, actor), "dialogue", *columns)


def topics_with(dialogue: Dialogue) -> list[Topic]:
    """The topics of a dialogue that came with it, with what a page says of each."""
    stored: list[Any] = dialogue.gathered_topics or []  # type: ignore[attr-defined]
    return [_topic(dialogue, row) for row in sorted(stored, key=itemgetter("order", "id"))]


def _topic(dialogue: Dialogue, row: Mapping[str, Any]) -> Topic:
    topic = Topic(dialogue=dialogue, **{name: row[stored] for name, stored in _COLUMNS.items()})
    instrument = Instrument(
        slug=row["norm__instrument__slug"], symbol=row["norm__instrument__symbol"]
    )
    topic.norm = Norm(
        id=topic.norm_id,
        slug=row["norm__slug"],
        label=row["norm__label"],
        title=_text(row["norm__title"]),
        instrument=instrument,
    )
    if topic.element_id is not None:
        title = _text(row["element__title"])
        topic.element = Element(id=topic.element_id, slug=row["element__slug"], title=title)
    return topic


def _text(stored: Any) -> LocalText:
    """SQLite holds it as JSON in a string."""
    return LocalText(json.loads(stored) if isinstance(stored, str) else stored)


def topics_on(actor: Actor, norm: Norm) -> list[Topic]:
    """Where the norm, or an element of it, is discussed; the latest dialogue first."""
    rows = visible(Topic, actor).filter(norm=norm)
    return list(
        rows.select_related("dialogue", "session", "element").order_by(
            "-dialogue__starts_on", "dialogue", "session__starts_at", "order", "pk"
        )
    )


def sessions_to_choose(actor: Actor, dialogue: Dialogue) -> QuerySet[Session]:
    rows = visible(Session, actor).filter(dialogue=dialogue)
    return rows.order_by("starts_at", "order", "pk")


def norms_to_choose(actor: Actor) -> list[tuple[Norm, list[Element]]]:
    """All norms, each with its elements."""
    rows = visible(Norm, actor).select_related("instrument").prefetch_related("elements")
    in_order = rows.order_by("instrument__symbol", "instrument", "order", "pk")
    return [(norm, list(norm.elements.all())) for norm in in_order]
