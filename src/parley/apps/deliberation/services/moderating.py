"""What moderators decide on propositions, and how a decision is taken back.

The record says that something was decided, by whom of those who run the consultation, and never
whose proposition it was.
"""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import Element, LiveRoom, Proposition, PropositionState
from parley.apps.deliberation.services.holding import (
    BEFORE,
    OVER,
    WAITING,
    accepted,
    check_elements,
    check_keepable,
    checked_text,
    consultation_of,
    decided,
    drawn_number,
    led,
    phase_of,
    refuse_when_over,
    was_accepted,
)
from parley.apps.deliberation.services.writing import write
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

LONGEST_REASON = 1000  # characters


@transaction.atomic
def accept(actor: Actor, proposition: Proposition) -> Proposition:
    """Put it to everybody, as its author wrote it."""
    row = led(actor, proposition, PropositionState.SUBMITTED)
    refuse_when_over(row)
    accepted(row)
    return decided(actor, "accepted", row)


@transaction.atomic
def edit(
    actor: Actor, proposition: Proposition, text: LocalText, element: Element | None = None
) -> Proposition:
    """Word it anew. What somebody submitted waits for its author's consent.

    Stances hang on the words of a proposition: once they are taken, its words stay.
    """
    row = led(actor, proposition, *WAITING, PropositionState.ACCEPTED)
    consultation = consultation_of(row)
    text = checked_text(consultation, text)
    check_elements(consultation, [element])
    if text != (row.edited_text or row.text):
        refuse_when_over(row)
        _reword(row, text)
    row.element = element
    row.save(update_fields=["text", "edited_text", "state", "element"])
    return decided(actor, "edited", row)


def _reword(row: Proposition, text: LocalText) -> None:
    if row.state == PropositionState.ACCEPTED and phase_of(row) not in BEFORE:
        raise InvalidInput(
            _(
                "People take stances on these words, so they can’t change any more. Replace the "
                "proposition by another one instead."
            )
        )
    if row.author_key is None:
        row.text = text
    elif text == row.text:  # as its author wrote it
        row.edited_text, row.state = LocalText(), _state_before(row)
    else:
        row.edited_text, row.state = text, PropositionState.EDITED


def _state_before(row: Proposition) -> str:
    """In which state it was before it was edited."""
    return PropositionState.ACCEPTED if was_accepted(row) else PropositionState.SUBMITTED


@transaction.atomic
def assign(actor: Actor, proposition: Proposition, element: Element | None) -> Proposition:
    """Say which element it is about. Its words stay, so this may be at any time."""
    row = led(actor, proposition, *PropositionState.values)
    check_elements(consultation_of(row), [element])
    row.element = element
    row.save(update_fields=["element"])
    return decided(actor, "assigned", row)


@transaction.atomic
def decline(actor: Actor, proposition: Proposition, reason: str) -> Proposition:
    """Not put it to anybody. Its author reads why."""
    row = led(actor, proposition, *WAITING)
    refuse_when_over(row)
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput(_("Give a reason: the author reads it."))
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(_("The reason is too long. Say it in a few sentences."))
    check_keepable(reason)
    row.state, row.reason = PropositionState.DECLINED, reason
    row.save(update_fields=["state", "reason"])
    return decided(actor, "declined", row)


@transaction.atomic
def take_out(actor: Actor, proposition: Proposition) -> Proposition:
    """Put an accepted one to nobody any more. What was said on it counts nowhere."""
    row = led(actor, proposition, PropositionState.ACCEPTED)
    refuse_when_over(row)
    row.state = PropositionState.WITHDRAWN
    row.save(update_fields=["state"])
    rooms = LiveRoom.objects.filter(proposition=row)
    rooms.update(proposition=None, version=F("version") + 1)
    return decided(actor, "taken_out", row)


@transaction.atomic
def replace(actor: Actor, proposition: Proposition, text: LocalText) -> Proposition:
    """Take one out and put another in its place, on which everybody begins anew."""
    old = take_out(actor, proposition)
    return write(actor, consultation_of(old), text, element=old.element, origin=old.origin)


def can_undo(proposition: Proposition) -> bool:
    """Whether the last decision can be taken back: while nothing hangs on it."""
    phase, submitted = phase_of(proposition), proposition.submitted_on is not None
    if phase in OVER:
        return False
    match proposition.state:
        case PropositionState.ACCEPTED:
            return submitted and phase in BEFORE
        case PropositionState.MERGED:  # what was never accepted has no stances
            return phase in BEFORE or not was_accepted(proposition)
        case PropositionState.WITHDRAWN:  # not what its author took back
            return was_accepted(proposition)
        case PropositionState.EDITED | PropositionState.DECLINED:
            return submitted
    return False


@transaction.atomic
def undo(actor: Actor, proposition: Proposition) -> Proposition:
    """Take the last decision back."""
    row = led(actor, proposition, *PropositionState.values)
    if not can_undo(row):
        raise InvalidInput(_("This can’t be undone any more."))
    if row.state == PropositionState.ACCEPTED:
        row.state, row.number = PropositionState.SUBMITTED, drawn_number(consultation_of(row))
    elif row.edited_text and row.state != PropositionState.EDITED:
        row.state = PropositionState.EDITED
    else:
        row.state, row.edited_text = _state_before(row), LocalText()
    row.merged_into, row.reason = None, ""
    row.save(update_fields=["state", "number", "edited_text", "merged_into", "reason"])
    return decided(actor, "undone", row)
