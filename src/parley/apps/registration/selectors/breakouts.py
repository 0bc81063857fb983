"""Break-outs: which rooms there are, who takes part, who is where, and what it costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from parley.apps.convening.models import Contribution, Dialogue, Rule, Session, SessionKind
from parley.apps.registration.assigning import (
    Cost,
    Person,
    Problem,
    Room,
    Weights,
    Yardstick,
)
from parley.apps.registration.models import (
    BreakoutPlace,
    BreakoutRound,
    BreakoutStep,
    BreakoutWish,
    Group,
    Meeting,
    Mode,
    Registration,
    Sight,
    State,
)
from parley.apps.registration.selectors import rooms as meetings
from parley.core.access import get_visible, visible
from parley.core.actors import Actor
from parley.core.errors import not_found
from parley.core.localtext import LocalText

COMING = (State.APPROVED, State.ATTENDED)


@dataclass(frozen=True)
class Corner:
    """One of the rooms of a round: a session that is part of it."""

    key: int
    title: LocalText
    place: LocalText
    rule: str
    capacity: int | None
    modes: frozenset[str]
    label: LocalText = field(default_factory=LocalText)

    def takes(self, mode: str, group: Group) -> bool:
        """By how somebody takes part, and by what their group sees."""
        sees = group.sight == Sight.PARTICIPANTS or self.rule == Rule.PUBLIC
        return sees and mode in self.modes


@dataclass(frozen=True)
class Participant:
    """Somebody who comes, as the arrangement needs to know them."""

    key: int
    uid: UUID
    user: int
    name: str
    group: LocalText
    group_key: int
    country: str
    organisation: str
    mode: str
    rooms: frozenset[int]
    wishes: tuple[int, ...]
    leads: int | None  # the room whose facilitator it is
    room: int | None
    pinned: bool
    told: int | None

    @property
    def is_fixed(self) -> bool:
        return self.leads is not None or (self.pinned and self.room is not None)

    @property
    def traits(self) -> tuple[tuple[str, str], ...]:
        organisation = " ".join(self.organisation.casefold().split())
        known = {
            "group": str(self.group_key),
            "country": self.country,
            "organisation": organisation,
        }
        return tuple((kind, value) for kind, value in known.items() if value)


@dataclass(frozen=True)
class Arrangement:
    """A round with its rooms and all who take part, placed or not."""

    round: BreakoutRound
    rooms: tuple[Corner, ...]
    people: tuple[Participant, ...]

    def person(self, uid: UUID) -> Participant:
        """One of them, or a 404."""
        for person in self.people:
            if person.uid == uid:
                return person
        raise not_found()

    @cached_property
    def placement(self) -> dict[int, int]:
        return {p.key: p.room for p in self.placeable if p.room is not None}

    @cached_property
    def placeable(self) -> tuple[Participant, ...]:
        """Those for whom there is a room at all, by how they take part."""
        return tuple(person for person in self.people if person.rooms)

    @property
    def unplaced(self) -> list[Participant]:
        return [person for person in self.people if person.room is None]

    def inside(self, room: int) -> list[Participant]:
        return [person for person in self.people if person.room == room]

    def problem(self, *, keep: bool = False) -> Problem:
        """What the optimiser gets. `keep`: everybody who has a place stays there."""
        people = tuple(
            Person(
                key=person.key,
                wishes=person.wishes,
                traits=person.traits,
                rooms=person.rooms,
                fixed=_fixed(person, keep=keep),
            )
            for person in self.placeable
        )
        return Problem(people, tuple(Room(r.key, r.capacity) for r in self.rooms), self.weights)

    @property
    def weights(self) -> Weights:
        row = self.round
        traits = {
            "group": row.weigh_groups,
            "country": row.weigh_countries,
            "organisation": row.weigh_organisations,
        }
        return Weights(wishes=row.weigh_wishes, sizes=row.weigh_sizes, traits=traits)

    @cached_property
    def yardstick(self) -> Yardstick:
        return Yardstick(self.problem())

    @cached_property
    def cost(self) -> Cost:
        return self.yardstick.cost(self.placement)

    def prices(self, person: Participant) -> dict[int, int]:
        """Room → points more or less, for the rooms that the person may go to."""
        found = self.yardstick.prices(self.placement, person.key)
        return {room: points for room, points in found.items() if room in person.rooms}


def _fixed(person: Participant, *, keep: bool) -> int | None:
    if person.leads is not None:
        return person.leads
    return person.room if person.pinned or keep else None


def round_for(actor: Actor, slug: str, uid: UUID) -> BreakoutRound:
    return get_visible(seen(actor), actor, uid=uid, session__dialogue__slug=slug)


def seen(actor: Actor) -> QuerySet[BreakoutRound]:
    return visible(BreakoutRound, actor).select_related("session__dialogue")


def rounds_of(actor: Actor, dialogue: Dialogue) -> list[BreakoutRound]:
    return list(seen(actor).filter(session__dialogue=dialogue))


def sessions_to_break_out(actor: Actor, dialogue: Dialogue) -> list[Session]:
    """Sessions of which two parts at least are break-outs, and that have no round yet."""
    parts = Q(parts__kind=SessionKind.BREAK_OUT, parts__cancelled=False)
    rows = visible(Session, actor).filter(dialogue=dialogue, breakout_round=None)
    return list(rows.annotate(rooms=Count("parts", filter=parts)).filter(rooms__gte=2))


def corners_of(actor: Actor, row: BreakoutRound) -> tuple[Corner, ...]:
    """The rooms of the round that exist for the actor, in the programme's order."""
    rows = visible(Session, actor).filter(
        parent=row.session_id, kind=SessionKind.BREAK_OUT, cancelled=False
    )
    return tuple(
        _corner(session)
        for session in rows.select_related("room", "meeting").order_by("order", "pk")
    )


