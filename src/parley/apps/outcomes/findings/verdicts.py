"""From numbers to a verdict by a scale; and from the verdicts of several sources to one kind.

The opinion map judges first: it compares groups, corrects for how many propositions were tested,
and tests groups that it found on answers that did not form them. A scale can only ask for more. What
the map leaves open is looked at again as a whole: where both sides are many, views diverged though no
groups explain it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from parley.apps.outcomes.findings.numbers import Kind, Measure, Numbers, Why
from parley.apps.outcomes.findings.scale import Scale


class Judged(NamedTuple):
    """What an opinion map says of a proposition."""

    verdict: str  # convergence, divergence, unsettled, too little evidence
    agrees: bool | None
    compared: int


class Sides(NamedTuple):
    """The shares of those who agree and disagree, of all who have pronounced themselves."""

    agree: Measure
    disagree: Measure

    @property
    def larger(self) -> Measure:
        return max(self, key=lambda one: one.value)


def judge(of: Numbers, map_says: Judged | None, sides: Sides | None, scale: Scale) -> Numbers:
    """The numbers with their verdict. `sides` is None where counts are withheld."""
    if of.pronounced is None and map_says is None:
        return replace(of, kind=Kind.TOO_LITTLE, why=Why.WITHHELD)
    if of.pronounced is not None and of.pronounced < scale.least:
        return replace(of, kind=Kind.TOO_LITTLE, why=Why.FEW)
    by_groups = _by_groups(of, map_says, scale)
    if by_groups is not None:
        return by_groups
    if sides is None:
        return _withheld(of, map_says, scale)
    return _as_a_whole(of, map_says, sides, scale)


def _withheld(of: Numbers, map_says: Judged | None, scale: Scale) -> Numbers:
    """Without counts, by what the map alone tells of everybody together."""
    if map_says is None or map_says.verdict == "too little evidence":
        return replace(of, kind=Kind.TOO_LITTLE, why=Why.WITHHELD)
    low = of.smallest.low if of.smallest else Scale().groups_at
    if map_says.verdict == "convergence" and map_says.compared < 2 and low > scale.most_at:
        seen = replace(of, share=of.smallest, agrees=map_says.agrees)
        return replace(seen, kind=Kind.CONVERGENCE, why=Why.MOST)
    return replace(of, kind=Kind.UNSETTLED, why=Why.WITHHELD, agrees=None)


def _by_groups(of: Numbers, map_says: Judged | None, scale: Scale) -> Numbers | None:
    """Where the map compares groups and finds something that is enough for the scale."""
    if map_says is None or map_says.compared < 2:
        return None
    plain = Scale()
    if map_says.verdict == "convergence":
        # Where its number is withheld, what the map itself asked for is known to hold.
        low = of.smallest.low if of.smallest else plain.groups_at
        if low >= scale.groups_at:
            return replace(of, kind=Kind.CONVERGENCE, why=Why.GROUPS, agrees=map_says.agrees)
    if map_says.verdict == "divergence":
        size = of.gap.value if of.gap else plain.gap_at
        if size >= scale.gap_at:
            return replace(of, kind=Kind.DIVERGENCE, why=Why.GAP, agrees=None)
    return None


def _as_a_whole(of: Numbers, map_says: Judged | None, sides: Sides, scale: Scale) -> Numbers:
    """All together: one side, both, or neither certainly.

    A majority of all is a convergence only where there are no groups that could differ.
    """
    agrees = sides.agree.value >= sides.disagree.value
    many = sides.larger.low > scale.most_at
    seen = replace(of, share=sides.larger, agrees=agrees if many else None)
    if min(side.low for side in sides) > scale.split_at:
        return replace(seen, kind=Kind.DIVERGENCE, why=Why.SPLIT, agrees=None)
    groups = map_says is not None and map_says.compared > 1
    if many and not groups:
        return replace(seen, kind=Kind.CONVERGENCE, why=Why.MOST)
    return replace(seen, kind=Kind.UNSETTLED, why=Why.OPEN)


def judge_element(of: Numbers, scale: Scale) -> Numbers:
    """An element, by the interval of its ambiguity."""
    if of.ambiguity is None or not of.propositions:
        return replace(of, kind=Kind.TOO_LITTLE, why=Why.WITHHELD if of.propositions else Why.FEW)
    if of.pronounced is not None and of.pronounced < scale.least:
        return replace(of, kind=Kind.TOO_LITTLE, why=Why.FEW)
    kind = Kind.UNSETTLED
    if of.ambiguity.high <= scale.alike_at:
        kind = Kind.CONVERGENCE
    elif of.ambiguity.low >= scale.opposed_at:
        kind = Kind.DIVERGENCE
    return replace(of, kind=kind, why=Why.AMBIGUITY)


class Together(NamedTuple):
    """What several sources say: one kind, and how they stand to each other."""

    kind: Kind
    relation: str  # alone, alike, opposite, different, none


def together(grounds: Sequence[Numbers]) -> Together:
    """Sources without enough evidence say nothing about the others."""
    telling = [one for one in grounds if one.kind != Kind.TOO_LITTLE]
    if not telling:
        return Together(Kind.TOO_LITTLE, "none")
    kinds = {one.kind for one in telling}
    if len(telling) == 1:
        return Together(telling[0].kind, "alone")
    if kinds == {Kind.CONVERGENCE}:
        sides = {one.agrees for one in telling}
        return (
            Together(Kind.CONVERGENCE, "alike")
            if len(sides) == 1
            else Together(Kind.DIVERGENCE, "opposite")
        )
    if len(kinds) == 1:
        return Together(kinds.pop(), "alike")
    kind = Kind.DIVERGENCE if Kind.DIVERGENCE in kinds else Kind.UNSETTLED
    return Together(kind, "different")
