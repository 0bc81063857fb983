"""From the blocks of a report to its document in one language, for one reader.

What is published is laid out as anonymous readers see it: nothing can stand in it that they could not
have found out for themselves.
"""

from collections.abc import Callable, Iterator, Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parley.apps.reports.body.blocks import Block, Body, Kind
from parley.apps.reports.layout import (
    annexes,
    around,
    figures,
    findings,
    gathered,
    method,
    sources,
)
from parley.apps.reports.layout.nodes import Document, Heading, Imprint, Node, Paragraph
from parley.apps.reports.layout.state import Layout, Missing
from parley.apps.reports.layout.words import words
from parley.apps.reports.models import Report
from parley.core.actors import Actor
from parley.core.localtext import LocalText, direction


def laid_out(
    actor: Actor,
    report: Report,
    body: Body,
    language: str,
    imprint: Imprint,
    *,
    title: LocalText | None = None,
    subtitle: LocalText | None = None,
) -> Document:
    """`title` and `subtitle` are those of a revision; without, they are those of the report."""
    document, _missing = with_missing(
        actor, report, body, language, imprint, title=title, subtitle=subtitle
    )
    return document


def with_missing(
    actor: Actor,
    report: Report,
    body: Body,
    language: str,
    imprint: Imprint,
    *,
    title: LocalText | None = None,
    subtitle: LocalText | None = None,
) -> tuple[Document, list[Missing]]:
    """Also what it does not show of what the blocks were written to show, in the same language."""
    with override(language):
        of = Layout(actor, report, body, language)
        nodes = tuple(node for block in body for node in NODES[block.kind](of, block))
        document = Document(
            title=(title or report.title).pick(language).text,
            subtitle=(report.subtitle if subtitle is None else subtitle).pick(language).text,
            dialogue=around.title_line(of.dialogue, language) if of.held.is_open else "",
            language=language,
            direction=direction(language),
            base=str(settings.BASE_URL).rstrip("/"),
            imprint=imprint,
            nodes=nodes,
            words=words(language),
        )
        return document, of.missing


# ---- what rapporteurs write themselves


def _heading(of: Layout, block: Block) -> Iterator[Node]:
    said = of.plain(block.text)
    if not said:
        of.leave_out(block, _("This heading has no words yet."))
        return
    number = of.headings.number(block.level)
    yield Heading(of.anchor(block), block.level, said, number, block.uid)


def _text(of: Layout, block: Block) -> Iterator[Node]:
    found = of.prose(block.text, block)
    if not found:
        of.leave_out(block, _("This text has no words yet."))
    label = _("The rapporteur’s own assessment") if block.own else ""
    for role, said in found:
        if role != "text":
            yield of.small(block, role, said)
            continue
        yield Paragraph(
            of.anchor(block),
            said,
            role="view" if block.own else "text",
            number=of.next_paragraph(),
            label=label,
            block=block.uid,
        )
        label = ""


Made = Callable[[Layout, Block], Iterator[Node]]
NODES: Mapping[Kind, Made] = {
    Kind.HEADING: _heading,
    Kind.TEXT: _text,
    Kind.QUOTE: gathered.quote,
    Kind.FINDING: findings.nodes,
    Kind.PRACTICE: gathered.practice,
    Kind.QUESTION: gathered.question,
    Kind.CHART: figures.nodes,
    Kind.FACTS: around.facts,
    Kind.PROGRAMME: around.programme,
    Kind.SCALE: annexes.scale,
    Kind.NUMBERS: annexes.numbers,
    Kind.SOURCES: sources.sources,
    Kind.METHOD: method.nodes,
}
