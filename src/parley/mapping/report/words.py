"""What a report says beside the findings: how sure they are, what was left out, by which settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from parley.mapping.matrix import Intake
from parley.mapping.result import OpinionMap
from parley.mapping.settings import MapSettings
from parley.mapping.summary import percent

NOTHING = "–"
# Hennig 2007: a group with a mean Jaccard index from here on is stable, below the other one it dissolves.
STABLE, DISSOLVED = 0.75, 0.5
# Membership below this is said to be open.
_OPEN = 0.8


@dataclass(frozen=True)
class Setting:
    """One setting: its value, whether it is the usual one, and what it means."""

    name: str
    value: str
    usual: bool
    meaning: str


@dataclass(frozen=True)
class Table:
    """A small table of the page."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sure:
    """How sure the structure is: in sentences, and the tests."""

    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Reading:
    """What was read and what of it was left out."""

    entries: str
    used: str
    dropped: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    unsaid: str


def number(value: float, decimals: int = 2) -> str:
    """A number as one reads it.

    Examples
    --------
    >>> number(-1234.5, 1), number(-0.001)
    ('−1,234.5', '0.00')
    """
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", "−")


def p_value(p: float | None) -> str:
    """A probability, without more zeros than it takes.

    Examples
    --------
    >>> p_value(0.00002), p_value(0.0331), p_value(0.24), p_value(None)
    ('< 0.001', '0.033', '0.24', '–')
    """
    if p is None:
        return NOTHING
    if p < 0.001:
        return "< 0.001"
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


# ---- how sure


def how_sure(of: OpinionMap) -> Sure:
    """What the tests of structure and stability say."""
    tables = (_axes(of), _groups(of), _stability(of))
    return Sure(tuple(_sentences(of)), tuple(table for table in tables if table.rows))


def _sentences(of: OpinionMap) -> Iterator[str]:
    structure, settings = of.structure, of.settings
    if structure.kind == "undetermined":
        yield "Whether there is structure was not tested, so neither axes nor groups are shown to be more than chance."
    else:
        yield (
            f"Structure is claimed at a risk of {percent(settings.alpha)}: in data without any, it would be"
            f" claimed in {percent(settings.alpha)} of maps."
        )
    few = int((of.counts.answered < _least(of)).sum())
    if few:
        yield (
            f"{_many(few, 'actor')} answered fewer than {_least(of)} propositions. {_their(few)} place on the map is"
            " a guess; it is drawn fainter and does not shape the axes."
        )
    yield from _memberships(of)
    yield from _steadiness(of)


def _least(of: OpinionMap) -> int:
    return min(of.settings.min_answers, of.n_propositions)


def _memberships(of: OpinionMap) -> Iterator[str]:
    grouping = of.structure.grouping
    if grouping is None or grouping.probability is None:
        return
    inside = grouping.labels >= 0
    if inside.any():
        unsure = float((grouping.probability[inside] < _OPEN).mean())
        yield (
            f"{percent(unsure)} of the actors belong to their group with a probability below {percent(_OPEN)};"
            " the table of actors holds each one’s."
        )


def _steadiness(of: OpinionMap) -> Iterator[str]:
    steady = of.structure.stability
    if steady is None:
        return
    yield (
        f"Drawn again {len(steady.chosen)} times with slightly other actors, the groups agree with these to"
        f" {number(steady.mean_rand)} (adjusted Rand index: 1 for the same groups, 0 for chance)."
    )
    share = percent(steady.k_share)
    if steady.k_determined:
        yield f"The number of groups was the same in {share} of them: it is determined."
    else:
        yield (
            f"The number of groups was the same in only {share} of them: it is not determined. Treat the"
            " division as one of several possible."
        )


def of_groups(of: OpinionMap) -> Mapping[str, str]:
    """How stable each discovered group is."""
    steady, grouping = of.structure.stability, of.structure.grouping
    if steady is None or grouping is None:
        return {}
    return {
        name: f"{number(mean)}, {_called(mean)}"
        for name, mean in zip(grouping.names, steady.mean_jaccard, strict=True)
    }


def _called(mean: float) -> str:
    if mean >= STABLE:
        return "stable"
    return "dissolves" if mean < DISSOLVED else "doubtful"


def _axes(of: OpinionMap) -> Table:
    columns = ("Axis", "Variance along it", "By chance", "p", "Above chance")
    rows = tuple(
        (
            str(place),
            number(axis.value),
            f"{number(axis.null_mean)} ± {number(axis.null_sd)}",
            p_value(axis.p),
            "yes" if axis.above else "no",
        )
        for place, axis in enumerate(of.structure.axes, 1)
    )
    return Table("Is there more than chance?", columns, rows)


