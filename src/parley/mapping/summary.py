"""An opinion map in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator

from parley.mapping.along import EVERYBODY, LINE
from parley.mapping.blocks import AGREE
from parley.mapping.result import DISCOVERED, OpinionMap
from parley.mapping.verdicts import Contrast, PropositionContrast

# Of each kind, so many are told; the report holds all.
TOLD = 5

_ACROSS = {DISCOVERED: " across all groups", LINE: " all along the line", EVERYBODY: ""}
_BETWEEN = {DISCOVERED: " between the groups found", LINE: " along the line", EVERYBODY: ""}


def sentences(of: OpinionMap) -> Iterator[str]:
    """What was asked, what structure there is, and where the groups converge and diverge."""
    # Of a proposition that is withheld, it is not told whether all answered alike.
    at_most = "at most " if of.settings.min_cell else ""
    yield (
        f"{_many(of.n_actors, 'actor')} took {_many(of.n_stances, 'stance')}"
        f" on {_many(of.n_propositions, 'proposition')};"
        f" {of.shape.actors.sum():,} actors and {at_most}{of.shape.propositions.sum():,} propositions"
        " shape the map."
    )
    yield structure_sentence(of)
    for contrast in of.contrasts.values():
        yield from _of_contrast(of, contrast)
    yield from _of_ambiguity(of)


def structure_in_brief(of: OpinionMap) -> str:
    """In a few words, for a line that names the map."""
    n_groups = of.structure.n_groups
    if of.structure.kind == "groups":
        return f"{n_groups} groups"
    if of.structure.kind == "continuum":
        return "a continuum"
    if of.structure.kind == "none":
        return "no structure beyond chance"
    return f"{n_groups} groups, untested" if n_groups else "structure not determined"


def structure_sentence(of: OpinionMap) -> str:
    """None, a continuum or groups, with what that means."""
    structure, grouping = of.structure, of.structure.grouping
    sizes = ""
    if grouping is not None:
        parts = [
            f"{name} ({'fewer than ' + str(of.settings.min_cell) if size is None else f'{size:,}'})"
            for name, size in zip(grouping.names, of.published_sizes(DISCOVERED), strict=True)
        ]
        sizes = f": {', '.join(parts)}"
    if structure.kind == "none":
        return "No structure beyond chance: answers shuffled within each proposition look the same."
    if structure.kind == "continuum":
        n = structure.n_axes
        line = "is one line" if n == 1 else f"are {n} lines"
        return (
            f"A continuum: there {line} of disagreement beyond chance, but separate groups explain the positions"
            " no better than one continuous cloud."
        )
    if structure.kind == "groups":
        return f"{structure.n_groups} groups, which separate more than one continuous cloud would{sizes}."
    if grouping is None:
        return "Whether there is any structure was not tested."
    return f"{grouping.n_groups} groups were cut{sizes}; whether they are more than a cut was not tested."


def _of_contrast(of: OpinionMap, contrast: Contrast) -> Iterator[str]:
    for number in contrast.numbers("convergence")[:TOLD].tolist():
        yield convergence_sentence(of, contrast.at(number), across(contrast))
    for number in contrast.numbers("divergence")[:TOLD].tolist():
        yield divergence_sentence(of, contrast, contrast.at(number))
    between = _BETWEEN.get(contrast.name, f" by {contrast.name}")
    for verdict in ("convergence", "divergence"):
        more = len(contrast.numbers(verdict)) - TOLD
        if more > 0:
            yield f"{_many(more, f'further {verdict}')}{between}."
    unsettled = len(contrast.numbers("unsettled"))
    if unsettled:
        remain = "remains" if unsettled == 1 else "remain"
        yield f"{_many(unsettled, 'proposition')} {remain} unsettled{between}."


def across(contrast: Contrast) -> str:
    """Among whom there is agreement, as it is said behind the word."""
    return _ACROSS.get(contrast.name, f" across every {contrast.name}")


def convergence_sentence(of: OpinionMap, row: PropositionContrast, across: str) -> str:
    """Agreement (or disagreement) across the groups, with what it rests on."""
    smallest = row.smallest
    if smallest is None:
        return _withheld("Convergence", of, row)
    side = "Agreement" if smallest.direction == "agree" else "Disagreement"
    return (
        f"{side}{across}: “{of.text(row.number)}” ({_at_least(smallest.share, len(row.shares))},"
        f" {interval(smallest.interval, of.settings.level)})."
    )


def divergence_sentence(of: OpinionMap, contrast: Contrast, row: PropositionContrast) -> str:
    """The two groups farthest apart, with their shares and the gap.

    Of discovered groups these are the shares that were tested: of the groups as found without the proposition.
    """
    gap = row.gap
    if gap is None:
        return _withheld("Divergence", of, row)
    counts = contrast.counts if contrast.tested is None else contrast.tested
    parts = []
    for name in (gap.higher, gap.lower):
        cells = counts[row.number, contrast.groups.index(name)]
        if (cells >= 0).all() and cells.sum():
            parts.append(f"{percent(cells[AGREE] / cells.sum())} of {name}")
    said = f"{', '.join(parts)} agree; " if parts else ""
    return (
        f"Divergence: “{of.text(row.number)}” ({said}gap {100 * gap.size:.0f} points,"
        f" {interval(gap.interval, of.settings.level)})."
    )


def _withheld(what: str, of: OpinionMap, row: PropositionContrast) -> str:
    least = of.settings.min_cell
    return f"{what}: “{of.text(row.number)}” (numbers withheld: they would tell of fewer than {least})."


def _of_ambiguity(of: OpinionMap) -> Iterator[str]:
    measured = of.ambiguity
    for number, name in enumerate(measured.elements):
        value = measured.by_element.value[number]
        if measured.by_element.n_propositions[number]:
            ends = (measured.by_element.low[number], measured.by_element.high[number])
            level = percent(of.settings.level)
            yield (
                f"Ambiguity of {name}: {value:.2f}, between 0 (all alike) and 1 (two opposed camps);"
                f" {level} interval {ends[0]:.2f}–{ends[1]:.2f}."
            )


def percent(share: float) -> str:
    """A share as one reads it.

    Examples
    --------
    >>> percent(0.714)
    '71 %'
    """
    return f"{100 * share:.0f} %"


def interval(ends: tuple[float, float], level: float) -> str:
    """An interval of shares.

    Examples
    --------
    >>> interval((0.621, 0.79), 0.95)
    '95 % interval 62–79'
    """
    return f"{percent(level)} interval {100 * ends[0]:.0f}–{100 * ends[1]:.0f}"


def _at_least(share: float, n_groups: int) -> str:
    return percent(share) if n_groups == 1 else f"at least {percent(share)} in every group"


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
