"""What a reader comes upon: what it leaves out, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import Intake

MOST_PROBLEMS = 100

# Says where rows stand: [16] → ["line 17"].
Places = Callable[[Sequence[int]], Sequence[str]]


class Problem(NamedTuple):
    """A row that holds something else than expected, why it is left out, and what to say of it."""

    row: int
    reason: str
    message: str


class Findings:
    """Counts what is dropped; stops at the first problem, or when lenient keeps the first hundred."""

    def __init__(self, lenient: bool) -> None:
        self.lenient = lenient
        self.lines = 0
        self.dropped: Counter[str] = Counter()
        self._problems: list[Problem] = []
        self._notes: list[str] = []

    def drop(self, reason: str, number: int) -> None:
        """So many entries are left out, as they should be."""
        if number:
            self.dropped[reason] += number

    def problems(self, counted: Counter[str], first: list[Problem], places: Places) -> None:
        """Some entries are wrong: how many for which reason, and the first of them.

        Raises
        ------
        InvalidStances
            Unless lenient, with the first of all.
        """
        if not counted:
            return
        if not self.lenient:
            worst = min(first)
            raise InvalidStances(f"{places([worst.row])[0]}: {worst.message}")
        self.dropped.update(counted)
        self._problems += sorted(first)[: MOST_PROBLEMS - len(self._problems)]

    def conflict(self, message: str) -> None:
        """Different things are said of one actor or proposition. Raises InvalidStances unless lenient."""
        if not self.lenient:
            raise InvalidStances(message)
        self._notes.append(message)

    def note(self, message: str) -> None:
        """Something that the reader of the map should know, though nothing is wrong."""
        if message not in self._notes:
            self._notes.append(message)

    def intake(self, places: Places) -> Intake:
        where = places([problem.row for problem in self._problems])
        said = tuple(
            f"{place}: {problem.message}"
            for place, problem in zip(where, self._problems, strict=True)
        )
        return Intake(self.lines, dict(self.dropped.most_common()), said, tuple(self._notes))
