"""What every service of propositions needs: the row held, its number, its words checked."""

import secrets
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import (
    FIRST_DRAWN,
    LONGEST_PROPOSITION,
    Consultation,
    Element,
    Phase,
    Proposition,
    PropositionState,
)
from parley.apps.deliberation.services.common import changed
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.characters import validate_keepable
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

# Where numbers wait while others are given; beyond all that are drawn.
FIRST_PARKED = 2_000_000_000
WAITING = (PropositionState.SUBMITTED, PropositionState.EDITED)
# While nobody can have taken a stance.
BEFORE = (Phase.DRAFT, Phase.COLLECTING)
OVER = (Phase.CLOSED, Phase.SEALED)


def was_accepted(proposition: Proposition) -> bool:
    """Whether it has a number of its own."""
    return proposition.number < FIRST_DRAWN


def has_fixed_words(proposition: Proposition) -> bool:
    """Whether stances hang on its words, or nothing changes any more."""
    phase = phase_of(proposition)
    return phase in OVER or (proposition.is_accepted and phase not in BEFORE)


def checked_text(
    consultation: Consultation, text: LocalText, *, any_language: bool = False
) -> LocalText:
    """The text on one line each, or what is wrong with it."""
    text = LocalText({code: " ".join(words.split()) for code, words in text.items()})
    if not text:
        raise InvalidInput(_("Write the proposition in at least one language."))
    for words in text.values():
        if len(words) > LONGEST_PROPOSITION:
            limit = {"limit": LONGEST_PROPOSITION}
            raise InvalidInput(_("A proposition has at most %(limit)d characters.") % limit)
        check_keepable(words)
    spoken = set(consultation.languages)
    if spoken and not any_language and not spoken & set(text):
        listed = {"languages": ", ".join(sorted(spoken))}
        raise InvalidInput(_("Write it in a language of the consultation: %(languages)s.") % listed)
    return text


def check_keepable(words: str) -> None:
    try:
        validate_keepable(words)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error


def check_elements(consultation: Consultation, elements: Iterable[Element | None]) -> None:
    given = {element for element in elements if element is not None}
    chosen = set(consultation.elements.all()) if given else set()
    for element in given:
        fits = element in chosen if chosen else element.norm_id == consultation.norm_id
        if not fits:
            raise InvalidInput(_("Choose an element that this consultation is about."))


def accepted(row: Proposition) -> None:
    if not was_accepted(row):
        row.number = next_number(consultation_of(row))
    row.state = PropositionState.ACCEPTED
    row.save(update_fields=["state", "number", "text", "edited_text"])


def next_number(consultation: Consultation) -> int:
    numbered = consultation.propositions.filter(number__lt=FIRST_DRAWN)
    last: int | None = numbered.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def drawn_number(consultation: Consultation) -> int:
    taken = set(consultation.propositions.values_list("number", flat=True))
    while True:
        number = FIRST_DRAWN + secrets.randbelow(FIRST_PARKED - FIRST_DRAWN)
        if number not in taken:
            return number


def consultation_of(proposition: Proposition) -> Consultation:
    assert proposition.consultation is not None  # those of the library have services of their own
    return proposition.consultation


def phase_of(proposition: Proposition) -> str:
    return consultation_of(proposition).phase


def today_in(consultation: Consultation) -> date:
    return timezone.now().astimezone(consultation.dialogue.zone).date()


def locked(consultation: Consultation) -> Consultation:
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("dialogue")
    return rows.get(pk=consultation.pk)


def led(actor: Actor, proposition: Proposition, *states: str) -> Proposition:
    require(actor, "lead", consultation_of(proposition))
    return held(proposition, *states)


def held(proposition: Proposition, *states: str) -> Proposition:
    """The row as it stands now, with its consultation, both held until the transaction ends."""
    consultation = locked(consultation_of(proposition))
    row = Proposition.objects.select_for_update(of=("self",)).get(pk=proposition.pk)
    row.consultation = consultation
    if row.state not in states:
        raise InvalidInput(
            _("This proposition is now: %(state)s. Look at it again.")
            % {"state": PropositionState(row.state).label}
        )
    return row


def refuse_when_over(row: Proposition) -> None:
    if phase_of(row) in OVER:
        raise InvalidInput(_("This consultation is closed: its propositions stay as they are."))


def decided(actor: Actor, what: str, row: Proposition) -> Proposition:
    number = row.number if was_accepted(row) else None
    changed(actor, f"proposition.{what}", consultation_of(row), number=number)
    return row
