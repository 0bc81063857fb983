"""Two maps side by side: what changed between them, and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley.mapping import change
from parley.mapping.change import Change, Difference
from parley.mapping.errors import InvalidStances
from parley.mapping.report.folder import MADE_BY, SCHEMA, files_in
from parley.mapping.report.machine import rounded
from parley.mapping.report.words import number
from parley.mapping.result import OpinionMap
from parley.mapping.settings import MapSettings
from parley.mapping.summary import percent, structure_in_brief
from parley.mapping.verdicts import Verdict

Id = int | str


@dataclass(frozen=True)
class Turned:
    """A proposition whose verdict is another one than before."""

    proposition: Id
    text: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True)
class Comparison:
    """What changed between two maps.

    Parameters
    ----------
    before, after
        The maps.
    change
        Of ambiguity: of each element, each proposition, and all together.
    turned
        By grouping that both maps have: the propositions with another verdict.
    fresh, gone
        Propositions of only the later, or only the earlier map.
    """

    before: OpinionMap
    after: OpinionMap
    change: Change
    turned: dict[str, tuple[Turned, ...]]
    fresh: tuple[Id, ...]
    gone: tuple[Id, ...]

    @property
    def settings(self) -> MapSettings:
        return self.after.settings

    def is_beyond_chance(self, one: Difference) -> bool:
        """Whether a change is one, at the rate of false alarms that the settings allow."""
        return one.q <= self.settings.false_discovery_rate

    def summary(self) -> str:
        """What changed, in plain sentences, one to a line."""
        return "\n".join(sentences(self))

    def as_json(self, folder: str | Path) -> dict[str, Any]:
        """The same for machines: see docs/reference/map-report.md."""
        return {**result(self), "folder": str(folder), "files": files_in(Path(folder))}


def compare(before: OpinionMap, after: OpinionMap) -> Comparison:
    """Compare two maps: of the same propositions before and after a dialogue, or from edition to edition.

    Ambiguity is compared on the propositions that both have. Where both maps still have their stances, an
    element counts with the propositions it has in both; where one was loaded from a folder, only elements
    with the same propositions are compared, and the two are taken as answered by different actors.

    Raises
    ------
    InvalidStances
        Where they have no proposition in common.

    Examples
    --------
    >>> from parley.mapping import StanceMatrix, map_opinions
    >>> split = map_opinions(StanceMatrix.from_dense([[1.0], [-1.0]] * 20))
    >>> agreed = map_opinions(StanceMatrix.from_dense([[1.0]] * 38 + [[-1.0]] * 2))
    >>> compare(split, agreed).summary().partition(" (")[0]
    'The ambiguity of all propositions together fell from 1.00 to .19'
    """
    ids = set(before.propositions.tolist()), set(after.propositions.tolist())
    if not ids[0] & ids[1]:
        raise InvalidStances("the two have no proposition in common: their ids are all different")
    return Comparison(
        before,
        after,
        _change(before, after),
        {
            name: tuple(_turned(before, after, name))
            for name in after.contrasts
            if name in before.contrasts
        },
        tuple(sorted(ids[1] - ids[0], key=_order)),
        tuple(sorted(ids[0] - ids[1], key=_order)),
    )


def _order(one: Id) -> tuple[bool, Id]:
    return isinstance(one, str), one


def _change(before: OpinionMap, after: OpinionMap) -> Change:
    """From the stances where they may be used, else from what each map says of itself."""
    first, second, settings = before.stances, after.stances, after.settings
    published = bool(before.settings.min_cell or settings.min_cell)
    if first is None or second is None or published:
        return change.change(before.ambiguity, after.ambiguity, settings)
    return change.compare(first, second, settings)


def _turned(before: OpinionMap, after: OpinionMap, name: str) -> Iterator[Turned]:
    first, second = before.contrasts[name], after.contrasts[name]
    verdicts = {row.proposition: row.verdict for row in first}
    for row in second:
        earlier = verdicts.get(row.proposition, row.verdict)
        if earlier != row.verdict:
            yield Turned(row.proposition, after.text(row.number), earlier, row.verdict)


# ---- in sentences


def sentences(of: Comparison) -> Iterator[str]:
    """What changed, what did not, and what can't be compared."""
    changes = of.change.elements.items()
    for name, one in sorted(changes, key=lambda pair: _rank(of, pair[1])):
        yield told(of, f"element {name}", one)
    if of.change.overall is not None:
        yield told(of, "all propositions together", of.change.overall)
    yield f"Structure: {structure_in_brief(of.before)} before, {structure_in_brief(of.after)} now."
    for name, turned in of.turned.items():
        if turned:
            yield (
                f"By {name}, {_many(len(turned), 'proposition')} changed their verdict."
                if len(turned) > 1
                else f"By {name}, 1 proposition changed its verdict."
            )
    for name in of.change.not_compared:
        yield f"Element {name} was not compared: it was measured on different propositions."
    if of.fresh:
        yield f"{_many(len(of.fresh), 'proposition')} of the later map {_is(len(of.fresh))} new."
    if of.gone:
        yield f"{_many(len(of.gone), 'proposition')} of the earlier map {_is(len(of.gone))} gone."


