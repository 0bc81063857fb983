"""The desk's home of a report: for whom it is, what it says, what it does."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from parley.apps.deliberation.models import Phase
from parley.apps.outcomes.models import Working
from parley.apps.reports.models import CommentPeriod, Doing, Report, ReportComment, Stage, Version
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.scenes import Scene

pytestmark = pytest.mark.django_db
PAGES = ("desk-report", "desk-report-compose", "desk-report-settings", "desk-report-progress")


@pytest.fixture
def scene() -> Scene:
    """Nothing to draw findings from: what is composed is quickly composed."""
    return Scene(size=0, phase=Phase.DRAFT)


def address(scene: Scene, name: str = "desk-report") -> str:
    return reverse(name, args=[scene.dialogue.slug])


def visit(client: Any, scene: Scene, role: str = "rapporteur") -> Any:
    client.force_login(scene.accounts[role])
    return client


def draft(scene: Scene, **fields: Any) -> Report:
    return make.report(scene.dialogue, revision=1, **fields)


def typed(**more: Any) -> dict[str, Any]:
    return {
        "title_en": "New title",
        "languages": ["fr", "en"],
        "record": "fr",
        "doi": "",
        **more,
    }


@pytest.mark.parametrize("role", ["rapporteur", "convener"])
def test_before_there_is_one_it_says_what_it_would_be_made_of(client: Any, role: str) -> None:
    scene = Scene()
    page = visit(client, scene, role).get(address(scene)).content.decode()
    assert "1 source whose numbers are published" in page
    assert "No findings have been proposed yet." in page
    assert address(scene, "desk-report-begin") in page and "Compose the first draft" in page


@pytest.mark.parametrize("role", ["participant", "facilitator", "outsider", None])
def test_for_others_there_is_nothing(client: Any, scene: Scene, role: str | None) -> None:
    draft(scene)
    if role:
        visit(client, scene, role)
    for name in PAGES:
        assert client.get(address(scene, name)).status_code in (302, 404), name
    for name in ("desk-report-begin", "desk-report-compose", "desk-report-settings"):
        assert client.post(address(scene, name)).status_code in (302, 404), name


def test_a_draft_that_is_commented_on_is_no_desk_of_participants(client: Any, scene: Scene) -> None:
    draft(scene, stage=Stage.COMMENTS)
    visit(client, scene, "participant")
    assert {client.get(address(scene, name)).status_code for name in PAGES} == {404}


def test_one_begins_it_once(client: Any, scene: Scene) -> None:
    visit(client, scene)
    refused = client.post(address(scene, "desk-report-begin"), {"languages": ["xx"]})
    assert refused.status_code == 422 and not Report.objects.exists()
    refused = client.post(address(scene, "desk-report-begin"), {})
    assert (
        refused.status_code == 422 and "Choose at least one language." in refused.content.decode()
    )
    client.post(address(scene, "desk-report-begin"), {"languages": ["en", "ar"]})
    report = Report.objects.get()
    assert report.languages == ["en", "ar"] and report.body
    again = client.post(address(scene, "desk-report-begin"), {"languages": ["en"]})
    assert again.status_code == 422
    assert "This dialogue has a report already." in again.content.decode()
    report.refresh_from_db()
    assert report.languages == ["en", "ar"]


def test_what_was_added_is_said(client: Any, scene: Scene) -> None:
    collection = make.collection(published=True, title=LocalText(en="Positions <b>"))
    collection.dialogues.add(scene.dialogue)
    visit(client, scene)
    page = client.post(
        address(scene, "desk-report-begin"), {"languages": ["en"]}, follow=True
    ).content.decode()
    assert "Added as sources of the findings: Positions &lt;b&gt;." in page


def test_composing_anew_asks_first(client: Any, scene: Scene) -> None:
    report = draft(scene, stage=Stage.APPROVED)
    page = visit(client, scene).get(address(scene, "desk-report-compose")).content.decode()
    assert "It stays in the history" in page and "It is approved: that goes" in page
    report.refresh_from_db()
    assert len(report.body) == 2
    client.post(address(scene, "desk-report-compose"))
    report.refresh_from_db()
    assert len(report.body) > 2 and report.stage == Stage.DRAFT


def test_while_it_is_commented_on_it_says_why_not(client: Any, scene: Scene) -> None:
    draft(scene, stage=Stage.COMMENTS)
    visit(client, scene)
    page = client.get(address(scene)).content.decode()
    assert address(scene, "desk-report-compose") not in page
    page = client.post(address(scene, "desk-report-compose"), follow=True).content.decode()
    assert "End the comment period first." in page


def steps(client: Any, scene: Scene) -> list[tuple[str, str]]:
    home = client.get(address(scene)).context["home"]
    return [(one["state"], str(one["text"])) for one in home["steps"]]


def test_where_it_stands(client: Any, scene: Scene) -> None:
    report = draft(scene)
    visit(client, scene)
    assert [state for state, _text in steps(client, scene)] == ["current", *["ahead"] * 3]
    now = timezone.now()
    period = CommentPeriod.objects.create(
        report=report, revision=1, rule="public", opened_at=now, until=now + timedelta(days=1)
    )
    comment = ReportComment.objects.create(period=period, text="Canary", made_on=now.date())
    Report.objects.update(stage=Stage.COMMENTS)
    found = steps(client, scene)
    assert [state for state, _text in found] == ["done", "current", "ahead", "ahead"]
    assert found[1][1].startswith("Open until")
    Report.objects.update(stage=Stage.DRAFT)
    period.closed_at = now
    period.save()
    page = client.get(address(scene)).content.decode()
    assert "Decide on 1 comment" in page and "Canary" not in page
    comment.disposition = "noted"
    comment.save()
    Report.objects.update(stage=Stage.APPROVED)
    found = steps(client, scene)
    assert [state for state, _text in found] == ["done", "done", "done", "current"]
    Report.objects.update(stage=Stage.DRAFT)
    version = {"title": report.title, "languages": ["en"], "published_at": now, "digest": "0" * 64}
    Version.objects.create(report=report, number=1, revision=1, **version)
    found = steps(client, scene)
    assert [state for state, _text in found] == ["done"] * 4
    Report.objects.update(revision=2)
    found = steps(client, scene)
    assert found[0][0] == "current" and "changed since" in found[3][1]


def test_progress_is_told_until_it_has_ended(client: Any, scene: Scene) -> None:
    report = draft(scene, working=Working.WORKING, doing=Doing.COMPOSING, moved_at=timezone.now())
    visit(client, scene)
    for progress, text in (
        (0.0, "The sources are being read"),
        (0.6, "Findings are being proposed"),
    ):
        Report.objects.update(progress=progress)
        part = client.get(address(scene, "desk-report-progress"))
        assert text in part.content.decode() and "hx-get" in part.content.decode()
        assert "HX-Refresh" not in part
    Report.objects.update(doing=Doing.PUBLISHING, progress=0.4)
    part = client.get(address(scene, "desk-report-progress")).content.decode()
    assert "The files of a version are being made." in part and 'value="40"' in part
    Report.objects.update(working=Working.FAILED, error="It went <wrong>.")
    part = client.get(address(scene, "desk-report-progress"))
    assert part["HX-Refresh"] == "true" and "It went &lt;wrong&gt;." in part.content.decode()
    report.refresh_from_db()


def test_what_it_is_called_and_its_languages(client: Any, scene: Scene) -> None:
    report = draft(scene, stage=Stage.APPROVED)
    visit(client, scene)
    page = client.get(address(scene, "desk-report-settings"))
    assert "want another approval" in page.content.decode()
    given = typed(seen=page.context["version"], doi="https://doi.org/10.5555/abc.1")
    assert client.post(address(scene, "desk-report-settings"), given).status_code == 302
    report.refresh_from_db()
    assert (report.title, report.languages) == (LocalText(en="New title"), ["fr", "en"])
    assert (report.doi, report.stage, report.revision) == ("10.5555/abc.1", Stage.DRAFT, 2)


def test_a_doi_leaves_the_approval_as_it_is(client: Any, scene: Scene) -> None:
    report = draft(scene, stage=Stage.APPROVED)
    visit(client, scene)
    page = client.get(address(scene, "desk-report-settings"))
    given = typed(title_en=report.title["en"], languages=["en"], record="en", doi="10.5555/1")
    client.post(address(scene, "desk-report-settings"), given | {"seen": page.context["version"]})
    report.refresh_from_db()
    assert (report.doi, report.stage, report.revision) == ("10.5555/1", Stage.APPROVED, 1)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"doi": "11.5/x"}, "A DOI begins with 10."),
        ({"doi": "10.5555/with space"}, "A DOI begins with 10."),
        ({"languages": []}, "Choose at least one language."),
        ({"languages": ["xx"]}, "xx"),
        ({"record": "ar"}, "Choose one of the languages in which it is published."),
        ({"title_en": ""}, "Give this text in at least one language."),
        ({"title_en": "null \x00"}, ""),
    ],
)
def test_what_is_refused_comes_back(client: Any, scene: Scene, more: Any, said: str) -> None:
    report = draft(scene)
    visit(client, scene)
    seen = client.get(address(scene, "desk-report-settings")).context["version"]
    given = typed(correction_en="Kept words", seen=seen, **more)
    answer = client.post(address(scene, "desk-report-settings"), given)
    assert answer.status_code == 422
    assert said in answer.content.decode() and "Kept words" in answer.content.decode()
    report.refresh_from_db()
    assert report.title == LocalText(en="Outcome report") and report.revision == 1


def test_two_who_change_it_at_once_see_each_other(client: Any, scene: Scene) -> None:
    report = draft(scene)
    visit(client, scene)
    seen = client.get(address(scene, "desk-report-settings")).context["version"]
    Report.objects.update(languages=["ar"], doi="10.5555/other")
    answer = client.post(address(scene, "desk-report-settings"), typed(seen=seen))
    page = answer.content.decode()
    assert answer.status_code == 409 and "10.5555/other" in page and "Arabic" in page
    report.refresh_from_db()
    assert report.doi == "10.5555/other"


@pytest.mark.parametrize("n", [1, 3])
def test_its_queries_do_not_grow(
    client: Any, scene: Scene, django_assert_max_num_queries: Any, n: int
) -> None:
    report = draft(scene)
    for number in range(1, n + 1):
        make.practice(scene.dialogue, published=True)
        make.open_question(scene.dialogue, published=True)
        Version.objects.create(
            report=report,
            number=number,
            revision=number,
            title=report.title,
            languages=["en"],
            published_at=timezone.now(),
            digest="0" * 64,
        )
    visit(client, scene)
    with django_assert_max_num_queries(40):
        assert client.get(address(scene)).status_code == 200
