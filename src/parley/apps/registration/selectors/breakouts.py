"""Break-outs: which rooms there are, who takes part, who is where, and what it costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
from parley.apps.registration.policies import leads, listed_to
from parley.apps.registration.selectors import rooms as meetings
from parley.core.access import get_visible, may, visible
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
    return get_visible(_rounds(actor), actor, uid=uid, session__dialogue__slug=slug)


def _rounds(actor: Actor) -> QuerySet[BreakoutRound]:
    return visible(BreakoutRound, actor).select_related("session__dialogue")


def rounds_of(actor: Actor, dialogue: Dialogue) -> list[BreakoutRound]:
    return list(_rounds(actor).filter(session__dialogue=dialogue))


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


# What participants and facilitators see


@dataclass(frozen=True)
class OwnRound:
    """A round on the page of somebody who takes part: what they wish, where they go."""

    round: BreakoutRound
    title: LocalText  # of the session that breaks out, for those who see it
    rooms: tuple[Corner, ...]
    wishes: tuple[int, ...]
    told: Session | None

    @property
    def takes_wishes(self) -> bool:
        return self.round.takes_wishes and self.told is None and len(self.rooms) > 1


def own_rounds(actor: Actor, registration: Registration) -> list[OwnRound]:
    """Of a dialogue that one comes to; of the rooms those that exist for the actor."""
    if registration.state not in COMING or registration.user_id != actor.user_id:
        return []
    rows = _rounds(actor).filter(session__dialogue=registration.dialogue_id)
    return [own_round(actor, row, registration) for row in rows]


def own_round(actor: Actor, row: BreakoutRound, registration: Registration) -> OwnRound:
    rooms = tuple(
        room for room in corners_of(actor, row) if room.takes(registration.mode, registration.group)
    )
    wishes = visible(BreakoutWish, actor).filter(round=row, registration=registration)
    told = visible(BreakoutPlace, actor).filter(round=row, registration=registration)
    where = told.values("told")
    rooms_told = visible(Session, actor).filter(pk__in=where, cancelled=False)
    session = rooms_told.select_related("room").first()
    whole = visible(Session, actor).filter(pk=row.session_id).first()
    title = whole.title if whole else LocalText()
    return OwnRound(row, title, rooms, tuple(wish.room_id for wish in wishes), session)


def wisher_of(actor: Actor, slug: str, uid: UUID) -> tuple[OwnRound, Registration]:
    """A round as one takes part in it; a 404 for anybody else, conveners who don't included."""
    row = round_for(actor, slug, uid)
    mine = visible(Registration, actor).filter(user=actor.user_id, state__in=COMING)
    mine = mine.select_related("group", "dialogue")
    registration = get_visible(mine, actor, dialogue=row.session.dialogue_id)
    return own_round(actor, row, registration), registration


@dataclass(frozen=True)
class Company:
    """The people of one room, as far as the actor may know them."""

    session: Session
    people: tuple[tuple[str, str, LocalText], ...]  # name, organisation, group
    is_whole: bool


def room_for(actor: Actor, slug: str, session: str) -> Session:
    """A room, for its facilitators, its people and the conveners; a 404 for others."""
    rows = visible(Session, actor).filter(kind=SessionKind.BREAK_OUT)
    rows = rows.select_related("dialogue")
    room = get_visible(rows, actor, dialogue__slug=slug, slug=session)
    if not knows_company(actor, room):
        raise not_found()
    return room


def company_in(actor: Actor, room: Session) -> Company:
    """Who is in a room that the actor may know about."""
    people, is_whole = _told(room), _knows_all(actor, room)
    if not is_whole:
        people = people.filter(listed_to(actor))
    shown = ((p.name, p.organisation, p.group.name) for p in people.select_related("group"))
    return Company(room, tuple(shown), is_whole)


def knows_company(actor: Actor, room: Session) -> bool:
    """Whether the actor may know anything of who is in the room."""
    if not actor.is_signed_in or actor.preview is not None:
        return False
    return _told(room).filter(user=actor.user_id).exists() or _knows_all(actor, room)


def _told(room: Session) -> QuerySet[Registration]:
    """Those who come and were told to go there."""
    here = BreakoutPlace.objects.filter(told=room.pk)
    return Registration.objects.filter(pk__in=here.values("registration"), state__in=COMING)


def _knows_all(actor: Actor, room: Session) -> bool:
    """Its facilitators; and the conveners, as the round's own policy has it."""
    if Session.objects.filter(leads(actor), pk=room.pk).exists():
        return True
    row = visible(BreakoutRound, actor).filter(session=room.parent_id).first()
    return row is not None and may(actor, "arrange", row)
