"""Which consultations there are for whom."""

import time
from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import (
    Consultation,
    Element,
    Proposition,
    PropositionState,
)
from parley.apps.deliberation.parts import mark, with_part
from parley.core.access import get_visible, only, visible
from parley.core.actors import Actor
from parley.core.errors import not_found
from parley.core.statements import prepared

HIGHEST = 2**31 - 1  # what databases take for a number; no proposition has it


def _whole(rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    return rows.select_related("dialogue", "session", "norm__instrument", "secret")


@prepared
def _asked(actor: Actor, slug: str, consultation: str, number: int) -> QuerySet[Proposition]:
    rows = Proposition.objects.filter(
        consultation__dialogue__slug=slug,
        consultation__slug=consultation,
        number=number,
        state__in=(PropositionState.ACCEPTED, PropositionState.MERGED),
    )
    needed = ("slug", "uid", "rule", "phase", "audience", "dialogue", "session", "least")
    kept = rows.select_related("consultation__dialogue", "consultation__secret").only(
        *("number", "state", "consultation__dialogue__slug", "consultation__dialogue__time_zone"),
        *("consultation__secret__key", *(f"consultation__{name}" for name in needed)),
    )
    return with_part(kept, actor, "consultation__")


@prepared
def _seen(actor: Actor, key: int) -> QuerySet[Consultation]:
    return visible(Consultation, actor).filter(pk=key).only("pk")


def asked_for(actor: Actor, slug: str, consultation: str, number: int) -> Proposition:
    """What somebody who is signed in takes a stance on, without its words: in one query with all
    that decides whether they may."""
    row = only(_asked(actor, slug, consultation, min(number, HIGHEST)))
    assert row.consultation is not None
    if not _is_seen(actor, row.consultation):
        raise not_found()
    mark(row, actor, row.consultation)
    return row


# Who was seen to see which consultation, and when. Databases take long to answer that, and people
# answer a proposition every few seconds; whether they take part, and its phase, is asked each time.
_known: dict[tuple[int | None, UUID], float] = {}
SECONDS, MOST_KNOWN = 10.0, 20_000


def _is_seen(actor: Actor, consultation: Consultation) -> bool:
    now, key = time.monotonic(), (actor.user_id, consultation.uid)
    if now - _known.get(key, -SECONDS) < SECONDS:
        return True
    if not _seen(actor, consultation.pk):
        return False
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[key] = now
    return True


def consultations_for(actor: Actor, dialogue: Dialogue) -> list[Consultation]:
    return list(_whole(visible(Consultation, actor).filter(dialogue=dialogue)))


def words_of(consultation: Consultation) -> Iterator[str]:
    """By which it is found, for those who see it."""
    yield from (*consultation.title.values(), *consultation.introduction.values())


def consultation_for(actor: Actor, slug: str, consultation: str) -> Consultation:
    """By the short names of its dialogue and of its own, as they stand in addresses."""
    rows = _whole(visible(Consultation, actor))
    return get_visible(rows, actor, dialogue__slug=slug, slug=consultation)


def proposition_for(actor: Actor, slug: str, consultation: str, number: int) -> Proposition:
    """One that was accepted, by its number."""
    here = consultation_for(actor, slug, consultation)
    rows = visible(Proposition, actor).select_related("element", "merged_into", "author")
    found = rows.filter(consultation=here, number=min(number, HIGHEST)).first()
    if found is None:
        raise not_found()
    found.consultation = here
    return found


def elements_of(consultation: Consultation) -> QuerySet[Element]:
    """What it is about: the elements that were chosen, or all of its norm."""
    chosen = consultation.elements.select_related("norm")
    if chosen.exists():
        return chosen.order_by("order", "pk")
    whole = Element.objects.filter(norm=consultation.norm_id or 0)
    return whole.select_related("norm").order_by("order", "pk")
