"""From a draft to the seal, by hand or by the clock."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import (
    Consultation,
    LiveRoom,
    Phase,
    PropositionState,
    Speaker,
)
from parley.apps.deliberation.services import closing, sealing
from parley.apps.deliberation.services.common import changed
from parley.apps.deliberation.services.consultations import strictness
from parley.core import jobs, live
from parley.core.access import require
from parley.core.actors import Actor, system_actor
from parley.core.clock import Chore
from parley.core.errors import InvalidInput

CLOCK = system_actor("clock")
STEPS: dict[str, tuple[str, ...]] = {
    Phase.DRAFT: (Phase.COLLECTING, Phase.OPEN),
    Phase.COLLECTING: (Phase.OPEN, Phase.CLOSED),
    Phase.OPEN: (Phase.CLOSED,),
    Phase.CLOSED: (Phase.OPEN, Phase.SEALED),
    Phase.SEALED: (),
}


def next_phases(consultation: Consultation) -> tuple[str, ...]:
    """Where it can go from here.

    What was confidential is not opened again: the counts of before and after would tell what the
    few said who answered in between.
    """
    steps = STEPS[consultation.phase]
    if consultation.phase == Phase.CLOSED and consultation.is_confidential:
        return tuple(step for step in steps if step != Phase.OPEN)
    return steps


@transaction.atomic
def advance(actor: Actor, consultation: Consultation, to: Phase) -> Consultation:
    """Bring a consultation into another phase."""
    require(actor, "edit" if to == Phase.SEALED else "lead", consultation)
    row = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if to not in next_phases(row):
        raise InvalidInput(
            _("From “%(before)s” a consultation can't go to “%(after)s”.")
            % {"before": Phase(row.phase).label, "after": Phase(to).label}
        )
    if to == Phase.OPEN and not _has_propositions(row):
        raise InvalidInput(_("Accept a proposition first: there is nothing to take a stance on."))
    if not _fits_session(row):
        raise InvalidInput(
            _("The rule of its session has become stricter. Choose that rule for it first.")
        )
    if to == Phase.CLOSED and row.is_confidential:
        closing.settle(row)
    if to == Phase.SEALED:
        sealing.seal(row)
    row.phase = to
    row.closed_at = {Phase.CLOSED: timezone.now(), Phase.OPEN: None}.get(to, row.closed_at)
    row.save(update_fields=["phase", "closed_at", "sealed_on"])
    if to in (Phase.CLOSED, Phase.SEALED):
        _clear_room(row)
    live.touched()
    changed(actor, f"consultation.{to}", row)
    return row


def _fits_session(consultation: Consultation) -> bool:
    """Whether a draft may begin: nobody is asked under a laxer rule than that of the room."""
    session = consultation.session
    if consultation.phase != Phase.DRAFT or session is None:
        return True
    return strictness(consultation.rule) >= strictness(session.rule)


def _has_propositions(consultation: Consultation) -> bool:
    return consultation.propositions.filter(state=PropositionState.ACCEPTED).exists()


def _clear_room(consultation: Consultation) -> None:
    Speaker.objects.filter(room__consultation=consultation).delete()
    LiveRoom.objects.filter(consultation=consultation).update(
        running=False, takes_speakers=False, timer_ends_at=None
    )


def due(consultation: Consultation, now: datetime) -> Phase | None:
    """The phase that the clock asks for now, if it is a later one."""
    asked = (
        (consultation.seals_at, Phase.SEALED, Phase.CLOSED),
        (consultation.closes_at, Phase.CLOSED, Phase.OPEN),
        (consultation.opens_at, Phase.OPEN, Phase.COLLECTING),
        (consultation.opens_at, Phase.OPEN, Phase.DRAFT),
        (consultation.closes_at, Phase.CLOSED, Phase.COLLECTING),
        (consultation.collects_at, Phase.COLLECTING, Phase.DRAFT),
    )
    for at, phase, before in asked:
        if at is not None and at <= now and consultation.phase == before:
            return phase
    return None


@jobs.task()
def follow_clock() -> None:
    """Take the steps whose time has come. One that can't be taken waits for those who run it."""
    now = timezone.now()
    timed = Q(collects_at__lte=now) | Q(opens_at__lte=now)
    timed |= Q(closes_at__lte=now) | Q(seals_at__lte=now)
    rows = Consultation.objects.filter(timed).exclude(phase=Phase.SEALED)
    for consultation in rows.select_related("dialogue"):
        while (to := due(consultation, now)) and _can_go(consultation, to):
            consultation = advance(CLOCK, consultation, to)


def _can_go(consultation: Consultation, to: Phase) -> bool:
    has_enough = to != Phase.OPEN or _has_propositions(consultation)
    return has_enough and _fits_session(consultation)


CHORE = Chore("deliberation.follow_clock", timedelta(seconds=30), follow_clock)
