"""Which norms and elements a dialogue or a session discusses: panels on their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from parley.apps.convening.models import Dialogue, Session
from parley.apps.deliberation.models import Topic
from parley.apps.deliberation.presenters.norms import name_of, url_of
from parley.apps.deliberation.selectors.topics import topics_in, topics_with
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized


@dataclass(frozen=True)
class TopicLine:
    """A norm, and which of its elements: name and address of each."""

    name: Any
    symbol: str
    url: str
    elements: tuple[tuple[Any, str], ...]


def dialogue_panel(actor: Actor, dialogue: Dialogue) -> dict[str, Any] | None:
    return _panel(topics_with(dialogue))


def session_panel(actor: Actor, session: Session) -> dict[str, Any] | None:
    topics = topics_in(actor, session.dialogue)
    return _panel(topic for topic in topics if topic.session_id == session.pk)


def _panel(topics: Iterable[Topic]) -> dict[str, Any] | None:
    by_norm: dict[int, list[Topic]] = {}
    for topic in topics:
        by_norm.setdefault(topic.norm_id, []).append(topic)
    if not by_norm:
        return None
    return {"topics": [_line(found) for found in by_norm.values()]}


def _line(topics: list[Topic]) -> TopicLine:
    norm = topics[0].norm
    url = url_of(norm)
    elements = {topic.element.pk: topic.element for topic in topics if topic.element is not None}
    return TopicLine(
        name_of(norm),
        norm.instrument.symbol,
        url,
        tuple((localized(row.title), f"{url}#{row.slug}") for row in elements.values()),
    )
