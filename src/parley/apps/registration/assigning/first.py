"""A first arrangement that fits, or the reason why none does."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from parley.apps.registration.assigning.problem import Person, Problem


class Impossible(Exception):
    """More people can only go to these rooms than these rooms hold."""

    def __init__(self, rooms: Iterable[int], people: int, places: int) -> None:
        self.rooms, self.people, self.places = tuple(sorted(rooms)), people, places
        super().__init__(f"{people} people can only go to rooms {self.rooms}, which hold {places}")


@dataclass
class _Rooms:
    """Who is where, while people are placed one after another."""

    problem: Problem
    inside: dict[int, list[Person]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inside = {room: [] for room in self.problem.capacities}

    def has_place(self, room: int) -> bool:
        capacity = self.problem.capacities[room]
        return capacity is None or len(self.inside[room]) < capacity

    def way_for(self, person: Person) -> "tuple[dict[int, tuple[int, Person] | None], int | None]":
        """Rooms reached by moving others on, each with who leaves which room for it; and the first
        that has a place."""
        reached: dict[int, tuple[int, Person] | None] = dict.fromkeys(
            sorted(self.problem.possible_for(person))
        )
        waiting = deque(sorted(reached, key=lambda room: (len(self.inside[room]), room)))
        while waiting:
            room = waiting.popleft()
            if self.has_place(room):
                return reached, room
            for other in self.inside[room]:
                for further in sorted(self.problem.possible_for(other) - reached.keys()):
                    reached[further] = (room, other)
                    waiting.append(further)
        return reached, None

    def let_in(self, person: Person) -> None:
        reached, free = self.way_for(person)
        if free is None:
            raise self._impossible(frozenset(reached))
        while (step := reached[free]) is not None:
            room, other = step
            self.inside[room].remove(other)
            self.inside[free].append(other)
            free = room
        self.inside[free].append(person)

    def _impossible(self, rooms: frozenset[int]) -> Impossible:
        people = [p for p in self.problem.people if self.problem.possible_for(p) <= rooms]
        places = sum(self.problem.capacities[room] or 0 for room in rooms)
        return Impossible(rooms, len(people), places)


def first_placement(problem: Problem) -> Mapping[int, int]:
    """Everybody in a room that is possible for them, within the capacities.

    Raises Impossible with the rooms that are too small: those that nobody in them can leave for a
    free place.
    """
    rooms = _Rooms(problem)
    for person in sorted(problem.people, key=lambda p: (len(problem.possible_for(p)), p.key)):
        rooms.let_in(person)
    return {person.key: room for room, people in rooms.inside.items() for person in people}
