"""Taking a stance: the one way by which stances come to be.

Nothing of it goes into the audit, under any rule: who took which stance when is nobody's business.
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import (
    LONGEST_RESERVATION,
    Consultation,
    LiveCount,
    Proposition,
    Stance,
    Value,
)
from parley.apps.deliberation.policies import group_of
from parley.apps.deliberation.selectors import pseudonyms
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.characters import validate_keepable
from parley.core.errors import InvalidInput


def take(
    actor: Actor,
    proposition: Proposition,
    value: Value,
    *,
    reserved: bool = False,
    reservation: str = "",
) -> None:
    """Take a stance or change one's mind. However often and from how many devices, there is one."""
    consultation = proposition.consultation
    assert consultation is not None
    require(actor, "respond", consultation)
    _refuse_unless_open(consultation, proposition)
    _upsert(
        Stance(
            proposition=proposition,
            respondent=pseudonyms.respondent(consultation, actor),
            group_id=group_of(actor, consultation),
            value=value,
            reserved=reserved,
            reservation=_checked(value, reserved, reservation),
            day=_today(consultation),
            step=_step(consultation, proposition),
        )
    )


def take_back(actor: Actor, proposition: Proposition) -> None:
    """Hold nothing on it again, as if it had not been asked."""
    consultation = proposition.consultation
    assert consultation is not None
    require(actor, "respond", consultation)
    _refuse_unless_open(consultation, proposition)
    mine = pseudonyms.respondent(consultation, actor)
    Stance.objects.filter(proposition=proposition, respondent=mine).delete()


def _refuse_unless_open(consultation: Consultation, proposition: Proposition) -> None:
    if not consultation.is_open:
        raise InvalidInput(_("This consultation takes no stances now."))
    if not proposition.is_accepted:
        raise InvalidInput(_("This proposition is not put to anybody now."))


def _checked(value: Value, reserved: bool, reservation: str) -> str:
    text = " ".join(reservation.split())
    if reserved and value != Value.AGREE:
        raise InvalidInput(_("Only who agrees can do so with a reservation."))
    if text and not reserved:
        raise InvalidInput(_("Choose “agree with a reservation” to write one."))
    if len(text) > LONGEST_RESERVATION:
        limit = {"limit": LONGEST_RESERVATION}
        raise InvalidInput(_("A reservation has at most %(limit)s characters.") % limit)
    validate_keepable(text)
    return text


def _today(consultation: Consultation) -> date:
    return timezone.now().astimezone(consultation.dialogue.zone).date()


def _step(consultation: Consultation, proposition: Proposition) -> int:
    """In which step of the live results it counts. Where they do not come in steps, in none."""
    if not consultation.is_confidential:
        return 0
    reached = LiveCount.objects.filter(proposition=proposition).values_list("step", flat=True)
    return (reached.first() or 0) + 1


def _upsert(stance: Stance) -> None:
    """In one statement, so that two taps at once are one stance."""
    Stance.objects.bulk_create(
        [stance],
        update_conflicts=True,
        unique_fields=["proposition", "respondent"],
        update_fields=["group", "value", "reserved", "reservation", "day", "step"],
    )
