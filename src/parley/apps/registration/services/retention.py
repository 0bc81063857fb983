"""What is deleted by itself when its time is over: see selectors/retention.py for when."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Evidence, Invitation, Registration
from parley.apps.registration.selectors import retention
from parley.apps.registration.services import erasing, evidence
from parley.apps.registration.services.states import REGISTRATION
from parley.core import audit, clock, jobs

AT_ONCE = 200


def _today(dialogue: Dialogue) -> date:
    return timezone.now().astimezone(dialogue.zone).date()


@jobs.task()
def delete_evidence() -> None:
    """Files whose registration was decided on long enough ago."""
    holding = Evidence.objects.values("registration")
    rows = Registration.objects.filter(pk__in=holding).select_related("dialogue")
    for row in rows.prefetch_related("transitions"):
        if retention.evidence_until(row) < _today(row.dialogue):
            evidence.delete_as_announced(REGISTRATION, row)


@jobs.task()
def erase_registrations() -> None:
    """Of dialogues that have been over for as long as announced; counts stay."""
    held = Q(pk__in=Registration.objects.values("dialogue"))
    held |= Q(pk__in=Invitation.objects.values("dialogue"))
    for dialogue in Dialogue.objects.filter(held):
        if retention.until(dialogue) < _today(dialogue):
            _erase(dialogue)


def _erase(dialogue: Dialogue) -> None:
    """Some at a time, so that nobody waits for all of them."""
    count, rows = 0, Registration.objects.filter(dialogue=dialogue)
    while some := list(rows[:AT_ONCE]):
        erasing.remove_many(some)
        count += len(some)
    Invitation.objects.filter(dialogue=dialogue).delete()
    erasing.fold(dialogue)
    audit.record(REGISTRATION, "dialogue.registrations_erased", dialogue, count=count)


CHORES = (
    clock.Chore("registration.delete_evidence", timedelta(hours=6), delete_evidence),
    clock.Chore("registration.erase", timedelta(hours=6), erase_registrations),
)
