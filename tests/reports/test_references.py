"""References within texts, and the sentences that they stand in."""

from hypothesis import given
from hypothesis import strategies as st

from parley.apps.reports.body.references import (
    Reference,
    bare,
    pieces,
    reference_to,
    references,
    sentences,
)


@given(st.text())
def test_pieces_together_are_the_text(text: str) -> None:
    assert "".join(one.text for one in pieces(text)) == text


def test_references_are_found_where_they_stand() -> None:
    text = "Views converged {finding:3f2a9c1b}. A way is known {practice:ask-first}. {Not} one."
    assert references(text) == [
        Reference("finding", "3f2a9c1b"),
        Reference("practice", "ask-first"),
    ]
    assert bare(text) == "Views converged . A way is known . {Not} one."


def test_of_a_uid_its_beginning_is_written() -> None:
    uid = "3f2a9c1b-1111-4222-8333-444455556666"
    assert reference_to("finding", uid) == "{finding:3f2a9c1b}"
    assert reference_to("practice", "ask-first-of-all") == "{practice:ask-first-of-all}"


def test_sentences_keep_their_marks_and_references() -> None:
    text = (
        "One says so. {finding:3f2a9c1b} “Another asks?” And a third!\n\nA heading of its own\n\n"
        "هل تقاربت الآراء؟ {finding:aaaaaaaa} نعم."
    )
    assert sentences(text) == [
        "One says so. {finding:3f2a9c1b}",
        "“Another asks?”",
        "And a third!",
        "A heading of its own",
        "هل تقاربت الآراء؟ {finding:aaaaaaaa}",
        "نعم.",
    ]


def test_an_abbreviation_within_a_number_ends_nothing() -> None:
    assert sentences("Under 13(c) of A/70/174, 2.5 of 10 agreed.") == [
        "Under 13(c) of A/70/174, 2.5 of 10 agreed."
    ]
