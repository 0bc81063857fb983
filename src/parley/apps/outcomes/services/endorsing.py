"""Endorsements: that participants find a practice worth adopting. Counted, never listed.

How many there are is counted anew only when as many have come or gone as a number must be about.
So any two numbers that are told differ by that many people, and nobody's own endorsement shows,
whoever watches. The audit record has no line of it either: one by one they could be counted there.
"""

from django.db import transaction

from parley.apps.accounts.models import User
from parley.apps.convening.services import rows
from parley.apps.outcomes.models import LEAST, Endorsement, Practice
from parley.core.access import require
from parley.core.actors import Actor


@transaction.atomic
def endorse(actor: Actor, practice: Practice) -> None:
    """Once; doing it again changes nothing."""
    require(actor, "endorse", practice)
    row = rows.locked(actor, practice)
    who = User.objects.get(pk=actor.user_id or 0)
    Endorsement.objects.get_or_create(practice=row, user=who)
    _count(row)


@transaction.atomic
def withdraw(actor: Actor, practice: Practice) -> None:
    require(actor, "withdraw", practice)
    row = rows.locked(actor, practice)
    Endorsement.objects.filter(practice=row, user=actor.user_id).delete()
    _count(row)


@transaction.atomic
def forget(account: int) -> None:
    """Withdraw all that somebody has endorsed, since they are erased."""
    endorsed = Endorsement.objects.filter(user=account).values("practice")
    for row in Practice.objects.select_for_update().filter(pk__in=endorsed).order_by("pk"):
        Endorsement.objects.filter(practice=row, user=account).delete()
        _count(row)


def _count(row: Practice) -> None:
    now = row.endorsements.count()
    if abs(now - row.counted) >= LEAST:
        row.counted = now
        row.save(update_fields=["counted"])
