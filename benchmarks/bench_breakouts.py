#!/usr/bin/env python3
"""Break-outs: how long a proposal takes, and how good it is, beside placing people one by one.

All people are synthetic: groups, countries and organisations of uneven size, rooms of uneven popularity that differs
by group, up to three wishes each, capacities with a tenth to spare.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

from measuring import table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from parley.apps.registration.assigning import (
    Person,
    Problem,
    Room,
    Weights,
    Yardstick,
    solve,
)

WEIGHTS = Weights(wishes=2, sizes=1, traits={"group": 2, "country": 2, "organisation": 2})
GROUPS = {"government": 40, "intergovernmental": 10, "academia": 20, "civil": 15, "industry": 15}
SIZES = ((60, 6), (300, 12), (300, 12), (300, 12), (600, 20))
SECONDS = 20.0
TARGET = 10.0


def synthetic(number: int, rooms: int, seed: int) -> Problem:
    """So many people who never lived, and rooms that hold a tenth more than come."""
    chance = random.Random(seed)
    countries = {f"C{n}": 1 / (n + 1) for n in range(60)}
    people = tuple(_person(key, rooms, countries, chance) for key in range(number))
    capacity = -(-number * 11 // (rooms * 10))
    return Problem(people, tuple(Room(key, capacity) for key in range(rooms)), WEIGHTS)


def _person(key: int, rooms: int, countries: dict[str, float], chance: random.Random) -> Person:
    (group,) = chance.choices(list(GROUPS), list(GROUPS.values()))
    (country,) = chance.choices(list(countries), list(countries.values()))
    organisation = f"{group} {country} {chance.randrange(4)}"
    turn = list(GROUPS).index(group)
    liked = [1 / (1 + (room - turn) % rooms) for room in range(rooms)]
    wishes = dict.fromkeys(chance.choices(range(rooms), liked, k=chance.randrange(4)))
    traits = (("group", group), ("country", country), ("organisation", organisation))
    return Person(key=key, wishes=tuple(wishes), traits=traits)


def one_by_one(problem: Problem) -> dict[int, int]:
    """What one would do by hand: each person, as they come, into the best room with a place."""
    sizes: Counter[int] = Counter()
    placed = {}
    for person in problem.people:
        free = [r for r, limit in problem.capacities.items() if limit is None or sizes[r] < limit]
        room = min(free, key=lambda r: (person.unhappiness(r), sizes[r], r))
        placed[person.key] = room
        sizes[room] += 1
    return placed


def main() -> None:
    rows, slow = [], 0
    for seed, (number, rooms) in enumerate(SIZES):
        problem = synthetic(number, rooms, seed)
        wall, cpu = time.perf_counter(), time.process_time()
        found = solve(problem, seed=seed, seconds=SECONDS)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        naive = Yardstick(problem).cost(one_by_one(problem)).total
        asked = sum(bool(person.wishes) for person in problem.people)
        first = Yardstick(problem).cost(found.placement).wishes.get(0, 0)
        slow += number <= 300 and wall > TARGET
        rows.append(
            (
                f"{number} people, {rooms} rooms, seed {seed}",
                f"{wall:.1f} s",
                f"{cpu:.1f} s",
                str(found.cost),
                "proven" if found.is_best else f"≥ {found.bound}",
                f"× {naive / found.cost:.1f}" if found.cost else "-",
                f"{100 * first / asked:.0f} %",
            )
        )
    table(
        ("synthetic people", "time", "CPU", "points", "optimal", "one by one", "first wish"), rows
    )
    target = "met" if not slow else f"missed {slow} times"
    print(f"  target: 300 people in 12 rooms within {TARGET:.0f} s: {target}")


if __name__ == "__main__":
    main()
