"""What stands on the page of a report, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from parley.mapping import summary
from parley.mapping.along import EVERYBODY, LINE, THIRDS
from parley.mapping.matrix import Intake
from parley.mapping.pictures import MOST_ROWS, charts_of, ends, slugs
from parley.mapping.report import words
from parley.mapping.report.figures import NARROW, WIDE, Figure, Figures, numbered
from parley.mapping.report.templating import fill
from parley.mapping.representative import Characteristic, characteristic
from parley.mapping.result import DISCOVERED, OpinionMap
from parley.mapping.verdicts import Contrast, Verdict

# A group's profile names so many propositions.
_CHARACTERISTIC = 5


@dataclass(frozen=True)
class Claim:
    """A proposition and what is found of it: the numbers of a sentence of the summary."""

    text: str
    evidence: str

    @classmethod
    def of(cls, sentence: str, text: str, what: str = "") -> Claim:
        """The sentence as it stands under a heading: without what the heading says."""
        _before, _found, after = sentence.rpartition(f"“{text}” (")
        evidence = after.removesuffix(").")
        return cls(text, f"{what}: {evidence}" if what else evidence)


@dataclass(frozen=True)
class Group:
    """A group in the table of its grouping."""

    name: str
    size: str
    share: str
    stability: str
    towards: str
    apart: tuple[Claim, ...]


@dataclass(frozen=True)
class Section:
    """All about one grouping."""

    slug: str
    title: str
    about: str
    counted: Mapping[str, int]
    convergences: tuple[Claim, ...]
    divergences: tuple[Claim, ...]
    remarks: tuple[str, ...]
    groups: tuple[Group, ...]
    map: tuple[Figure, ...]
    propositions: tuple[Figure, ...]
    plane: tuple[Figure, ...]


@dataclass(frozen=True)
class Contents:
    """All that the page shows."""

    of: OpinionMap
    intake: Intake
    title: str
    identities: bool
    figures: Figures
    sections: tuple[Section, ...]

    def drawn(self, name: str) -> tuple[Figure, ...]:
        return self.figures.get(name, ())


def contents(of: OpinionMap, intake: Intake, title: str, identities: bool) -> Contents:
    """Gather what the page shows of a map.

    Parameters
    ----------
    of
        The map as it may be shown.
    intake
        What the reader found; `of` may know less of it.
    """
    wide, narrow = charts_of(of, WIDE), charts_of(of, NARROW)
    figures = numbered(wide, narrow, [name for name in _order(of) if name in wide])
    sections = tuple(_section(of, name, slug, figures) for name, slug in slugs(of).items())
    return Contents(of, intake, title, identities, figures, sections)


def _order(of: OpinionMap) -> Iterator[str]:
    yield "map"
    for slug in slugs(of).values():
        yield from (f"map-by-{slug}", f"propositions-by-{slug}", f"plane-by-{slug}")
    yield from ("ambiguity", "stances", "stability")


def written(contents: Contents, png: bool) -> str:
    """The page."""
    of = contents.of
    return fill(
        "index.html.jinja",
        contents=contents,
        of=of,
        key_figures=_key_figures(of),
        asked=next(summary.sentences(of)),
        structure=summary.structure_sentence(of),
        elements=tuple(_elements(of)),
        sure=words.how_sure(of),
        intake=words.intake(contents.intake, contents.identities),
        left_out=words.left_out(of),
        withheld=words.withheld(of),
        settings=words.settings(of.settings),
        most_rows=MOST_ROWS,
        png=png,
    )


def _key_figures(of: OpinionMap) -> tuple[tuple[str, str], ...]:
    asked = of.n_actors * of.n_propositions
    share = summary.percent(of.n_stances / asked) if asked else words.NOTHING
    return (
        (f"{of.n_actors:,}", "actor" if of.n_actors == 1 else "actors"),
        (f"{of.n_propositions:,}", "proposition" if of.n_propositions == 1 else "propositions"),
        (f"{of.n_stances:,}", "stance" if of.n_stances == 1 else "stances"),
        (share, "of all pairs answered"),
    )


def _section(of: OpinionMap, name: str, slug: str, figures: Figures) -> Section:
    contrast = of.contrasts[name]
    return Section(
        slug,
        _title(name),
        _about(of, name),
        {verdict: len(contrast.numbers(verdict)) for verdict in _VERDICTS},
        _claims(of, contrast, "convergence"),
        _claims(of, contrast, "divergence"),
        tuple(_remarks(contrast)),
        tuple(_groups(of, name, contrast)),
        figures.get(f"map-by-{slug}", ()),
        figures.get(f"propositions-by-{slug}", ()),
        figures.get(f"plane-by-{slug}", ()),
    )


_VERDICTS: tuple[Verdict, ...] = ("convergence", "divergence", "unsettled", "too little evidence")


def _title(name: str) -> str:
    titles = {
        DISCOVERED: "The groups that were found",
        LINE: "Along the line of disagreement",
        EVERYBODY: "Everybody together",
    }
    return titles.get(name, f"By {name}")


def _about(of: OpinionMap, name: str) -> str:
    if name == LINE:
        return (
            "There are no separate camps, so the actors are cut in three along the first axis of the map:"
            " one end, the middle, the other end. The cut is a way to read the line, not a finding. Each"
            " proposition is compared between parts that were made without it."
        )
    if name == EVERYBODY:
        return "There is no pattern to divide the actors by, so all of them are taken together."
    if name == DISCOVERED:
        tested = (
            ""
            if of.contrasts[name].divergence is not None
            else " They were not compared by a test."
        )
        return (
            "These groups were found in the answers themselves. Each proposition is therefore compared between"
            f" groups that were found again without it.{tested}"
        )
    return "These groups were known beforehand; they need no test of whether there are any."


def _claims(of: OpinionMap, contrast: Contrast, verdict: Verdict) -> tuple[Claim, ...]:
    found = []
    for number in contrast.numbers(verdict)[: summary.TOLD].tolist():
        row, text = contrast.at(number), of.text(number)
        if verdict == "divergence":
            found.append(Claim.of(summary.divergence_sentence(of, contrast, row), text))
        else:
            sentence = summary.convergence_sentence(of, row, summary.across(contrast))
            side = [one for one in ("Agreement", "Disagreement") if sentence.startswith(one)]
            found.append(Claim.of(sentence, text, *side))
    return tuple(found)


def _remarks(contrast: Contrast) -> Iterator[str]:
    """What the lists leave out."""
    for verdict in ("convergence", "divergence"):
        more = len(contrast.numbers(verdict)) - summary.TOLD
        if more > 0:
            yield f"{more} further {verdict}{'' if more == 1 else 's'}"
    if unsettled := len(contrast.numbers("unsettled")):
        yield f"{unsettled} unsettled"
    if too_little := len(contrast.numbers("too little evidence")):
        yield f"{too_little} with too little evidence"


def _groups(of: OpinionMap, name: str, contrast: Contrast) -> Iterator[Group]:
    stable = words.of_groups(of) if name == DISCOVERED else {}
    sets_apart = characteristic(contrast, of.settings)
    sizes = of.published_sizes(name)
    for group, size, apart in zip(contrast.groups, sizes, sets_apart, strict=True):
        yield Group(
            f"Group {group}" if name == DISCOVERED else group,
            words.NOTHING if size is None else f"{size:,}",
            words.NOTHING if size is None else summary.percent(size / max(of.n_actors, 1)),
            stable.get(group, ""),
            _towards(of, name, group),
            tuple(_characteristic(of, one) for one in apart[:_CHARACTERISTIC]),
        )


def _characteristic(of: OpinionMap, one: Characteristic) -> Claim:
    share, rest = summary.percent(one.share), summary.percent(one.rest)
    return Claim(of.text(one.number), f"{share} {one.direction}, {rest} of the others")


def _towards(of: OpinionMap, name: str, group: str) -> str:
    """What stands at the end of the line that a part of the actors is at."""
    if name != LINE:
        return ""
    return dict(zip(THIRDS, (ends(of, 0).low, "", ends(of, 0).high), strict=True))[group]


def _elements(of: OpinionMap) -> Iterator[tuple[str, str, str, int]]:
    """Name, ambiguity, interval and number of propositions of each element."""
    measured = of.ambiguity.by_element
    order = np.argsort(-measured.value, kind="stable")
    for number in order.tolist():
        n = int(measured.n_propositions[number])
        value = f"{measured.value[number]:.2f}" if n else words.NOTHING
        ends = f"{measured.low[number]:.2f}–{measured.high[number]:.2f}" if n else words.NOTHING
        yield of.ambiguity.elements[number], value, ends, n
