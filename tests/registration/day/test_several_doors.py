"""The same badge before several cameras at the same moment comes in once, on a real database."""

from collections import Counter

from tests.registration.test_race import place, result, started

__all__ = ["place"]
GUESTS, DOORS = 25, 4


def test_each_badge_comes_in_at_one_door(place: dict[str, str]) -> None:
    doors = "tests.registration.day.several_doors"
    result(started(place, doors, "prepare", GUESTS))
    runs = [started(place, doors, "scan") for _ in range(DOORS)]
    said = Counter(outcome for run in runs for outcome in result(run))
    assert said == {"in": GUESTS, "again": GUESTS * (DOORS - 1)}
    assert result(started(place, doors, "count")) == {
        "states": {"attended": GUESTS},
        "noted": GUESTS,
        "steps": GUESTS,
    }
