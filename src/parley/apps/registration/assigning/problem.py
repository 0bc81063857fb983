"""What is given: people, rooms, and how much each thing counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

# A person whose wishes are all unmet is as badly off as if they had ranked the room here.
UNMET = 3


@dataclass(frozen=True)
class Room:
    """A room; without a capacity it holds everybody."""

    key: int
    capacity: int | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody to be placed.

    `wishes` are rooms, the first wish first; `traits` are pairs such as ("country", "IT") that
    are to be spread; `rooms` are those that can be entered at all (None: every one); a person
    who is `fixed` stays in that room, whatever it costs.
    """

    key: int
    wishes: tuple[int, ...] = ()
    traits: tuple[tuple[str, str], ...] = ()
    rooms: frozenset[int] | None = None
    fixed: int | None = None

    def unhappiness(self, room: int) -> int:
        """0 in the first wish, 1 in the second, 2 in the third; without wishes 0 everywhere."""
        if not self.wishes:
            return 0
        return self.wishes.index(room) if room in self.wishes else UNMET


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How many points each thing costs: whole numbers, 0 leaves it out.

    `wishes`: each step down in somebody's wishes; `sizes`: each person beyond or short of a
    room's even size; `traits`: by kind of trait, each person beyond or short of the even share.
    """

    wishes: int = 1
    sizes: int = 1
    traits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Problem:
    """All that an arrangement depends on."""

    people: tuple[Person, ...]
    rooms: tuple[Room, ...]
    weights: Weights = field(default_factory=Weights)

    def __post_init__(self) -> None:
        if not self.rooms:
            raise ValueError("expected at least one room, got none")
        if len(self.by_key) != len(self.people) or len(self.capacities) != len(self.rooms):
            raise ValueError("expected each person and each room once, got a key twice")
        known = self.capacities.keys()
        for person in self.people:
            named = {*person.wishes, *(person.rooms or ())}
            if not named <= known or person.fixed not in {None, *known}:
                raise ValueError(f"person {person.key} names a room that is not there")

    @cached_property
    def by_key(self) -> dict[int, Person]:
        return {person.key: person for person in self.people}

    @cached_property
    def capacities(self) -> dict[int, int | None]:
        """Room → how many it holds; None: everybody."""
        return {room.key: room.capacity for room in self.rooms}

    @cached_property
    def every_room(self) -> frozenset[int]:
        return frozenset(self.capacities)

    def open_to(self, person: Person) -> frozenset[int]:
        """The rooms that can be entered, as if nobody were fixed."""
        return self.every_room if person.rooms is None else person.rooms

    def possible_for(self, person: Person) -> frozenset[int]:
        """The rooms where the person may be placed."""
        return self.open_to(person) if person.fixed is None else frozenset({person.fixed})
