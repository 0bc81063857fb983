"""Elements stand in the order of the schema (ECMA-376, part 1, wml.xsd): Word refuses other files."""

import pytest
from lxml import etree

from parley.apps.reports.layout.nodes import Document, Paragraph, Run
from tests.reports.word.reading import W, file_of, heading, of, plain, spoken, wide_table

ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
    "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
    "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr "
    "sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr "
    "shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection vAlign",
    "trPr": "cantSplit trHeight tblHeader",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
    "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed "
    "qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "num": "abstractNumId lvlOverride",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "numPr": "ilvl numId",
    "pBdr": "top left bottom right between bar",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "styles": "docDefaults latentStyles style",
    "settings": "writeProtection view zoom removePersonalInformation defaultTabStop "
    "characterSpacingControl footnotePr endnotePr compat themeFontLang clrSchemeMapping decimalSymbol "
    "listSeparator",
}
# What stands at most once in these.
ONCE = ("pPr", "rPr", "tblPr", "tcPr", "sectPr", "lvl", "numPr", "pBdr", "settings")
SEVERAL = ("headerReference", "footerReference")


def every_kind(language: str) -> Document:
    """What the sample lacks: lists that begin elsewhere, wide pages, words of another direction."""
    other = "en" if language == "ar" else "ar"
    return of(
        *spoken(language, 2).nodes,
        heading("u", 1, "Unnumbered"),
        Paragraph("o", (Run("نص text", language=other),), number=9),
        plain("p", "text", 5, role="bullet"),
        wide_table("w"),
        plain("after", "text"),
        language=language,
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_children_are_in_the_order_of_the_schema(language: str) -> None:
    found = file_of(every_kind(language))
    seen = set()
    for name in (one for one in found.names if one.startswith("word/") and one.endswith(".xml")):
        for element in found.part(name).iter(etree.Element):
            parent = etree.QName(element).localname
            if not element.tag.startswith(W) or parent not in ORDER:
                continue
            seen.add(parent)
            order = ORDER[parent].split()
            children = [etree.QName(one).localname for one in element]
            assert set(children) <= set(order), (name, parent, children)
            assert children == sorted(children, key=order.index), (name, parent)
            if parent in ONCE:
                single = [one for one in children if one not in SEVERAL]
                assert len(single) == len(set(single)), (name, parent, children)
    assert seen == set(ORDER)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_cells_and_sections_are_whole(language: str) -> None:
    found = file_of(every_kind(language))

    for cell in found.body.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
    assert found.body[-1].tag == f"{W}sectPr"
    assert found.body[-2].tag == f"{W}p"
    for one in found.body.iter(f"{W}tbl"):
        assert one.getnext().tag != f"{W}tbl"  # Word would make one table of two
