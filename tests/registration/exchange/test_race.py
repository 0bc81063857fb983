"""People register while a convener imports: neither stops the other, and nobody is lost."""

from collections import Counter

from tests.registration.test_race import place, result, started

__all__ = ["place"]  # the fixture
PEOPLE, PROCESSES, IMPORTS = 60, 3, 40


def test_people_come_in_while_a_file_does(place: dict[str, str]) -> None:
    racing = "tests.registration.racing"
    result(started(place, racing, "prepare", 50, PEOPLE))
    imports = started(place, "tests.registration.exchange.racing", IMPORTS)
    runs = [started(place, racing, "apply", n, PROCESSES) for n in range(PROCESSES)]
    said = Counter(state for run in runs for state in result(run))
    assert said == {"approved": 50, "waitlisted": PEOPLE - 50}
    assert result(imports) == {"changes": IMPORTS - 1}
