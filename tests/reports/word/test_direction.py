"""Both directions of writing, and both in one sentence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.reports.files.word.scripts import Stretch, lang_of, stretches
from parley.apps.reports.layout.nodes import Paragraph, Run
from tests.reports.word.reading import NS, W, file_of, of, spoken, text_of


@pytest.mark.parametrize(
    ("text", "rtl", "expected"),
    [
        ("plain words, 42 of 60", False, [("plain words, 42 of 60", False)]),
        ("", False, []),
        ("", True, []),
        ("ووافق 38 (A/RES/73/27).", True,
         [("ووافق 38 (", True), ("A/RES/73/27", False), (").", True)]),
        ("من 42", True, [("من 42", True)]),
        ("القاعدة 13c هنا", True, [("القاعدة ", True), ("13c", False), (" هنا", True)]),
        ("see https://x.org/v/1/", True, [("see https://x.org/v/1/", False)]),
        ("called حوار افتراضي there", False,
         [("called ", False), ("حوار افتراضي", True), (" there", False)]),
        ("مُقَرِّر", False, [("مُقَرِّر", True)]),
        ("ab עברית cd", False, [("ab ", False), ("עברית", True), (" cd", False)]),
    ],
)  # fmt: skip
def test_text_is_cut_where_its_direction_changes(
    text: str, rtl: bool, expected: list[tuple[str, bool]]
) -> None:
    assert list(stretches(text, rtl)) == [Stretch(*one) for one in expected]


@given(st.text(alphabet="ab12 ./-(رعا،٣é\u0301\u200f"), st.booleans())
def test_nothing_is_lost(text: str, rtl: bool) -> None:
    found = list(stretches(text, rtl))

    assert "".join(one.text for one in found) == text
    assert all(one.text for one in found)


def test_arabic_goes_from_right_to_left() -> None:
    found = file_of(spoken("ar"))
    normal = found.styles.find("w:style[@w:styleId='Normal']/w:pPr/w:bidi", NS)

    assert normal is not None and normal.get(f"{W}val") is None
    sections = list(found.body.iter(f"{W}sectPr"))
    assert sections and all(one.find("w:bidi", NS) is not None for one in sections)
    tables = list(found.body.iter(f"{W}tbl"))
    assert tables and all(one.find("w:tblPr/w:bidiVisual", NS) is not None for one in tables)
    ways = {
        text_of(run): run.find("w:rPr/w:rtl", NS) is not None for run in found.body.iter(f"{W}r")
    }
    assert ways["A/RES/73/27"] is False and ways["A/70/174"] is False
    assert ways["مشاركون افتراضيون"] is True
    # The number of a paragraph goes as its mark does.
    marks = [one.find("w:pPr/w:rPr/w:rtl", NS) for one in found.paragraphs("NumberedParagraph")]
    assert marks and None not in marks
    spoken_there = found.styles.find("w:docDefaults//w:lang", NS)
    assert spoken_there.get(f"{W}bidi") == "ar-SA"


def test_every_run_of_arabic_letters_says_so() -> None:
    for language in ("en", "ar"):
        document = of(*spoken("ar").nodes, language=language)
        runs = list(file_of(document).body.iter(f"{W}r"))
        arabic = [run for run in runs if re.search("[\u0600-\u06ff]", text_of(run))]
        assert arabic
        assert [text_of(run) for run in arabic if run.find("w:rPr/w:rtl", NS) is None] == []


def test_english_has_nothing_of_it() -> None:
    found = file_of(spoken("en"))

    for name in ("bidi", "bidiVisual", "rtl"):
        assert list(found.body.iter(f"{W}{name}")) == []
        assert list(found.styles.iter(f"{W}{name}")) == []


@pytest.mark.parametrize(("language", "other", "way"), [("en", "ar", "1"), ("ar", "en", "0")])
def test_a_paragraph_of_another_direction(language: str, other: str, way: str) -> None:
    said = {"en": "Said in English, 2020.", "ar": "قيل بالعربية، 2020."}
    words = (Run(said[other], language=other),)
    mixed = (Run(said[language]), Run(said[other], language=other))
    found = file_of(of(Paragraph("p", words), Paragraph("q", mixed), language=language))
    alone, both = (one.find("w:pPr/w:bidi", NS) for one in found.paragraphs("BodyText"))

    assert alone.get(f"{W}val") == way
    assert both is None


def test_languages_are_told_of_runs() -> None:
    runs = {
        text_of(one): one.find("w:rPr/w:lang", NS) for one in file_of(spoken()).body.iter(f"{W}r")
    }

    assert runs["et autrement dit"].get(f"{W}val") == "fr-FR"
    assert runs["synthetic participants"] is None


def test_names_of_languages() -> None:
    assert lang_of("ar") == {"bidi": "ar-SA"}
    assert lang_of("zh-hans") == {"eastAsia": "zh-CN"}
    assert lang_of("de") == {"val": "de"}


def test_what_is_no_language_is_not_told() -> None:
    found = file_of(of(Paragraph("p", (Run("word", language='x" y'),))))

    assert found.paragraphs("BodyText")[0].find(".//w:lang", NS) is None
