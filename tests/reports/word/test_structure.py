"""What somebody who goes on in Word finds: styles, captions, cross-references, contents, properties."""

import io
import re
from dataclasses import replace

import docx
import pytest

from parley.apps.reports.files.word import word_of
from parley.apps.reports.layout.nodes import Facts, Figure, Paragraph, Run, Table, contents
from tests.reports.samples import SVG
from tests.reports.word.reading import (
    NS,
    R_ID,
    W,
    codes,
    file_of,
    heading,
    of,
    plain,
    spoken,
    style_of,
    text_of,
    wide_table,
)


def test_styles_are_real() -> None:
    found = file_of(spoken())

    assert [style_of(one) for one in found.paragraphs() if style_of(one)] == [
        "Notice", "CoverKind", "Title", "Subtitle", "Subtitle",
        *["CoverLine"] * 6,
        "TOCHeading", "TOC1", "TOC1", "TOC2", "TOC1", "SectionEnd",
        "TableText", "TableText",
        "Heading1", "NumberedParagraph", "ListBullet",
        "Heading1", "Heading2", "Finding", "Ground", "View", "Quote",
        "Figure", "Caption", "Ground",
        "Heading1", "TableCaption",
        *["TableHead"] * 3, *["TableText", "TableText", "TableNumber"] * 2,
        "Note",
    ]  # fmt: skip


def test_every_style_that_is_named_is_there() -> None:
    found = file_of(spoken())
    ids = [one.get(f"{W}styleId") for one in found.styles.findall("w:style", NS)]
    named = {
        one.get(f"{W}val")
        for part in (found.body, found.styles, found.numbering)
        for name in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")
        for one in part.iter(f"{W}{name}")
    }

    assert len(ids) == len(set(ids))
    assert named <= set(ids)


def test_the_library_reads_it() -> None:
    opened = docx.Document(io.BytesIO(word_of(spoken())))

    assert [one.text for one in opened.paragraphs if one.style.name == "Heading 1"] == [
        "Summary", "Findings", "Annex: method",
    ]  # fmt: skip
    assert [len(one.rows) for one in opened.tables] == [1, 3]


