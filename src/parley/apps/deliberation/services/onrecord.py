"""Answering on record: under the name of one's delegation, by one's own choice, while it is open.

Like stances, it leaves no record of its own in the audit.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.accounts.models import User
from parley.apps.deliberation.models import Consultation, OnRecord
from parley.apps.deliberation.selectors import pseudonyms
from parley.apps.deliberation.services.holding import check_keepable
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

LONGEST_NAME = 200


@transaction.atomic
def go_on_record(actor: Actor, consultation: Consultation, name: str) -> OnRecord:
    """Put this name beside all stances that the actor takes and has taken."""
    row = _held(actor, consultation)
    text = " ".join(name.split())
    if not text:
        raise InvalidInput(_("Write the name that shall stand beside your stances."))
    if len(text) > LONGEST_NAME:
        limit = {"limit": LONGEST_NAME}
        raise InvalidInput(_("The name has at most %(limit)d characters.") % limit)
    check_keepable(text)
    made, _is_new = OnRecord.objects.update_or_create(
        consultation=row,
        respondent=pseudonyms.respondent(row, actor),
        defaults={
            "user": User(pk=actor.user_id),
            "name": text,
            "since": timezone.now().astimezone(row.dialogue.zone).date(),
        },
    )
    return made


@transaction.atomic
def leave_record(actor: Actor, consultation: Consultation) -> None:
    """Take the name away again; the stances stay."""
    row = _held(actor, consultation)
    mine = pseudonyms.respondent(row, actor)
    OnRecord.objects.filter(consultation=row, respondent=mine).delete()


def _held(actor: Actor, consultation: Consultation) -> Consultation:
    require(actor, "respond", consultation)
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("dialogue")
    row = rows.get(pk=consultation.pk)
    if not row.on_record:
        raise InvalidInput(_("In this consultation nobody answers on record."))
    if not row.is_open:
        raise InvalidInput(_("This consultation takes no stances now."))
    return row