def _corner(session: Session) -> Corner:
    room = session.room
    capacity = session.capacity
    if capacity is None and room is not None:
        capacity = room.capacity
    arranged = getattr(session, "meeting", None) or Meeting(session=session)
    is_online = meetings.is_arranged(arranged)
    # Only a room is for those who are there, only an address for the others; neither: not known.
    modes = {Mode.IN_PERSON.value, Mode.ONLINE.value}
    if (room is not None) != is_online:
        modes = {Mode.ONLINE.value if is_online else Mode.IN_PERSON.value}
    return Corner(
        key=session.pk,
        title=session.title,
        place=room.name if room else LocalText(),
        rule=session.rule,
        capacity=capacity,
        modes=frozenset(modes),
        label=session.label,
    )


def arrangement_of(actor: Actor, row: BreakoutRound) -> Arrangement:
    """Six queries, however many people; whole rows of them are not needed."""
    rooms = corners_of(actor, row)
    dialogue = row.session.dialogue_id
    people = visible(Registration, actor).filter(dialogue=dialogue, state__in=COMING)
    known = _Known(
        rooms={room.key: room for room in rooms},
        groups={group.pk: group for group in visible(Group, actor).filter(dialogue=dialogue)},
        places={place[0]: place[1:] for place in _places(actor, row)},
        wishes=_wishes(actor, row),
        leaders=_leaders([room.key for room in rooms]),
    )
    found = people.values_list(
        "pk", "uid", "user_id", "name", "group_id", "country", "organisation", "mode", named=True
    )
    return Arrangement(row, rooms, tuple(known.participant(person) for person in found))


def _places(actor: Actor, row: BreakoutRound) -> Iterable[tuple[int, int, bool, int | None]]:
    places = visible(BreakoutPlace, actor).filter(round=row.pk)
    return places.values_list("registration_id", "room_id", "pinned", "told_id")


def _wishes(actor: Actor, row: BreakoutRound) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    wishes = visible(BreakoutWish, actor).filter(round=row.pk).order_by("rank")
    for registration, room in wishes.values_list("registration_id", "room_id"):
        found[registration].append(room)
    return found


def _leaders(rooms: Iterable[int]) -> dict[int, int]:
    """Account → the room where it has a part: facilitators stay with their room."""
    parts = Contribution.objects.filter(session__in=rooms, person__user__isnull=False)
    return dict(parts.order_by("-order", "-pk").values_list("person__user", "session"))


@dataclass(frozen=True)
class _Known:
    """What there is to know of a round, to make participants of registrations."""

    rooms: Mapping[int, Corner]
    groups: Mapping[int, Group]
    places: Mapping[int, tuple[int, bool, int | None]]
    wishes: Mapping[int, list[int]]
    leaders: Mapping[int, int]

    @cached_property
    def open(self) -> dict[tuple[int, str], frozenset[int]]:
        """Group and way of taking part → the rooms that are open to such people."""
        return {
            (group.pk, mode): frozenset(
                key for key, room in self.rooms.items() if room.takes(mode, group)
            )
            for group in self.groups.values()
            for mode in Mode.values
        }

    def participant(self, row: Any) -> Participant:
        group, leads_room = self.groups[row.group_id], self.leaders.get(row.user_id)
        open_rooms = self.open[row.group_id, row.mode]
        if leads_room is not None:
            open_rooms |= {leads_room}
        room, pinned, told = self.places.get(row.pk, (None, False, None))
        return Participant(
            key=row.pk,
            uid=row.uid,
            user=row.user_id,
            name=row.name,
            group=group.name,
            group_key=group.pk,
            country=row.country,
            organisation=row.organisation,
            mode=row.mode,
            rooms=open_rooms,
            wishes=tuple(key for key in self.wishes.get(row.pk, ()) if key in self.rooms),
            leads=leads_room,
            # Whoever takes part in another way by now needs another room.
            room=room if room in open_rooms else None,
            pinned=pinned,
            told=told,
        )


def has_steps(actor: Actor, row: BreakoutRound) -> bool:
    return visible(BreakoutStep, actor).filter(round=row.pk).exists()
