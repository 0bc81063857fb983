"""A report on its way to being laid out: for whom, in which language, what is counted, what is missing."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parley.apps.evidence.presenters.collections import document_url
from parley.apps.outcomes.models import FindingState
from parley.apps.outcomes.presenters import findings as present
from parley.apps.outcomes.presenters import practices, questions
from parley.apps.reports.body.blocks import Block, Body, Kind
from parley.apps.reports.body.references import SHORT, Reference
from parley.apps.reports.layout.held import Held
from parley.apps.reports.layout.nodes import Paragraph, Run, Words
from parley.apps.reports.layout.numbering import Headings
from parley.apps.reports.layout.prose import joined, plain, prose, said
from parley.apps.reports.models import Report
from parley.core.actors import Actor
from parley.core.localtext import LocalText, direction


class Missing(NamedTuple):
    """A block that shows less than it was written to show, for this reader, and why."""

    block: str
    why: str


class Numbered(NamedTuple):
    """What stands in this report under a number, and where; `block` shows it first."""

    number: int
    anchor: str
    block: str


class Layout:
    """`missing` grows while nodes are made. All of it happens in the language, as the active one."""

    def __init__(self, actor: Actor, report: Report, body: Body, language: str) -> None:
        self.actor, self.report, self.body, self.language = actor, report, body, language
        self.dialogue = report.dialogue
        self.held = Held(actor, self.dialogue, body)
        self.missing: list[Missing] = []
        self.headings = Headings()
        self.figures = self.tables = self._paragraphs = 0
        self._anchors: dict[str, int] = {}
        self.numbered = self._counted()

    # ---- what is counted

    def _counted(self) -> Mapping[tuple[str, str], Numbered]:
        """Findings, practices and questions in the order in which they come, each once."""
        found: dict[tuple[str, str], Numbered] = {}
        counts: dict[str, int] = {}
        anchors: set[str] = set()
        for block in self.body:
            key = self.key_of(str(block.kind), block.of)
            if not key or (str(block.kind), key) in found:
                continue
            kind = str(block.kind)
            counts[kind] = counts.get(kind, 0) + 1
            anchor = f"{kind}-{key if block.kind == Kind.PRACTICE else key[:SHORT]}"
            if anchor in anchors:  # two uids that begin alike
                anchor = f"{kind}-{key}"
            anchors.add(anchor)
            found[kind, key] = Numbered(counts[kind], anchor, block.uid)
        return found

    def key_of(self, kind: str, of: str) -> str:
        """By which it is counted; empty where there is no such thing for the actor."""
        if kind == Kind.FINDING:
            seen = self.held.finding(of)
            return seen.row.uid.hex if seen else ""
        if kind == Kind.PRACTICE:
            return of if of in self.held.practices else ""
        if kind == Kind.QUESTION:
            asked = self.held.question(of)
            return asked.question.uid.hex if asked else ""
        return ""

    def next_paragraph(self) -> int:
        self._paragraphs += 1
        return self._paragraphs

    def next_figure(self) -> int:
        self.figures += 1
        return self.figures

    def next_table(self) -> int:
        self.tables += 1
        return self.tables

    def anchor(self, block: Block) -> str:
        """Of the next node of a block: the first keeps it for as long as the block is there."""
        self._anchors[block.uid] = self._anchors.get(block.uid, 0) + 1
        n = self._anchors[block.uid]
        return f"b-{block.uid}" if n == 1 else f"b-{block.uid}-{n}"

    def leave_out(self, block: Block, why: str) -> None:
        self.missing.append(Missing(block.uid, why))

    # ---- words

    def plain(self, text: LocalText, *, strong: bool = False, href: str = "") -> Words:
        return tuple(
            Run(one.text, strong=strong, href=href, language=one.language)
            for one in plain(text, self.language)
        )

    def said(self, text: str) -> Words:
        return said(text, self.language)

    def symbol(self, text: str) -> Words:
        """Such as 13(c), which would come apart among letters that run the other way."""
        other = direction(self.language) != "ltr"
        return said(text, self.language, "en" if other else "")

    def quoted(self, words: Words) -> Words:
        """Between the quotation marks of the report's language."""
        marks = pgettext("quotation mark", "“"), pgettext("quotation mark", "”")
        return joined([self.said(marks[0]), words, self.said(marks[1])], "") if words else ()

    def prose(self, text: LocalText, block: Block | None = None) -> list[tuple[str, Words]]:
        """The paragraphs of a Markdown text, with their roles; what a block refers to is looked up."""
        picked = text.pick(self.language)
        other = picked.language if picked.language != self.language else ""

        def refer(reference: Reference) -> Run | None:
            return self.refer(reference, block) if block else None

        return [
            (one.role, tuple(_spoken(run, other) for run in one.words))
            for one in prose(picked.text, refer)
        ]

    def small(
        self, block: Block, role: str, words: Words, label: str = "", kind: str = ""
    ) -> Paragraph:
        """A paragraph without a number."""
        return Paragraph(
            self.anchor(block), words, role=role, label=label, kind=kind, block=block.uid
        )

    # ---- references

    def refer(self, reference: Reference, block: Block) -> Run | None:
        found = self._reference(reference)
        if found is None:
            why = _("%(reference)s refers to what is not there, or is not open to these readers.")
            self.leave_out(block, why % {"reference": reference.written})
        return found

    def _reference(self, of: Reference) -> Run | None:
        if of.kind == "document":
            return self._document(of.key)
        key = self.key_of(of.kind, of.key)
        if not key:
            return None
        here = self.numbered.get((of.kind, key))
        if here is not None:
            return Run(called(of.kind, here.number), to=here.anchor, reference=True)
        elsewhere = {
            "finding": self._finding,
            "practice": self._practice,
            "question": self._question,
        }
        return elsewhere[of.kind](key)

    def _finding(self, key: str) -> Run | None:
        seen = self.held.finding(key)
        if seen is None:
            return None
        # One that is not accepted has no page yet.
        accepted = seen.row.state == FindingState.ACCEPTED
        href = present.permalink(seen.row) if accepted else ""
        return Run(present.title_of(seen), href=href, reference=True)

    def _practice(self, key: str) -> Run | None:
        row = self.held.practices[key]
        return self._titled(row.title, practices.url(row))

    def _question(self, key: str) -> Run | None:
        asked = self.held.question(key)
        href = questions.url(asked.question) if asked else ""
        return Run(_("An open question"), href=href, reference=True)

    def _document(self, key: str) -> Run | None:
        row = self.held.document(key)
        if row is None:
            return None
        return self._titled(row.title, document_url(row.collection, row))

    def _titled(self, title: LocalText, href: str) -> Run:
        picked = title.pick(self.language)
        other = picked.language if picked.language != self.language else ""
        return Run(picked.text, href=href, reference=True, language=other)


def _spoken(run: Run, language: str) -> Run:
    """A reference is in the words of the report, whatever the text around it is."""
    if run.reference or not language:
        return run
    return Run(run.text, run.strong, run.emphasis, run.to, run.href, language=language)


def called(kind: str, number: int) -> str:
    """What it is called within the report."""
    told = {"number": number}
    if kind == Kind.FINDING:
        return pgettext("report", "Finding %(number)s") % told
    if kind == Kind.PRACTICE:
        return pgettext("report", "Practice %(number)s") % told
    return pgettext("report", "Question %(number)s") % told


def linked(links: Iterable[tuple[str, str]]) -> Words:
    """Labels with their addresses, with dots between them."""
    found: list[Run] = []
    for label, href in links:
        if found:
            found.append(Run(" · "))
        found.append(Run(str(label), href=href))
    return tuple(found)
