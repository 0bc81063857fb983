"""What those who run a consultation put there themselves, and the order of its propositions."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import (
    FIRST_DRAWN,
    Consultation,
    Element,
    Phase,
    Proposition,
    PropositionState,
)
from parley.apps.deliberation.services.common import changed
from parley.apps.deliberation.services.holding import (
    BEFORE,
    FIRST_PARKED,
    OVER,
    check_elements,
    checked_text,
    consultation_of,
    decided,
    led,
    locked,
    next_number,
)
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

MOST_PROPOSITIONS = 2000  # in a consultation


@transaction.atomic
def write(
    actor: Actor,
    consultation: Consultation,
    text: LocalText,
    element: Element | None = None,
    *,
    origin: Proposition | None = None,
) -> Proposition:
    """A proposition of the conveners or moderators: accepted at once."""
    require(actor, "lead", consultation)
    row = locked(consultation)
    (made,) = _add(row, [(text, element, origin)])
    return decided(actor, "written", made)


@transaction.atomic
def write_many(
    actor: Actor,
    consultation: Consultation,
    texts: Sequence[LocalText],
    element: Element | None = None,
) -> list[Proposition]:
    """Several at once, all on the same element."""
    require(actor, "lead", consultation)
    row = locked(consultation)
    made = _add(row, [(text, element, None) for text in texts])
    changed(actor, "proposition.many_written", row, count=len(made))
    return made


@transaction.atomic
def take_up(
    actor: Actor, consultation: Consultation, chosen: Sequence[Proposition]
) -> list[Proposition]:
    """Copies of propositions that stand with a norm; those that are here already stay once."""
    require(actor, "lead", consultation)
    row = locked(consultation)
    here = row.propositions.exclude(state=PropositionState.WITHDRAWN)
    known = set(here.values_list("origin", flat=True))
    new = [one for one in chosen if one.pk not in known and one.consultation_id is None]
    made = _add(row, [(one.text, one.element, one) for one in new])
    changed(actor, "proposition.taken_up", row, count=len(made))
    return made


def _add(
    consultation: Consultation,
    given: Sequence[tuple[LocalText, Element | None, Proposition | None]],
) -> list[Proposition]:
    if consultation.phase in OVER:
        raise InvalidInput(_("This consultation is closed: nothing is put to anybody any more."))
    if consultation.propositions.count() + len(given) > MOST_PROPOSITIONS:
        limit = {"limit": MOST_PROPOSITIONS}
        raise InvalidInput(_("A consultation has at most %(limit)d propositions.") % limit)
    first = next_number(consultation)
    check_elements(consultation, (element for _text, element, _origin in given))
    return Proposition.objects.bulk_create(
        Proposition(
            consultation=consultation,
            text=checked_text(consultation, text, any_language=True),
            element=element,
            origin=origin,
            number=first + place,
        )
        for place, (text, element, origin) in enumerate(given)
    )


@transaction.atomic
def remove(actor: Actor, proposition: Proposition) -> None:
    """Forget one that nobody submitted, in a draft that nobody else has seen."""
    row = led(actor, proposition, *PropositionState.values)
    consultation = consultation_of(row)
    if consultation.phase != Phase.DRAFT or row.submitted_on is not None:
        raise InvalidInput(_("Only in a draft a proposition can be removed. Take it out instead."))
    decided(actor, "removed", row)
    row.delete()


@transaction.atomic
def reorder(actor: Actor, consultation: Consultation, wanted: Sequence[Proposition]) -> None:
    """Number the accepted ones in this order; those left out follow."""
    require(actor, "lead", consultation)
    row = locked(consultation)
    if row.phase not in BEFORE:
        raise InvalidInput(
            _("People know the propositions by their numbers, which can’t change any more.")
        )
    numbered = list(row.propositions.filter(number__lt=FIRST_DRAWN))
    first = [one for one in wanted if one in numbered]
    ordered = first + [one for one in numbered if one not in first]
    here = row.propositions.filter(number__lt=FIRST_DRAWN)
    here.update(number=F("number") + FIRST_PARKED)  # out of each other's way
    for number, one in enumerate(ordered, start=1):
        Proposition.objects.filter(pk=one.pk).update(number=number)
    changed(actor, "proposition.reordered", row)


def move(actor: Actor, proposition: Proposition, direction: str) -> None:
    """Swap an accepted one with its neighbour."""
    consultation = consultation_of(proposition)
    rows = list(consultation.propositions.filter(state=PropositionState.ACCEPTED))
    if proposition not in rows:
        raise InvalidInput(_("Only accepted propositions have a place in the order."))
    here = rows.index(proposition)
    there = here + (-1 if direction == "up" else 1)
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        reorder(actor, consultation, rows)
