"""What one source holds on one matter: counts, who they are of, intervals, and the verdict."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, NamedTuple

from parley.core.localtext import LocalText

DIGITS = 4  # kept of shares


class Kind(StrEnum):
    """What there is to say; the same words as FindingKind's values."""

    CONVERGENCE = "convergence"
    DIVERGENCE = "divergence"
    UNSETTLED = "unsettled"
    TOO_LITTLE = "too_little"


class Why(StrEnum):
    """What a verdict rests on."""

    GROUPS = "groups"  # every group is on one side
    GAP = "gap"  # two groups are apart
    MOST = "most"  # a majority, where there are no groups to compare
    SPLIT = "split"  # both sides are many, whatever the group
    OPEN = "open"  # answers enough, and nothing of the above
    FEW = "few"  # too few have pronounced themselves
    WITHHELD = "withheld"  # the numbers would tell of too few people
    AMBIGUITY = "ambiguity"  # of an element


class Who(StrEnum):
    """Of whom the numbers are."""

    PARTICIPANTS = "participants"
    STATES = "states"
    ACTORS = "actors"


class Measure(NamedTuple):
    """A value with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Group:
    """What one group holds; None is withheld, or not there to be told."""

    name: LocalText
    pronounced: int | None
    agree: float | None = None  # share, with its interval
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Numbers:
    """The numbers of one source, as they were published after disclosure control.

    Parameters
    ----------
    who
        Of whom: participants, states, or actors of several kinds.
    kind, why, agrees
        The verdict, what it rests on, and on which side the convergence or the majority is; None
        where there is no side.
    pronounced
        How many have pronounced themselves: of whom every share is.
    agree, disagree, passed
        Those who agree, support it or voted yes; disagree, oppose it or voted no; passed, are
        undecided or abstained.
    reserved
        Of those who agree: with a reservation, or on conditions.
    contested
        Of actors: live sources conflict.
    silent, absent
        Who has not pronounced itself: was read in full, and says nothing; and was not read, did not
        answer, is not recorded as present.
    share
        Of those on that side, of all who have pronounced themselves, with its interval; None where withheld.
    smallest, gap
        Of the group that is least on this side; and how far two groups are apart.
    groups, compared
        By group, and how many of them have pronounced themselves. `divided` says by what: known
        groups, groups that were found, or none.
    ambiguity, propositions
        Of an element: how ambiguous it is, over how many propositions.
    has_map
        Whether an opinion map judged it; else the counts alone did.
    is_vote
        They are of a recorded vote.
    column
        The number by which the source knows the proposition or roll call.

    None in a count means that it is withheld, or that there is no such number.
    """

    who: Who
    kind: Kind = Kind.TOO_LITTLE
    why: Why = Why.FEW
    agrees: bool | None = None
    pronounced: int | None = None
    agree: int | None = None
    disagree: int | None = None
    passed: int | None = None
    reserved: int | None = None
    contested: int | None = None
    silent: int | None = None
    absent: int | None = None
    share: Measure | None = None
    smallest: Measure | None = None
    smallest_group: LocalText = field(default_factory=LocalText)
    gap: Measure | None = None
    higher: LocalText = field(default_factory=LocalText)
    lower: LocalText = field(default_factory=LocalText)
    groups: tuple[Group, ...] = ()
    compared: int = 0
    divided: str = ""  # known, found or nothing
    ambiguity: Measure | None = None
    propositions: int = 0
    has_map: bool = False
    is_vote: bool = False
    column: int | None = None

    def as_json(self) -> dict[str, Any]:
        """What differs from nothing at all, as JSON keeps it."""
        plain = Numbers(self.who)
        found: dict[str, Any] = {"who": str(self.who)}
        for one in fields(self):
            value = getattr(self, one.name)
            if value != getattr(plain, one.name):
                found[one.name] = _plain(value)
        return found

    @property
    def digest(self) -> str:
        """Of the numbers. Names may change without anything being another finding."""
        stored = self.as_json()
        nameless = {
            name: value for name, value in stored.items() if name not in (*_NAMES, "column")
        }
        nameless["groups"] = [{**one, "name": ""} for one in stored.get("groups", ())]
        return hashlib.sha256(json.dumps(nameless, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """As JSON gives it back."""
    if isinstance(value, Group):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, LocalText):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return round(value, DIGITS)
    return str(value) if isinstance(value, StrEnum) else value


_MEASURES = ("share", "smallest", "gap", "ambiguity")
_NAMES = ("smallest_group", "higher", "lower")


def numbers_from(stored: Mapping[str, Any]) -> Numbers:
    """The opposite of `Numbers.as_json`."""
    given = dict(stored)
    for name in _MEASURES:
        if given.get(name) is not None:
            given[name] = Measure(*given[name])
    for name in _NAMES:
        if name in given:
            given[name] = LocalText(given[name])
    given["groups"] = tuple(
        Group(**{**one, "name": LocalText(one["name"])}) for one in given.get("groups", ())
    )
    for name, kind in (("who", Who), ("kind", Kind), ("why", Why)):
        if name in given:
            given[name] = kind(given[name])
    return Numbers(**given)
