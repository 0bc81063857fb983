"""Propositions of a consultation: submitted, moderated, written, put in order.

Who submitted what stands nowhere but as a pseudonym of the consultation, with the day. What authors
do leaves no record: a record has a time. A number is given when a proposition is accepted; until
then it is drawn, so that the list of those that wait does not tell which came first.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import Consultation, Element, Proposition, PropositionState
from parley.apps.deliberation.selectors import pseudonyms
from parley.apps.deliberation.services.holding import (
    BEFORE,
    WAITING,
    accepted,
    check_elements,
    checked_text,
    consultation_of,
    drawn_number,
    held,
    locked,
    phase_of,
    refuse_when_over,
    today_in,
    was_accepted,
)
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText

MOST_WAITING = 20  # of one author


@transaction.atomic
def submit(
    actor: Actor,
    consultation: Consultation,
    text: LocalText,
    element: Element | None = None,
    named: bool = False,
) -> Proposition:
    """Submit a proposition. `named` shows its author, where the rule allows that."""
    require(actor, "propose", consultation)
    row = locked(consultation)
    if not row.is_running or not row.takes_propositions:
        raise InvalidInput(_("This consultation takes no propositions now."))
    if named and row.is_confidential:
        raise InvalidInput(_("Under this rule nobody’s name stands beside a proposition."))
    text = checked_text(row, text)
    check_elements(row, [element])
    _refuse_twice(row, text)
    mine = pseudonyms.author(row, actor)
    if row.propositions.filter(author_key=mine, state__in=WAITING).count() >= MOST_WAITING:
        raise InvalidInput(
            _("Many of your propositions still wait for a moderator. Give them some time first.")
        )
    proposition = Proposition.objects.create(
        consultation=row,
        element=element,
        text=text,
        state=PropositionState.SUBMITTED,
        number=drawn_number(row),
        author_key=mine,
        author_id=actor.user_id if named else None,
        submitted_on=today_in(row),
    )
    if not row.moderated:
        accepted(proposition)
    return proposition


@transaction.atomic
def consent(actor: Actor, proposition: Proposition) -> Proposition:
    """Its author agrees to the moderators' wording: so it is accepted."""
    row = _own(actor, proposition, PropositionState.EDITED)
    refuse_when_over(row)
    row.text, row.edited_text = row.edited_text, LocalText()
    accepted(row)
    return row


@transaction.atomic
def refuse(actor: Actor, proposition: Proposition) -> Proposition:
    """Its author wants it as it was. Moderators decide on that again, if they had not yet."""
    row = _own(actor, proposition, PropositionState.EDITED)
    row.edited_text = LocalText()
    row.state = PropositionState.ACCEPTED if was_accepted(row) else PropositionState.SUBMITTED
    row.save(update_fields=["edited_text", "state"])
    return row


@transaction.atomic
def withdraw(actor: Actor, proposition: Proposition) -> Proposition:
    """Its author takes it back, as long as nobody has been asked about it."""
    row = _own(actor, proposition, *WAITING, PropositionState.ACCEPTED)
    if row.state == PropositionState.ACCEPTED and phase_of(row) not in BEFORE:
        raise InvalidInput(
            _(
                "People have been asked about this proposition. Ask those who run the "
                "consultation to take it out."
            )
        )
    row.state, row.edited_text = PropositionState.WITHDRAWN, LocalText()
    row.number, row.author = drawn_number(consultation_of(row)), None
    row.save(update_fields=["state", "edited_text", "number", "author"])
    return row


def is_own(actor: Actor, proposition: Proposition) -> bool:
    """Whether the actor submitted it; of a sealed consultation nobody can tell any more."""
    key = proposition.author_key
    return key is not None and key == pseudonyms.author(consultation_of(proposition), actor)


def _own(actor: Actor, proposition: Proposition, *states: str) -> Proposition:
    """The row, held, if it is the actor's and in one of these states."""
    if not actor.is_signed_in or actor.preview is not None or not is_own(actor, proposition):
        raise NotAllowed(_("You are not allowed to do this."))
    return held(proposition, *states)


def _refuse_twice(consultation: Consultation, text: LocalText) -> None:
    """Only what everybody sees may be named: not what waits."""
    said = {words.casefold() for words in text.values()}
    for one in consultation.propositions.filter(state=PropositionState.ACCEPTED):
        if said & {words.casefold() for words in one.text.values()}:
            known = {"number": one.number}
            raise InvalidInput(_("This stands there already, as number %(number)d.") % known)
