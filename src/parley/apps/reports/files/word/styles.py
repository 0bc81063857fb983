"""The styles of a report in Word: whoever changes one changes the whole report.

Arial, since every Word on every system has it, its Arabic letters included, and LibreOffice has a twin
of the same widths: lines break alike wherever the report is edited. The fonts of the site are not
installed there, and a font that is missing is replaced by one that nobody chose.
"""

from collections.abc import Iterable
from typing import NamedTuple

from parley.apps.reports.files.word.numbering import BULLETS, HEADINGS, MARGIN, PARAGRAPHS
from parley.apps.reports.files.word.numbering import properties as in_list
from parley.apps.reports.files.word.scripts import is_rtl, lang_of
from parley.apps.reports.files.word.xml import root, w

FONT, EAST_ASIAN_FONT = "Arial", "SimSun"
ACCENT, WASH, SOFT, LINE = "0E4A5A", "E4EEEE", "3F4853", "BFB7A7"
# Half points.
BODY, SMALL, TINY = 21, 18, 16
TEXT_WIDTH, TEXT_HEIGHT, WIDE_WIDTH = 9072, 12400, 14004
HEADING_STYLES = ("Heading1", "Heading2", "Heading3")
NUMBERED = "NumberedParagraph"
# The style of a paragraph by its role, and the one where it has no number.
ROLES = {
    "text": (NUMBERED, "BodyText"),
    "view": ("View", "View"),
    "finding": ("Finding", "Finding"),
    "practice": ("Practice", "Practice"),
    "question": ("Question", "Question"),
    "quote": ("Quote", "Quote"),
    "bullet": ("ListBullet", "ListBullet"),
    "ground": ("Ground", "Ground"),
    "note": ("Note", "Note"),
    "notice": ("Notice", "Notice"),
}
# Those whose paragraphs are numbered by their style.
NUMBERING_STYLES = (NUMBERED, "View", "Finding", "Practice", "Question")


class Style(NamedTuple):
    """A style of paragraphs.

    Parameters
    ----------
    name
        As people see it; those that Word has itself are known to it by this.
    before, after
        Twentieths of a point.
    paragraph
        What else its paragraphs have: see `_paragraph`.
    size
        Half points; 0 for that of the style it is based on.
    """

    id: str
    name: str
    based: str = "Normal"
    next: str = ""
    before: int | None = None
    after: int | None = None
    paragraph: str = ""
    size: int = 0
    bold: bool = False
    italic: bool = False
    colour: str = ""
    gallery: bool = True


def _border(*sides: str, size: int = 6, space: int = 4, colour: str = LINE) -> str:
    lines = (w(side, val="single", sz=size, space=space, color=colour) for side in sides)
    return w("pBdr", *lines)


def _shade(colour: str) -> str:
    return w("shd", val="clear", color="auto", fill=colour)


_LEFT = w("ind", left=MARGIN)
_HEADS = "<w:keepNext/><w:keepLines/>"


def _list(number: int, level: int = 0) -> str:
    return in_list(number, level)


def _outline(level: int) -> str:
    return w("outlineLvl", val=level)


