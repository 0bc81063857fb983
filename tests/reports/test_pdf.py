"""The PDF of a report: tagged, in both directions of writing, and the same for the same report."""

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from parley.apps.reports.files import pdf
from parley.apps.reports.layout.nodes import Document, Imprint, Paragraph, Run, Table, text_of
from parley.apps.reports.layout.words import words
from parley.core import pdf as paper
from tests.reports.samples import document


def sample(language: str, **changes: Any) -> Document:
    return replace(document(language), words=words(language), **changes)


@cache
def made(language: str) -> bytes:
    return pdf.pdf_of(sample(language))


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def structure(file: PdfReader) -> list[tuple[str, Any]]:
    """Every element of the tree of tags, with its name."""
    found: list[tuple[str, Any]] = []

    def walk(element: Any) -> None:
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            for one in element:
                walk(one)
        elif isinstance(element, dict):
            if "/S" in element:
                found.append((str(element["/S"]), element))
            walk(element.get("/K", []))

    walk(file.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_tagged_in_its_language(language: str) -> None:
    file = read(made(language))
    root: Any = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == language
    assert b"pdfuaid" in root["/Metadata"].get_data()
    tags = structure(file)
    names = {name for name, _element in tags}
    wanted = {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Link", "/Caption"}
    assert wanted | {"/Figure", "/BlockQuote"} <= names
    figures = [element for name, element in tags if name == "/Figure"]
    said = [one.alternative for one in document(language).nodes if hasattr(one, "alternative")]
    assert [str(one["/Alt"]) for one in figures] == said


@pytest.mark.parametrize("language", ["en", "ar"])
def test_its_bookmarks_are_its_headings(language: str) -> None:
    file = read(made(language))
    given = sample(language)
    flat = re.findall(r"'/Title': '([^']*)'", repr(file.outline))
    headings = [
        f"{one.number}. {text_of(one.words)}" for one in given.nodes if hasattr(one, "level")
    ]
    assert flat == [*headings, given.words["about"]]


def test_its_metadata_names_no_person_and_no_machine() -> None:
    file = read(made("en"))
    meta: Any = file.metadata
    told = {key: str(value) for key, value in meta.items() if key != "/Producer"}
    assert told == {
        "/Title": "Synthetic report & what came of it",
        "/Author": "Synthetic Institute",
        "/Subject": "A sample <for tests>",
        "/CreationDate": "D:20261123",
    }
    xmp = file.trailer["/Root"]["/Metadata"].get_data()  # type: ignore[index]
    assert b"/work/" not in made("en")
    assert b"parley.example.org" not in xmp


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_face_comes_with_it(language: str) -> None:
    faces: dict[str, bool] = {}
    for page in read(made(language)).pages:
        fonts: Any = page["/Resources"].get("/Font", {})  # type: ignore[attr-defined]
        for one in fonts.values():
            face = one.get_object()
            inner = face.get("/DescendantFonts", [face])[0].get_object()
            descriptor = inner["/FontDescriptor"]
            held = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            faces[str(face["/BaseFont"])] = held
    assert faces
    assert all(faces.values())
    assert not [one for one in faces if "DejaVu" in one or "Liberation" in one]


def test_all_of_its_text_can_be_read_out() -> None:
    text = " ".join(" ".join(page.extract_text() for page in read(made("en")).pages).split())
    for expected in (
        "Synthetic report & what came of it",
        "Version 1, 23 November 2026",
        "1. Views converged on one proposition",
        "[Finding 1]",
        "Finding 1 · Convergence",
        "Synthetic round: 42 of 60",
        "Figure 1. Where groups converge",
        "Table 1. All findings",
        "Demonstration",
        "10.5555/parley.1",
        "0123456789abcdef" * 4,
        "Page 3 of",
    ):
        assert expected in text


def test_arabic_can_be_read_out_and_begins_at_the_right() -> None:
    page: Any = read(made("ar")).pages[2]
    assert "تقاربت" in page.extract_text()
    places: dict[str, float] = {}

    def seen(text: str, _matrix: Any, place: Any, *_more: Any) -> None:
        places.setdefault(text.strip(), place[4])

    page.extract_text(visitor_text=seen)
    numbers = [x for text, x in places.items() if re.fullmatch(r"\.?[123]\.?", text)]
    width = float(page.mediabox.width)
    assert numbers
    assert all(x > width * 0.8 for x in numbers)


def test_links_lead_within_it_and_to_where_the_site_is() -> None:
    nodes = (
        *document("en").nodes,
        Paragraph("x-1", (Run("here", href="/norms/13c/"), Run("bad", href="javascript:alert(1)"))),
    )
    file = read(pdf.pdf_of(sample("en", nodes=nodes)))
    targets: list[str] = []
    inside = 0
    for page in file.pages:
        for one in page.get("/Annots", []):
            link = one.get_object()
            inside += "/Dest" in link
            targets += [str(link["/A"]["/URI"])] if "/A" in link else []
    assert inside > 5
    assert set(targets) == {
        "https://parley.example.org/norms/13c/",
        "https://undocs.org/A/70/174",
        "https://doi.org/10.5555/parley.1",
        "https://parley.example.org/reports/sample/versions/1/",
    }


def test_a_wide_table_stands_on_its_side_with_its_heading_and_repeats_its_head() -> None:
    row = tuple((Run(f"cell {place}"),) for place in range(9))
    head = tuple(f"Column {place}" for place in range(9))
    table = Table("w-1", 1, (Run("A wide one"),), head, (row,) * 60, wide=True)
    start, end = document("en").nodes[:-2], document("en").nodes[-2:]
    heading = replace(document("en").nodes[1], anchor="w-0", words=(Run("Numbers of all"),))
    file = read(pdf.pdf_of(sample("en", nodes=(*start, heading, table, *end))))
    wide = [page for page in file.pages if page.mediabox.width > page.mediabox.height]
    assert len(wide) > 1
    assert "Numbers of all" in wide[0].extract_text()
    for page in wide:
        assert "Column 8" in page.extract_text()
        assert "Demonstration" not in page.extract_text()
    assert file.pages[-1].mediabox.width < file.pages[-1].mediabox.height


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pdf.pdf_of(sample("en")) == made("en")


def test_texts_are_no_markup_and_fetch_nothing() -> None:
    trick = "</style><img src='http://127.0.0.1:1/x'><script>alert(1)</script>"
    given = sample(
        "en", title=trick, subtitle=trick, nodes=(Paragraph("p", (Run(trick),), label=trick),)
    )
    content = pdf.pdf_of(given)
    assert b"/Image" not in content
    assert "<script>alert(1)</script>" in "".join(p.extract_text() for p in read(content).pages)


def test_a_draft_has_neither_version_nor_digest() -> None:
    given = sample("en", imprint=Imprint(notice="Draft, not for citation"))
    text = " ".join(page.extract_text() for page in read(pdf.pdf_of(given)).pages)
    assert "Draft, not for citation" in text
    assert "Version" not in text
    assert "SHA-256" not in text


def test_lines_of_drawings_are_set_whole_so_that_arabic_letters_join() -> None:
    """Letter by letter, a line would be as many pieces as it has letters."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 40" width="300" height="40">'
        '<text x="280" y="20" text-anchor="end" font-family="IBM Plex Sans Arabic">الوضع القانوني</text>'
        "</svg>"
    )
    content = paper.drawn(f'<html lang="ar"><body>{svg}</body></html>', uncompressed_pdf=True)
    assert len(re.findall(rb"\bT[jJ]\b", content)) == 1
