"""What stands around the text: the cover, the contents, the head and the foot of pages."""

import re
from collections.abc import Iterator, Mapping

from parley.apps.reports.files.word.anchors import Marks
from parley.apps.reports.files.word.inline import Inline, Look
from parley.apps.reports.files.word.sections import Block
from parley.apps.reports.files.word.styles import HEADING_STYLES
from parley.apps.reports.files.word.xml import root, w
from parley.apps.reports.layout.nodes import Document, Imprint, contents

_SHORT_DIGEST = 16
_PLACES = re.compile(r"%\((page|pages)\)s")
_FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}


def cover(document: Document, inline: Inline) -> Iterator[Block]:
    imprint, words = document.imprint, document.words
    if imprint.notice:
        yield _block("Notice", inline.text(imprint.notice))
    kind = words.get("report", "")
    yield _block("CoverKind", inline.text(kind))
    yield _block("Title", inline.text(document.title))
    if document.subtitle:
        yield _block("Subtitle", inline.text(document.subtitle))
    yield _block("Subtitle", inline.text(document.dialogue))
    if version := version_line(document):
        yield _block("CoverLine", inline.text(version, Look(strong=True)))
    for label, text, address in _imprint(imprint, words):
        content = inline.text(f"{label}: ", Look(strong=True)) if label else ""
        yield _block("CoverLine", content + inline.link(address, text))


def _block(style: str, content: str) -> Block:
    return Block(w("pStyle", val=style), content)


def _imprint(imprint: Imprint, words: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What it says, the text, and where that leads."""
    told = (
        ("publisher", imprint.publisher, ""),
        ("correction", imprint.correction, ""),
        ("doi", imprint.doi, f"https://doi.org/{imprint.doi}"),
        ("address", imprint.address, imprint.address),
        ("cite", imprint.citation, ""),
        ("digest", imprint.digest, ""),
    )
    for key, text, address in told:
        if text:
            yield words.get(key, ""), text, address


def version_line(document: Document) -> str:
    """Which version it is, and of which day; nothing of a draft."""
    imprint = document.imprint
    if not imprint.number:
        return ""
    form = document.words.get("version_of", "")
    if not form:
        return " · ".join(part for part in (str(imprint.number), imprint.date) if part)
    return form % {"number": imprint.number, "date": imprint.date}


# ---- contents


def contents_of(document: Document, inline: Inline, marks: Marks) -> Block | None:
    """The headings as a field that Word can update.

    There are no page numbers in it until somebody does: only Word knows where its pages end, and a
    wrong number is worse than none. Each line leads to its heading.
    """
    of_headings = [one for one in marks.of_nodes if one is not None and one.name.startswith("_Toc")]
    entries = [one for one in contents(document) if one.anchor]
    if not entries:
        return None
    begin, end = _field_ends()
    lines = []
    for place, (entry, mark) in enumerate(zip(entries, of_headings, strict=True)):
        number = f"{entry.number}." if entry.number else ""
        shown = inline.text(f"{number}\t{entry.text}" if number else entry.text)
        content = inline.jump(mark, shown)
        content = (begin if not place else "") + content
        content += end if place == len(entries) - 1 else ""
        level = min(max(entry.level, 1), len(HEADING_STYLES))
        lines.append(w("p", w("pPr", w("pStyle", val=f"TOC{level}")), content))
    title = w(
        "p",
        w("pPr", w("pStyle", val="TOCHeading")),
        inline.text(document.words.get("contents", "")),
    )
    return Block(whole=_part(title + "".join(lines)))


def _field_ends() -> tuple[str, str]:
    begin = (
        w("r", w("fldChar", fldCharType="begin"))
        + w("r", r'<w:instrText xml:space="preserve"> TOC \o "1-3" \h \z </w:instrText>')
        + w("r", w("fldChar", fldCharType="separate"))
    )
    return begin, w("r", w("fldChar", fldCharType="end"))


def _part(content: str) -> str:
    """As a building block: Word offers to update it where it stands."""
    gallery = w("docPartGallery", val="Table of Contents")
    kind = w("docPartObj", gallery, "<w:docPartUnique/>")
    return w("sdt", w("sdtPr", w("id", val=5_000_001), kind), w("sdtContent", content))


# ---- head and foot


def header(document: Document, inline: Inline) -> bytes:
    line = inline.text(document.title)
    notice = document.imprint.notice
    more = _line("Header", inline.text(notice, Look(strong=True))) if notice else ""
    return root("w:hdr", _line("Header", line), more)


def footer(document: Document, inline: Inline) -> bytes:
    imprint = document.imprint
    where = f"https://doi.org/{imprint.doi}" if imprint.doi else ""
    digest = f"SHA-256 {imprint.digest[:_SHORT_DIGEST]}" if imprint.digest else ""
    parts = (version_line(document), where, digest)
    about = " · ".join(part for part in parts if part) or document.dialogue
    return root(
        "w:ftr",
        _line("Footer", inline.text(about)),
        _line("Footer", _pages(document, inline), w("jc", val="right")),
    )


def _line(style: str, content: str, more: str = "") -> str:
    return w("p", w("pPr", w("pStyle", val=style), more), content)


def _pages(document: Document, inline: Inline) -> str:
    """Page 1 of 2, where Word fills in both."""
    form = document.words.get("page_of", "%(page)s / %(pages)s")
    pieces = _PLACES.split(form)
    return "".join(
        inline.field(_FIELDS[piece], inline.text("1")) if place % 2 else inline.text(piece)
        for place, piece in enumerate(pieces)
    )
