"""What a map says, as small frozen values."""

from typing import NamedTuple


class Estimate(NamedTuple):
    value: float
    low: float
    high: float


class GroupSeen(NamedTuple):
    """`size` is None where it is withheld; `steadiness` is the mean Jaccard index."""

    name: str
    size: int | None
    steadiness: float | None


class Division(NamedTuple):
    """One way in which the respondents are divided."""

    slug: str
    name: str
    kind: str  # found, line, everybody or known
    groups: tuple[GroupSeen, ...]


class ShareSeen(NamedTuple):
    """What one group holds; numbers are None where withheld."""

    group: str
    answers: int | None
    agree: float | None
    low: float | None
    high: float | None


class ActorSeen(NamedTuple):
    """Where an actor who speaks in public stands; `groups` are those of the divisions asked for."""

    name: str
    answered: int
    groups: tuple[str, ...]
    place: tuple[float, ...]


class RowSeen(NamedTuple):
    """One proposition under one division. `gap` says how far `higher` and `lower` are apart.

    `label` is what it is called in print: its number, or something like B2 or A/RES/73/27.
    """

    number: int
    label: str
    text: str
    verdict: str  # convergence, divergence, unsettled or too little evidence
    shares: tuple[ShareSeen, ...]
    agrees: bool
    smallest: Estimate | None
    smallest_group: str
    gap: Estimate | None
    higher: str
    lower: str
    compared: int  # groups that have pronounced themselves
    counts: tuple[int, int, int] | None  # disagree, pass, agree; None where withheld
