"""The same problem as an integer programme, for HiGHS: bounds that prove, and often the optimum.

People who differ in nothing that counts are one class, and the unknowns are how many of a class go
to a room. Each trait and room has two more unknowns: the people beyond the even share and those
short of it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil, gcd, isfinite

from parley.apps.registration.assigning.measure import SIZE, Placement, Trait, Yardstick
from parley.apps.registration.assigning.problem import Person

TINY = 1e-6  # HiGHS's own tolerance for feasibility


@dataclass
class _Programme:
    """Columns and rows as they are collected."""

    costs: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def column(self, cost: int, most: int) -> int:
        """An unknown whole number from 0 to `most`, and what each one costs."""
        self.costs.append(cost)
        self.most.append(most)
        return len(self.costs) - 1

    def row(self, terms: Mapping[int, float], lower: float, upper: float) -> None:
        number = len(self.lower)
        self.entries += [(number, column, factor) for column, factor in terms.items()]
        self.lower.append(lower)
        self.upper.append(upper)


@dataclass(frozen=True)
class Found:
    """What the solver says: at least this many points, and an arrangement if it has one."""

    bound: int
    placement: Placement | None = None


class Exact:
    """The integer programme of one problem."""

    def __init__(self, yardstick: Yardstick) -> None:
        self.yardstick, self.problem = yardstick, yardstick.problem
        self.counted = {trait for trait, weight in yardstick.weights.items() if weight}
        self.classes = _classes(yardstick, self.counted)
        self.programme = _Programme()
        self.columns: dict[tuple[int, int], int] = {}
        self._place_everybody()
        self._keep_capacities()
        for trait in sorted(self.counted):
            self._spread(trait)

    def _place_everybody(self) -> None:
        for number, people in enumerate(self.classes):
            size, person = len(people), people[0]
            for room in sorted(self.problem.possible_for(person)):
                points = self.yardstick.wish_points(person.key, room)
                column = self.programme.column(points, size)
                self.columns[number, room] = column
            self.programme.row(dict.fromkeys(self._columns_of(number), 1), size, size)

    def _columns_of(self, number: int) -> Iterator[int]:
        for room in sorted(self.problem.possible_for(self.classes[number][0])):
            yield self.columns[number, room]

    def _in_room(self, room: int, trait: Trait) -> dict[int, float]:
        """The columns of those in the room who have the trait."""
        return {
            self.columns[number, room]: 1.0
            for number, people in enumerate(self.classes)
            if (number, room) in self.columns and trait in (SIZE, *people[0].traits)
        }

    def _keep_capacities(self) -> None:
        for room, capacity in self.problem.capacities.items():
            terms = self._in_room(room, SIZE)
            if capacity is not None and terms:
                self.programme.row(terms, 0, capacity)

    def _spread(self, trait: Trait) -> None:
        """A penalty for each person beyond or short of the even share."""
        weight, people = self.yardstick.weights[trait], len(self.yardstick.members[trait])
        for room, (least, most) in self.yardstick.limits[trait].items():
            terms = self._in_room(room, trait)
            if most < people and terms:
                terms[self.programme.column(weight, people - most)] = -1.0
            if least > 0:
                terms[self.programme.column(weight, least)] = 1.0
            if terms:
                self.programme.row(terms, least, most)

    def best(self, seconds: float) -> Found:
        """The best arrangement that the solver finds in that time, and its bound."""
        # Takes a third of a second to import, and only jobs need it.
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        made = self.programme
        rows, columns, factors = zip(*made.entries, strict=True)
        shape = (len(made.lower), len(made.costs))
        result = milp(
            made.costs,
            constraints=LinearConstraint(
                coo_array((factors, (rows, columns)), shape=shape).tocsr(), made.lower, made.upper
            ),
            bounds=Bounds(0, made.most),
            # The penalties too: told that all is whole, the solver is done three times as soon.
            integrality=[1] * len(made.costs),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        bound = self._rounded_up(result.mip_dual_bound)
        if result.x is None:
            return Found(bound)
        return Found(bound, self._placement([round(value) for value in result.x]))

    def _rounded_up(self, bound: float | None) -> int:
        """The next number that a total can be: all weights are whole."""
        if bound is None or not isfinite(bound):
            return 0
        weights = [self.problem.weights.wishes, *(self.yardstick.weights[t] for t in self.counted)]
        step = gcd(*weights) or 1
        return max(0, ceil(bound / step - TINY)) * step

    def _placement(self, values: list[int]) -> Placement:
        found = {}
        for number, people in enumerate(self.classes):
            waiting = iter(people)
            for room in sorted(self.problem.possible_for(people[0])):
                for _n in range(values[self.columns[number, room]]):
                    found[next(waiting).key] = room
        return found


def _classes(yardstick: Yardstick, counted: set[Trait]) -> list[list[Person]]:
    """People who differ in nothing that counts, together; in an order that hangs on no name."""
    found: defaultdict[object, list[Person]] = defaultdict(list)
    for person in yardstick.problem.people:
        traits = tuple(sorted(trait for trait in person.traits if trait in counted))
        rooms = tuple(sorted(yardstick.problem.possible_for(person)))
        wishes = person.wishes if yardstick.problem.weights.wishes else ()
        found[rooms, wishes, traits].append(person)
    return [sorted(found[key], key=lambda p: p.key) for key in sorted(found, key=repr)]
