"""Into the online room: who may, when, by which address; and that they came is noted."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from parley.apps.accounts.selectors import own_account
from parley.apps.convening.services import rows, versions
from parley.apps.registration.models import Meeting, MeetingKind, Registration, State
from parley.apps.registration.selectors import rooms
from parley.apps.registration.services import attendance, bigbluebutton, jitsi
from parley.core import audit
from parley.core.access import may, require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput, NotAllowed

LONGEST_NAME = 80


@dataclass(frozen=True)
class Guest:
    """Who comes, as the room is told: a name, and a key that says nothing elsewhere."""

    name: str
    key: str
    registration: Registration | None


def enter(actor: Actor, meeting: Meeting, *, name: str = "") -> str:
    """The address of the room, made for this person now. Raises NotAllowed while it is closed."""
    require(actor, "join", meeting)
    now = timezone.now()
    room = rooms.room_for(actor, meeting, now)
    if room is None or not room.is_open:
        raise NotAllowed(_("This room is not open now. It opens shortly before the session."))
    guest = _guest(actor, meeting, name)
    address = _address(actor, meeting, guest, now, room.closes_at or now)
    if guest.registration is not None:
        attendance.note_online(actor, guest.registration, meeting.session, now)
    return address


def _guest(actor: Actor, meeting: Meeting, name: str) -> Guest:
    """Nobody chooses the name under which a registration was approved."""
    if not actor.is_signed_in:
        return Guest(" ".join(name.split())[:LONGEST_NAME] or _("Guest"), "", None)
    account = own_account(actor)
    found = Registration.objects.filter(
        dialogue=meeting.session.dialogue_id,
        user=account,
        state__in=(State.APPROVED, State.ATTENDED),
    ).first()
    proven = f"{meeting.session.uid.hex}:{account.pk}"
    key = salted_hmac("parley.registration.room-guest", proven, algorithm="sha256").hexdigest()
    given = found.name if found else account.name
    return Guest(given[:LONGEST_NAME] or _("Guest"), key[:24], found)


def _address(actor: Actor, meeting: Meeting, guest: Guest, now: datetime, until: datetime) -> str:
    moderates = may(actor, "moderate", meeting)
    if meeting.kind == MeetingKind.JITSI:
        return jitsi.address(
            room_name(meeting),
            name=guest.name,
            guest=guest.key,
            moderates=moderates,
            now=now,
            until=until,
        )
    if meeting.kind == MeetingKind.BBB:
        return bigbluebutton.address(
            room_name(meeting),
            title=str(meeting.session.title),
            name=guest.name,
            guest=guest.key,
            moderates=moderates,
        )
    return meeting.session.join_url


def room_name(meeting: Meeting) -> str:
    """What the room is called on its server.

    The convener's word for it, and what nobody can guess: so no other dialogue's convener, who
    may choose the same word, ever lets somebody into it.
    """
    session = meeting.session
    word = meeting.room or "room"
    whose = f"{session.dialogue_id}:{meeting.room or session.uid.hex}"
    proof = salted_hmac("parley.registration.room", whose, algorithm="sha256").hexdigest()
    return f"{word}-{proof[:20]}"


@transaction.atomic
def arrange(
    actor: Actor, meeting: Meeting, values: rows.Values, *, seen: str | None = None
) -> Meeting:
    """Say how a session meets online."""
    require(actor, "edit", meeting)
    session = rows.locked(actor, meeting.session)
    row = Meeting.objects.filter(session=session.pk).first() or Meeting()
    row.session = session
    versions.check(seen, versions.version_of(row, values))
    fields = rows.assign(row, values)
    if row.kind not in rooms.kinds():
        raise InvalidInput(_("This installation has no server for this kind of room."))
    if fields or row.pk is None:
        rows.checked(row).save()
        audit.record(actor, "session.room_arranged", session, dialogue=session.dialogue_id)
    return row


def site_has_servers() -> bool:
    return bool(settings.JITSI_DOMAIN or settings.BBB_SERVER)
