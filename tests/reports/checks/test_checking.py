"""Each thing that stops a publication: a report that has it, and the same without it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parley.apps.convening.models import Rule, Status
from parley.apps.deliberation.models import Consultation, Phase
from parley.apps.outcomes.models import Finding, FindingState, Ground, Reach, Synthesis
from parley.apps.reports.body.blocks import Block, stored
from parley.apps.reports.body.references import reference_to
from parley.apps.reports.checks.problem import Topic
from parley.apps.reports.models import CommentPeriod, Disposition, ReportComment, Version
from parley.apps.reports.selectors.checking import problems, stopping
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.examples import judged
from tests.reports.layout.scene import block, finding, reported, resting, source

pytestmark = pytest.mark.django_db


def found(report, *, level="stops"):
    """The kinds of problems, each with the block where it stands."""
    return [(str(one.kind), one.block) for one in problems(report) if one.level == level]


@pytest.fixture
def scene():
    return reported()


@pytest.fixture
def accepted(scene):
    return resting(scene, source(scene))


def shown(scene, *blocks, **fields):
    return make.report(scene.dialogue, *blocks, **fields)


def text_with(finding, en="Views converged"):
    return block("text", f"{en} {reference_to('finding', str(finding.uid))}.")


# ---- nothing to mend


def test_a_report_of_accepted_findings_and_founded_claims_has_nothing_to_mend(scene, accepted):
    report = shown(
        scene,
        block("heading", "Summary"),
        text_with(accepted),
        block("text", "Most states support it, I think.", own=True),
        block("finding", of=str(accepted.uid)),
        block("facts"),
    )
    assert problems(report) == []


# ---- texts


def test_headings_alone_are_no_report(scene):
    assert found(shown(scene, block("heading", "Summary")))[0] == ("empty", "")


def test_a_claim_without_a_finding_is_named_with_its_block_and_sentence(scene):
    one = block("text", "It was held in May. Most participants want more of it.")
    report = shown(scene, one)
    (problem,) = problems(report)
    assert (problem.kind, problem.block, problem.level) == (Topic.CLAIM, one.uid, "stops")
    assert "Most participants want more of it." in problem.text and "May" not in problem.text


def test_claims_are_looked_for_in_each_published_language(scene, accepted):
    reference = reference_to("finding", str(accepted.uid))
    text = LocalText(en=f"Views converged {reference}.", fr="Les avis ont convergé.")
    report = shown(scene, block("text", text=text))
    assert stopping(problems(report)) == []
    report.languages = ["en", "fr"]
    report.title = LocalText(en="Report", fr="Rapport")
    (problem,) = stopping(problems(report))
    assert (problem.kind, problem.language) == (Topic.CLAIM, "fr")


def test_every_text_and_title_is_there_in_every_published_language(scene):
    heading, text, own = block("heading", "A"), block("text", "Held in May."), block("text")
    report = shown(scene, heading, text, own, languages=["en", "ar"], subtitle=LocalText(en="x"))
    assert found(report) == [
        ("title", ""),
        ("title", ""),
        ("missing_text", heading.uid),
        ("missing_text", text.uid),
        ("missing_text", own.uid),
        ("missing_text", own.uid),
    ]


def test_links_to_other_sites_are_told(scene):
    one = block("text", "See [it](https://example.com/a), https://example.org/b and /dialogues/.")
    (problem,) = problems(shown(scene, one))
    assert (problem.kind, problem.level) == (Topic.LINK, "warns")
    assert "example.com, example.org" in problem.text


# ---- findings


def test_a_finding_that_is_not_there(scene):
    one, other = block("finding", of="0" * 32), block("text", "Views met {finding:00000000}.")
    assert found(shown(scene, one, other)) == [("finding", one.uid), ("finding", other.uid)]


def test_a_finding_of_another_dialogue_is_not_there(scene):
    other = finding(reported())
    one = block("finding", of=str(other.uid))
    assert found(shown(scene, one)) == [("finding", one.uid)]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": FindingState.PROPOSED},
        {"state": FindingState.REJECTED},
        {"stale": True},
        {"bound": True},
    ],
)
def test_a_finding_that_can_not_be_printed_as_it_is(scene, accepted, fields):
    one, other = block("finding", of=str(accepted.uid)), text_with(accepted)
    report = shown(scene, one, other)
    assert found(report) == []
    Finding.objects.update(**fields)
    assert found(report) == [("finding", one.uid), ("finding", other.uid)]


def test_a_bound_finding_that_was_let_out_can_be_printed(scene, accepted):
    Finding.objects.update(bound=True, released=True)
    assert found(shown(scene, block("finding", of=str(accepted.uid)))) == []


def test_a_joined_finding_is_shown_by_the_other(scene, accepted):
    one = finding(scene, state=FindingState.JOINED, joined_into=accepted)
    report = shown(scene, block("finding", of=str(one.uid)), text_with(accepted))
    assert [kind for kind, _block in found(report)] == ["finding"]


@pytest.mark.parametrize("reach", [Reach.TEAM, Reach.PARTICIPANTS])
def test_findings_that_do_not_reach_everybody_are_told_once(scene, accepted, reach):
    report = shown(scene, block("finding", of=str(accepted.uid)), text_with(accepted))
    Synthesis.objects.update(reach=reach)
    assert found(report) == [("reach", "")]


def test_a_dialogue_that_not_everybody_sees(scene, accepted):
    report = shown(scene, block("text", "Held in May."))
    scene.dialogue.status = Status.DRAFT
    scene.dialogue.save()
    assert ("dialogue", "") in found(report)


def test_what_is_left_out_and_what_waits_is_told(scene, accepted):
    finding(scene, state=FindingState.PROPOSED)
    report = shown(scene, block("text", "Held in May."))
    assert found(report) == []
    assert found(report, level="warns") == [("left_out", ""), ("undecided", "")]
    report.body = stored([text_with(accepted)])
    assert found(report, level="warns") == [("undecided", "")]


# ---- numbers


def test_numbers_that_were_tampered_with(scene, accepted):
    one = block("finding", of=str(accepted.uid))
    report = shown(scene, one)
    ground = Ground.objects.get()
    Ground.objects.update(numbers={**ground.numbers, "agree": 20})
    assert found(report) == [("tampered", one.uid)]
    Ground.objects.update(numbers=ground.numbers, verdict="divergence")
    assert found(report) == [("tampered", one.uid)]
    Ground.objects.update(numbers={"who": "nobody"}, verdict=ground.verdict)
    assert ("tampered", one.uid) in found_safely(report)
    Ground.objects.update(numbers=ground.numbers)
    assert found(report) == []


def found_safely(report):
    """What can't be read can't be laid out either: the checks are asked without its page."""
    return [(str(one.kind), one.block) for one in problems(report, {})]


def small(scene, **more):
    return resting(scene, source(scene), judged(18, 2, 0, **more))


def test_small_numbers_stop_where_stances_are_confidential():
    scene = reported(Rule.CHATHAM_HOUSE)
    one = block("finding", of=str(small(scene).uid))
    assert found(shown(scene, one)) == [("small_cell", one.uid)]


def test_small_numbers_do_not_where_who_said_what_may_be_known(scene):
    assert found(shown(scene, block("finding", of=str(small(scene).uid)))) == []


def test_small_numbers_of_a_joined_finding_are_found():
    scene = reported(Rule.CHATHAM_HOUSE)
    row = source(scene)
    whole = resting(scene, row, judged(20, 0, 0))
    resting(scene, row, judged(18, 2, 0), state=FindingState.JOINED, joined_into=whole)
    one = text_with(whole)
    assert found(shown(scene, one)) == [("small_cell", one.uid)]


def test_a_confidential_consultation_that_goes_on_stops(scene):
    scene = reported(Rule.CHATHAM_HOUSE)
    one = block("finding", of=str(resting(scene, source(scene), judged(20, 0, 0)).uid))
    report = shown(scene, one)
    assert found(report) == []
    Consultation.objects.update(phase=Phase.OPEN)
    assert ("unsealed", one.uid) in found(report)


def test_what_was_made_up_is_labelled(scene, accepted):
    report = shown(scene, block("finding", of=str(accepted.uid)))
    Consultation.objects.update(synthetic=True)
    assert found(report) == [("synthetic", "")]
    report.demonstration = True
    assert found(report) == []


# ---- quotations, practices, questions, charts


def quotation(scene, words="to be used", **fields):
    values = {"quotation": "Territory is not “to be used” so.", **fields}
    position = make.position(make.collection(), **values)
    return position, block("quote", of=str(position.uid), words=words)


def test_a_quotation_that_still_stands(scene):
    _position, one = quotation(scene)
    assert found(shown(scene, one)) == []


def test_a_quotation_of_other_words_or_of_what_is_gone(scene):
    position, one = quotation(scene)
    report = shown(scene, one)
    position.quotation = "Territory is not used so."
    position.save()
    assert found(report) == [("quotation", one.uid)]
    position.collection.published = False
    position.collection.save()
    assert found(report) == [("quotation", one.uid)]
    position.delete()
    assert found(report) == [("quotation", one.uid)]


def test_a_position_that_was_replaced_is_worth_a_look(scene):
    position, one = quotation(scene)
    make.position(
        position.collection, position.proposition, body=position.body, supersedes=position
    )
    report = shown(scene, one)
    assert found(report) == [] and found(report, level="warns") == [("quotation", one.uid)]


def test_practices_and_questions_that_not_everybody_sees(scene):
    practice, question = make.practice(scene.dialogue), make.open_question(scene.dialogue)
    blocks = [
        block("practice", of=practice.slug),
        block("question", of=str(question.uid)),
        block(
            "text",
            f"See {{practice:{practice.slug}}} {reference_to('question', str(question.uid))}.",
        ),
    ]
    report = shown(scene, *blocks)
    assert found(report) == []
    for row in (practice, question):
        row.published = False
        row.save()
    one, other, text = (block.uid for block in blocks)
    assert found(report) == [("hidden", uid) for uid in (one, other, text, text)]


def test_documents_that_not_everybody_sees(scene):
    document = make.document(make.collection())
    report = shown(scene, block("text", f"See {reference_to('document', str(document.uid))}."))
    assert found(report) == []
    document.collection.published = False
    document.collection.save()
    assert [kind for kind, _block in found(report)] == ["hidden"]


@pytest.mark.parametrize("of", ["", "c1/found/map/1", "c999999/found/map/1", "x/y"])
def test_a_chart_that_not_everybody_sees(scene, of):
    one = block("chart", of=of)
    assert ("hidden", one.uid) in found(shown(scene, block("facts"), one))


# ---- comments


def period(report, **fields):
    now = timezone.now()
    values = {"rule": Rule.PARTICIPANTS, "revision": 1, "opened_at": now, "until": now, **fields}
    return CommentPeriod.objects.create(report=report, **values)


def test_comments_have_a_disposition_first(scene):
    report = shown(scene, block("text", "Held in May."))
    ended = period(report, closed_at=timezone.now() - timedelta(days=2))
    comment = ReportComment.objects.create(period=ended, text="x", made_on=timezone.now().date())
    assert found(report) == [("comment", "")]
    comment.disposition = Disposition.NOTED
    comment.save()
    assert problems(report) == []


def test_a_comment_period_is_over_first(scene):
    report = shown(scene, block("text", "Held in May."))
    running = period(report)
    assert found(report) == [("period", "")]
    running.closed_at = timezone.now()
    running.save()
    assert found(report) == [] and found(report, level="warns") == [("period", "")]


# ---- the imprint


def version(report, number=1, **fields):
    values = {
        "title": report.title,
        "languages": ["en"],
        "revision": 1,
        "published_at": timezone.now(),
        "digest": "0" * 64,
        "package_digest": "0" * 64,
    }
    return Version.objects.create(report=report, number=number, **values | fields)


def test_a_doi_has_the_form_of_one_and_is_of_one_version(scene):
    report = shown(scene, block("text", "Held in May."), doi="10.5555/a")
    assert found(report) == []
    report.doi = "https://doi.org/10.5555/a"
    assert found(report) == [("doi", "")]
    report.doi, report.correction = "10.5555/a", LocalText(en="A typing error.")
    version(report, doi="10.5555/a")
    assert found(report) == [("doi", "")]


def test_a_second_version_says_what_it_corrects(scene):
    report = shown(scene, block("text", "Held in May."))
    version(report)
    assert found(report) == [("correction", "")]
    report.correction = LocalText(en="A typing error.")
    assert found(report) == []


# ---- a body that some hand has put there


def test_a_block_that_shows_nothing(scene):
    report = shown(scene, Block("a" * 12, "text", LocalText(en="Held in May.")))
    assert found(report) == []