def _groups(of: OpinionMap) -> Table:
    columns = ("Groups", "Variance left within", "Tighter than one cloud by", "p", "Silhouette")
    rows = tuple(
        (
            str(test.k),
            percent(test.within),
            NOTHING if test.z is None else f"{number(test.z, 1)} standard deviations",
            p_value(test.p),
            number(test.silhouette),
        )
        for test in of.structure.groups
    )
    return Table("Separate groups, or one continuous cloud?", columns, rows)


def _stability(of: OpinionMap) -> Table:
    steady = of.structure.stability
    columns = ("Groups", "Mean adjusted Rand index", "Chosen in")
    if steady is None:
        return Table("Would other actors give the same groups?", columns, ())
    rows = tuple(
        (str(k), number(float(rand.mean())), percent(float(np.mean(steady.chosen == k))))
        for k, rand in zip(steady.numbers, steady.rand, strict=True)
    )
    return Table("Would other actors give the same groups?", columns, rows)


# ---- what was read and left out


def intake(of: Intake, identities: bool) -> Reading:
    """What was read. Problems and notes quote the input, and so may name actors."""
    dropped = tuple((reason, f"{n:,}") for reason, n in of.dropped.items())
    used = of.lines - sum(of.dropped.values())
    quoted = len(of.problems) + len(of.notes)
    unsaid = ""
    if quoted and not identities:
        unsaid = (
            f"{_many(quoted, 'remark')} on single lines of the input may name actors, and so"
            f" {'stands' if quoted == 1 else 'stand'} only in a report with identities."
        )
    return Reading(
        f"{of.lines:,}",
        f"{used:,}",
        dropped,
        of.problems if identities else (),
        of.notes if identities else (),
        unsaid,
    )


def left_out(of: OpinionMap) -> tuple[str, ...]:
    """Who and what is counted, but does not shape the map."""
    return tuple(_left_out(of))


def _left_out(of: OpinionMap) -> Iterator[str]:
    silent = int((of.counts.answered == 0).sum())
    few = int((~of.shape.actors).sum()) - silent
    if few:
        yield (
            f"{_many(few, 'actor')} with fewer than {_least(of)} answers: counted and placed, but without influence"
            " on where the axes lie."
        )
    if silent:
        yield f"{_many(silent, 'actor')} without any answer: not placed."
    alike = int((~of.shape.propositions).sum())
    if alike:
        yield (
            f"{_many(alike, 'proposition')} that nobody answered, or everybody alike: counted, but no help in telling"
            " actors apart."
        )
    for name, grouping in of.groupings.items():
        without = int(((grouping.labels < 0) & (of.counts.answered > 0)).sum())
        if without and None not in of.published_sizes(name):
            yield f"{_many(without, 'actor')} with answers but without a {name}: on the map, not in its comparison."
    sampled = of.structure.sampled
    if 0 < sampled < of.shape.actors.sum():
        yield f"The tests of structure were worked out on {sampled:,} actors, drawn at random."


def withheld(of: OpinionMap) -> tuple[str, ...]:
    """What disclosure control keeps back of each grouping; empty where it was not asked for."""
    return tuple(
        f"By {name}: {_many(may.n_withheld, 'count')} withheld, among them the sizes of"
        f" {_many(int((~may.sizes).sum()), 'group')}."
        for name, may in of.disclosures.items()
    )


# ---- settings


def settings(of: MapSettings) -> tuple[Setting, ...]:
    """Every setting with its value and meaning."""
    meanings = _meanings()
    return tuple(
        Setting(one.name, str(value), value == one.default, meanings.get(one.name, ""))
        for one in fields(of)
        for value in [getattr(of, one.name)]
    )


@cache
def _meanings() -> Mapping[str, str]:
    """What each setting means, from where that is written: the docstring."""
    found: dict[str, list[str]] = {}
    name = ""
    body = (MapSettings.__doc__ or "").partition("----------\n")[2]
    for line in body.splitlines():
        if re.fullmatch(r" {4}\w+", line):
            name = line.strip()
        elif name:
            found.setdefault(name, []).append(line.strip())
    return {key: _plain(" ".join(lines)) for key, lines in found.items()}


def _plain(text: str) -> str:
    """Without the marks of the docstring, and without pointers into the source."""
    return re.sub(r" See parley\.\S+", "", text.replace("`", "")).strip()


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _their(n: int) -> str:
    return "Its" if n == 1 else "Their"