def test_outline_levels() -> None:
    found = file_of(spoken())
    levels = {
        one.get(f"{W}styleId"): one.find("w:pPr/w:outlineLvl", NS).get(f"{W}val")
        for one in found.styles.findall("w:style", NS)
        if one.find("w:pPr/w:outlineLvl", NS) is not None
    }

    assert levels == {"Heading1": "0", "Heading2": "1", "Heading3": "2"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_contents_are_those_of_the_document(language: str) -> None:
    document = spoken(language, 2)
    found = file_of(document)
    lines = [one for one in found.paragraphs() if style_of(one) in ("TOC1", "TOC2", "TOC3")]

    assert [text_of(one) for one in lines] == [
        f"{one.number}.\t{one.text}" for one in contents(document)
    ]
    assert codes(lines[0]) == [r'TOC \o "1-3" \h \z']
    marks = bookmarks(found)
    leading = [one.find("w:hyperlink", NS).get(f"{W}anchor") for one in lines]
    assert [text_of(marks[one]) for one in leading] == [one.text for one in contents(document)]
    assert found.part("word/settings.xml").find("w:updateFields", NS) is None


def bookmarks(found):  # type: ignore[no-untyped-def]
    """Name → the paragraph that it stands in; names and numbers each once, and each is closed."""
    starts = list(found.body.iter(f"{W}bookmarkStart"))
    ends = [one.get(f"{W}id") for one in found.body.iter(f"{W}bookmarkEnd")]
    assert sorted(ends) == sorted(one.get(f"{W}id") for one in starts)
    assert len(set(ends)) == len(ends)
    names = [one.get(f"{W}name") for one in starts]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", one) for one in names)
    return {one.get(f"{W}name"): one.getparent() for one in starts}


def around(found, name):  # type: ignore[no-untyped-def]
    """What the bookmark stands around, as text."""
    start = next(one for one in found.body.iter(f"{W}bookmarkStart") if one.get(f"{W}name") == name)
    text = ""
    for one in start.itersiblings():
        if one.tag == f"{W}bookmarkEnd":
            break
        text += text_of(one)
    return text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_cross_references_show_what_they_refer_to(language: str) -> None:
    found = file_of(spoken(language, 2))
    names = set(bookmarks(found))
    referred = [code.split()[1] for code in codes(found.body) if code.startswith("REF ")]
    label = text_of(found.paragraphs("Finding")[0]).split(" · ")[0]

    assert len(referred) == 6 and set(referred) <= names
    assert {around(found, one) for one in referred} == {label}
    jumps = {one.get(f"{W}anchor") for one in found.body.iter(f"{W}hyperlink")} - {None}
    assert jumps <= names


def test_references_by_number_and_by_other_words() -> None:
    document = of(
        plain("p", "Said here", 1),
        heading("h", 1, "Knowledge", "I"),
        Figure("f", 1, (Run("Shares"),), SVG.format(title="x"), "", "Ninety."),
        Paragraph(
            "q",
            (
                Run("paragraph 1", to="p"),
                Run("section I", to="h"),
                Run("Figure 1", to="f"),
                Run("see there", to="p"),
                Run("Knowledge", to="h"),
                Run("lost", to="nowhere"),
            ),
        ),
    )
    found = file_of(document)
    paragraph = found.paragraphs("BodyText")[0]

    assert text_of(paragraph) == "paragraph 1section IFigure 1see thereKnowledgelost"
    assert codes(paragraph) == [
        r"REF _Ref000000001 \n \h",
        r"REF _Toc000000002 \n \h",
        r"REF _Ref000000003 \h \* MERGEFORMAT",
        r"REF _Toc000000002 \h \* MERGEFORMAT",
    ]
    assert [text_of(one) for one in paragraph.findall("w:hyperlink", NS)] == ["see there"]
    assert around(found, "_Ref000000003") == "Figure 1"


def test_references_stand_in_brackets() -> None:
    paragraph = file_of(spoken()).paragraphs("NumberedParagraph")[0]

    assert "(synthetic participants) [Finding 1] A/70/174." in text_of(paragraph)


def test_captions_count() -> None:
    found = file_of(spoken("en", 2))
    captions = found.paragraphs("Caption") + found.paragraphs("TableCaption")

    assert [text_of(one) for one in captions] == [
        *["Figure 1. Where groups converge"] * 2,
        *["Table 1. All findings"] * 2,
    ]
    # The sample is there twice, with the same numbers.
    assert [codes(one) for one in captions] == [
        [r"SEQ Figure \* ARABIC"], [r"SEQ Figure \* ARABIC \r 1"],
        [r"SEQ Table \* ARABIC"], [r"SEQ Table \* ARABIC \r 1"],
    ]  # fmt: skip


def test_figures_have_their_words() -> None:
    found = file_of(spoken("en", 2))
    pictures = list(found.body.iter(f"{{{NS['wp']}}}docPr"))

    assert [(one.get("descr"), one.get("title")) for one in pictures] == [
        ("Where groups converge: 38 / 42", "Where groups converge")
    ] * 2
    assert len({one.get("id") for one in pictures}) == 2
    # Drawn once.
    assert [one for one in found.names if "media" in one] == ["word/media/chart1.png"]
    extent = next(found.body.iter(f"{{{NS['wp']}}}extent"))
    width, height = int(extent.get("cx")), int(extent.get("cy"))
    assert width == 9072 * 635
    assert abs(width / height - 720 / 120) < 0.01


def test_a_high_figure_fits_its_page() -> None:
    high = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 3000" width="720" height="3000"/>'
    )
    found = file_of(of(Figure("f", 1, (Run("High"),), high, high, "All of it.")))
    extent = next(found.body.iter(f"{{{NS['wp']}}}extent"))

    assert int(extent.get("cy")) == 12400 * 635


def test_tables_repeat_their_heads_and_keep_rows_whole() -> None:
    facts, table = file_of(spoken()).body.iter(f"{W}tbl")
    rows = table.findall("w:tr", NS)

    assert [one.find("w:trPr/w:tblHeader", NS) is not None for one in rows] == [True, False, False]
    assert all(one.find("w:trPr/w:cantSplit", NS) is not None for one in rows)
    assert facts.find(".//w:tblHeader", NS) is None
    assert table.find("w:tblPr/w:tblCaption", NS).get(f"{W}val") == "All findings"
    for one in (facts, table):
        widths = [int(column.get(f"{W}w")) for column in one.iter(f"{W}gridCol")]
        assert sum(widths) == 9072 and min(widths) > 0


def test_wide_tables_turn_the_page_with_their_heading() -> None:
    document = of(
        plain("a", "Before"), heading("h", 1, "Annex", "I"), wide_table("w"), plain("b", "After")
    )
    found = file_of(document)
    sections = list(found.body.iter(f"{W}sectPr"))
    turned = [one.find("w:pgSz", NS).get(f"{W}orient") for one in sections]

    assert turned == [None, "landscape", None]
    assert text_of(sections[0].getparent().getparent()) == "Before"
    assert style_of(sections[1].getparent().getparent()) == "SectionEnd"
    assert [len(one.findall("w:headerReference", NS)) for one in sections] == [1, 0, 0]
    assert sections[0].find("w:titlePg", NS) is not None