# `paragraph` holds "what stands before w:spacing in w:pPr | what stands after it".
PARAGRAPHS_OF: tuple[Style, ...] = (
    Style("Title", "Title", next="Subtitle", before=60, after=120, size=52, bold=True,
          colour=ACCENT, paragraph=f"{_HEADS}|"),
    Style("Subtitle", "Subtitle", next="BodyText", before=0, after=360, size=30, colour=SOFT,
          paragraph=f"{_HEADS}|"),
    Style("Heading1", "heading 1", next=NUMBERED, before=440, after=160, size=32, bold=True,
          colour=ACCENT, paragraph=f"{_HEADS}{_list(HEADINGS)}|{_outline(0)}"),
    Style("Heading2", "heading 2", next=NUMBERED, before=320, after=120, size=26, bold=True,
          colour=ACCENT, paragraph=f"{_HEADS}{_list(HEADINGS, 1)}|{_outline(1)}"),
    Style("Heading3", "heading 3", next=NUMBERED, before=240, after=100, size=22, bold=True,
          paragraph=f"{_HEADS}{_list(HEADINGS, 2)}|{_outline(2)}"),
    Style("BodyText", "Body Text", paragraph=f"|{_LEFT}"),
    Style(NUMBERED, "Numbered Paragraph", paragraph=f"{_list(PARAGRAPHS)}|"),
    Style("Finding", "Finding", NUMBERED, "Ground", before=200,
          paragraph=f"{_HEADS}{_list(PARAGRAPHS)}{_border('top')}|"),
    Style("Practice", "Practice", NUMBERED, "Note", before=200,
          paragraph=f"{_HEADS}{_list(PARAGRAPHS)}{_border('top')}|"),
    Style("Question", "Question", NUMBERED, "Note", before=200,
          paragraph=f"<w:keepLines/>{_list(PARAGRAPHS)}{_border('top')}|"),
    Style("View", "View", NUMBERED, NUMBERED,
          paragraph=f"{_list(PARAGRAPHS)}{_shade(WASH)}|"),
    Style("Ground", "Ground", "BodyText", before=40, after=40, size=SMALL, colour=SOFT),
    Style("Note", "Note", "BodyText", before=40, after=40, size=SMALL),
    Style("Notice", "Notice", next="BodyText", before=160, after=160, bold=True,
          paragraph=f"{_border('top', 'left', 'bottom', 'right', space=6, colour=ACCENT)}|"
                    + w("ind", left=140, right=140)),
    Style("Quote", "Quote", next="Ground", italic=True,
          paragraph="<w:keepLines/>|" + w("ind", left=MARGIN + 360, right=360)),
    Style("ListBullet", "List Bullet", before=40, after=40, paragraph=f"{_list(BULLETS)}|"),
    Style("Caption", "caption", next="BodyText", before=120, after=200, size=SMALL, bold=True,
          colour=SOFT),
    Style("TableCaption", "Table Caption", "Caption", before=280, after=100,
          paragraph=f"{_HEADS}|"),
    Style("Figure", "Figure", next="Caption", before=240, after=60,
          paragraph="<w:keepNext/>|" + w("jc", val="center")),
    Style("TableText", "Table Text", before=30, after=30, size=SMALL),
    Style("TableNumber", "Table Number", "TableText", paragraph="|" + w("jc", val="right")),
    Style("TableHead", "Table Head", "TableText", bold=True, paragraph="<w:keepNext/>|"),
    Style("CoverKind", "Cover Kind", next="Title", before=2400, after=0, bold=True, colour=ACCENT,
          paragraph="<w:keepNext/>|", gallery=False),
    Style("CoverLine", "Cover Line", before=60, after=60, size=SMALL, gallery=False),
    Style("TOCHeading", "TOC Heading", next="BodyText", before=0, after=240, size=32, bold=True,
          colour=ACCENT, paragraph="<w:keepNext/><w:pageBreakBefore/>|", gallery=False),
    *(
        Style(f"TOC{level}", f"toc {level}", before=120 if level == 1 else 20, after=20,
              bold=level == 1, gallery=False, paragraph=w("tabs",
              w("tab", val="left", pos=MARGIN * level),
              w("tab", val="right", leader="dot", pos=TEXT_WIDTH))
              + "|" + w("ind", left=MARGIN * level, right=600, hanging=MARGIN))
        for level in (1, 2, 3)
    ),
    Style("Header", "header", before=0, after=0, size=TINY, colour=SOFT, gallery=False),
    Style("Footer", "footer", before=0, after=0, size=TINY, colour=SOFT, gallery=False),
    Style("SectionEnd", "Section End", before=0, after=0, size=2, gallery=False),
)  # fmt: skip

# Of characters: id, name, what its runs have.
CHARACTERS = (
    ("FindingLabel", "Finding Label", f'<w:b/><w:bCs/><w:color w:val="{ACCENT}"/>'),
    ("Hyperlink", "Hyperlink", f'<w:color w:val="{ACCENT}"/><w:u w:val="single"/>'),
    ("CrossReference", "Cross Reference", f'<w:color w:val="{ACCENT}"/>'),
)


def styles(language: str) -> bytes:
    return root(
        "w:styles",
        _defaults(language),
        _normal(language),
        *(_paragraph(one) for one in PARAGRAPHS_OF),
        w(
            "style",
            w("name", val="Default Paragraph Font"),
            w("uiPriority", val=1),
            "<w:semiHidden/>",
            type="character", default=1, styleId="DefaultParagraphFont",
        ),
        *(_character(*one) for one in CHARACTERS),
        *_tables(),
    )  # fmt: skip


def fonts() -> bytes:
    """The fonts, and what may stand in for one that is missing."""
    known = ((FONT, "Liberation Sans", "swiss"), (EAST_ASIAN_FONT, "Noto Serif CJK SC", "auto"))
    return root(
        "w:fonts",
        *(
            w("font", w("altName", val=other), w("family", val=kind), name=name)
            for name, other, kind in known
        ),
    )


