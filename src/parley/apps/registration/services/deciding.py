"""Vetting: what conveners do with registrations, one or many at a stroke."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import (
    Group,
    Mail,
    MailState,
    Note,
    Registration,
    State,
    Transition,
)
from parley.apps.registration.selectors import board, eligibility
from parley.apps.registration.services import states
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

# How long the mails of a decision wait, so that it can be undone before they are sent.
GRACE = timedelta(minutes=1)
TAKEN_BACK = gettext_noop("Undone.")


@dataclass(frozen=True)
class Decision:
    """What shall become of registrations, and how."""

    to: State
    reason: str = ""
    tell: bool = True
    rest_waits: bool = False  # who gets no seat goes on the waitlist


@dataclass
class Outcome:
    """What became of them: `batch` names the stroke, for undoing it."""

    batch: UUID
    done: list[Registration] = field(default_factory=list)
    waitlisted: list[Registration] = field(default_factory=list)
    refused: list[tuple[Registration, str]] = field(default_factory=list)


@transaction.atomic
def decide(
    actor: Actor,
    registration: Registration,
    to: State,
    *,
    reason: str = "",
    tell: bool = True,
    refill: bool = True,
    stroke: states.Stroke = states.ALONE,
) -> Registration:
    """Bring a registration into another state, as one who vets it."""
    require(actor, "vet", registration)
    return states.advance(
        actor, registration, to, reason=reason, tell=tell, refill=refill, stroke=stroke
    )


@transaction.atomic
def decide_all(
    actor: Actor, rows: Sequence[Registration], decision: Decision, *, batch: UUID | None = None
) -> Outcome:
    """Decide on many, in their order; each stands for itself, so that one which can't be done
    keeps back no other.

    Seats that become free are offered once all is decided, to none of those decided upon. All is
    one transaction, with its mails: five hundred of their own would take several times as long.
    """
    _require_to_vet(actor, rows)
    outcome = Outcome(batch or uuid4())
    many = states.Many.held(rows)
    stroke = states.Stroke(outcome.batch, many=many)
    for row in rows:
        _decide_one(actor, row, decision, outcome, stroke)
    many.finish(GRACE)
    now = {row.pk: row for row in outcome.done}
    _refill(
        [row for row in rows if row.holds_seat and row.pk in now and not now[row.pk].holds_seat]
    )
    return outcome


def _require_to_vet(actor: Actor, rows: Sequence[Registration]) -> None:
    """Whoever vets one registration of a dialogue vets all of it, so one of each is asked about."""
    for row in {row.dialogue_id: row for row in rows}.values():
        require(actor, "vet", row)


def _decide_one(
    actor: Actor, row: Registration, decision: Decision, outcome: Outcome, stroke: states.Stroke
) -> None:
    def step(to: State) -> Registration:
        said = decision.reason
        tell = decision.tell
        return states.advance(actor, row, to, reason=said, tell=tell, refill=False, stroke=stroke)

    try:
        outcome.done.append(step(decision.to))
    except states.NoSeat as error:
        if decision.rest_waits and State.WAITLISTED in states.STEPS[row.state]:
            outcome.waitlisted.append(step(State.WAITLISTED))
        else:
            outcome.refused.append((row, error.message))
    except InvalidInput as error:
        outcome.refused.append((row, error.message))


def _refill(left: Sequence[Registration]) -> None:
    passing = [row.pk for row in left]
    for group in {row.group_id: row.group for row in left}.values():
        states.offer_free_seats(states.lock(group), passing=passing)


# Undoing


@dataclass
class Undone:
    done: list[Registration] = field(default_factory=list)
    told: int = 0  # of them had their mail already, so they got another
    refused: list[tuple[Registration, str]] = field(default_factory=list)


@transaction.atomic
def undo(actor: Actor, dialogue: Dialogue, batch: UUID) -> Undone:
    """Bring all of one stroke back to where they were, if seats allow.

    Seats that become free so were free before, too: nobody is offered them now.
    """
    steps = board.steps_in(actor, dialogue, batch)
    _require_to_vet(actor, [step.registration for step in steps])
    outcome = Undone()
    many = states.Many.held([step.registration for step in steps])
    sent, last = _Mails(steps), _last_of(batch)
    for step in steps:
        try:
            if last.get(step.registration_id) != step.pk:
                raise InvalidInput(_("Something else has been decided since then."))
            outcome.told += _take_back(actor, step, sent, many)
        except InvalidInput as error:
            outcome.refused.append((step.registration, error.message))
        else:
            outcome.done.append(step.registration)
    sent.stop()
    many.finish(timedelta())
    return outcome


def _last_of(batch: UUID) -> dict[int, int]:
    """Of each registration of the stroke, by key, the key of its last step."""
    steps = Transition.objects.filter(registration__transitions__batch=batch)
    return dict(steps.order_by("at", "pk").values_list("registration", "pk"))


def _take_back(actor: Actor, step: Transition, sent: "_Mails", many: states.Many) -> bool:
    """Undo one step; whether its mail had gone out, so that the person is told."""
    tell = sent.has_gone_out(step)
    place = states.Held(step.since_before, step.priority_before) if step.since_before else None
    stroke, back = states.Stroke(place=place, many=many), State(step.before)
    row = step.registration
    states.advance(actor, row, back, reason=TAKEN_BACK, tell=tell, refill=False, stroke=stroke)
    sent.taken_back.append(step)
    return tell


class _Mails:
    """The mails of the steps that are undone: what has not gone out yet does not."""

    def __init__(self, steps: Sequence[Transition]) -> None:
        rows = {step.registration_id for step in steps}
        held = Mail.objects.select_for_update().filter(registration__in=rows)
        self._of: dict[tuple[int | None, str], list[Mail]] = {}
        for mail in held:
            self._of.setdefault((mail.registration_id, mail.kind), []).append(mail)
        self.taken_back: list[Transition] = []

    def has_gone_out(self, step: Transition) -> bool:
        there = self._about(step)
        return any(mail.queued_at >= step.at for mail in there) and not any(map(_waits, there))

    def stop(self) -> None:
        steps = self.taken_back
        keys = [mail.pk for step in steps for mail in self._about(step) if _waits(mail)]
        Mail.objects.filter(pk__in=keys).delete()

    def _about(self, step: Transition) -> list[Mail]:
        kind = states.TOLD.get(State(step.after))
        return self._of.get((step.registration_id, kind), []) if kind else []


def _waits(mail: Mail) -> bool:
    return mail.state == MailState.QUEUED and mail.tries == 0


# Groups


@transaction.atomic
def move(
    actor: Actor, registration: Registration, group: Group, *, reason: str = ""
) -> Registration:
    """Put a registration into another group of the dialogue; with a seat only if one is free."""
    require(actor, "vet", registration)
    if group.dialogue_id != registration.dialogue_id or group.pk == registration.group_id:
        raise InvalidInput(_("Choose another group of this dialogue."))
    old, new = _both_locked(registration.group, group)
    row = states.locked_in(old, registration)
    if row.holds_seat and eligibility.seats_free(new) == 0:
        raise states.NoSeat(_("All seats of “%(group)s” are taken.") % {"group": new.name})
    row.group, row.priority = new, 0
    row.save(update_fields=["group", "priority"])
    states.record(actor, row, before=row.state, reason=reason, left_group=old, joined_group=new)
    data = {"dialogue": row.dialogue_id, "left": old.pk, "joined": new.pk}
    audit.record(actor, "registration.regrouped", row, **data)
    states.reseat(row)
    if row.holds_seat:
        states.offer_free_seats(old)
    return row


def _both_locked(old: Group, new: Group) -> tuple[Group, Group]:
    """Always in the same order: of two who move people to and fro, one waits for the other."""
    locked = {group.pk: states.lock(group) for group in sorted((old, new), key=lambda g: g.pk)}
    return locked[old.pk], locked[new.pk]


# Notes


@transaction.atomic
def add_note(actor: Actor, registration: Registration, text: str) -> Note:
    require(actor, "vet", registration)
    note = Note.objects.create(registration=registration, author_id=actor.user_id, text=text)
    audit.record(actor, "registration.noted", registration, dialogue=registration.dialogue_id)
    return note


@transaction.atomic
def delete_note(actor: Actor, note: Note) -> None:
    """One's own note; another's stays, since decisions may rest on it."""
    require(actor, "delete", note)
    row = note.registration
    note.delete()
    audit.record(actor, "registration.note_deleted", row, dialogue=row.dialogue_id)