def test_empty_nodes_leave_nothing_behind() -> None:
    document = of(
        Facts("f", ()),
        Table("t", None, (), (), ()),
        Facts("g", (("Place", (Run("Florence"),)),)),
        Table("u", None, (), (), (((Run("cell"),), (Run("other"),)), ((Run("alone"),),))),
        Paragraph("p", (Run("f", to="f"), Run("g", to="g"), Run("u", to="u"))),
    )
    found = file_of(document)

    # Two tables, with something between them.
    first, second = found.body.iter(f"{W}tbl")
    assert first.getnext() is not second
    assert len(second.findall("w:tr/w:tc", NS)) == 4
    jumps = found.paragraphs("BodyText")[0].findall("w:hyperlink", NS)
    names = bookmarks(found)
    assert [text_of(one) for one in jumps] == ["g", "u"]
    assert {one.get(f"{W}anchor") for one in jumps} <= set(names)


def test_links_lead_out_absolutely() -> None:
    words = (
        Run("own", href="/findings/1/"),
        Run("other", href="https://undocs.org/A/70/174?a=1&b=ü <x>"),
        Run("again", href="/findings/1/"),
        Run("script", href="javascript:alert(1)"),
        Run("broken", href="https://[broken"),
        Run("nowhere", href="https://"),
        Run("long", href="https://example.org/" + "x" * 3000),
    )
    found = file_of(of(Paragraph("p", words)))
    paragraph = found.paragraphs("BodyText")[0]
    targets = {
        one.get("Id"): (one.get("Target"), one.get("TargetMode"))
        for one in found.part("word/_rels/document.xml.rels")
    }
    led = [(text_of(one), targets[one.get(R_ID)]) for one in paragraph.findall("w:hyperlink", NS)]

    own = ("https://parley.example.org/findings/1/", "External")
    other = ("https://undocs.org/A/70/174?a=1&b=%C3%BC%20%3Cx%3E", "External")
    assert led == [("own", own), ("other", other), ("again", own)]
    assert text_of(paragraph) == "ownotheragainscriptbrokennowherelong"


def test_parts_name_each_other() -> None:
    found = file_of(spoken())
    rels = found.part("word/_rels/document.xml.rels")
    ids = [one.get("Id") for one in rels]
    inside = {f"word/{one.get('Target')}" for one in rels if not one.get("TargetMode")}

    assert len(ids) == len(set(ids))
    assert inside <= set(found.names)
    types = found.part("[Content_Types].xml")
    overridden = {one.get("PartName")[1:] for one in types if one.get("PartName")}
    assert overridden == {
        one for one in found.names if one.endswith(".xml") and one != "[Content_Types].xml"
    }


def test_properties_name_who_publishes_and_nobody_else() -> None:
    core = file_of(spoken("ar")).part("docProps/core.xml")
    told = {one.tag.split("}")[1]: one.text for one in core}

    assert told == {
        "title": "تقرير افتراضي وما نتج عنه",
        "subject": "حوار افتراضي، فلورنسا، 2 و3 نوفمبر 2020",
        "creator": "Synthetic Institute",
        "identifier": "10.5555/parley.1",
        "language": "ar-SA",
        "version": "1",
        "created": "2026-11-23T00:00:00Z",
        "modified": "2026-11-23T00:00:00Z",
    }


def test_a_draft_has_neither_number_nor_day() -> None:
    document = spoken()
    draft = replace(document, imprint=replace(document.imprint, number=0, published_on="", date=""))
    found = file_of(draft)
    told = {one.tag.split("}")[1] for one in found.part("docProps/core.xml")}

    assert not told & {"version", "created", "modified"}
    assert "Version" not in text_of(found.part("word/footer1.xml"))


def test_head_and_foot() -> None:
    found = file_of(spoken())
    head, foot = found.part("word/header1.xml"), found.part("word/footer1.xml")

    assert [text_of(one) for one in head] == ["Synthetic report & what came of it", "Demonstration"]
    assert text_of(foot[0]) == (
        "Version 1, 23 November 2026 · https://doi.org/10.5555/parley.1 · SHA-256 0123456789abcdef"
    )
    assert codes(foot[1]) == ["PAGE", "NUMPAGES"]


def test_the_same_report_is_the_same_file() -> None:
    first, second = (word_of(spoken("en", 2)) for _again in range(2))

    assert first == second
    assert {one.date_time for one in file_of(spoken()).archive.infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }
    assert b"python-docx" not in first
