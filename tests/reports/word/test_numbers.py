"""Numbers that Word counts are those of the document."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.apps.reports.files.word.numbering import HEADING_FORMATS, counted, written
from parley.apps.reports.layout.nodes import Document, Heading, Paragraph, text_of
from parley.apps.reports.layout.numbering import Headings
from tests.reports.word import reading
from tests.reports.word.reading import file_of, heading, of, plain, spoken


def expected(document: Document) -> list[tuple[str, str]]:
    found = []
    for node in document.nodes:
        if isinstance(node, Heading) and node.number:
            found.append((text_of(node.words), f"{node.number}."))
        elif isinstance(node, Paragraph) and node.number is not None:
            label = f"{node.label}\n" if node.label else ""
            found.append((f"{label}{text_of(node.words)}", f"{node.number}."))
    return found


def counted_by_word(document: Document) -> list[tuple[str, str]]:
    found = [one for one in file_of(document).numbered() if one[1] != "•"]
    return [(text.replace("[", "").replace("]", ""), number) for text, number in found]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("times", [1, 3])
def test_headings_and_paragraphs_have_their_numbers(language: str, times: int) -> None:
    # The second and third time the sample begins at I and 1 again.
    document = spoken(language, times)

    assert counted_by_word(document) == expected(document)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=40))
def test_whatever_the_order_of_levels(steps: list[tuple[int, int]]) -> None:
    """Numbers as the layout gives them, jumps and restarts included."""
    headings, nodes, number = Headings(), [], 0
    for place, (level, jump) in enumerate(steps):
        if level:
            given_number = headings.number(level)
            nodes.append(heading(f"h{place}", level, f"Heading {place}", given_number))
        else:
            number = 1 if jump == 2 else number + 1 + jump
            nodes.append(plain(f"p{place}", f"Paragraph {place}", number))
    document = of(*nodes)

    assert counted_by_word(document) == expected(document)


def test_an_ordinary_report_needs_no_list_but_those_of_its_styles() -> None:
    """So that what is put in between gets its number and the rest moves on."""
    found = file_of(spoken())

    assert [one.get(f"{reading.W}numId") for one in found.numbering.findall("w:num", reading.NS)] == [
        "1", "2", "3",
    ]  # fmt: skip


def test_unnumbered_ones_are_not_counted() -> None:
    document = of(
        heading("a", 1, "Foreword"),
        heading("b", 1, "Summary", "I"),
        plain("c", "Not counted"),
        plain("d", "A view that isn't either", role="view"),
        plain("e", "Counted", 1),
    )

    assert counted_by_word(document) == [("Summary", "I."), ("Counted", "1.")]


def test_a_number_that_word_cannot_count_is_written() -> None:
    document = of(heading("a", 2, "Far down", "AB"), heading("b", 1, "After", "I"))

    found = file_of(document)
    assert list(found.numbered()) == [("After", "I.")]
    assert "AB.\tFar down" in [reading.text_of(one) for one in found.paragraphs("Heading2")]


def test_lists_that_count_have_no_bullets_besides() -> None:
    document = of(
        plain("a", "1. first", role="bullet"), plain("b", "2020 was a year", role="bullet")
    )

    assert list(file_of(document).numbered()) == [("2020 was a year", "•")]


@pytest.mark.parametrize("form", HEADING_FORMATS)
@given(number=st.integers(1, 400))
def test_what_is_written_is_counted(form: str, number: int) -> None:
    if form == "upperLetter" and number > 27:
        assert counted(written(number, form), form) is None  # two ways to go on after Z
    else:
        assert counted(written(number, form), form) == number


@pytest.mark.parametrize("number", ["", "IIII", "a", "1.2", "أ", "٣", "0"])
def test_no_number(number: str) -> None:
    assert [counted(number, form) for form in HEADING_FORMATS] == [None, None, None]
