"""What evidence shows on the pages of convening and deliberation."""

from typing import Any

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Norm, Proposition
from parley.apps.evidence.models import Collection
from parley.apps.evidence.presenters.collections import url_of_collection
from parley.apps.evidence.selectors import collections as find
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

Item = dict[str, Any]


def norm_panel(actor: Actor, norm: Norm) -> Item | None:
    return _panel(find.collections_on(actor, norm))


def dialogue_panel(actor: Actor, dialogue: Dialogue) -> Item | None:
    return _panel(find.collections_shown_with(dialogue))


def proposition_panel(actor: Actor, proposition: Proposition) -> Item | None:
    """On the page of a consultation's proposition: where positions on the same are gathered."""
    if proposition.origin_id is None:
        return None
    return _panel(find.collections_with(actor, proposition.origin_id))


def _panel(rows: list[Collection]) -> Item | None:
    lines = [
        {
            "title": localized(one.title),
            "url": url_of_collection(one),
            "kind": one.get_kind_display(),
        }
        for one in rows
    ]
    return {"lines": lines} if lines else None
