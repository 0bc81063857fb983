"""What blocks of words, practices, questions and quotations become."""

from datetime import date

import pytest

from parley.apps.outcomes.models import PracticeEvidence
from parley.apps.reports.layout.nodes import (
    Heading,
    Run,
    text_of,
)
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.layout.scene import (
    block,
    finding,
    laid,
    paragraphs,
    reported,
)

pytestmark = pytest.mark.django_db


def test_headings_texts_and_views_are_numbered_each_in_their_way():
    document, missing = laid(
        make.dialogue(),
        block("heading", "Summary"),
        block("text", "One.\n\n- a\n- b\n\nTwo."),
        block("heading", "Findings"),
        block("heading", "Knowledge", level=2),
        block("text", "Three.\n\nFour.", own=True),
        block("heading", "More", level=3),
        block("text", "Five."),
    )
    headings = [one for one in document.nodes if isinstance(one, Heading)]
    assert [(one.level, one.number, text_of(one.words)) for one in headings] == [
        (1, "I", "Summary"),
        (1, "II", "Findings"),
        (2, "A", "Knowledge"),
        (3, "1", "More"),
    ]
    own = "The rapporteur’s own assessment"
    assert [
        (one.role, one.number, one.label, text_of(one.words)) for one in paragraphs(document)
    ] == [
        ("text", 1, "", "One."),
        ("bullet", None, "", "a"),
        ("bullet", None, "", "b"),
        ("text", 2, "", "Two."),
        ("view", 3, own, "Three."),
        ("view", 4, "", "Four."),
        ("text", 5, "", "Five."),
    ]
    assert missing == []


def test_every_node_says_whose_it_is_and_has_an_anchor_of_its_own():
    one, two = block("text", "One.\n\nTwo."), block("text", "Three.")
    document, _missing = laid(make.dialogue(), one, two)
    assert [(node.block, node.anchor) for node in document.nodes] == [
        (one.uid, f"b-{one.uid}"),
        (one.uid, f"b-{one.uid}-2"),
        (two.uid, f"b-{two.uid}"),
    ]


def test_what_has_no_words_is_missing():
    blocks = [block("heading"), block("text"), block("text", "{finding:00000000}")]
    document, missing = laid(make.dialogue(), *blocks)
    assert document.nodes == ()
    assert {one.block for one in missing} == {one.uid for one in blocks}


def test_the_document_knows_its_language_and_title():
    dialogue = make.dialogue(title=LocalText(en="A dialogue"), city="Florence", country="IT")
    document, _missing = laid(dialogue, block("heading", "Summary"), language="ar")
    assert (document.language, document.direction) == ("ar", "rtl")
    assert document.title == "Outcome report" and document.subtitle == ""
    assert document.dialogue.startswith("A dialogue، \N{RIGHT-TO-LEFT MARK}Florence")
    assert document.words["contents"] and document.base.startswith("http")
    assert [one.words for one in document.nodes] == [(Run("Summary", language="en"),)]


def test_texts_in_their_language_or_marked_as_another():
    given = LocalText(fr="Les vues **convergent**.", en="Views converge.")
    dialogue, here = make.dialogue(), block("text", text=given)
    in_french, _missing = laid(dialogue, here, language="fr")
    assert paragraphs(in_french)[0].words == (
        Run("Les vues "),
        Run("convergent", strong=True),
        Run("."),
    )
    in_arabic, _missing = laid(make.dialogue(), here, language="ar")
    assert paragraphs(in_arabic)[0].words == (Run("Views converge.", language="en"),)


