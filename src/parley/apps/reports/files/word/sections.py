"""The body of a Word file as blocks, and the sections that they stand in: upright pages and wide ones."""

from collections.abc import Sequence
from typing import NamedTuple

from parley.apps.reports.files.word.xml import tag, w

# A4, with margins of 2.5 cm, at the top 3.1 cm.
_LONG, _SHORT, _MARGIN, _EDGE = 16838, 11906, 1417, 709
# Room for a notice at the head of each page.
_TOP = 1758
# What the relationships of the head and the foot of pages are called.
HEADER, FOOTER = "rId1", "rId2"


class Block(NamedTuple):
    """A paragraph (its w:pPr without section, and its content), or what is none: `whole`.

    `wide` pages are turned; a `heading` goes over to them with what it is the heading of.
    """

    properties: str = ""
    content: str = ""
    whole: str = ""
    wide: bool = False
    heading: bool = False


PAGE_END = Block(w("pStyle", val="SectionEnd"), w("r", w("br", type="page")))


def assembled(blocks: Sequence[Block], *, rtl: bool) -> str:
    """One section after another, each with its kind of page."""
    placed = _with_headings(blocks)
    written: list[str] = []
    first = True
    for place, block in enumerate(placed):
        following = placed[place + 1] if place + 1 < len(placed) else None
        ends = following is not None and following.wide != block.wide
        section = _section(block.wide, first, rtl) if ends else ""
        written.append(_written(block, section))
        first = first and not ends
    wide = placed[-1].wide if placed else False
    if placed and placed[-1].whole:  # a file ends with a paragraph
        written.append(_carrier())
    return "".join(written) + _section(wide, first, rtl)


def _with_headings(blocks: Sequence[Block]) -> list[Block]:
    """Headings right before a wide table stand on its page."""
    placed: list[Block] = []
    wide = False
    for block in reversed(blocks):
        if block.heading and wide:
            block = block._replace(wide=True)
        wide = block.wide
        placed.append(block)
    return placed[::-1]


def _written(block: Block, section: str) -> str:
    if block.whole:
        return block.whole + (_carrier(section) if section else "")
    return w("p", w("pPr", block.properties, section), block.content)


def _carrier(section: str = "") -> str:
    """The paragraph that a section ends with where its last block is none."""
    return w("p", w("pPr", w("pStyle", val="SectionEnd"), section))


def _section(wide: bool, first: bool, rtl: bool) -> str:
    across, down = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    sides = {"top": _TOP, **dict.fromkeys(("right", "bottom", "left"), _MARGIN)}
    # Later sections have the head and foot of the one before.
    around = (
        tag("w:headerReference", w_type="default", r_id=HEADER),
        tag("w:footerReference", w_type="default", r_id=FOOTER),
    )
    return w(
        "sectPr",
        *(around if first else ()),
        w("type", val="nextPage"),
        w("pgSz", w=across, h=down, orient="landscape" if wide else None),
        w("pgMar", **sides, header=_EDGE, footer=_EDGE, gutter=0),
        "<w:titlePg/>" if first else "",  # the cover has neither
        "<w:bidi/>" if rtl else "",
    )
