"""Two propositions that say the same become one, and what was said on the one counts on the other."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import (
    Consultation,
    LiveCount,
    LiveRoom,
    Proposition,
    PropositionState,
    Stance,
)
from parley.apps.deliberation.services import steps
from parley.apps.deliberation.services.holding import (
    WAITING,
    consultation_of,
    decided,
    led,
    refuse_when_over,
)
from parley.core.actors import Actor
from parley.core.errors import InvalidInput


@transaction.atomic
def merge(actor: Actor, proposition: Proposition, target: Proposition) -> Proposition:
    """Let `proposition` become part of `target`, which stays as it is.

    Whoever took a stance on both keeps the one on `target`.
    """
    row = led(actor, proposition, *WAITING, PropositionState.ACCEPTED)
    refuse_when_over(row)
    into = _target(row, target)
    _move_stances(consultation_of(row), row, into)
    row.merged.update(merged_into=into)
    row.state, row.merged_into = PropositionState.MERGED, into
    row.save(update_fields=["state", "merged_into"])
    rooms = LiveRoom.objects.filter(proposition=row)
    rooms.update(proposition=into, version=F("version") + 1)
    return decided(actor, "merged", row)


def _target(row: Proposition, target: Proposition) -> Proposition:
    here = Proposition.objects.select_for_update(of=("self",))
    here = here.filter(consultation=row.consultation_id, state=PropositionState.ACCEPTED)
    into = here.exclude(pk=row.pk).filter(pk=target.pk).first()
    if into is None:
        raise InvalidInput(_("Choose another accepted proposition of this consultation."))
    return into


def _move_stances(consultation: Consultation, row: Proposition, into: Proposition) -> None:
    """In the live results they count as new ones: in a step that is still to come."""
    kept = Stance.objects.filter(proposition=into).values("respondent")
    Stance.objects.filter(proposition=row, respondent__in=kept).delete()
    reached = LiveCount.objects.filter(proposition=into).values_list("step", flat=True).first()
    step = (reached or 0) + 1 if consultation.is_confidential else 0
    Stance.objects.filter(proposition=row).update(proposition=into, step=step)
    steps.merged(row, into)
