"""Who is what to a dialogue: giving and taking seats, and assigning people to a closed door.

None of it changes a word that is searched for, so the search is told nothing.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, Seat, SeatRole, Session, SessionSeat
from parley.apps.convening.services import rows
from parley.core import audit
from parley.core.access import get_visible, require, visible
from parley.core.actors import Actor
from parley.core.addresses import folded
from parley.core.errors import InvalidInput


@transaction.atomic
def appoint(actor: Actor, dialogue: Dialogue, email: str, role: SeatRole) -> Seat:
    """Give an account a seat.

    An unknown address is said to be unknown: whoever appoints sees the list of seats, so
    another answer would hide nothing. Each appointment stands in the audit.
    """
    require(actor, "appoint", dialogue)
    user = User.objects.filter(email=folded(email), is_active=True).first()
    if user is None:
        text = _("There is no account with this address. Its owner has to sign in once first.")
        raise InvalidInput(text)
    return admit(actor, dialogue, user, role)


@transaction.atomic
def admit(actor: Actor, dialogue: Dialogue, user: User, role: SeatRole) -> Seat:
    """Give a known account a seat, which it may have already."""
    require(actor, "appoint", dialogue)
    seat, is_new = Seat.objects.get_or_create(dialogue=dialogue, user=user, role=role)
    if is_new:
        audit.record(actor, "dialogue.appointed", dialogue, user=user.pk, role=str(role))
    return seat


@transaction.atomic
def admit_many(actor: Actor, dialogue: Dialogue, users: Collection[User], role: SeatRole) -> None:
    """The same for many accounts at once."""
    require(actor, "appoint", dialogue)
    known = Seat.objects.filter(dialogue=dialogue, role=role)
    there = set(known.values_list("user", flat=True))
    keys = [user.pk for user in users if user.pk not in there]
    made = [Seat(dialogue=dialogue, user_id=key, role=role) for key in keys]
    # Somebody may come in by another door at this moment.
    Seat.objects.bulk_create(made, ignore_conflicts=True)
    said = ({"user": key, "role": str(role)} for key in keys)
    audit.record_each(actor, "dialogue.appointed", dialogue, said)


@transaction.atomic
def release(actor: Actor, dialogue: Dialogue, user: User, role: SeatRole) -> None:
    """Take the seat of this role from an account, if it has it. Conveners are dismissed instead."""
    require(actor, "appoint", dialogue)
    rows.locked(actor, dialogue)
    for seat in Seat.objects.filter(dialogue=dialogue, user=user, role=role):
        _take(actor, seat)


@transaction.atomic
def release_many(
    actor: Actor, dialogue: Dialogue, users: Collection[int], roles: Collection[SeatRole]
) -> None:
    """Take the seats of these roles, which are not a convener's, from many accounts at once."""
    require(actor, "appoint", dialogue)
    rows.locked(actor, dialogue)
    seats = Seat.objects.filter(dialogue=dialogue, user__in=users, role__in=roles)
    count, _by_model = seats.exclude(role=SeatRole.CONVENER).delete()
    left = Seat.objects.filter(dialogue=dialogue).values("user")
    here = SessionSeat.objects.filter(session__dialogue=dialogue, user__in=users)
    here.exclude(user__in=left).delete()
    if count:
        audit.record(actor, "dialogue.seats_released", dialogue, count=count)


def _take(actor: Actor, seat: Seat) -> None:
    dialogue, left = (
        seat.dialogue,
        Seat.objects.filter(dialogue=seat.dialogue_id, user=seat.user_id),
    )
    seat.delete()
    if not left.exists():
        here = SessionSeat.objects.filter(session__dialogue=dialogue)
        here.filter(user=seat.user_id).delete()
    audit.record(actor, "dialogue.dismissed", dialogue, user=seat.user_id, role=seat.role)


@transaction.atomic
def dismiss(actor: Actor, dialogue: Dialogue, seat_id: int) -> None:
    """Take a seat away. A dialogue always keeps a convener."""
    require(actor, "appoint", dialogue)
    rows.locked(actor, dialogue)
    seats = visible(Seat, actor).filter(dialogue=dialogue)
    seat = get_visible(seats, actor, pk=seat_id)
    is_last = seats.filter(role=SeatRole.CONVENER).count() == 1
    if seat.role == SeatRole.CONVENER and is_last:
        raise InvalidInput(_("A dialogue needs a convener. Appoint another one first."))
    _take(actor, seat)


@transaction.atomic
def assign(actor: Actor, session: Session, users: Collection[int]) -> None:
    """Make these accounts the ones that a closed-door session is open to, beside its
    contributors. They need a seat in the dialogue."""
    require(actor, "edit", session)
    row = rows.locked(actor, session)
    present = set(row.seats.values_list("user_id", flat=True))
    seated = set(Seat.objects.filter(dialogue=row.dialogue_id).values_list("user_id", flat=True))
    wanted = set(users)
    if wanted - seated - present:
        raise InvalidInput(_("Give the account a seat in the dialogue first."))
    if wanted == present:
        return
    row.seats.exclude(user__in=wanted).delete()
    SessionSeat.objects.bulk_create(
        SessionSeat(session=row, user_id=key) for key in sorted(wanted - present)
    )
    audit.record(
        actor,
        "session.assigned",
        row,
        dialogue=row.dialogue_id,
        added=sorted(wanted - present),
        removed=sorted(present - wanted),
    )
