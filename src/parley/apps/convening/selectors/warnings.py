"""The clashes of a dialogue's programme, with the names that its convener may read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.apps.convening.models import Contribution, Dialogue, Session, Status
from parley.apps.convening.selectors.clashes import (
    Booking,
    Clash,
    ClashKind,
    Dates,
    clashes_in,
)
from parley.core.access import visible
from parley.core.actors import Actor


@dataclass(frozen=True)
class Notice:
    """A clash as seen from one of its sessions. `other` is empty where one may not know it."""

    kind: ClashKind
    subject: str = ""
    other: str = ""


def warnings_for(actor: Actor, dialogue: Dialogue) -> dict[int, list[Notice]]:
    """Session key → what clashes there. A fixed number of queries."""
    ours = list(
        visible(Session, actor)
        .filter(dialogue=dialogue, cancelled=False)
        .select_related("room__venue")
    )
    parts = list(
        visible(Contribution, actor)
        .filter(session__in=[s.pk for s in ours], person__isnull=False)
        .select_related("person")
    )
    elsewhere = _rooms_elsewhere(dialogue, ours) + _people_elsewhere(actor, dialogue, ours, parts)
    bookings = [*_bookings(ours, parts), *_merged(elsewhere)]
    dates = Dates(dialogue.starts_on, dialogue.ends_on, dialogue.zone)
    clashes = clashes_in(bookings, dates)
    told = _told(clashes, _names(ours, parts), _titles(actor, ours, clashes))
    return {session.pk: told[session.pk] for session in ours if session.pk in told}


def _bookings(sessions: Sequence[Session], parts: Sequence[Contribution]) -> list[Booking]:
    people: defaultdict[int, set[int]] = defaultdict(set)
    for part in parts:
        if part.person_id is not None:
            people[part.session_id].add(part.person_id)
    return [
        Booking(
            session=session.pk,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            day=session.day,
            room=session.room_id,
            people=frozenset(people[session.pk]),
            parent=session.parent_id,
        )
        for session in sessions
    ]


def _rooms_elsewhere(dialogue: Dialogue, ours: Sequence[Session]) -> list[Booking]:
    """When other dialogues hold our rooms.

    Read past what the actor may see, on purpose: that a room is taken is all that leaves here.
    """
    rooms = {session.room_id for session in ours if session.room_id}
    rows = Session.objects.filter(room__in=rooms, starts_at__isnull=False, cancelled=False)
    rows = rows.exclude(dialogue=dialogue).exclude(dialogue__status=Status.CANCELLED)
    return [
        Booking(key, starts_at, ends_at, room=room, ours=False)
        for key, starts_at, ends_at, room in rows.values_list("pk", "starts_at", "ends_at", "room")
    ]


def _people_elsewhere(
    actor: Actor, dialogue: Dialogue, ours: Sequence[Session], parts: Sequence[Contribution]
) -> list[Booking]:
    """When our people take part in other dialogues, as far as the actor may see that."""
    people = {part.person_id for part in parts}
    rows = visible(Contribution, actor).filter(
        person__in=people, session__starts_at__isnull=False, session__cancelled=False
    )
    rows = rows.exclude(session__dialogue=dialogue)
    rows = rows.exclude(session__dialogue__status=Status.CANCELLED)
    found = rows.values_list("session", "session__starts_at", "session__ends_at", "person")
    return [
        Booking(key, starts_at, ends_at, people=frozenset({person}), ours=False)
        for key, starts_at, ends_at, person in found
    ]


def _merged(bookings: Sequence[Booking]) -> list[Booking]:
    """One booking for each session of another dialogue."""
    rooms = {booking.session: booking.room for booking in bookings if booking.room}
    people: defaultdict[int, set[int]] = defaultdict(set)
    for booking in bookings:
        people[booking.session] |= booking.people
    by_key = {booking.session: booking for booking in bookings}
    return [
        Booking(
            session=key,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            room=rooms.get(key),
            people=frozenset(people[key]),
            ours=False,
        )
        for key, booking in by_key.items()
    ]


def _names(
    ours: Sequence[Session], parts: Sequence[Contribution]
) -> dict[ClashKind, dict[int, str]]:
    return {
        ClashKind.PERSON_TWICE: {p.person.pk: p.person.name for p in parts if p.person},
        ClashKind.ROOM_TWICE: {s.room.pk: str(s.room.name) for s in ours if s.room},
    }


def _titles(actor: Actor, ours: Sequence[Session], clashes: Sequence[Clash]) -> dict[int, str]:
    titles = {session.pk: str(session.title) for session in ours}
    others = {clash.other for clash in clashes} - titles.keys()
    rows = visible(Session, actor).filter(pk__in=others).values_list("pk", "title")
    return titles | {key: str(title) for key, title in rows}


def _told(
    clashes: Sequence[Clash],
    names: Mapping[ClashKind, Mapping[int, str]],
    titles: Mapping[int, str],
) -> dict[int, list[Notice]]:
    """Each clash, at the sessions that the programme shows it at."""
    found: defaultdict[int, list[Notice]] = defaultdict(list)
    for clash in clashes:
        subject = names.get(clash.kind, {}).get(clash.subject, "")
        notice = Notice(clash.kind, subject, titles.get(clash.other, ""))
        if notice not in found[clash.session]:
            found[clash.session].append(notice)
        if clash.kind in names and clash.other in titles:
            found[clash.other].append(Notice(clash.kind, subject, titles[clash.session]))
    return dict(found)
