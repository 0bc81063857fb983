"""Taking a stance: the one way by which stances come to be.

Nothing of it goes into the audit, under any rule: who took which stance when is nobody's business.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import (
    CONFIDENTIAL,
    LONGEST_RESERVATION,
    Consultation,
    Phase,
    Proposition,
    PropositionState,
    Stance,
    Value,
)
from parley.apps.deliberation.policies import group_of
from parley.apps.deliberation.selectors import pseudonyms
from parley.apps.deliberation.services.holding import check_keepable
from parley.core import live
from parley.core.access import require
from parley.core.actors import Actor
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
    text = _checked(value, reserved, reservation)
    stance = Stance(
        proposition=proposition,
        respondent=pseudonyms.respondent(consultation, actor),
        group_id=group_of(actor, consultation),
        value=value,
        reserved=reserved,
        reservation=text,
        day=_today(consultation),
    )
    if not _put(stance):
        raise InvalidInput(_("This consultation takes no stances now."))
    live.touched()


def take_back(actor: Actor, proposition: Proposition) -> None:
    """Hold nothing on it again, as if it had not been asked."""
    consultation = proposition.consultation
    assert consultation is not None
    require(actor, "respond", consultation)
    _refuse_unless_open(consultation, proposition)
    mine = pseudonyms.respondent(consultation, actor)
    with transaction.atomic():
        # Whoever closes it waits for those that are about to change something, or they find it closed.
        row = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
        _refuse_unless_open(row, proposition)
        Stance.objects.filter(proposition=proposition, respondent=mine).delete()
        live.touched()


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
    check_keepable(text)
    return text


def _today(consultation: Consultation) -> date:
    return timezone.now().astimezone(consultation.dialogue.zone).date()


# One statement, so that two taps at once are one stance, and that none is taken once it is closed:
# what was read before may have changed. PostgreSQL has to be told to wait for whoever closes it.
# `step` is the step of the live results it counts in; where they do not come in steps, none. Who
# says the same again changes no count, and is none of those who make a step.
_PUT = """
    INSERT INTO deliberation_stance
      (proposition_id, respondent, group_id, value, reserved, reservation, day, step)
    SELECT p.id, %s, %s, %s, %s, %s, %s,
      CASE WHEN c.rule IN ({rules}) THEN 1 + COALESCE(
        (SELECT l.step FROM deliberation_livecount l WHERE l.proposition_id = p.id), 0) ELSE 0 END
    {found}
    ON CONFLICT (proposition_id, respondent) DO UPDATE SET
      group_id = excluded.group_id, value = excluded.value, reserved = excluded.reserved,
      reservation = excluded.reservation, day = excluded.day,
      step = CASE WHEN deliberation_stance.value = excluded.value
        THEN deliberation_stance.step ELSE excluded.step END"""
_FOUND = {
    "sqlite": """
    FROM deliberation_consultation c JOIN deliberation_proposition p ON p.consultation_id = c.id
    WHERE c.id = %s AND c.phase = %s AND p.id = %s AND p.state = %s""",
    # The consultation first: so does whoever closes it, and neither waits for the other for ever.
    "postgresql": """
    FROM (SELECT id, rule FROM deliberation_consultation
          WHERE id = %s AND phase = %s FOR SHARE) c
    CROSS JOIN LATERAL (SELECT id FROM deliberation_proposition
          WHERE consultation_id = c.id AND id = %s AND state = %s FOR SHARE) p""",
}
_NAMES = ("respondent", "group", "value", "reserved", "reservation", "day")
_COLUMNS: list[Any] = [Stance._meta.get_field(name) for name in _NAMES]


def _put(stance: Stance) -> bool:
    """Whether it was taken."""
    values = [
        column.get_db_prep_save(getattr(stance, column.attname), connection) for column in _COLUMNS
    ]
    asked = (
        stance.proposition.consultation_id,
        Phase.OPEN.value,
        stance.proposition_id,
        PropositionState.ACCEPTED.value,
    )
    rules = ", ".join(f"'{rule.value}'" for rule in CONFIDENTIAL)
    statement = _PUT.format(found=_FOUND[connection.vendor], rules=rules)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *asked])
        return bool(cursor.rowcount)
