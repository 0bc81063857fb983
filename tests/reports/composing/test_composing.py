"""From a dialogue to a draft: what gets in, what stays out, what goes wrong."""

from typing import Any

import pytest

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Phase, Results
from parley.apps.outcomes.bridge.naming import GROUPS
from parley.apps.outcomes.models import Finding, OpinionMap, Reach, Synthesis, Working
from parley.apps.outcomes.services import findings as decide
from parley.apps.outcomes.services import proposing, syntheses
from parley.apps.reports.body.blocks import Kind
from parley.apps.reports.models import Doing, Report, Revision, RevisionKind, Stage
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.services import composing
from parley.core.errors import InvalidInput, NotAllowed, ParleyError
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.outcomes import world
from tests.outcomes.findings.scenes import Scene

pytestmark = pytest.mark.django_db


def begun(scene: Scene, by: str = "rapporteur", **values: Any) -> Report:
    composing.begin(scene.actor(by), scene.dialogue, values)
    return Report.objects.get(dialogue=scene.dialogue)


def shown(report: Report, kind: Kind) -> list[str]:
    return [one.of for one in body_of(report) if one.kind == kind]


def every_text(report: Report) -> str:
    return "\n".join(text for one in body_of(report) for text in [*one.text.values(), one.words])


def test_from_a_consultation_to_a_draft_with_charts() -> None:
    scene = Scene()
    report = begun(scene)
    assert (report.working, report.doing, report.error, report.progress) == ("idle", "", "", 1.0)
    assert [one.consultation for one in scene.synthesis.sources.all()] == [scene.consultation]
    assert OpinionMap.objects.filter(current=True).count() == 1
    found = {str(one) for one in Finding.objects.values_list("uid", flat=True)}
    assert found and {*shown(report, Kind.FINDING)} == found
    key = f"c{scene.consultation.pk}"
    charts = shown(report, Kind.CHART)
    assert {f"{key}/found/map/1", f"{key}/{GROUPS}/propositions/1"} <= {*charts}
    revision = Revision.objects.get(report=report)
    assert (revision.kind, revision.number) == (RevisionKind.COMPOSED, 1)
    assert revision.made_by == scene.accounts["rapporteur"]
    assert revision.body == report.body


def test_the_title_and_the_languages_are_suggested() -> None:
    scene = Scene(size=0)
    scene.dialogue.title = LocalText(en="Norms", fr="Normes")
    scene.dialogue.save()
    report = begun(scene)
    assert report.languages == ["en", "fr"]
    assert {*report.title} == {"en", "fr", "ar"} and "Normes" in report.title["fr"]


@pytest.mark.parametrize("languages", [[], ["xx"], ["en", "xx"]])
def test_languages_are_those_of_the_site(languages: list[str]) -> None:
    scene = Scene(size=0)
    with pytest.raises(InvalidInput):
        begun(scene, languages=languages)
    assert not Report.objects.exists()


def test_a_dialogue_has_one_report() -> None:
    scene = Scene(size=0)
    begun(scene)
    with pytest.raises(InvalidInput):
        begun(scene, by="convener")
    assert Report.objects.count() == 1


@pytest.mark.parametrize("role", ["facilitator", "participant", "outsider"])
def test_others_begin_nothing(role: str) -> None:
    scene = Scene(size=0)
    with pytest.raises(NotAllowed):
        begun(scene, by=role)
    report = begun(scene)
    with pytest.raises(NotAllowed):
        composing.ask(scene.actor(role), report)


def test_without_anything_to_draw_from_there_is_a_draft_all_the_same() -> None:
    report = begun(Scene(size=0, phase=Phase.DRAFT))
    assert shown(report, Kind.FINDING) == shown(report, Kind.CHART) == []
    assert "No findings have been made." in every_text(report)


