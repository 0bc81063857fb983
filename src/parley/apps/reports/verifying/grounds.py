"""One ground of a finding: its counts once more, and its verdict once more.

Packages keep shares with four decimals, as findings do; what is worked out is compared with this grain.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import product
from math import isclose
from typing import Any

from parley.apps.outcomes.bridge.remaking import Redrawn
from parley.apps.outcomes.bridge.shares import share
from parley.apps.outcomes.findings.numbers import (
    DIGITS,
    Kind,
    Measure,
    Numbers,
    Why,
    numbers_from,
)
from parley.apps.outcomes.findings.scale import LEVEL, Scale
from parley.apps.outcomes.findings.verdicts import (
    Judged,
    Sides,
    judge,
    judge_element,
    together,
)
from parley.apps.reports.files.archive import InvalidPackage
from parley.apps.reports.verifying.sources import Sources

GRAIN = 1.01 * 10**-DIGITS
_FIELDS = {one.name for one in fields(Numbers)}
_MAP_SAYS = ("convergence", "divergence", "unsettled", "too little evidence")


@dataclass(frozen=True)
class Outcome:
    """What is wrong, if anything; or why it can't be told."""

    differs: tuple[str, ...] = ()
    unknown: str = ""


@dataclass(frozen=True)
class Ground:
    """`element`: the number of the finding's element."""

    key: str | None
    numbers: Numbers
    element: int | None

    @classmethod
    def of(cls, finding: Mapping[str, Any], row: Mapping[str, Any]) -> "Ground":
        return cls(row.get("key"), numbers_of(row), finding.get("element_number"))


def numbers_of(row: Mapping[str, Any]) -> Numbers:
    try:
        return numbers_from({name: value for name, value in row.items() if name in _FIELDS})
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InvalidPackage(f"findings.json holds numbers that can't be read: {error}") from error


def together_again(finding: Mapping[str, Any]) -> str:
    return str(together([numbers_of(one) for one in finding["grounds"]]).kind)


# ---- counts


def recounted(ground: Ground, sources: Sources) -> Outcome:
    source = sources.get(ground.key or "")
    if source is None:
        return Outcome(unknown="its source is not in the package, for its rule keeps it")
    of = ground.numbers
    if of.column is None:
        return _of_element(ground, source.redrawn, source.why_not)
    expected = source.counted(of.column)
    if expected is None:
        return Outcome((f"there is no column {of.column} in {ground.key}",))
    wrong = [
        f"{name}: expected {value}, got {getattr(of, name)}"
        for name, value in expected.items()
        if getattr(of, name) != value
    ]
    row = source.redrawn.rows.get(of.column) if source.redrawn else None
    if row is not None:
        wrong += _apart("the group least on this side", row.smallest, of.smallest)
        wrong += _apart("the gap", row.gap, of.gap)
        shares = [(one.answers, one.agree, one.low, one.high) for one in row.shares]
        if of.groups and not _near(
            shares, [(g.pronounced, g.agree, g.low, g.high) for g in of.groups]
        ):
            wrong.append("by group: the map drawn anew has other numbers")
    return Outcome(tuple(wrong))


def _of_element(ground: Ground, redrawn: Redrawn | None, why_not: str) -> Outcome:
    if redrawn is None:
        return Outcome(unknown=f"its ambiguity comes from the map, and {why_not}")
    found = redrawn.elements.get(ground.element or 0)
    if found is None:
        return Outcome((f"there is no element {ground.element} on the map",))
    n, ambiguity = found
    of = ground.numbers
    wrong = _apart("ambiguity", ambiguity, of.ambiguity)
    for name, expected, got in (
        ("propositions", n, of.propositions),
        ("pronounced", redrawn.n_respondents, of.pronounced),
    ):
        if expected != got:
            wrong.append(f"{name}: expected {expected}, got {got}")
    return Outcome(tuple(wrong))


def _apart(what: str, expected: Any, got: Any) -> list[str]:
    if _near(expected, got):
        return []
    return [f"{what}: expected {_plain(expected)}, got {_plain(got)}"]


def _plain(of: Any) -> str:
    return "nothing" if of is None else ", ".join(f"{one:.{DIGITS}f}" for one in of)


def _near(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(_near, one, other))
    return isclose(one, other, rel_tol=0, abs_tol=GRAIN)


# ---- verdicts


def judged_again(ground: Ground, sources: Sources, scale: Scale) -> Outcome:
    of = ground.numbers
    source = sources.get(ground.key or "")
    # As before anybody judged: shares come from the counts.
    bare = replace(of, kind=Kind.TOO_LITTLE, why=Why.FEW, agrees=None, share=None)
    if (
        of.why == Why.AMBIGUITY
        or of.ambiguity is not None
        or (of.column is None and of.propositions)
    ):
        measures = _nudged(bare.ambiguity)
        return _outcome(of, [judge_element(replace(bare, ambiguity=m), scale) for m in measures])
    try:
        sides = _sides(of)
    except ValueError:
        return Outcome((f"{of.agree} and {of.disagree} of {of.pronounced} can't be",))
    row = None
    if source is not None and source.redrawn is not None and of.column is not None:
        row = source.redrawn.rows.get(of.column)
    if not of.has_map:
        return _outcome(of, [judge(bare, None, sides, scale)])
    if row is not None:
        says = Judged(row.verdict, row.agrees, row.compared)
        whole = replace(
            bare,
            smallest=row.smallest and Measure(*row.smallest),
            gap=row.gap and Measure(*row.gap),
        )
        return _outcome(of, [judge(whole, says, sides, scale)])
    told = source.map_says(of.column) if source is not None and of.column is not None else None
    # Where the map is not in the package: whether there is a verdict by which the numbers bear this.
    verdicts = product(_MAP_SAYS, (True, False)) if told is None else product([told[0]], told[1])
    return _outcome(of, list(_conceivable(bare, sides, scale, list(verdicts))))


def _sides(of: Numbers) -> Sides | None:
    if of.agree is None or of.disagree is None or not of.pronounced:
        return None
    if min(of.agree, of.disagree) < 0 or of.agree + of.disagree > of.pronounced:
        raise ValueError
    agree, disagree = (share(one, of.pronounced, LEVEL) for one in (of.agree, of.disagree))
    return Sides(Measure(*agree), Measure(*disagree))


def _conceivable(
    of: Numbers, sides: Sides | None, scale: Scale, verdicts: list[tuple[str, bool]]
) -> Iterator[Numbers]:
    measures = list(product(_nudged(of.smallest), _nudged(of.gap)))
    for verdict, agrees in verdicts:
        says = Judged(verdict, agrees, of.compared)
        for smallest, gap in measures:
            yield judge(replace(of, smallest=smallest, gap=gap), says, sides, scale)


def _nudged(value: Measure | None) -> list[Measure | None]:
    """As it stands, and by as much more or less as rounding may have taken."""
    if value is None:
        return [None]
    half = GRAIN / 2
    return [Measure(*(part + by for part in value)) for by in (0.0, half, -half)]


def _outcome(of: Numbers, found: list[Numbers]) -> Outcome:
    """Whether one of what was found is what it says."""
    if any(_says(one) == _says(of) and _near(one.share, of.share) for one in found):
        return Outcome()
    first = found[0]
    wrong = [
        f"{name}: expected {getattr(first, name)}, got {getattr(of, name)}"
        for name in ("kind", "why", "agrees")
        if getattr(first, name) != getattr(of, name)
    ]
    return Outcome(tuple(wrong + _apart("share", first.share, of.share)))


def _says(of: Numbers) -> tuple[Any, ...]:
    return of.kind, of.why, of.agrees
