"""References in texts lead to what they name, within the report or to its page."""

import pytest

from parley.apps.outcomes.models import FindingState
from parley.apps.reports.body.references import reference_to
from parley.apps.reports.layout.nodes import Run, text_of
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.layout.scene import block, finding, laid, paragraphs, reported

pytestmark = pytest.mark.django_db


def references(document):
    return [run for one in paragraphs(document) for run in one.words if run.reference]


def test_within_the_report_they_lead_to_its_own_anchors():
    scene = reported()
    finding(scene)
    row, practice = finding(scene), make.practice(scene.dialogue)
    question = make.open_question(scene.dialogue)
    named = (
        reference_to("finding", str(row.uid)),
        reference_to("practice", practice.slug),
        reference_to("question", str(question.uid)),
    )
    document, missing = laid(
        scene,
        block("text", f"So {' '.join(named)}."),
        block("question", of=str(question.uid)),
        block("practice", of=practice.slug),
        block("finding", of=str(row.uid)),
    )
    assert references(document) == [
        Run("Finding 1", to=f"finding-{row.uid.hex[:8]}", reference=True),
        Run("Practice 1", to=f"practice-{practice.slug}", reference=True),
        Run("Question 1", to=f"question-{question.uid.hex[:8]}", reference=True),
    ]
    anchors = {one.anchor for one in document.nodes}
    assert {run.to for run in references(document)} <= anchors
    assert missing == []


def test_to_what_the_report_does_not_show_they_lead_to_its_page():
    scene = reported()
    row, practice = finding(scene), make.practice(scene.dialogue, title=LocalText(fr="Pratique"))
    question = make.open_question(scene.dialogue)
    held = make.document(make.collection(slug="published"), title=LocalText(en="Paper"))
    named = (
        reference_to("finding", str(row.uid)),
        reference_to("practice", practice.slug),
        reference_to("question", str(question.uid)),
        reference_to("document", str(held.uid)),
    )
    document, missing = laid(scene, block("text", f"So {' '.join(named)}."))
    at = f"/dialogues/{scene.dialogue.slug}/questions/#question-{question.uid}"
    assert references(document) == [
        Run("Finding: Unsettled", href=f"/findings/{row.uid}/", reference=True),
        Run("Pratique", href=f"/practices/{practice.slug}/", reference=True, language="fr"),
        Run("An open question", href=at, reference=True),
        Run("Paper", href=f"/evidence/published/documents/{held.uid}/", reference=True),
    ]
    assert missing == []


@pytest.mark.parametrize(
    "written",
    [
        "{finding:00000000}",
        "{finding:no-uid}",
        "{practice:gone}",
        "{question:00000000}",
        "{document:00000000}",
        "{document:zzzzzzzz}",
        "{document:0}",
    ],
)
def test_what_leads_nowhere_is_left_out_and_told(written):
    here = block("text", f"So {written}.")
    document, missing = laid(reported(), here)
    assert [text_of(one.words) for one in paragraphs(document)] == ["So."]
    assert [(one.block, written in one.why) for one in missing] == [(here.uid, True)]


def test_what_readers_do_not_see_is_left_out_and_told():
    scene, other = reported(), reported()
    named = [
        reference_to("finding", str(finding(scene, state=FindingState.PROPOSED).uid)),
        reference_to("finding", str(finding(scene, bound=True).uid)),
        reference_to("finding", str(finding(other).uid)),
        reference_to("practice", make.practice(scene.dialogue, published=False).slug),
        reference_to("question", str(make.open_question(scene.dialogue, published=False).uid)),
        reference_to("document", str(make.document(make.collection(published=False)).uid)),
    ]
    here = block("text", " ".join(["So", *named]))
    document, missing = laid(scene, here)
    assert references(document) == []
    assert [text_of(one.words) for one in paragraphs(document)] == ["So"]
    assert [one.why.split(" ")[0] for one in missing] == named


def test_one_that_is_not_accepted_has_no_page_to_lead_to():
    scene = reported()
    row = finding(scene, state=FindingState.PROPOSED)
    text = block("text", f"So {reference_to('finding', str(row.uid))}.")
    document, missing = laid(scene, text, actor=scene.actor("rapporteur"))
    assert references(document) == [Run("Finding: Unsettled", reference=True)]
    assert missing == []


def test_references_are_in_the_words_of_the_report_whatever_the_text_is():
    scene = reported()
    row = finding(scene)
    text = block("text", text=LocalText(fr=f"Ainsi {reference_to('finding', str(row.uid))}."))
    document, _missing = laid(scene, text, block("finding", of=str(row.uid)))
    assert paragraphs(document)[0].words == (
        Run("Ainsi ", language="fr"),
        Run("Finding 1", to=f"finding-{row.uid.hex[:8]}", reference=True),
        Run(".", language="fr"),
    )