def test_a_practice_with_all_that_is_told_of_it(db):
    dialogue = make.dialogue()
    norm = make.norm(make.instrument(slug="a-70-174", symbol="A/70/174"), slug="13c", label="13(c)")
    element = make.element(norm, slug="knowledge")
    row = make.practice(
        dialogue,
        title=LocalText(en="Answer <within> a day"),
        what=LocalText(en="They **answer**.\n\n- by phone\n\nAlways."),
        capacity=LocalText(en="Two\npeople"),
        caveats=LocalText(fr="Rarement"),
        status="documented",
        synthetic=True,
    )
    estonia = make.public_body(name=LocalText(en="Estonia"))
    row.bodies.add(estonia)
    row.elements.add(element)
    held = make.document(
        make.collection(norm=norm, slug="published"), title=LocalText(en="Paper"), symbol="A/1",
        year=2019, link="https://example.org/paper", body=estonia,
    )  # fmt: skip
    PracticeEvidence.objects.create(practice=row, document=held, place="para. 3")
    PracticeEvidence.objects.create(practice=row, title="Elsewhere", link="https://example.org/e")
    document, missing = laid(dialogue, block("practice", of=row.slug))
    head, *below = paragraphs(document)
    assert head.words == (
        Run("Answer <within> a day", strong=True, href=f"/practices/{row.slug}/"),
        Run(". They "),
        Run("answer", strong=True),
        Run("."),
    )
    assert (head.anchor, head.label, head.kind) == (
        f"practice-{row.slug}", "Practice 1 · Documented", "documented",
    )  # fmt: skip
    told = [(one.role, one.label, text_of(one.words)) for one in below]
    assert told == [
        ("bullet", "", "by phone"),
        ("note", "", "Always."),
        ("note", "", "This practice was invented for the demonstration: nobody is known to do it."),
        ("note", "By whom:", "Estonia, Some states"),
        ("note", "For which element:", "13(c) Knowledge"),
        ("note", "Capacity:", "Two people"),
        ("note", "Caveats of those who do it:", "Rarement"),
        (
            "note",
            "How well it is shown:",
            "Documents show that this is done. How well it works has not been assessed independently.",
        ),
        ("note", "Evidence:", "Estonia, Paper, A/1, 2019, para. 3, the text itself; Elsewhere"),
        ("note", "Endorsements:", "Endorsed by fewer than 5 participants"),
    ]
    evidence = below[-2].words
    assert [run.href for run in evidence if run.href] == [
        f"/evidence/published/documents/{held.uid}/",
        "https://example.org/paper",
        "https://example.org/e",
    ]
    assert missing == []


def test_a_question_with_its_answer():
    scene = reported()
    row = finding(scene)
    question = make.open_question(
        scene.dialogue, text=LocalText(en="Who knows?"), status="answered",
        answer=LocalText(en="**All**.\n\nSoon."), answered_by_finding=row, synthetic=True,
    )  # fmt: skip
    question.published = True
    blocks = block("question", of=str(question.uid)), block("finding", of=str(row.uid))
    document, missing = laid(scene, *blocks)
    head, *below = [one for one in paragraphs(document) if one.block == blocks[0].uid]
    short = question.uid.hex[:8]
    assert (head.anchor, head.label, head.number) == (
        f"question-{short}", "Question 1 · Answered", 1,
    )  # fmt: skip
    assert head.words == (
        Run(
            "Who knows?",
            href=f"/dialogues/{scene.dialogue.slug}/questions/#question-{question.uid}",
        ),
    )
    assert [(one.label, text_of(one.words)) for one in below] == [
        ("", "This question is synthetic: nobody asked it."),
        ("Answer:", "All."),
        ("", "Soon."),
        ("Answered by:", "Finding 1"),
    ]
    assert below[-1].words == (Run("Finding 1", to=f"finding-{row.uid.hex[:8]}", reference=True),)
    assert missing == []


def test_a_quotation_says_whose_it_is_and_where_it_stands():
    collection = make.collection(slug="published")
    estonia = make.public_body(slug="estonia", name=LocalText(en="Estonia"))
    held = make.document(
        collection, title=LocalText(en="Paper"), symbol="A/1", published_on=date(2019, 5, 1),
        language="fr", body=estonia,
    )  # fmt: skip
    position = make.position(
        collection, document=held, place="para. 3", quotation="Des mesures", source="javascript:x"
    )
    here = block("quote", "It has **said**:", of=str(position.uid), words="Des\nmesures")
    document, missing = laid(make.dialogue(), here)
    lead, quote, by = paragraphs(document)
    assert (lead.role, lead.number, text_of(lead.words)) == ("text", 1, "It has said:")
    assert (quote.role, quote.number) == ("quote", None)
    assert quote.words == (Run("“"), Run("Des mesures", language="fr"), Run("”"))
    assert text_of(by.words) == (
        "Estonia, Paper, A/1, 1 May 2019, para. 3 · Direct text. What it was read for"
    )
    assert [run.href for run in by.words if run.href] == [
        f"/evidence/published/documents/{held.uid}/",
        f"/evidence/published/cells/estonia/{position.proposition_id}/",
    ]
    assert missing == []


def test_a_quotation_without_words_is_missing():
    position = make.position(make.collection(), quotation="x")
    here = block("quote", of=str(position.uid), words=" ")
    document, missing = laid(make.dialogue(), here)
    assert document.nodes == () and [one.block for one in missing] == [here.uid]


def test_symbols_stay_in_one_piece_among_arabic_letters():
    norm = make.norm(make.instrument(slug="a-70-174"), slug="13c", label="13(c)")
    dialogue = make.dialogue()
    row = make.practice(dialogue)
    row.elements.add(make.element(norm, slug="knowledge", title=LocalText(ar="العلم")))
    here = block("practice", of=row.slug)
    for language, marked in (("ar", "en"), ("fr", "")):
        document, _missing = laid(dialogue, here, language=language)
        words = next(
            one.words for one in paragraphs(document, "note") if "13(c)" in text_of(one.words)
        )
        assert words[0].text.strip() == "13(c)" and words[0].language == marked
