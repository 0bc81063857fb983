"""Nodes of a report as the templates reports/nodes/* show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from parley.apps.reports.layout.inline import html_of
from parley.apps.reports.layout.nodes import Document, Facts, Figure, Heading, Paragraph, Table
from parley.apps.reports.layout.parts import Part, parts

Item = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """What reports/nodes/_nodes.html needs of a part: its template and what that shows."""

    kind: str
    anchor: str
    block: str
    values: Item

    @property
    def template(self) -> str:
        return f"reports/nodes/_{self.kind}.html"


def shown(document: Document) -> list[Shown]:
    return [_shown(one, document) for one in parts(document.nodes)]


def by_block(document: Document) -> list[tuple[str, list[Shown]]]:
    """What each block shows, in order; what stands between two blocks is of none ("")."""
    found: list[tuple[str, list[Shown]]] = []
    for one in shown(document):
        if not found or found[-1][0] != one.block:
            found.append((one.block, []))
        found[-1][1].append(one)
    return found


def _shown(part: Part, document: Document) -> Shown:
    node, words = part.node, document.words
    values: Item = {
        "heading": lambda: _heading(node),
        "paragraph": lambda: _paragraph(node, words),
        "card": lambda: _card(part, words),
        "bullets": lambda: _bullets(part, words),
        "facts": lambda: _facts(node),
        "table": lambda: _table(node, words),
        "figure": lambda: _figure(node, words),
    }[part.kind]()
    return Shown(part.kind, node.anchor, node.block, values)


def _heading(node: Any) -> Item:
    assert isinstance(node, Heading)
    # The title of the report is the page's own first heading.
    return {"tag": f"h{node.level + 1}", "number": node.number, "html": html_of(node.words)}


def _paragraphs(given: Iterable[Paragraph], words: Any) -> list[Item]:
    return [_paragraph(one, words) for one in given]


def _paragraph(node: Any, words: Any) -> Item:
    assert isinstance(node, Paragraph)
    name = f"{words.get('paragraph', '')} {node.number}".strip()
    return {
        "anchor": node.anchor,
        "role": node.role,
        "number": node.number,
        "name": name,
        "label": node.label,
        "kind": node.kind,
        "html": html_of(node.words),
    }


def _bullets(part: Part, words: Any) -> Item:
    return {"items": _paragraphs(part.below, words), "counted": part.is_counted}


def _card(part: Part, words: Any) -> Item:
    below = _paragraphs(part.below, words)
    return {**_paragraph(part.node, words), "below": below}


def _facts(node: Any) -> Item:
    assert isinstance(node, Facts)
    return {"rows": [(label, html_of(words)) for label, words in node.rows]}


def _table(node: Any, words: Any) -> Item:
    assert isinstance(node, Table)
    rows = [
        [(html_of(cell), place in node.numeric) for place, cell in enumerate(row)]
        for row in node.rows
    ]
    head = [(label, place in node.numeric) for place, label in enumerate(node.head)]
    return {
        "name": _name(words.get("table", ""), node.number),
        "caption": html_of(node.caption),
        "head": head,
        "rows": rows,
        "wide": node.wide,
    }


def _figure(node: Any, words: Any) -> Item:
    assert isinstance(node, Figure)
    return {
        "name": _name(words.get("figure", ""), node.number),
        "caption": html_of(node.caption),
        "wide": _drawing(node.svg),
        "narrow": _drawing(node.narrow),
        "alternative": node.alternative,
        # In the language of the document, whatever that of the page.
        "more": words.get("alternative", ""),
        "head": node.head,
        "rows": node.rows,
        "source": node.source,
    }


def _name(word: str, number: int | None) -> str:
    return "" if number is None else f"{word} {number}".strip()


def _drawing(svg: str) -> SafeString:
    """Drawn by us: every text in it is escaped there."""
    return mark_safe(svg)  # noqa: S308
