"""The programme of a dialogue as the actor may see it: small frozen values, no rows.

Two queries, however many sessions: one for the sessions, one for the contributions.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import QuerySet, TextChoices

from parley.apps.convening.models import (
    Contribution,
    ContributionRole,
    Dialogue,
    Rule,
    Session,
    SessionKind,
)
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.addresses import address_of
from parley.core.localtext import LocalText
from parley.core.statements import prepared


@dataclass(frozen=True)
class Part:
    """Somebody's part in a session, as of that day. `name` is a person's or a delegation's."""

    role: str
    role_label: str
    name: str
    url: str
    honorific: str
    position: LocalText
    organisation: LocalText
    organisation_url: str
    capacity: LocalText
    synthetic: bool
    is_person: bool
    person_id: int | None = None


@dataclass(frozen=True)
class Place:
    """A room and its venue."""

    room: LocalText
    venue: LocalText
    venue_url: str
    city: str
    country: str
    room_slug: str
    order: int


@dataclass(frozen=True)
class Line:
    """One session of a programme."""

    id: int
    uid: UUID
    slug: str
    url: str
    kind: str
    kind_label: str
    label: LocalText
    title: LocalText
    question: LocalText
    abstract: LocalText
    rule: str
    rule_label: str
    listed: bool
    cancelled: bool
    day: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    place: Place | None
    parts: tuple[Part, ...]
    children: tuple["Line", ...]
    sequence: int
    updated_at: datetime

    def is_on(self, moment: datetime) -> bool:
        """Whether the session is under way."""
        if self.starts_at is None or self.ends_at is None:
            return False
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True)
class Slot:
    """Sessions that start together, one after another by room."""

    starts_at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Column:
    """A room in which something happens that day; `slug` says its venue too."""

    order: int
    slug: str
    name: LocalText


@dataclass(frozen=True)
class Day:
    """A day in the dialogue's zone. `rooms` are in order; more than one means columns."""

    date: date
    rooms: tuple[Column, ...]
    slots: tuple[Slot, ...]
    untimed: tuple[Line, ...]


@dataclass(frozen=True)
class Programme:
    """The days, then what has no known day."""

    days: tuple[Day, ...]
    undated: tuple[Line, ...]

    def lines(self) -> Iterable[Line]:
        """Every session, children after their parents, in order."""

        def walk(lines: Iterable[Line]) -> Iterable[Line]:
            for line in lines:
                yield line
                yield from walk(line.children)

        for day in self.days:
            for slot in day.slots:
                yield from walk(slot.lines)
            yield from walk(day.untimed)
        yield from walk(self.undated)

    def neighbours(self, key: int) -> tuple["Line | None", "Line | None"]:
        """The sessions before and after one of these, in order."""
        lines = list(self.lines())
        here = next(n for n, line in enumerate(lines) if line.id == key)
        before = lines[here - 1] if here else None
        return before, lines[here + 1] if here + 1 < len(lines) else None


def _label(choices: type[TextChoices], value: str) -> str:
    """What get_…_display answers; that one hashes all the choices anew for each row."""
    return str(choices(value).label) if value in choices else value


def parts_of(contributions: Iterable[Contribution]) -> dict[int, tuple[Part, ...]]:
    """Session key → its parts, in order."""
    found: defaultdict[int, list[Part]] = defaultdict(list)
    for row in contributions:
        found[row.session_id].append(part_of(row))
    return {key: tuple(parts) for key, parts in found.items()}


def part_of(row: Contribution) -> Part:
    person, organisation = row.person, row.organisation
    organisation_url = address_of("organisation", organisation.slug) if organisation else ""
    if person is not None:
        name, url = person.name, address_of("person", person.slug)
    else:
        name, url = str(organisation), organisation_url
    return Part(
        role=row.role,
        role_label=_label(ContributionRole, row.role),
        name=name,
        url=url,
        honorific=row.honorific,
        position=row.position,
        organisation=organisation.name if organisation and person else LocalText(),
        organisation_url=organisation_url,
        capacity=row.capacity,
        synthetic=bool(person and person.synthetic),
        is_person=person is not None,
        person_id=row.person_id,
    )


