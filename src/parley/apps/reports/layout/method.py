"""How the numbers of a report were made, and what was withheld."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parley.apps.deliberation.models.consultations import CONFIDENTIAL
from parley.apps.outcomes.findings.scale import LEVEL
from parley.apps.outcomes.models import OpinionMap
from parley.apps.outcomes.presenters.words import number, percent
from parley.apps.outcomes.selectors.sources import Source
from parley.apps.reports.body.blocks import Block
from parley.apps.reports.layout.findings import source_words
from parley.apps.reports.layout.nodes import Node, Paragraph, Words
from parley.apps.reports.layout.prose import joined
from parley.apps.reports.layout.sources import closed_sources, every_source
from parley.apps.reports.layout.state import Layout


def nodes(of: Layout, block: Block) -> Iterator[Node]:
    for text in _texts(of):
        yield Paragraph(
            of.anchor(block), of.said(text), number=of.next_paragraph(), block=block.uid
        )
    maps = [
        (source, row)
        for source in every_source(of).values()
        if (row := of.held.maps.get(source.key)) is not None
    ]
    common = _common([row.settings for _source, row in maps])
    if common:
        label = _("Settings of the opinion maps of this report:")
        yield of.small(block, "note", of.said(_written(common)), label)
    for source, row in maps:
        yield of.small(block, "note", _drawn(of, source, row, common))
    for ground in closed_sources(of):
        name = _named(of, source_words(of, ground))
        yield of.small(block, "note", joined([name, of.said(_least(ground.source))]))


Settings = Mapping[str, Any]


def _common(every: Sequence[Settings]) -> Settings:
    """What is the same in all."""
    if not every:
        return {}
    first, *others = every
    return {
        name: value
        for name, value in first.items()
        if all(name in other and other[name] == value for other in others)
    }


def _written(settings: Settings) -> str:
    return ", ".join(f"{name} = {value}" for name, value in sorted(settings.items())) + "."


def _texts(of: Layout) -> Iterator[str]:
    yield _(
        "Findings rest on numbers that had been published before: the results of consultations and "
        "their opinion maps, both after disclosure control, and the positions and votes of public "
        "record. Where the report does not say that words are the rapporteur’s, they follow from "
        "the numbers by the scale of this report."
    )
    yield _(
        "Shares are of those who have pronounced themselves. Those who passed or abstained, who did "
        "not answer, whose documents were read in full and say nothing, and who were not read are "
        "counted beside them and never mixed with them."
    )
    yield (
        _(
            "All intervals are at %(level)s. Those of shares are Jeffreys’s for a binomial "
            "proportion (Brown, Cai and DasGupta 2001). The end of an interval that is nearer to the "
            "contrary decides which word a finding may use, so that few answers earn few words."
        )
        % {"level": percent(LEVEL)}
    )
    yield _(
        "Agreement on a text is kept apart from agreement on its meaning: a recorded vote is a "
        "finding on the text, a proposition on how to read a norm is one on its meaning, and they "
        "are never one finding."
    )
    if of.held.maps:
        yield _(
            "Opinion maps place those who answer alike near each other. Whether there is any "
            "structure, and whether there are groups, is tested against data without it. A "
            "proposition converges where every group is on one side, with the interval taken into "
            "account; it diverges where two groups are further apart than chance explains; groups "
            "that were found in the answers are tested on answers that did not form them."
        )
    if any(one.consultation is not None for one in _every(of)):
        yield _(
            "Of consultations no number about fewer people than its consultation allows is told, and "
            "a number from which such a one could be worked out is withheld with it. It says so where "
            "a number is withheld. Nobody’s answers stand in this report."
        )


def _every(of: Layout) -> list[Source]:
    return [*every_source(of).values(), *(one.source for one in closed_sources(of))]


def _named(of: Layout, name: Words) -> Words:
    return joined([name, of.said(pgettext("after a label", ":"))], "")


def _drawn(of: Layout, source: Source, row: OpinionMap, common: Settings) -> Words:
    own = {name: value for name, value in row.settings.items() if name not in common}
    drawn = _("Its opinion map was drawn by Parley %(engine)s.") % {"engine": row.engine}
    settings = f"{_('Its own settings:')} {_written(own)}" if own else ""
    name = _named(of, of.plain(of.held.title(source), strong=True))
    said = (_least(source), drawn, settings, _digest(source, row))
    return joined([name, *(of.said(text) for text in said)])


def _least(source: Source) -> str:
    if source.consultation is None:
        return _("What is of public record is withheld from nobody.")
    n = source.consultation.least
    text = ngettext(
        "No number is told about fewer than %(number)s person.",
        "No number is told about fewer than %(number)s people.",
        n,
    )
    return text % {"number": number(n, 0)}


def _digest(source: Source, row: OpinionMap) -> str:
    """Of confidential stances not even the digest: who knows all of them but one could try it."""
    if not source.rules.isdisjoint(CONFIDENTIAL):
        return _("The digest of its stances is not told: guesses could be tried against it.")
    return _("Digest of its stances (SHA-256): %(digest)s.") % {"digest": row.input_digest}