def test_only_what_is_shown_becomes_a_source() -> None:
    scene = Scene(phase=Phase.CLOSED, results=Results.HELD)
    other = make.collection(published=False)
    other.dialogues.add(scene.dialogue)
    shown_ = make.collection(published=True, title=LocalText(en="Published positions"))
    shown_.dialogues.add(scene.dialogue)
    make.collection(published=True)  # of no dialogue
    asked = composing.begin(scene.actor(), scene.dialogue, {})
    assert asked.added == (LocalText(en="Published positions"),)
    assert [one.collection for one in scene.synthesis.sources.all()] == [shown_]


def test_sources_that_were_chosen_stay_the_only_ones() -> None:
    scene = Scene(size=0, phase=Phase.DRAFT)
    chosen = make.collection(published=True)
    syntheses.add_source(scene.actor(), scene.dialogue, chosen)
    mine = make.collection(published=True)
    mine.dialogues.add(scene.dialogue)
    assert composing.begin(scene.actor(), scene.dialogue, {}).added == ()
    assert [one.collection for one in scene.synthesis.sources.all()] == [chosen]


def test_a_collection_of_two_dialogues_becomes_one_source() -> None:
    scene = Scene(size=0, phase=Phase.DRAFT)
    other = make.dialogue()
    make.seat(other, scene.accounts["rapporteur"], SeatRole.RAPPORTEUR)
    shared = make.collection(published=True)
    shared.dialogues.add(scene.dialogue, other)
    asked = composing.begin(scene.actor(), scene.dialogue, {})
    assert len(asked.added) == 1
    assert [one.collection for one in scene.synthesis.sources.all()] == [shared]


def test_accepted_findings_are_taken_and_no_others() -> None:
    scene = Scene().propose()
    accepted = scene.accept(1)
    decide.word(
        scene.actor(), accepted, {"wording": LocalText(en="Worded *so*. And {finding:ffffffff}.")}
    )
    report = begun(scene)
    assert shown(report, Kind.FINDING) == [str(accepted.uid)]
    mine = f"{{finding:{str(accepted.uid)[:8]}}}"
    assert rf"- Worded \*so\*. {mine} And &#123;finding:ffffffff}}. {mine}" in every_text(report)


def test_what_a_rule_keeps_inside_is_in_no_text() -> None:
    """Its writers see it; words in a text are the same for all readers."""
    scene = Scene(rule=Rule.PARTICIPANTS)
    scene.asked[0].text = LocalText(en="Canary proposition.")
    scene.asked[0].save()
    scene.propose()
    finding = scene.accept(1)
    report = begun(scene, by="convener")
    assert shown(report, Kind.FINDING) == shown(report, Kind.CHART) == []
    assert "Canary" not in every_text(report)
    decide.release(scene.actor("convener"), finding, released=True)
    composing.ask(scene.actor("convener"), report)
    report.refresh_from_db()
    assert shown(report, Kind.FINDING) == [str(finding.uid)]
    assert "Canary" in every_text(report) and shown(report, Kind.CHART) == []


def test_behind_closed_doors_nothing_leaves_until_it_is_let_out() -> None:
    scene = Scene(rule=Rule.CLOSED_DOOR).propose()
    finding = scene.accept()
    report = begun(scene, by="convener")
    assert shown(report, Kind.FINDING) == shown(report, Kind.CHART) == []
    decide.release(scene.actor("convener"), finding, released=True)
    composing.ask(scene.actor("convener"), report)
    report.refresh_from_db()
    assert shown(report, Kind.FINDING) == [str(finding.uid)] and shown(report, Kind.CHART) == []


def test_a_session_that_got_a_stricter_rule_takes_its_findings_with_it() -> None:
    scene = Scene(rule=Rule.PUBLIC, session=None)
    session = make.session(scene.dialogue, rule=Rule.PUBLIC)
    scene.consultation.session = session
    scene.consultation.save()
    scene.propose()
    scene.accept()
    session.rule = Rule.CLOSED_DOOR
    session.save()
    report = begun(scene, by="convener")
    assert shown(report, Kind.FINDING) == shown(report, Kind.CHART) == []


