"""What checks have found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Check:
    """One kind of check over many things.

    Parameters
    ----------
    same
        How many are as they should be.
    near
        Whose bytes differ, while all numbers agree to 1e-9: another processor rounds differently.
    differs
        What is wrong, a line for each: expected, got.
    unknown
        What can't be checked, and why.
    """

    title: str
    same: int = 0
    near: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.differs

    @property
    def is_empty(self) -> bool:
        return not (self.same or self.near or self.differs or self.unknown)

    def expect(self, what: str, expected: Any, got: Any) -> bool:
        """Whether they are equal; counted so."""
        if expected == got:
            self.same += 1
            return True
        self.differs.append(f"{what}: expected {expected}, got {got}")
        return False

    def as_json(self) -> dict[str, Any]:
        return {
            "check": self.title,
            "agrees": self.agrees,
            "same": self.same,
            "near": self.near,
            "differs": self.differs,
            "unknown": self.unknown,
        }


@dataclass(frozen=True)
class Verified:
    """All checks of a package. `about`: what its manifest says it is."""

    about: dict[str, Any]
    checks: tuple[Check, ...]

    @property
    def agrees(self) -> bool:
        return all(one.agrees for one in self.checks)

    def as_json(self) -> dict[str, Any]:
        checks = [one.as_json() for one in self.checks]
        return {"agrees": self.agrees, **self.about, "checks": checks}


def without_empty(checks: Iterable[Check]) -> tuple[Check, ...]:
    return tuple(one for one in checks if not one.is_empty)