def _defaults(language: str) -> str:
    # Latin letters within Arabic are those of English names and symbols, and the other way round.
    spoken = {"val": "en-GB", "eastAsia": "zh-CN", "bidi": "ar-SA", **lang_of(language)}
    fonts = w("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=EAST_ASIAN_FONT, cs=FONT)
    run = w("rPr", fonts, w("sz", val=BODY), w("szCs", val=_cs(BODY)), w("lang", **spoken))
    spacing = w("spacing", before=80, after=80, line=271, lineRule="auto")
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", w("pPr", spacing)))


def _cs(size: int) -> int:
    """Arabic letters are smaller at the same size than Latin ones."""
    return size + 2 if size >= TINY else size


def _normal(language: str) -> str:
    way = w("pPr", "<w:widowControl/>", "<w:bidi/>" if is_rtl(language) else "")
    return w(
        "style", w("name", val="Normal"), "<w:qFormat/>", way,
        type="paragraph", default=1, styleId="Normal",
    )  # fmt: skip


def _paragraph(of: Style) -> str:
    first, _bar, last = of.paragraph.partition("|")
    spacing = w("spacing", before=of.before, after=of.after)
    spaced = of.before is not None or of.after is not None
    return w(
        "style",
        w("name", val=of.name),
        w("basedOn", val=of.based),
        w("next", val=of.next) if of.next else "",
        w("uiPriority", val=9 if of.gallery else 39),
        "<w:qFormat/>" if of.gallery else "",
        _unless_empty("pPr", (first, spacing if spaced else "", last)),
        _unless_empty("rPr", _letters(of)),
        type="paragraph",
        styleId=of.id,
        customStyle=None if of.name in BUILT_IN else 1,
    )


# Names that Word knows; all others are ours.
BUILT_IN = frozenset(
    {
        "Title",
        "Subtitle",
        "heading 1",
        "heading 2",
        "heading 3",
        "Body Text",
        "Quote",
        "List Bullet",
    }
    | {"caption", "TOC Heading", "toc 1", "toc 2", "toc 3", "header", "footer", "Hyperlink"}
)


def _letters(of: Style) -> Iterable[str]:
    yield "<w:b/><w:bCs/>" if of.bold else ""
    yield "<w:i/><w:iCs/>" if of.italic else ""
    yield w("color", val=of.colour) if of.colour else ""
    if of.size:
        yield w("sz", val=of.size) + w("szCs", val=_cs(of.size))


def _unless_empty(name: str, inside: Iterable[str]) -> str:
    content = "".join(inside)
    return w(name, content) if content else ""


def _character(style_id: str, name: str, look: str) -> str:
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val="DefaultParagraphFont"),
        w("uiPriority", val=9),
        "<w:qFormat/>",
        w("rPr", look),
        type="character",
        styleId=style_id,
        customStyle=None if name in BUILT_IN else 1,
    )


def _tables() -> Iterable[str]:
    sides = ("top", "left", "bottom", "right")
    room = (w(side, w=60 if side in ("top", "bottom") else 90, type="dxa") for side in sides)
    margins = w("tblCellMar", *room)
    yield w(
        "style",
        w("name", val="Normal Table"),
        w("uiPriority", val=99),
        "<w:semiHidden/>",
        w("tblPr", w("tblInd", w=0, type="dxa"), margins),
        type="table", default=1, styleId="TableNormal",
    )  # fmt: skip
    lines = {
        "top": (ACCENT, 12), "bottom": (ACCENT, 8), "insideH": (LINE, 4),
    }  # fmt: skip
    head = w(
        "tblStylePr",
        w("rPr", "<w:b/><w:bCs/>"),
        w("tcPr", w("tcBorders", _line("bottom", ACCENT, 8)), _shade(WASH)),
        type="firstRow",
    )
    yield _table("ReportTable", "Report Table", lines, head)
    first = w("tblStylePr", w("rPr", "<w:b/><w:bCs/>"), type="firstCol")
    yield _table(
        "ReportFacts", "Report Facts", {**lines, "top": (LINE, 4), "bottom": (LINE, 4)}, first
    )


def _line(side: str, colour: str, size: int) -> str:
    return w(side, val="single", sz=size, space=0, color=colour)


def _table(style_id: str, name: str, lines: dict[str, tuple[str, int]], part: str) -> str:
    borders = w("tblBorders", *(_line(side, *look) for side, look in lines.items()))
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val="TableNormal"),
        w("uiPriority", val=9),
        "<w:qFormat/>",
        w("tblPr", borders),
        part,
        type="table",
        styleId=style_id,
        customStyle=1,
    )