@pytest.mark.parametrize("label", ["", "Name in print"])
def test_what_a_consultation_is_called_that_is_not_public_is_in_no_text(label: str) -> None:
    """Where a finding rests on two sources, its words name them."""
    scene = Scene(rule=Rule.CHATHAM_HOUSE, title=LocalText(en="Canary title"))
    element = make.element()
    other = world.consultation(scene.dialogue, phase=Phase.CLOSED, title=LocalText(en="Open round"))
    origins = [make.library_proposition(element, text=one.text) for one in scene.asked]
    for mine, origin in zip(scene.asked, origins, strict=True):
        mine.origin, mine.element = origin, element
        mine.save()
        make.proposition(other, text=mine.text, origin=origin, element=element)
    groups = [(one, [0.9] * len(origins)) for one in scene.dialogue.groups.all()]
    world.answer(other, groups)
    scene.propose(scene.consultation, other)
    source = scene.synthesis.sources.get(consultation=scene.consultation)
    source.label = LocalText(en=label) if label else LocalText()
    source.save()
    report = begun(scene, by="convener")
    assert Finding.objects.filter(grounds__source__consultation=other).exists()
    text = every_text(report)
    assert "Open round: " in text and "Canary" not in text
    assert (label or "A consultation under the rule “Chatham House”") + ": " in text


def test_practices_and_questions_that_are_published_and_may_leave() -> None:
    scene = Scene(size=0)
    shut = make.session(scene.dialogue, rule=Rule.CLOSED_DOOR)
    open_ = make.session(scene.dialogue, rule=Rule.CHATHAM_HOUSE)
    practices = [
        make.practice(scene.dialogue, published=True),
        make.practice(scene.dialogue, published=True, session=open_),
    ]
    make.practice(scene.dialogue, published=False)
    make.practice(scene.dialogue, published=True, session=shut)
    question = make.open_question(scene.dialogue, published=True)
    make.open_question(scene.dialogue, published=False)
    make.open_question(scene.dialogue, published=True, session=shut)
    make.open_question(scene.dialogue, published=True, status="dropped")
    report = begun(scene, by="convener")
    assert shown(report, Kind.PRACTICE) == [one.slug for one in practices]
    assert shown(report, Kind.QUESTION) == [str(question.uid)]


def test_a_document_is_quoted_once_for_each_element() -> None:
    scene = Scene(size=0, phase=Phase.DRAFT)
    collection = make.collection(published=True)
    collection.dialogues.add(scene.dialogue)
    proposition = make.library_proposition(make.element(collection.norm))
    older, newer = (make.document(collection, year=year) for year in (2015, 2021))
    values = {"level": "direct", "stance": "supports"}
    make.position(collection, proposition, document=older, quotation="Older.", **values)
    last = make.position(collection, proposition, document=newer, quotation="Newer.", **values)
    make.position(
        collection,
        proposition,
        document=newer,
        quotation="Told by others.",
        level="secondary",
    )
    for _n in range(6):
        make.position(collection, proposition, **values)
    report = begun(scene)
    quotes = [one for one in body_of(report) if one.kind == Kind.QUOTE]
    assert [(one.of, one.words) for one in quotes] == [(str(last.uid), "Newer.")]


def test_composed_anew_what_was_written_stays_in_the_history() -> None:
    scene = Scene()
    report = begun(scene)
    report.body = report.body[:2]
    report.stage, report.approved_by = Stage.APPROVED, scene.accounts["convener"]
    report.save()
    Revision.objects.filter(report=report).update(body=report.body)
    composing.ask(scene.actor(), report)
    report.refresh_from_db()
    assert len(report.body) > 2 and report.stage == Stage.DRAFT and report.approved_by is None
    kept = dict(Revision.objects.values_list("number", "body"))
    assert len(kept[1]) == 2 and kept[2] == report.body


def test_not_while_it_is_commented_on() -> None:
    scene = Scene(size=0)
    report = begun(scene)
    Report.objects.update(stage=Stage.COMMENTS)
    with pytest.raises(InvalidInput):
        composing.ask(scene.actor(), report)
    with pytest.raises(ParleyError):
        composing.write(scene.actor(), report)


