"""Making an arrangement better by small steps: one person moves, or two change places."""

import math
import random
from collections import Counter

from parley.apps.registration.assigning.measure import SIZE, Placement, Trait, Yardstick

STEPS_EACH = 300  # steps tried for each person
STEPS_MOST = 200_000
HOT, COLD = 2.0, 0.15  # points that a step may cost, at the beginning and at the end


class _Search:
    """An arrangement that changes in place, with its cost kept up to date."""

    def __init__(self, yardstick: Yardstick, placement: Placement) -> None:
        self.yardstick, self.problem = yardstick, yardstick.problem
        self.where = dict(placement)
        self.cost = yardstick.cost(placement).total
        self.counts: dict[Trait, Counter[int]] = yardstick.counts(placement)
        self.traits = {
            p.key: [t for t in (SIZE, *p.traits) if yardstick.weights[t]]
            for p in self.problem.people
        }
        self.free = [p.key for p in self.problem.people if len(self.problem.possible_for(p)) > 1]
        self.rooms = {
            key: sorted(self.problem.possible_for(self.problem.by_key[key])) for key in self.free
        }
        self.open = {key: frozenset(rooms) for key, rooms in self.rooms.items()}
        self.sizes: Counter[int] = Counter(self.where.values())
        self.tables: dict[tuple[Trait, int], list[int]] = {}

    def points(self, trait: Trait, room: int) -> list[int]:
        """Points by number of people, made once for each trait and room."""
        table = self.tables.get((trait, room))
        if table is None:
            numbers = range(len(self.yardstick.members[trait]) + 1)
            table = [self.yardstick.points(trait, room, number) for number in numbers]
            self.tables[trait, room] = table
        return table

    def move(self, person: int, to: int) -> int:
        """Take the step; answers what it costs."""
        origin, change = self.where[person], 0
        for trait in self.traits[person]:
            counts = self.counts[trait]
            here, there = counts[origin], counts[to]
            left, joined = self.points(trait, origin), self.points(trait, to)
            change += left[here - 1] - left[here] + joined[there + 1] - joined[there]
            counts[origin], counts[to] = here - 1, there + 1
        change += self.yardstick.wish_points(person, to) - self.yardstick.wish_points(
            person, origin
        )
        self.where[person] = to
        self.sizes[origin] -= 1
        self.sizes[to] += 1
        self.cost += change
        return change

    def has_place(self, room: int) -> bool:
        capacity = self.problem.capacities[room]
        return capacity is None or self.sizes[room] < capacity


def improve(yardstick: Yardstick, placement: Placement, *, seed: int) -> Placement:
    """The best arrangement that was met on a cooling walk from this one.

    The number of steps is fixed, not the time: the same seed leads to the same arrangement.
    """
    search, chance = _Search(yardstick, placement), random.Random(seed)  # noqa: S311
    best, best_cost = dict(search.where), search.cost
    steps = min(STEPS_MOST, STEPS_EACH * len(search.free))
    for step in range(steps):
        if best_cost == 0:
            break
        heat = HOT * (COLD / HOT) ** (step / steps)
        _try_step(search, chance, heat)
        if search.cost < best_cost:
            best, best_cost = dict(search.where), search.cost
    return best


def _try_step(search: _Search, chance: random.Random, heat: float) -> None:
    person = chance.choice(search.free)
    origin, to = search.where[person], chance.choice(search.rooms[person])
    if to == origin:
        return
    if search.has_place(to) and chance.random() < 0.5:
        if not _accepted(search.move(person, to), chance, heat):
            search.move(person, origin)
        return
    other = chance.choice(search.free)
    if search.where[other] != to or origin not in search.open[other]:
        return
    change = search.move(person, to) + search.move(other, origin)
    if not _accepted(change, chance, heat):
        search.move(other, to)
        search.move(person, origin)


def _accepted(change: int, chance: random.Random, heat: float) -> bool:
    return change <= 0 or chance.random() < math.exp(-change / heat)
