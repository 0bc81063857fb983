"""The scale by which numbers become words: what *all groups*, *most* and *diverged* mean.

It follows three ideas. A word stands for a number, and the number is printed beside it, as in the
uncertainty language of the Intergovernmental Panel on Climate Change (Mastrandrea and others 2010).
What decides is the end of an interval that is nearer to the contrary, never the share itself, so
that few answers earn few words. And the steps are those that diplomats know: more than half, and two
thirds, by which the General Assembly decides on important questions (Charter, Article 18).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple

LEVEL = 0.95  # of every interval


class Limit(NamedTuple):
    """Between which values a threshold may lie."""

    low: float
    high: float
    whole: bool = False


# The lower limits of the first two are what the opinion map itself is drawn with: findings may ask
# for more than the map does, never for less.
LIMITS: Mapping[str, Limit] = {
    "groups_at": Limit(0.6, 0.95),
    "gap_at": Limit(0.3, 0.9),
    "most_at": Limit(0.5, 0.75),
    "large_at": Limit(0.5, 0.9),
    "nearly_all_at": Limit(0.75, 0.99),
    "split_at": Limit(0.1, 0.45),
    "alike_at": Limit(0.1, 0.6),
    "opposed_at": Limit(0.4, 0.95),
    "least": Limit(3, 200, whole=True),
}


class InvalidScale(ValueError):
    """A threshold that can't be one; `name` says which, None where two contradict each other."""

    def __init__(self, message: str, name: str | None = None) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True)
class Scale:
    """Thresholds; each is a setting of the synthesis, and printed where its findings are.

    Parameters
    ----------
    groups_at
        *All groups*: in every group that has pronounced itself, the lower end of the interval of
        those on this side is at least this.
    gap_at
        *Diverged* between groups: two of them are at least this far apart.
    most_at, large_at, nearly_all_at
        *Most*, *a large majority*, *nearly all*: the lower end of the interval of those on one
        side is above this.
    split_at
        *Diverged* where no groups explain it: the lower ends of the intervals of both sides are
        above this.
    alike_at, opposed_at
        Of an element: it is *read alike* where the upper end of the interval of its ambiguity is at
        most the first, *read in opposite ways* where the lower end is at least the second.
    least
        Where fewer have pronounced themselves, there is too little evidence.
    """

    groups_at: float = 0.6
    gap_at: float = 0.3
    most_at: float = 0.5
    large_at: float = 2 / 3
    nearly_all_at: float = 0.9
    split_at: float = 0.25
    alike_at: float = 0.4
    opposed_at: float = 0.6
    least: int = 5

    def __post_init__(self) -> None:
        for name, limit in LIMITS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(
                value, int if limit.whole else int | float
            ):
                kind = "a whole number" if limit.whole else "a number"
                raise InvalidScale(f"{name} must be {kind}; got {value!r}", name)
            if not limit.low <= value <= limit.high:
                told = f"{name} must be from {limit.low} to {limit.high}; got {value}"
                raise InvalidScale(told, name)
        if not self.most_at <= self.large_at <= self.nearly_all_at:
            raise InvalidScale("most_at, large_at and nearly_all_at must rise, in this order")
        if self.alike_at >= self.opposed_at:
            raise InvalidScale("alike_at must be below opposed_at")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def changed(self) -> dict[str, Any]:
        """Those that are not the defaults: what a synthesis stores."""
        plain = Scale().as_dict()
        return {name: value for name, value in self.as_dict().items() if value != plain[name]}


def scale_from(stored: Mapping[str, Any]) -> Scale:
    """As a synthesis stores it; what it does not name is the default.

    Raises
    ------
    InvalidScale
        Where a threshold is unknown, no number, or out of its limits.
    """
    known = {field.name for field in fields(Scale)}
    for name in stored:
        if name not in known:
            raise InvalidScale(f"there is no threshold {name!r}; got {stored[name]!r}", name)
    return Scale(**stored)
