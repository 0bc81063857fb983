"""Moving the live counts of a confidential consultation, one step at a time."""

from django.db import transaction

from parley.apps.deliberation.models import Consultation, LiveCount
from parley.apps.deliberation.selectors import counts


@transaction.atomic
def advance(consultation: Consultation) -> bool:
    """Show the next step of each proposition for which enough people answered; whether any moved.

    Called before live results are read. What is shown lags one step behind what was counted, so
    that the way from the last shown counts to the final ones is at least one whole step.
    """
    if not (consultation.is_confidential and consultation.is_open):
        return False
    found = counts.counts_of(consultation)
    for key in found:
        LiveCount.objects.get_or_create(proposition_id=key)
    rows = LiveCount.objects.select_for_update().filter(proposition__in=found)
    due = [row for row in rows if _is_due(row, consultation.least)]
    for row in due:
        row.shown, row.held = row.held, counts.total_of(found[row.proposition_id])
        row.step += 1
        row.save(update_fields=["shown", "held", "step"])
    return bool(due)


def _is_due(row: LiveCount, least: int) -> bool:
    return counts.changed_since(row.proposition_id, row.step) >= least
