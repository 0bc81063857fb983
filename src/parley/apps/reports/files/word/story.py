"""The nodes of a report as blocks of a Word file."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from parley.apps.reports.files.word import numbering
from parley.apps.reports.files.word.anchors import Mark, Marks, caption_label
from parley.apps.reports.files.word.inline import Inline, Look
from parley.apps.reports.files.word.numbering import (
    HEADING_FORMATS,
    HEADINGS,
    MARGIN,
    NONE,
    PARAGRAPHS,
    Counter,
    Lists,
)
from parley.apps.reports.files.word.pictures import Pictures, drawing, within
from parley.apps.reports.files.word.scripts import is_rtl
from parley.apps.reports.files.word.sections import Block
from parley.apps.reports.files.word.styles import (
    HEADING_STYLES,
    NUMBERED,
    NUMBERING_STYLES,
    ROLES,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    WIDE_WIDTH,
)
from parley.apps.reports.files.word.tables import Cell, head_cell, table
from parley.apps.reports.files.word.xml import w
from parley.apps.reports.layout.nodes import (
    Document,
    Facts,
    Figure,
    Heading,
    Node,
    Paragraph,
    Table,
    Words,
    text_of,
)

# Roles whose label stands on a line of its own.
_TITLED = ("finding", "practice", "question", "view", "quote")
# Lists that count come with their numbers in the words.
_COUNTED = re.compile(r"[0-9]+\. ")


@dataclass
class Story:
    """Writes the nodes in turn, and counts as Word will."""

    document: Document
    inline: Inline
    marks: Marks
    pictures: Pictures
    lists: Lists
    captions: dict[str, int] = field(default_factory=dict)
    drawn: int = 0

    def __post_init__(self) -> None:
        self.headings = Counter(self.lists, HEADINGS, len(HEADING_FORMATS))
        self.paragraphs = Counter(self.lists, PARAGRAPHS, 1)

    def blocks(self) -> Iterator[Block]:
        after_table = False
        for node, mark in zip(self.document.nodes, self.marks.of_nodes, strict=True):
            for block in self._written(node, mark):
                if block.whole and after_table:  # else Word makes one table of both
                    yield Block(w("pStyle", val="SectionEnd"), wide=block.wide)
                after_table = bool(block.whole)
                yield block

    def _written(self, node: Node, mark: Mark | None) -> Iterator[Block]:
        if isinstance(node, Heading):
            yield self._heading(node, mark)
        elif isinstance(node, Paragraph):
            yield self._paragraph(node, mark)
        elif isinstance(node, Facts):
            yield from self._facts(node, mark)
        elif isinstance(node, Table):
            yield from self._table(node, mark)
        else:
            yield from self._figure(node, mark)

    # ---- paragraphs

    def _heading(self, node: Heading, mark: Mark | None) -> Block:
        level = min(max(node.level, 1), len(HEADING_STYLES)) - 1
        number = numbering.counted(node.number, HEADING_FORMATS[level])
        literal = ""
        if number is None:
            listed = numbering.properties(NONE) + self._way(node.words)
            if node.number:  # Word can't count so
                literal = self.inline.text(f"{node.number}.\t")
                listed += _hanging(MARGIN, MARGIN)
            else:
                listed += _hanging(0)
        else:
            listed = numbering.properties(self.headings.list_for(level, number), level)
            listed += self._way(node.words)
        content = literal + self.inline.marked(mark, self.inline.words(node.words))
        properties = w("pStyle", val=HEADING_STYLES[level]) + listed + self._mark(node.words)
        return Block(properties, content, heading=True)

    def _paragraph(self, node: Paragraph, mark: Mark | None) -> Block:
        numbered, plain = ROLES.get(node.role, ROLES["text"])
        style = plain if node.number is None else numbered
        listed, after = self._listed(node, style)
        words = self.inline.words(node.words)
        if node.label:
            content = self._labelled(node, mark, words)
        else:
            content = self.inline.marked(mark, words)
        placed = listed + self._way(node.words) + after + self._mark(node.words)
        return Block(w("pStyle", val=style) + placed, content)

    def _listed(self, node: Paragraph, style: str) -> tuple[str, str]:
        """Its list where it isn't that of the style, and the place of the text where there is none."""
        numbers = style in NUMBERING_STYLES
        if node.number is None:
            if style == "ListBullet" and _COUNTED.match(text_of(node.words)):
                return numbering.properties(NONE), _hanging(MARGIN + 360, 360)
            return (numbering.properties(NONE), _hanging(MARGIN)) if numbers else ("", "")
        listed = self.paragraphs.list_for(0, node.number)
        if listed is None and style != NUMBERED:
            # Word asks the style, others only that one style to which the list is tied.
            listed = PARAGRAPHS
        return numbering.properties(listed), ""

    def _labelled(self, node: Paragraph, mark: Mark | None, words: str) -> str:
        look = Look("FindingLabel")
        shown = mark.shown if mark else ""
        content = self.inline.marked(mark, self.inline.text(shown, look))
        content += self.inline.text(node.label.removeprefix(shown), look)
        between = "\n" if node.role in _TITLED else " "
        return content + self.inline.text(between) + words

    def _is_rtl(self, words: Words) -> bool:
        """The way of the document, unless all its words are of a language of the other way."""
        languages = {run.language or self.document.language for run in words if run.text.strip()}
        ways = {is_rtl(one) for one in languages}
        return self.inline.rtl if len(ways) != 1 else ways.pop()

    def _way(self, words: Words) -> str:
        rtl = self._is_rtl(words)
        return "" if rtl == self.inline.rtl else w("bidi", val=int(rtl))

    def _mark(self, words: Words) -> str:
        """The mark of the paragraph, whose direction its number has."""
        return w("rPr", "<w:rtl/>") if self._is_rtl(words) else ""

    # ---- tables

    def _facts(self, node: Facts, mark: Mark | None) -> Iterator[Block]:
        if not node.rows:
            return
        rows = [
            [
                Cell(self.inline.text(label, Look(strong=True)), label),
                Cell(self.inline.words(words), text_of(words)),
            ]
            for label, words in node.rows
        ]
        _mark_first(rows, mark, self.inline.marked)
        yield Block(
            whole=table("ReportFacts", rows, width=TEXT_WIDTH, rtl=self.inline.rtl, headed=False)
        )

    def _table(self, node: Table, mark: Mark | None) -> Iterator[Block]:
        captioned = node.number is not None or bool(text_of(node.caption))
        if captioned:
            yield self._caption(node, mark, "TableCaption", "Table")._replace(
                wide=node.wide, heading=True
            )
        rows = [[head_cell(self.inline, one) for one in node.head]] if any(node.head) else []
        rows += [[self._cell(one, place in node.numeric) for place, one in enumerate(row)]
                 for row in node.rows]  # fmt: skip
        if not any(rows):
            return
        if not captioned:
            _mark_first(rows, mark, self.inline.marked)
        written = table(
            "ReportTable",
            rows,
            width=WIDE_WIDTH if node.wide else TEXT_WIDTH,
            rtl=self.inline.rtl,
            headed=any(node.head),
            caption=text_of(node.caption),
        )
        yield Block(whole=written, wide=node.wide)

    def _cell(self, words: Words, is_number: bool) -> Cell:
        style = "TableNumber" if is_number else "TableText"
        return Cell(self.inline.words(words), text_of(words), style)

    # ---- figures

    def _figure(self, node: Figure, mark: Mark | None) -> Iterator[Block]:
        picture = self.pictures.of(node.svg)
        size = within(picture.content, TEXT_WIDTH, TEXT_HEIGHT)
        self.drawn += 1
        title = text_of(node.caption)
        drawn = w("r", drawing(picture, self.drawn, size, title, node.alternative))
        yield Block(w("pStyle", val="Figure"), drawn)
        yield self._caption(node, mark, "Caption", "Figure", kept=bool(node.source))
        if node.source:
            yield Block(w("pStyle", val="Ground"), self.inline.text(node.source))

    def _caption(
        self, node: Figure | Table, mark: Mark | None, style: str, sequence: str, kept: bool = False
    ) -> Block:
        label = caption_label(node, self.document)
        words = self.inline.words(node.caption)
        if node.number is None:
            content = self.inline.marked(mark, words)
        else:
            word = label.removesuffix(str(node.number))
            number = self.inline.field(
                self._sequence(sequence, node.number), self.inline.text(str(node.number))
            )
            content = self.inline.marked(mark, self.inline.text(word) + number)
            content += (self.inline.text(". ") + words) if words else ""
        properties = w("pStyle", val=style) + ("<w:keepNext/>" if kept else "")
        return Block(properties + self._way(node.caption), content)

    def _sequence(self, name: str, number: int) -> str:
        """The field that counts captions; it starts anew where the document does."""
        follows = self.captions.get(name, 0) + 1 == number
        self.captions[name] = number
        return rf"SEQ {name} \* ARABIC" + ("" if follows else rf" \r {number}")


def _hanging(left: int, hanging: int = 0) -> str:
    return w("ind", left=left, hanging=hanging) if hanging else w("ind", left=left, firstLine=0)


def _mark_first(
    rows: list[list[Cell]], mark: Mark | None, marked: Callable[[Mark | None, str], str]
) -> None:
    first = rows[0][0]
    rows[0][0] = Cell(marked(mark, first.content), first.plain, first.style)
