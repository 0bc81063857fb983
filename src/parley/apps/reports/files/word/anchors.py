"""What can be referred to in a document: bookmarks, and what a reference to them shows.

A cross-reference of Word shows what its bookmark stands around, or the number of its paragraph. So the
bookmark of a finding stands around "Finding 3" where the report refers to it by these words, and is
still right when somebody renumbers and updates. References by other words are links.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from parley.apps.reports.layout.nodes import (
    Document,
    Facts,
    Figure,
    Heading,
    Node,
    Paragraph,
    Run,
    Table,
    Words,
    text_of,
)


class Mark(NamedTuple):
    """The bookmark of a node: its name, its number in the file, the words that it stands around.

    `number` is what Word counts for its paragraph; empty where it counts nothing.
    """

    name: str
    id: int
    shown: str
    number: str


@dataclass(frozen=True)
class Marks:
    """The bookmarks of a document: of each node in its place, and by anchor."""

    of_nodes: tuple[Mark | None, ...]
    by_anchor: dict[str, Mark]


def marks_of(document: Document) -> Marks:
    said = _said(document)
    found: list[Mark | None] = []
    by_anchor: dict[str, Mark] = {}
    for place, node in enumerate(document.nodes, start=1):
        # Names with a line before them are hidden in Word, which gives its own such.
        kind = "_Toc" if isinstance(node, Heading) else "_Ref"
        shown = _shown(node, said.get(node.anchor, ()), document)
        stands = node.anchor and not _is_empty(node)
        mark = Mark(f"{kind}{place:09}", place, shown, _number(node)) if stands else None
        found.append(mark)
        if mark is not None:
            by_anchor.setdefault(node.anchor, mark)
    return Marks(tuple(found), by_anchor)


def _is_empty(node: Node) -> bool:
    """Whether nothing is written of it."""
    if isinstance(node, Facts):
        return not node.rows
    if isinstance(node, Table):
        named = node.number is not None or text_of(node.caption)
        return not (named or any(node.head) or any(node.rows))
    return False


def caption_label(node: Figure | Table, document: Document) -> str:
    """What stands before its caption, such as Figure 3; nothing where it isn’t numbered."""
    if node.number is None:
        return ""
    word = document.words.get("figure" if isinstance(node, Figure) else "table", "")
    return f"{word} {node.number}".strip()


def _said(document: Document) -> dict[str, tuple[str, ...]]:
    """Anchor → the words by which the document refers to it, in order."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for run in _runs(document):
        if run.to and run.text:
            found[run.to][run.text] = None
    return {anchor: tuple(texts) for anchor, texts in found.items()}


def _runs(document: Document) -> Iterator[Run]:
    for node in document.nodes:
        for words in words_in(node):
            yield from words


def words_in(node: Node) -> Iterator[Words]:
    if isinstance(node, Heading | Paragraph):
        yield node.words
    elif isinstance(node, Facts):
        yield from (words for _label, words in node.rows)
    else:
        yield node.caption
        if isinstance(node, Table):
            yield from (cell for row in node.rows for cell in row)


def _shown(node: Node, said: tuple[str, ...], document: Document) -> str:
    if isinstance(node, Heading):
        return text_of(node.words)
    if isinstance(node, Paragraph):
        return next((text for text in said if _begins(node.label, text)), node.label)
    if isinstance(node, Figure | Table):
        return caption_label(node, document)
    return ""


def _begins(label: str, text: str) -> bool:
    """Whether it is the first of its words, not of its letters: Finding 1 is none of Finding 12."""
    return label.startswith(text) and not label[len(text) : len(text) + 1].isalnum()


def _number(node: Node) -> str:
    if isinstance(node, Heading):
        return node.number
    if isinstance(node, Paragraph) and node.number is not None:
        return str(node.number)
    return ""
