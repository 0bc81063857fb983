"""Moving the live counts of a confidential consultation, one step at a time."""

from uuid import UUID, uuid4

from django.db import transaction

from parley.apps.deliberation import differing
from parley.apps.deliberation.models import Consultation, LiveCount, Proposition, PropositionState
from parley.apps.deliberation.selectors import counts


def advance(consultation: Consultation, *only: int) -> bool:
    """Show the next step of each proposition for which enough people answered; whether any moved.
    `only`: of these propositions alone.

    Called before live results are read. What is shown lags one step behind what was counted, so
    that the way from the last shown counts to the final ones is at least one whole step.
    """
    if not (consultation.is_confidential and consultation.is_open):
        return False
    # Asked before anything is locked: the live room asks several times a second.
    return counts.is_step_due(consultation, *only) and _advance(consultation, *only)


@transaction.atomic
def _advance(consultation: Consultation, *only: int) -> bool:
    accepted = consultation.propositions.filter(state=PropositionState.ACCEPTED)
    keys = list((accepted.filter(pk__in=only) if only else accepted).values_list("pk", flat=True))
    for key in keys:
        LiveCount.objects.get_or_create(proposition_id=key)
    # Held before anything is counted: of two who count at once, the second finds the first's step.
    rows = LiveCount.objects.select_for_update().filter(proposition__in=keys).order_by("pk")
    moved = [_moved(row, consultation.least) for row in rows]
    return any(moved)


def _moved(row: LiveCount, least: int) -> bool:
    """Take one step, if what it will show differs enough from all that was shown or will be."""
    if counts.changed_since(row.proposition_id, row.step) < least:
        return False
    held = counts.held_on(row.proposition_id)
    far = differing.differences(row.past, held) or [0]
    is_new = len(held) if row.step == 0 else far[-1]
    if is_new < least or any(0 < people < least for people in far):
        return False
    row.shown, row.held = row.held, counts.three_of(held)
    row.step += 1
    row.past = differing.followed_by(row.past, held)
    row.save(update_fields=["shown", "held", "step", "past"])
    return True


def merged(row: Proposition, into: Proposition) -> None:
    """What was shown of `row` is a state that the counts of `into` must not come too close to."""
    moved = LiveCount.objects.filter(proposition=row).first()
    if moved is None:
        return
    kept, _is_new = LiveCount.objects.get_or_create(proposition=into)
    kept.past = differing.joined(differing.cut(moved.past, 1), kept.past)
    kept.save(update_fields=["past"])
    moved.delete()


def rename(consultation: Consultation, respondent: UUID) -> None:
    """Forget whose the states were in which somebody was counted."""
    for row in LiveCount.objects.filter(proposition__consultation=consultation):
        if letters := row.past.pop(respondent.hex, None):
            row.past[uuid4().hex] = letters
            row.save(update_fields=["past"])


def finish(consultation: Consultation) -> None:
    """The final counts are shown where they differ enough from each state that was shown.

    They do, but where people changed their minds to and fro: then none are shown.
    """
    rows = LiveCount.objects.filter(proposition__consultation=consultation)
    for row in rows.select_related("proposition"):
        shown = differing.cut(row.past, 1 if row.step else 0)
        far = differing.differences(shown, counts.held_on(row.proposition_id))
        if any(0 < people < consultation.least for people in far):
            Proposition.objects.filter(pk=row.proposition_id).update(counts_withheld=True)
    rows.delete()