def test_two_do_not_compose_at_once_unless_one_is_stuck() -> None:
    scene = Scene(size=0)
    report = begun(scene)
    Report.objects.update(working=Working.WORKING, doing=Doing.COMPOSING)
    with pytest.raises(InvalidInput):
        composing.ask(scene.actor(), report)
    Report.objects.update(moved_at=None)
    composing.ask(scene.actor(), report)
    report.refresh_from_db()
    assert report.working == Working.IDLE


def test_a_job_that_was_not_asked_for_does_nothing() -> None:
    scene = Scene(size=0)
    report = begun(scene)
    before = Revision.objects.count()
    composing.compose.call(report.pk, scene.accounts["rapporteur"].pk)
    composing.compose.call(report.pk + 1, None)
    assert Revision.objects.count() == before


def test_who_lost_the_seat_composes_nothing() -> None:
    scene = Scene(size=0)
    report = begun(scene)
    Report.objects.update(working=Working.QUEUED, doing=Doing.COMPOSING, body=[])
    scene.dialogue.seats.filter(role=SeatRole.RAPPORTEUR).delete()
    composing.compose.call(report.pk, scene.accounts["rapporteur"].pk)
    report.refresh_from_db()
    assert (report.working, report.doing, report.body) == (Working.FAILED, Doing.NOTHING, [])
    assert report.error
    Report.objects.update(working=Working.QUEUED, doing=Doing.COMPOSING)
    composing.compose.call(report.pk, 10**6)
    report.refresh_from_db()
    assert report.working == Working.FAILED


def test_what_goes_wrong_is_said(monkeypatch: Any) -> None:
    scene = Scene(size=0)
    report = begun(scene)
    Report.objects.update(working=Working.QUEUED, doing=Doing.COMPOSING)
    monkeypatch.setattr(composing, "material_for", lambda *_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        composing.compose.call(report.pk, scene.accounts["rapporteur"].pk)
    report.refresh_from_db()
    assert (report.working, report.error) == (Working.FAILED, composing.UNEXPECTED)


def test_findings_that_can_not_be_proposed_are_said(monkeypatch: Any) -> None:
    scene = Scene()

    def fail(*_given: Any) -> None:
        raise ParleyError("Canary: no reading.")

    monkeypatch.setattr(proposing, "read", fail)
    report = begun(scene)
    assert (report.working, report.error) == (Working.FAILED, "Canary: no reading.")
    assert report.body == []


def test_it_waits_for_findings_that_others_have_proposed(monkeypatch: Any) -> None:
    scene = Scene().propose()
    Synthesis.objects.update(working=Working.WORKING)
    later: list[Any] = []
    monkeypatch.setattr(composing.jobs, "enqueue_later", lambda *given: later.append(given))
    report = begun(scene)
    assert report.working == Working.WORKING and report.body == []
    (_job, _wait, key, who, pauses) = later[0]
    assert (key, who, pauses) == (report.pk, scene.accounts["rapporteur"].pk, 1)
    Synthesis.objects.update(working=Working.IDLE)
    composing.compose.call(key, who, pauses)
    report.refresh_from_db()
    assert report.working == Working.IDLE and shown(report, Kind.FINDING)


def test_what_rests_on_anything_made_up_is_a_demonstration() -> None:
    assert not begun(Scene()).demonstration
    assert begun(Scene(synthetic=True)).demonstration
    scene = Scene(size=0)
    make.practice(scene.dialogue, published=True, synthetic=True)
    assert begun(scene).demonstration


def test_the_audit_tells_that_it_was_done_and_nothing_of_what_it_says() -> None:
    scene = Scene()
    begun(scene)
    rows = AuditRecord.objects.filter(action__startswith="report.")
    assert {one.action for one in rows} >= {"report.begun", "report.asked", "report.composed"}
    assert not any("Proposition" in str(one.data) for one in rows)
    assert Synthesis.objects.get().reach == Reach.TEAM
