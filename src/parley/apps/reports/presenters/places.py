"""Places of a report in words: which version, which block, under which heading."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from parley.apps.outcomes.presenters.words import number
from parley.apps.reports.body.blocks import Block, Body, Kind
from parley.apps.reports.layout.nodes import Document, Facts, Figure, Heading, Paragraph, Table
from parley.apps.reports.layout.nodes import text_of as words_of

# What stands below a finding: its numbers, which nobody can put otherwise.
SMALL = ("ground", "note")
KINDS: Mapping[str, Any] = {
    Kind.HEADING: pgettext_lazy("report", "Heading"),
    Kind.TEXT: pgettext_lazy("report", "Text"),
    Kind.QUOTE: pgettext_lazy("report", "Quotation"),
    Kind.FINDING: pgettext_lazy("report", "Finding"),
    Kind.PRACTICE: pgettext_lazy("report", "Practice"),
    Kind.QUESTION: pgettext_lazy("report", "Open question"),
    Kind.CHART: pgettext_lazy("report", "Chart"),
    Kind.FACTS: pgettext_lazy("report", "Facts of the dialogue"),
    Kind.PROGRAMME: pgettext_lazy("report", "Programme"),
    Kind.SCALE: pgettext_lazy("report", "Words and thresholds"),
    Kind.NUMBERS: pgettext_lazy("report", "Table of all findings"),
    Kind.SOURCES: pgettext_lazy("report", "Sources"),
    Kind.METHOD: pgettext_lazy("report", "Method"),
}


def version_name(n: int) -> str:
    return _("Version %(number)s") % {"number": number(n, 0)}


def places(body: Body) -> dict[str, str]:
    """Block → what it is, and under which heading it stands."""
    found, above = {}, ""
    for block in body:
        found[block.uid] = _place(block, above)
        if block.kind == Kind.HEADING:
            above = str(block.text)
    return found


def _place(block: Block, above: str) -> str:
    kind = KINDS[block.kind]
    if block.kind == Kind.HEADING:
        return _("%(kind)s “%(heading)s”") % {"kind": kind, "heading": block.text}
    if not above:
        return str(kind)
    return _("%(kind)s under “%(heading)s”") % {"kind": kind, "heading": above}


def numbers(document: Document) -> dict[str, str]:
    """Block → the number that readers see in its margin, of the first that has one."""
    found: dict[str, str] = {}
    for node in document.nodes:
        if isinstance(node, Paragraph) and node.number is not None and node.block:
            found.setdefault(node.block, str(node.number))
    return found


def words_by_block(document: Document) -> dict[str, str]:
    """Block → its words, as they are laid out for a reader: of a chart its caption, of a finding what
    it says. One that shows the reader nothing is not among them."""
    found: dict[str, list[str]] = {}
    for node in document.nodes:
        found.setdefault(node.block, []).extend(_words(node))
    return {block: "\n".join(filter(None, texts)) for block, texts in found.items()}


def _words(node: Any) -> Iterable[str]:
    if isinstance(node, Heading) or (isinstance(node, Paragraph) and node.role not in SMALL):
        yield words_of(node.words)
    elif isinstance(node, Facts):
        yield from (f"{label}: {words_of(words)}" for label, words in node.rows)
    elif isinstance(node, Table | Figure):
        yield words_of(node.caption)


def among(body: Body, uids: Iterable[str] | Mapping[str, Any]) -> Body:
    """Only these blocks of it, in order."""
    wanted = set(uids)
    return tuple(one for one in body if one.uid in wanted)
