"""Break-outs: who goes into which room, by proposal and by hand, until everybody is told."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.models import Rule, Seat, Session, SessionSeat
from parley.apps.convening.policies import TEAM
from parley.apps.convening.services import rows, seats, versions
from parley.apps.registration.models import (
    BreakoutPlace,
    BreakoutRound,
    BreakoutStep,
    BreakoutWish,
    Registration,
)
from parley.apps.registration.selectors import breakouts as find
from parley.apps.registration.selectors import own_breakouts
from parley.apps.registration.selectors.breakouts import Arrangement, Participant
from parley.apps.registration.services import mails
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor, system_actor
from parley.core.errors import InvalidInput, not_found

BREAKOUTS = system_actor("break-outs")
SETTINGS = (
    "takes_wishes",
    "weigh_wishes",
    "weigh_groups",
    "weigh_countries",
    "weigh_organisations",
    "weigh_sizes",
    "seed",
)
MOST_WISHES = 3
BATCHES_KEPT = 50
BY_ASSIGNMENT = ("", Rule.CLOSED_DOOR)  # not stated: closed


@transaction.atomic
def begin(actor: Actor, session: Session) -> BreakoutRound:
    """Have break-outs arranged for a session whose parts are their rooms."""
    require(actor, "edit", session)
    row, is_new = BreakoutRound.objects.get_or_create(session=session)
    if len(find.corners_of(BREAKOUTS, row)) < 2:
        raise InvalidInput(_("Add at least two break-outs as parts of this session first."))
    if is_new:
        audit.record(actor, "breakouts.begun", row, session=session.pk)
    return row


@transaction.atomic
def adjust(
    actor: Actor, row: BreakoutRound, values: Mapping[str, Any], *, seen: str | None = None
) -> None:
    """Change what counts, and whether wishes are taken."""
    require(actor, "arrange", row)
    stored = rows.locked(actor, row)
    versions.check(seen, versions.version_of(stored, SETTINGS))
    names = rows.assign(stored, values)
    rows.checked(stored).save(update_fields=names)
    if names:
        audit.record(actor, "breakouts.adjusted", row, fields=names)


@transaction.atomic
def remove(actor: Actor, row: BreakoutRound) -> None:
    """Nobody is told any room any more; the sessions stay."""
    require(actor, "arrange", row)
    _reseat(actor, row, {})
    audit.record(actor, "breakouts.removed", row, session=row.session_id)
    row.delete()


# By hand


def _locked(row: BreakoutRound) -> BreakoutRound:
    """Nobody else moves people of the round until the transaction ends."""
    found = BreakoutRound.objects.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise not_found()
    found.session = row.session
    return found


@transaction.atomic
def move(actor: Actor, row: BreakoutRound, uid: UUID, room: int) -> int:
    """Put somebody into a room; answers by how many points the arrangement changes."""
    require(actor, "arrange", row)
    row = _locked(row)
    arrangement = find.arrangement_of(actor, row)
    person = arrangement.person(uid)
    if person.room == room:
        return 0
    _check_move(arrangement, person, room)
    price = arrangement.prices(person)[room]
    apply(row, {person.key: (person.room, room)})
    audit.record(actor, "breakouts.moved", row, registration=person.key, room=room)
    return price


def _check_move(arrangement: Arrangement, person: Participant, room: int) -> None:
    if person.leads is not None:
        raise InvalidInput(
            _("This person has a part in a break-out, and stays there. Change the programme first.")
        )
    if room not in person.rooms:
        raise InvalidInput(_("This room is not open to people who take part in this way."))
    corner = next(corner for corner in arrangement.rooms if corner.key == room)
    if corner.capacity is not None and len(arrangement.inside(room)) >= corner.capacity:
        raise InvalidInput(_("This room is full. Move somebody else out of it first."))


@transaction.atomic
def pin(actor: Actor, row: BreakoutRound, uid: UUID, *, pinned: bool) -> None:
    """Keep somebody where they are, whatever is proposed; or no longer."""
    require(actor, "arrange", row)
    person = find.arrangement_of(actor, _locked(row)).person(uid)
    if person.room is None:
        raise InvalidInput(_("Put the person into a room first."))
    BreakoutPlace.objects.filter(round=row, registration=person.key).update(pinned=pinned)
    audit.record(actor, "breakouts.pinned", row, registration=person.key, pinned=pinned)


@transaction.atomic
def undo(actor: Actor, row: BreakoutRound) -> int:
    """Take the last change back; answers how many people it moves."""
    require(actor, "arrange", row)
    row = _locked(row)
    last = BreakoutStep.objects.filter(round=row).first()
    if last is None:
        raise InvalidInput(_("There is nothing to take back."))
    steps = BreakoutStep.objects.filter(round=row, batch=last.batch)
    before = {step.registration_id: step.before_id for step in steps}
    _place(row, before)
    steps.delete()
    _raise_version(row)
    audit.record(actor, "breakouts.undone", row, people=len(before))
    return len(before)


def apply(row: BreakoutRound, changes: Mapping[int, tuple[int | None, int | None]]) -> None:
    """Registration → (room before, room after), as one step that can be undone.

    The caller holds the lock of the round.
    """
    last = BreakoutStep.objects.filter(round=row).values_list("batch", flat=True).first() or 0
    BreakoutStep.objects.bulk_create(
        BreakoutStep(
            round=row, batch=last + 1, registration_id=key, before_id=before, after_id=after
        )
        for key, (before, after) in changes.items()
    )
    BreakoutStep.objects.filter(round=row, batch__lte=last + 1 - BATCHES_KEPT).delete()
    _place(row, {key: after for key, (_before, after) in changes.items()})
    _raise_version(row)


def _place(row: BreakoutRound, rooms: Mapping[int, int | None]) -> None:
    """Write where these people are; None: nowhere."""
    gone = [key for key, room in rooms.items() if room is None]
    places = BreakoutPlace.objects.filter(round=row)
    places.filter(registration__in=gone).delete()
    BreakoutPlace.objects.bulk_create(
        (
            BreakoutPlace(round=row, registration_id=key, room_id=room)
            for key, room in rooms.items()
            if room is not None
        ),
        update_conflicts=True,
        unique_fields=["round", "registration"],
        update_fields=["room"],
    )


def _raise_version(row: BreakoutRound) -> None:
    row.version += 1
    row.save(update_fields=["version"])


# Telling


@transaction.atomic
def publish(actor: Actor, row: BreakoutRound, *, by_mail: bool = False) -> int:
    """Tell everybody their room, and open closed doors to those assigned; answers how many.

    `by_mail` writes to those whose room is new. The mail names no room: behind closed doors its
    title is confidential, and mails are forwarded.
    """
    require(actor, "arrange", row)
    row = _locked(row)
    arrangement = find.arrangement_of(actor, row)
    if not arrangement.placement:
        raise InvalidInput(_("Nobody has a room yet. Ask for a proposal first."))
    placed = {person.key: person for person in arrangement.people if person.room is not None}
    _reseat(actor, row, placed)
    # Whoever was told a room that is not open to them any more has none.
    BreakoutPlace.objects.filter(round=row).exclude(registration__in=placed).delete()
    for room in arrangement.rooms:
        inside = [person.key for person in arrangement.inside(room.key)]
        BreakoutPlace.objects.filter(round=row, registration__in=inside).update(told=room.key)
    # What people rely on is not taken back step by step.
    BreakoutStep.objects.filter(round=row).delete()
    row.published_at, row.takes_wishes = timezone.now(), False
    row.save(update_fields=["published_at", "takes_wishes"])
    if by_mail:
        _write_to(p.key for p in arrangement.people if p.room not in (None, p.told))
    audit.record(actor, "breakouts.published", row, people=len(arrangement.placement))
    return len(arrangement.placement)


def _write_to(keys: Iterable[int]) -> None:
    for registration in Registration.objects.filter(pk__in=[*keys]):
        mails.queue(mails.MailKind.ROOM, registration=registration)


def _reseat(actor: Actor, row: BreakoutRound, people: Mapping[int, Participant]) -> None:
    """Assign to each closed room those who go there, in place of those who were told to.

    Accounts that a convener assigned by hand keep their seat.
    """
    told = BreakoutPlace.objects.filter(round=row, told__isnull=False)
    before = set(told.values_list("told", "registration__user"))
    for room in Session.objects.filter(parent=row.session_id, rule__in=BY_ASSIGNMENT):
        ours = {user for session, user in before if session == room.pk}
        others = set(room.seats.values_list("user", flat=True)) - ours
        here = {person.user for person in people.values() if person.room == room.pk}
        seats.assign(actor, room, others | here)


@transaction.atomic
def leave(registration: Registration) -> None:
    """Somebody who does not come any more frees their place and their seat behind closed doors."""
    places = BreakoutPlace.objects.filter(registration=registration)
    for place in places.exclude(told=None).select_related("told"):
        if place.told is not None and place.told.rule in BY_ASSIGNMENT:
            left = set(place.told.seats.values_list("user", flat=True)) - {registration.user_id}
            seats.assign(BREAKOUTS, place.told, left)
    BreakoutStep.objects.filter(registration=registration).delete()
    places.delete()


def leave_all(registrations: Sequence[Registration]) -> None:
    """The same of many at once, of whom few have a place. Whoever comes keeps theirs."""
    gone = {row.pk: row for row in registrations if row.state not in find.COMING}
    for model in (BreakoutPlace, BreakoutStep):
        rows = model._default_manager.filter(registration__in=gone)
        for key in set(rows.values_list("registration", flat=True)):
            leave(gone[key])


@transaction.atomic
def close_doors(registration: Registration) -> None:
    """Whoever had a place and has none any more goes behind no closed door, whichever way they
    were let in. The team's doors stay open to it."""
    account, dialogue = registration.user_id, registration.dialogue_id
    if Seat.objects.filter(dialogue=dialogue, user=account, role__in=TEAM).exists():
        return
    for session in Session.objects.filter(dialogue=dialogue, seats__user=account):
        left = set(session.seats.values_list("user", flat=True)) - {account}
        seats.assign(BREAKOUTS, session, left)


