"""Counts of too few people among the numbers of a confidential consultation.

Disclosure control lets none out. That it let none out is looked at once more before they are printed,
for what is printed can't be called back.
"""

from parley.apps.outcomes.findings.numbers import Numbers

COUNTS = ("pronounced", "agree", "disagree", "passed", "reserved", "silent", "absent")


def too_small(numbers: Numbers, least: int) -> list[str]:
    """Names of the counts that are of one to `least` − 1 people, or tell such a one by subtraction."""
    given = {name: getattr(numbers, name) for name in COUNTS}
    given |= {f"group {place}": one.pronounced for place, one in enumerate(numbers.groups, 1)}
    given |= _told(numbers)
    return [name for name, n in given.items() if n is not None and 0 < n < least]


def _told(of: Numbers) -> dict[str, int]:
    """What a reader works out: the one that is missing of three."""
    found = {}
    three = {"agree": of.agree, "disagree": of.disagree, "passed": of.passed}
    withheld = [name for name, n in three.items() if n is None]
    if of.pronounced is not None and len(withheld) == 1:
        known = sum(n for n in three.values() if n is not None)
        found[f"{withheld[0]} by subtraction"] = of.pronounced - known
    return found
