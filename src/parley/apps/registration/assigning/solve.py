"""From a problem to an arrangement, and how good it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from random import Random

from parley.apps.registration.assigning.exact import Exact
from parley.apps.registration.assigning.first import first_placement
from parley.apps.registration.assigning.measure import Placement, Yardstick
from parley.apps.registration.assigning.problem import Person, Problem
from parley.apps.registration.assigning.search import improve

SECONDS = 20.0
MOMENT = 0.1


class Stage(Enum):
    """How far the work is."""

    FIRST = "first"
    BEST = "best"
    BETTER = "better"


@dataclass(frozen=True)
class Solution:
    """An arrangement, its points, and the points that no arrangement is below."""

    placement: Placement
    cost: int
    bound: int

    @property
    def is_best(self) -> bool:
        return self.cost == self.bound

    @property
    def gap(self) -> int:
        """How many points the best possible arrangement may be better, at most."""
        return self.cost - self.bound


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    seconds: float = SECONDS,
    report: Callable[[Stage], None] = lambda stage: None,
) -> Solution:
    """An arrangement of the least cost that was found in about that time.

    Raises Impossible where the rooms don't hold the people. The same problem and seed give the
    same arrangement, in whatever order the people come, unless the time runs out. Which of several
    people who differ in nothing gets which room is drawn by the seed.
    """
    began = time.monotonic()
    report(Stage.FIRST)
    drawn, keys = _drawn(problem, seed)
    yardstick = Yardstick(drawn)
    placement, bound = first_placement(drawn), 0
    if yardstick.cost(placement).total > 0:
        report(Stage.BEST)
        found = Exact(yardstick).best(max(MOMENT, seconds - (time.monotonic() - began)))
        placement, bound = found.placement or placement, found.bound
        if yardstick.cost(placement).total > bound:
            report(Stage.BETTER)
            placement = improve(yardstick, placement, seed=seed)
    cost = yardstick.cost(placement).total
    named = {keys[number]: room for number, room in placement.items()}
    return Solution(named, cost, min(bound, cost))


def _drawn(problem: Problem, seed: int) -> tuple[Problem, list[int]]:
    """The problem with the people numbered by what counts, those alike in an order that is drawn;
    and the key of each number."""
    keys = sorted(problem.by_key)
    Random(seed).shuffle(keys)  # noqa: S311
    lot = {key: number for number, key in enumerate(keys)}
    people = sorted(problem.people, key=lambda person: (_likeness(person), lot[person.key]))
    numbered = tuple(replace(person, key=number) for number, person in enumerate(people))
    return replace(problem, people=numbered), [person.key for person in people]


def _likeness(person: Person) -> tuple[object, ...]:
    fixed = () if person.fixed is None else (person.fixed,)
    rooms = () if person.rooms is None else tuple(sorted(person.rooms))
    return fixed, rooms, person.wishes, tuple(sorted(person.traits))
