"""Pages that move the live counts at the same moment take one step between them, not two: however
long people go on answering, what is shown at any two moments differs by nobody, or by enough."""

import os
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from tests.deliberation.attack.racing import LEAST
from tests.registration.test_race import place, result, started

__all__ = ["place"]
pytestmark = pytest.mark.postgresql
RACING = "tests.deliberation.attack.racing"
# Minutes are for whoever looks for a fault; nothing else comes in with time.
SECONDS = int(os.environ.get("PARLEY_RACE_SECONDS", "6"))


def states(past: dict[str, str]) -> list[str]:
    """Who held what in each step, in the order of the people: one letter each."""
    width = max(map(len, past.values()))
    padded = [past[one].rjust(width, ".") for one in sorted(past)]
    return ["".join(row) for row in zip(*padded, strict=True)]


def three(state: str) -> list[int]:
    found = Counter(state)
    return [found[place_] for place_ in "012"]


def test_steps_that_are_taken_at_once_are_one(place: dict[str, str]) -> None:
    result(started(place, RACING, "prepare"))
    watching = [started(place, RACING, "advance", SECONDS) for _ in range(2)]
    answering = [started(place, RACING, "answer", SECONDS, seed) for seed in (1, 2)]
    seen = defaultdict(set)
    for run in watching:
        for key, step, shown in result(run):
            seen[key, step].add(tuple(shown))
    for run in answering:
        result(run)
    told = result(started(place, RACING, "tell"))
    assert len(told) == 2
    for key, step, past in told:
        held = states(past)
        assert step >= 3 and len(held) == min(step, 100)
        # Everybody is shown the same at the same step: the counts of the step before.
        first = step - len(held) + 1
        for number in range(1, step + 1):
            assert len(seen[key, number]) <= 1
            if number - 1 >= first and seen[key, number]:
                (shown,) = seen[key, number]
                assert list(shown) == three(held[number - 1 - first])
        for one, other in combinations(held, 2):
            apart = sum(a != b for a, b in zip(one, other, strict=True))
            assert apart == 0 or apart >= LEAST
