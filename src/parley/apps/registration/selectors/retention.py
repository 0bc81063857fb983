"""Until when what people said of themselves is kept: said on the form, done by chores."""

from datetime import date, datetime, timedelta

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Opening, Registration, State, Tally
from parley.core.access import visible
from parley.core.actors import Actor

# Until then the evidence is needed.
UNDECIDED = (State.SUBMITTED, State.WAITLISTED, State.OFFERED)


def _opening(dialogue: Dialogue) -> Opening:
    """How long to keep; the standard times where a dialogue has stopped taking registrations."""
    return Opening.objects.filter(dialogue=dialogue).first() or Opening(dialogue=dialogue)


def until(dialogue: Dialogue) -> date:
    """The last day, in the dialogue's zone, on which its registrations are kept."""
    return dialogue.ends_on + timedelta(days=_opening(dialogue).keep_days)


def evidence_days(dialogue: Dialogue) -> int:
    """How many days after the decision evidence is kept."""
    return _opening(dialogue).keep_evidence_days


def evidence_until(registration: Registration) -> date:
    """The last day on which evidence is kept.

    The decision that counts is the one since which nothing was open again: noting that an approved
    person came moves nothing. Where none ever comes, the dialogue's last day counts.
    """
    dialogue = registration.dialogue
    decided = _decided_at(registration)
    since = dialogue.ends_on if decided is None else decided.astimezone(dialogue.zone).date()
    return min(since + timedelta(days=evidence_days(dialogue)), until(dialogue))


def _decided_at(registration: Registration) -> datetime | None:
    """When it left the states in which a decision is awaited, for the last time."""
    if registration.state in UNDECIDED:
        return None
    decided = None
    for step in registration.transitions.all():
        if step.after in UNDECIDED:
            decided = None
        elif decided is None:
            decided = step.at
    return decided or registration.state_since


def tallies_for(actor: Actor, dialogue: Dialogue) -> list[Tally]:
    """The counts of registrations that were erased."""
    rows = visible(Tally, actor).filter(dialogue=dialogue).select_related("group")
    return list(rows.order_by("group__order", "group", "state"))
