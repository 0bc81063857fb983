"""What an arrangement costs, in points, and what the points are for.

The even share of a trait in a room is what the room would get if everybody who has the trait were
poured over the rooms that they can enter, each room rising to the same level as far as it holds
them. A room that has a whole number of people between that share rounded down and rounded up costs
nothing; each person beyond or short of it costs the trait's weight. Sizes of rooms are measured
the same way. What only one person has can't be uneven. Who is fixed where does not move the shares: a pin is no excuse for unevenness.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from parley.apps.registration.assigning.problem import Problem

Placement = Mapping[int, int]  # person → room
Trait = tuple[str, str]
SIZE: Trait = ("size", "")


@dataclass(frozen=True)
class Uneven:
    """People beyond (`by` > 0) or short of (`by` < 0) the even share of a trait in a room."""

    kind: str
    value: str
    room: int
    by: int
    points: int


@dataclass(frozen=True)
class Cost:
    """Points of an arrangement, and where they come from."""

    total: int
    # Step in the wishes (0: first wish … 3: none of them) → how many people; of those with wishes.
    wishes: Mapping[int, int]
    uneven: tuple[Uneven, ...]


class Yardstick:
    """Measures arrangements of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.weights = {SIZE: problem.weights.sizes}
        self.members: dict[Trait, list[int]] = {SIZE: list(problem.by_key)}
        for person in problem.people:
            for trait in person.traits:
                self.weights[trait] = problem.weights.traits.get(trait[0], 0)
                self.members.setdefault(trait, []).append(person.key)
        for trait, people in self.members.items():
            if len(people) == 1 and trait != SIZE:
                self.weights[trait] = 0
        poured = _poured(problem)
        self.limits = {trait: self._limits(trait, poured) for trait in self.members}

    def _limits(self, trait: Trait, poured: "Poured") -> dict[int, tuple[int, int]]:
        """Room → how many people with the trait are few enough and many enough."""
        people = self.problem.by_key
        numbers = Counter(self.problem.open_to(people[key]) for key in self.members[trait])
        shares: dict[int, Fraction] = dict.fromkeys(self.problem.capacities, Fraction(0))
        for rooms, number in numbers.items():
            for room, part in poured[rooms].items():
                shares[room] += number * part
        return {room: (floor(share), ceil(share)) for room, share in shares.items()}

    def beyond(self, trait: Trait, room: int, number: int) -> int:
        """People above the even share, or below it as a negative number; 0 within it."""
        least, most = self.limits[trait][room]
        return max(0, number - most) or min(0, number - least)

    def points(self, trait: Trait, room: int, number: int) -> int:
        return self.weights[trait] * abs(self.beyond(trait, room, number))

    def wish_points(self, person: int, room: int) -> int:
        return self.problem.weights.wishes * self.problem.by_key[person].unhappiness(room)

    def counts(self, placement: Placement) -> dict[Trait, Counter[int]]:
        """Trait → room → how many people."""
        found: dict[Trait, Counter[int]] = {trait: Counter() for trait in self.members}
        for key, room in placement.items():
            for trait in (SIZE, *self.problem.by_key[key].traits):
                found[trait][room] += 1
        return found

    def cost(self, placement: Placement) -> Cost:
        """What the arrangement of these people costs; whoever is not in it counts for nothing."""
        wishes = Counter(
            self.problem.by_key[key].unhappiness(room)
            for key, room in placement.items()
            if self.problem.by_key[key].wishes
        )
        uneven = tuple(self._uneven(placement))
        unhappy = sum(step * number for step, number in wishes.items())
        total = self.problem.weights.wishes * unhappy + sum(part.points for part in uneven)
        return Cost(total, dict(sorted(wishes.items())), uneven)

    def _uneven(self, placement: Placement) -> Iterator[Uneven]:
        counts = self.counts(placement)
        for trait, limits in self.limits.items():
            for room in limits:
                by = self.beyond(trait, room, counts[trait][room])
                if by and self.weights[trait]:
                    yield Uneven(*trait, room, by, self.points(trait, room, counts[trait][room]))

    def prices(self, placement: Placement, person: int) -> dict[int, int]:
        """Room → by how many points the total changes when the person goes there."""
        others = {key: room for key, room in placement.items() if key != person}
        counts, without = self.counts(others), self.cost(others).total
        gone = self.cost(placement).total - without
        return {room: self._price(counts, person, room) - gone for room in self.problem.capacities}

    def _price(self, counts: Mapping[Trait, Counter[int]], person: int, room: int) -> int:
        """What it costs to add the person to the room."""
        added = self.wish_points(person, room)
        for trait in (SIZE, *self.problem.by_key[person].traits):
            number = counts[trait][room]
            added += self.points(trait, room, number + 1) - self.points(trait, room, number)
        return added


Poured = dict[frozenset[int], dict[int, Fraction]]


def _poured(problem: Problem) -> Poured:
    """Rooms that some people can enter → the part of these people that each room gets."""
    numbers = Counter(problem.open_to(person) for person in problem.people)
    levels: dict[int, Fraction] = dict.fromkeys(problem.capacities, Fraction(0))
    found: Poured = {}
    for rooms in sorted(numbers, key=lambda rooms: (len(rooms), sorted(rooms))):
        before = dict(levels)
        _pour(numbers[rooms], rooms, levels, problem.capacities)
        number = numbers[rooms]
        found[rooms] = {room: (levels[room] - before[room]) / number for room in rooms}
    return found


def _pour(
    number: int,
    rooms: frozenset[int],
    levels: dict[int, Fraction],
    capacities: Mapping[int, int | None],
) -> None:
    """Raise the lowest of the rooms together until all people are in, or the rooms are full."""
    left = Fraction(number)
    while left > 0:
        room_in = [r for r in rooms if (cap := capacities[r]) is None or levels[r] < cap]
        if not room_in:
            return
        low = min(levels[r] for r in room_in)
        lowest = [r for r in room_in if levels[r] == low]
        stops = [Fraction(cap) for r in lowest if (cap := capacities[r]) is not None]
        stops += [levels[r] for r in room_in if levels[r] > low]
        rise = min([left / len(lowest), *(stop - low for stop in stops)])
        for r in lowest:
            levels[r] += rise
        left -= rise * len(lowest)
