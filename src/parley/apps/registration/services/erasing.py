"""Erasing registrations, so that nothing stays of them but that there was one."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from parley.apps.convening.models import Dialogue, SeatRole
from parley.apps.convening.services import seats
from parley.apps.convening.services.materials import delete_names
from parley.apps.registration.models import Evidence, Invitation, Registration, Tally
from parley.apps.registration.services import breakouts, evidence, states
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.addresses import folded

GUESTS = (SeatRole.PARTICIPANT, SeatRole.INVITED)
LEAST = 5  # counts of fewer are folded into one


@transaction.atomic
def erase(actor: Actor, registration: Registration) -> None:
    """Delete a registration with its files, notes, history, mails and invitations, as a vetter.

    The person is told nothing: whoever shall know has to be cancelled first.
    """
    require(actor, "vet", registration)
    remove(actor, registration)


@transaction.atomic
def remove(actor: Actor, registration: Registration) -> None:
    """What `erase` does, for callers who have checked that it may be done."""
    group = states.lock(registration.group)
    row = Registration.objects.select_for_update().select_related("user").get(pk=registration.pk)
    held = row.holds_seat
    _count([row])
    for role in GUESTS:
        seats.release(states.REGISTRATION, row.dialogue, row.user, role)
    breakouts.leave(row)
    _delete_files([row])
    _delete_invitations(row)
    audit.record(actor, "registration.erased", row, dialogue=row.dialogue_id)
    row.delete()
    if held:
        states.offer_free_seats(group)


@transaction.atomic
def remove_many(registrations: Sequence[Registration]) -> None:
    """The same for many of one dialogue that is over: no seat is offered to anybody any more, and
    the caller sees to the invitations and the record."""
    rows = Registration.objects.select_for_update().select_related("dialogue")
    found = list(rows.filter(pk__in=[row.pk for row in registrations]))
    if not found:
        return
    _count(found)
    accounts = [row.user_id for row in found]
    seats.release_many(states.REGISTRATION, found[0].dialogue, accounts, GUESTS)
    _delete_files(found)
    Registration.objects.filter(pk__in=[row.pk for row in found]).delete()


def _count(rows: Iterable[Registration]) -> None:
    for (dialogue, group, state), count in Counter(
        (row.dialogue_id, row.group_id, row.state) for row in rows
    ).items():
        tally, _is_new = Tally.objects.get_or_create(
            dialogue_id=dialogue, group_id=group, state=state
        )
        Tally.objects.filter(pk=tally.pk).update(count=F("count") + count)


def _delete_files(rows: Sequence[Registration]) -> None:
    evidence.delete(Evidence.objects.filter(registration__in=rows))
    delete_names((photo, row.photo.storage) for row in rows if (photo := row.photo.name))


def _delete_invitations(row: Registration) -> None:
    """The one that it came by, and any other to the same address."""
    own = Invitation.objects.filter(dialogue=row.dialogue_id)
    own.filter(address=folded(row.user.email)).delete()
    if row.invitation_id is not None:
        Invitation.objects.filter(pk=row.invitation_id).delete()


@transaction.atomic
def fold(dialogue: Dialogue) -> None:
    """Leave no count of a few people: add them up, and the next smallest until they are not few."""
    single = sorted(
        Tally.objects.filter(dialogue=dialogue).exclude(group=None), key=lambda tally: tally.count
    )
    folded, gone = 0, []
    while single and (single[0].count < LEAST or 0 < folded < LEAST):
        gone.append(single.pop(0))
        folded += gone[-1].count
    if gone:
        _add_folded(dialogue, folded)
        _delete(gone)


def _add_folded(dialogue: Dialogue, count: int) -> None:
    tally, _is_new = Tally.objects.get_or_create(dialogue=dialogue, group=None, state="")
    Tally.objects.filter(pk=tally.pk).update(count=F("count") + count)


def _delete(tallies: Iterable[Tally]) -> None:
    Tally.objects.filter(pk__in=[tally.pk for tally in tallies]).delete()
