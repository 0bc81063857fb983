"""Consultations and positions on one norm, for comparisons to find what changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Norm, Phase, Proposition
from parley.apps.evidence.models import Collection, PositionStance
from parley.apps.outcomes.services import drawing
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes import world

OPPOSED = (0.5, 0.5, 0.5)
ALIKE = (0.97, 0.97, 0.97)


def norm() -> Norm:
    """Two elements, Knowledge and Territory, of three propositions each."""
    found = make.norm()
    for order, title in enumerate(("Knowledge", "Territory")):
        element = make.element(found, title=LocalText(en=title), order=order)
        for number in range(1, 4):
            make.library_proposition(element, text=LocalText(en=f"{title} {number}."))
    return found


def library(of: Norm) -> list[Proposition]:
    rows = Proposition.objects.filter(consultation=None, element__norm=of)
    return list(rows.order_by("element__order", "number"))


def consultation(
    dialogue: Any,
    of: Norm,
    shares: Sequence[float],
    *,
    taken: Iterable[Proposition] | None = None,
    size: int = 30,
    seed: int = 1,
    **fields: Any,
) -> Consultation:
    """Closed and public; twice `size` people have answered, each proposition with its share."""
    values = {"phase": Phase.CLOSED, "norm": of, **fields}
    found = world.consultation(dialogue, **values)
    for one in library(of) if taken is None else taken:
        make.proposition(found, origin=one, element=one.element, text=one.text)
    groups = list(dialogue.groups.all()) or [make.group(dialogue), make.group(dialogue)]
    world.answer(found, [(groups[0], shares), (groups[1], shares)], size, seed)
    return found


def positions(of: Norm, supporting: int, opposing: int, **fields: Any) -> Collection:
    """So many states support, and so many oppose, every proposition; one was not read."""
    found = make.collection(norm=of, **fields)
    for place in range(supporting + opposing):
        body = make.public_body()
        stance = PositionStance.SUPPORTS if place < supporting else PositionStance.OPPOSES
        for one in library(of):
            make.position(found, one, body=body, stance=stance)
    make.document(found)
    return found


def draw() -> None:
    drawing.look.call()


def twice(**fields: Any) -> tuple[Any, Consultation, Consultation]:
    """A dialogue with a consultation before, in which all is open, and one after: people have come
    together on Knowledge, and on Territory nothing has changed."""
    dialogue, on = make.dialogue(), norm()
    before = consultation(dialogue, on, OPPOSED + OPPOSED, **fields)
    after = consultation(dialogue, on, ALIKE + OPPOSED, seed=2, **fields)
    draw()
    return dialogue, before, after


CONFIDENTIAL = {"rule": Rule.CHATHAM_HOUSE}
