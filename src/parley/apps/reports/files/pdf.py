"""A report on paper: a tagged PDF for both directions of writing."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from parley.apps.reports.layout.inline import html_of
from parley.apps.reports.layout.nodes import (
    Document,
    Facts,
    Figure,
    Heading,
    Node,
    Paragraph,
    Table,
    contents,
)
from parley.apps.reports.layout.parts import Part, parts
from parley.core import pdf

Item = dict[str, Any]
LATIN, ARABIC, SERIF = "ibm-plex-sans-latin", "IBMPlexSansArabic", "source-serif-4-latin"
FACES = (
    ("IBM Plex Sans", "400", "normal", "IBMPlexSans-Regular.ttf"),
    ("IBM Plex Sans", "600", "normal", "IBMPlexSans-SemiBold.ttf"),
    ("IBM Plex Sans", "400", "italic", f"{LATIN}-400-italic.woff2"),
    ("IBM Plex Sans Arabic", "400", "normal", f"{ARABIC}-Regular.ttf"),
    ("IBM Plex Sans Arabic", "600", "normal", f"{ARABIC}-SemiBold.ttf"),
    ("Source Serif 4", "400", "normal", f"{SERIF}-opsz-normal.woff2"),
    ("Source Serif 4", "400", "italic", f"{SERIF}-wght-italic.woff2"),
)
# A table of more columns, or one that says so, gets a page of its own on its side.
MANY_COLUMNS = 6


def pdf_of(document: Document) -> bytes:
    """The same document gives the same bytes.

    Raises
    ------
    ParleyError
        Where the server lacks what it draws with.
    """
    html = render_to_string("reports/pdf/report.html", _context(document))
    return pdf.drawn(html, pdf_variant="pdf/ua-1", pdf_identifier=_identifier(document))


def _identifier(document: Document) -> bytes:
    imprint = document.imprint
    return f"{imprint.digest} {imprint.number} {document.language}".encode()


def _context(document: Document) -> Item:
    leftward = document.direction == "rtl"
    return {
        "document": document,
        "imprint": document.imprint,
        "words": document.words,
        "version": _version(document),
        "foot": _foot(document.words),
        "contents": list(contents(document)),
        "sheets": _sheets([_shown(one, document) for one in parts(document.nodes)]),
        "faces": [(*face[:3], pdf.font_address(face[3])) for face in FACES],
        "start": "right" if leftward else "left",
        "end": "left" if leftward else "right",
        "leftward": leftward,
    }


def _sheets(shown: Sequence[Item]) -> list[tuple[bool, list[Item]]]:
    """What stands upright, and what on its side: wide tables with the headings just before them."""
    found: list[tuple[bool, list[Item]]] = []
    for one in shown:
        if not one.get("wide"):
            _put(found, False, [one])
            continue
        above: list[Item] = []
        while found and not found[-1][0] and found[-1][1] and found[-1][1][-1]["is_heading"]:
            above.insert(0, found[-1][1].pop())
        _put(found, True, [*above, one])
    return [(wide, own) for wide, own in found if own]


def _put(found: list[tuple[bool, list[Item]]], wide: bool, shown: list[Item]) -> None:
    if not found or found[-1][0] is not wide:
        found.append((wide, []))
    found[-1][1].extend(shown)


def _version(document: Document) -> str:
    imprint = document.imprint
    if not imprint.number:
        return ""
    pattern = document.words.get("version_of", "%(number)s, %(date)s")
    return pattern % {"number": imprint.number, "date": imprint.date}


def _foot(words: Mapping[str, str]) -> tuple[str, str, str]:
    """What stands before, between and behind the two numbers of a page."""
    told = words.get("page_of", "%(page)s / %(pages)s") % {"page": "\x01", "pages": "\x02"}
    before, _mark, rest = told.partition("\x01")
    between, _mark, after = rest.partition("\x02")
    return before, between, after


def _shown(part: Part, document: Document) -> Item:
    node = part.node
    own = {
        "anchor": node.anchor,
        "template": f"reports/pdf/_{part.kind}.html",
        "is_heading": part.kind == "heading",
    }
    below = [_below(one, document) for one in part.below]
    return {**own, **_values(node, document), "below": below, "counted": part.is_counted}


def _below(paragraph: Paragraph, document: Document) -> Item:
    return {"anchor": paragraph.anchor, **_paragraph(paragraph, document)}


def _values(node: Node, document: Document) -> Item:
    base = document.base
    match node:
        case Heading():
            tag = f"h{node.level}"
            return {"tag": tag, "number": node.number, "html": html_of(node.words, base)}
        case Paragraph():
            return _paragraph(node, document)
        case Facts():
            return {"rows": [(label, html_of(words, base)) for label, words in node.rows]}
        case Table():
            return _table(node, document)
        case Figure():
            return _figure(node, document)


def _paragraph(node: Paragraph, document: Document) -> Item:
    return {
        "role": node.role,
        "number": node.number,
        "label": node.label,
        "kind": node.kind,
        "html": html_of(node.words, document.base),
    }


def _table(node: Table, document: Document) -> Item:
    return {
        "name": _name(document.words.get("table", ""), node.number),
        "caption": html_of(node.caption, document.base),
        "head": [(label, place in node.numeric) for place, label in enumerate(node.head)],
        "rows": [
            [(html_of(cell, document.base), n in node.numeric) for n, cell in enumerate(row)]
            for row in node.rows
        ],
        "wide": node.wide or len(node.head) > MANY_COLUMNS,
    }


def _figure(node: Figure, document: Document) -> Item:
    """The chart stands as a picture: only so a tagged file can say what it shows."""
    picture = base64.b64encode(node.svg.encode()).decode()
    return {
        "name": _name(document.words.get("figure", ""), node.number),
        "caption": html_of(node.caption, document.base),
        "address": f"data:image/svg+xml;base64,{picture}",
        "alternative": node.alternative,
        "source": node.source,
    }


def _name(word: str, number: int | None) -> str:
    return "" if number is None else f"{word} {number}".strip()