def _rank(of: Comparison, one: Difference) -> tuple[bool, float]:
    """What changed beyond chance comes first, the largest change before all."""
    return not of.is_beyond_chance(one), -abs(one.change)


def told(of: Comparison, what: str, one: Difference) -> str:
    """One change, with its interval; or that there is none beyond chance."""
    level = percent(of.settings.level)
    low, high = one.interval
    ends = f"{level} interval {short(low)} to {short(high)}"
    if not of.is_beyond_chance(one):
        return (
            f"The ambiguity of {what} shows no change beyond chance: {short(one.before)} before,"
            f" {short(one.after)} now (change {short(one.change)}, {ends})."
        )
    verb = "fell" if one.change < 0 else "rose"
    return (
        f"The ambiguity of {what} {verb} from {short(one.before)} to {short(one.after)}"
        f" (change {short(one.change)}, {ends})."
    )


def short(value: float) -> str:
    """A number between -1 and 1, without the zero that says nothing.

    Examples
    --------
    >>> short(-0.214), short(0.0), short(1)
    ('−.21', '.00', '1.00')
    """
    return number(value).replace("0.", ".", 1) if abs(round(value, 2)) < 1 else number(value)


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


# ---- for machines


def result(of: Comparison) -> dict[str, Any]:
    """What changed, without where it stands."""
    found = of.change
    return {
        "made_by": MADE_BY,
        "schema": SCHEMA,
        "kind": "comparison",
        "before": _side(of.before),
        "after": _side(of.after),
        "same_actors": found.same_actors,
        "overall": found.overall and _difference(of, found.overall),
        "elements": {name: _difference(of, one) for name, one in found.elements.items()},
        "not_compared": list(found.not_compared),
        "propositions": [
            {"proposition": key, **_difference(of, one)} for key, one in found.propositions.items()
        ],
        "turned": {
            name: [
                {"proposition": one.proposition, "before": one.before, "after": one.after}
                for one in turned
            ]
            for name, turned in of.turned.items()
        },
        "new": list(of.fresh),
        "gone": list(of.gone),
    }


def _side(of: OpinionMap) -> dict[str, Any]:
    return {
        "engine": of.engine,
        "input_digest": of.input_digest,
        "actors": of.n_actors,
        "propositions": of.n_propositions,
        "structure": of.structure.kind,
        "n_groups": of.structure.n_groups,
    }


def _difference(of: Comparison, one: Difference) -> dict[str, Any]:
    return {
        "before": rounded(one.before),
        "after": rounded(one.after),
        "change": rounded(one.change),
        "low": rounded(one.interval[0]),
        "high": rounded(one.interval[1]),
        "p": rounded(one.p),
        "q": rounded(one.q),
        "beyond_chance": of.is_beyond_chance(one),
    }