def _place(session: Session) -> Place | None:
    room = session.room
    if room is None:
        return None
    return Place(
        room=room.name,
        venue=room.venue.name,
        venue_url=address_of("venue", room.venue.slug),
        city=room.venue.city,
        country=room.venue.country,
        room_slug=f"{room.venue.slug}/{room.slug}",
        order=room.order,
    )


def line_of(session: Session, parts: Sequence[Part], children: Sequence[Line] = ()) -> Line:
    return Line(
        id=session.pk,
        uid=session.uid,
        slug=session.slug,
        url=address_of("session", session.dialogue.slug, session.slug),
        kind=session.kind,
        kind_label=_label(SessionKind, session.kind),
        label=session.label,
        title=session.title,
        question=session.question,
        abstract=session.abstract,
        rule=session.rule,
        rule_label=_label(Rule, session.rule),
        listed=session.listed,
        cancelled=session.cancelled,
        day=session.date,
        starts_at=session.starts_at and session.starts_at.astimezone(UTC),
        ends_at=session.ends_at and session.ends_at.astimezone(UTC),
        place=_place(session),
        parts=tuple(parts),
        children=tuple(children),
        sequence=session.sequence,
        updated_at=session.updated_at,
    )


def programme_for(actor: Actor, dialogue: Dialogue) -> Programme:
    """What the actor may see of the programme. A hidden session's visible parts stand alone."""
    rows = _sessions_in(actor, dialogue.pk)
    for row in rows:
        row.dialogue = dialogue
    return _arranged(rows, parts_of(_contributions_in(actor, dialogue.pk)))


@prepared
def _sessions_in(actor: Actor, dialogue: int) -> QuerySet[Session]:
    return visible(Session, actor).filter(dialogue=dialogue).select_related("room__venue")


@prepared
def _contributions_in(actor: Actor, dialogue: int) -> QuerySet[Contribution]:
    rows = visible(Contribution, actor).filter(session__dialogue=dialogue)
    return rows.select_related("person", "organisation")


def _arranged(rows: Sequence[Session], parts: dict[int, tuple[Part, ...]]) -> Programme:
    parents = {row.pk: row.parent_id for row in rows}
    below: defaultdict[int | None, list[Session]] = defaultdict(list)
    for row in rows:
        stands_alone = row.parent_id not in parents or _is_in_circle(row.pk, parents)
        below[None if stands_alone else row.parent_id].append(row)

    def lines(parent: int | None) -> list[Line]:
        return [line_of(row, parts.get(row.pk, ()), lines(row.pk)) for row in below[parent]]

    by_day: defaultdict[date | None, list[Line]] = defaultdict(list)
    for line in lines(None):
        by_day[line.day].append(line)
    undated = tuple(by_day.pop(None, ()))
    days = (_day(when, found) for when, found in sorted(by_day.items(), key=lambda d: str(d[0])))
    return Programme(tuple(days), undated)


def _is_in_circle(key: int, parents: Mapping[int, int | None]) -> bool:
    """Whether a session is below itself. No service lets it be, but pages must outlive it."""
    seen: set[int] = set()
    above = parents[key]
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return key in seen


def _day(when: date | None, lines: Sequence[Line]) -> Day:
    assert when is not None
    rooms: dict[str, Column] = {}
    slots: defaultdict[datetime, list[Line]] = defaultdict(list)
    for line in lines:
        if line.starts_at is not None:
            slots[line.starts_at].append(line)
            if line.place:
                place = line.place
                rooms[place.room_slug] = Column(place.order, place.room_slug, place.room)
    return Day(
        date=when,
        rooms=tuple(sorted(rooms.values(), key=lambda room: (room.order, room.slug))),
        slots=tuple(Slot(start, tuple(found)) for start, found in sorted(slots.items())),
        untimed=tuple(line for line in lines if line.starts_at is None),
    )