def close_doors_all(registrations: Sequence[Registration]) -> None:
    """The same of many at once, of whom few were let in behind one."""
    let_in = SessionSeat.objects.filter(
        session__dialogue__in={row.dialogue_id for row in registrations},
        user__in=[row.user_id for row in registrations],
    )
    inside = set(let_in.values_list("session__dialogue", "user"))
    for row in registrations:
        if (row.dialogue_id, row.user_id) in inside:
            close_doors(row)


# What participants say


@transaction.atomic
def wish(
    actor: Actor, row: BreakoutRound, registration: Registration, rooms: Sequence[int]
) -> None:
    """Say which rooms one would like, the first first; none takes all wishes back."""
    require(actor, "change", registration)
    own = own_breakouts.own_round(actor, _locked(row), registration)
    if registration.dialogue_id != row.session.dialogue_id or registration.state not in find.COMING:
        raise not_found()
    if not own.takes_wishes:
        raise InvalidInput(_("Wishes are not taken any more. The rooms are being arranged."))
    wanted = list(dict.fromkeys(rooms))
    if len(wanted) > MOST_WISHES or not set(wanted) <= {room.key for room in own.rooms}:
        raise InvalidInput(_("Choose up to three of the rooms that are offered."))
    BreakoutWish.objects.filter(round=row, registration=registration).delete()
    BreakoutWish.objects.bulk_create(
        BreakoutWish(round=row, registration=registration, room_id=key, rank=rank)
        for rank, key in enumerate(wanted, start=1)
    )
    audit.record(actor, "breakouts.wished", row, wishes=len(wanted))
