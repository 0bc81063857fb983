"""The demonstration's report: what is made up says so everywhere, and what is there stays as it was left."""

import json
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from parley.apps.convening import demo as dialogues
from parley.apps.deliberation import demo as norms
from parley.apps.evidence import demo as evidence
from parley.apps.outcomes.demo import outcome, rounds
from parley.apps.registration import demo as guests
from parley.apps.reports import demo
from parley.apps.reports.demo import loader
from parley.apps.reports.files import pdf
from parley.apps.reports.layout.building import laid_out
from parley.apps.reports.layout.nodes import Imprint, every_text
from parley.apps.reports.models import (
    CommentPeriod,
    Edition,
    Report,
    ReportComment,
    Revision,
    Stage,
    Version,
)
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.services import publishing
from parley.core.actors import ANONYMOUS

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "fr", "ar"]
MODELS = (Report, Revision, CommentPeriod, ReportComment, Version, Edition)


@pytest.fixture
def quick(monkeypatch: Any) -> None:
    """Files that take long are made by their own tests."""
    monkeypatch.setattr(publishing, "pdf_of", lambda document: document.title.encode())
    monkeypatch.setattr(publishing, "word_of", lambda document: document.title.encode())
    assert pdf.pdf_of is not publishing.pdf_of


def everything() -> list[Any]:
    return [list(model._default_manager.order_by("pk").values()) for model in MODELS]


def test_it_is_published_once_and_says_what_it_is(client: Any, quick: None) -> None:
    demo.load()
    assert not Report.objects.exists()  # there is nothing to report on yet
    for part in (dialogues, guests, norms, evidence):
        part.load()
    rounds.load_missing()
    outcome.load_missing()
    demo.load()
    report, version = Report.objects.get(), Version.objects.get()
    assert (report.demonstration, report.languages, report.error) == (True, LANGUAGES, "")
    assert (version.number, version.languages, version.demonstration) == (1, LANGUAGES, True)
    assert sorted(Edition.objects.values_list("language", flat=True)) == sorted(LANGUAGES)
    assert report.stage == Stage.DRAFT and report.revision == version.revision
    assert {*report.title} == {*report.subtitle} == {*LANGUAGES}
    _every_language_says_so(report)
    _the_package_says_so(version)
    _comments_are_answered(report)
    page = client.get(reverse("report", args=[report.dialogue.slug])).content.decode()
    assert "Demonstration" in page
    # Of the Chatham House consultation too, whose map was let out.
    assert page.count("Source: How synthetic participants read norm 13(c)") == 3
    before = everything()
    demo.load()
    assert everything() == before
    report.title = {"en": "Mine"}
    report.save()
    demo.load()
    report.refresh_from_db()
    assert report.title == {"en": "Mine"}


def _every_language_says_so(report: Report) -> None:
    body = body_of(report)
    marks = {"en": "demonstration", "fr": "démonstration", "ar": "عرض توضيحي"}
    for language, mark in marks.items():
        assert mark in report.title[language].lower()
        document = laid_out(ANONYMOUS, report, body, language, Imprint())
        assert mark in " ".join(every_text(document)).lower()
    own = [one for one in body if one.own]
    assert len(own) == 1 and all("(" in text[:1] for text in own[0].text.values())
    assert {one.kind for one in body} >= {"finding", "chart", "practice", "question", "numbers"}


def _the_package_says_so(version: Version) -> None:
    with version.package.open("rb") as file, zipfile.ZipFile(file) as archive:
        texts = [archive.read(name) for name in archive.namelist() if name.endswith(".json")]
        assert any(json.loads(text) for text in texts)
        assert any(b'"demonstration": true' in t or b'"demonstration":true' in t for t in texts)


def _comments_are_answered(report: Report) -> None:
    period = CommentPeriod.objects.get(report=report)
    assert period.closed_at is not None and not period.secret
    comments = list(period.comments.all())
    assert sorted(one.disposition for one in comments) == ["accepted", "declined", "partly"]
    for one in comments:
        assert one.text.startswith("(Synthetic comment)")
        assert {*one.answer} == {*LANGUAGES}
        assert one.author is None and one.pseudonym is None
    blocks = {one.uid for one in body_of(report)}
    assert sum(one.block in blocks for one in comments) == 2
    kinds = list(Revision.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == ["composed", "edited", "edited"]


def test_without_the_demonstration_there_is_nothing_to_load() -> None:
    loader.load_missing()
    assert not Report.objects.exists()
