"""What changes while files are being made, and what was written in languages that nobody checks."""

import pytest

from parley.apps.convening.models import Rule
from parley.apps.outcomes.models import Finding, FindingState
from parley.apps.reports.files import package
from parley.apps.reports.models import Version
from parley.apps.reports.services import packing_sources, publishing
from parley.core.localtext import LocalText
from tests.reports.layout.scene import reported
from tests.reports.publishing.scene import Ready, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(monkeypatch):
    for name in ("pdf_of", "word_of"):
        monkeypatch.setattr(publishing, name, lambda document: document.title.encode())
    return Ready()


def take_back(ready):
    Finding.objects.update(state=FindingState.REJECTED)


def make_stale(ready):
    Finding.objects.update(stale=True)


def close_the_door(ready):
    ready.dialogue.status = "draft"
    ready.dialogue.save()


def hide_a_practice(ready):
    type(ready.practice).objects.update(published=False)


@pytest.mark.parametrize("change", [take_back, make_stale, close_the_door, hide_a_practice])
def test_what_is_taken_back_while_files_are_made_is_not_published(
    ready, media, monkeypatch, change
):
    real = publishing.word_of

    def meanwhile(document):
        change(ready)
        return real(document)

    monkeypatch.setattr(publishing, "word_of", meanwhile)
    ready.approve()
    publishing.ask(ready.convener, ready.report)
    ready.report.refresh_from_db()
    assert ready.report.working == "failed"
    assert "changed while" in ready.report.error
    assert not Version.objects.exists()
    assert [one for one in media.rglob("reports/*") if one.is_file()] == []


def test_a_correction_in_a_language_that_is_not_published_stays_inside(ready):
    ready.publish()
    words = LocalText({**told("A count.", "Un nombre."), "ar": "Canary Closed"})
    type(ready.report).objects.update(correction=words)
    ready.report.refresh_from_db()
    second = ready.publish()
    assert set(second.correction) == {"en", "fr"}
    opened = package.opened(second.package.storage, second.package.name)
    assert "Canary" not in str(opened.manifest)


@pytest.mark.parametrize("rule", [Rule.PUBLIC, Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR])
def test_no_digest_of_confidential_stances_against_which_guesses_could_be_tried(rule, monkeypatch):
    scene = reported(rule)
    of = publishing.packing.sources.source_of(scene.consultation)
    monkeypatch.setattr(packing_sources, "shown", lambda *given: None)
    monkeypatch.setattr(packing_sources.remaking, "division_of", lambda of: None)
    assert packing_sources._map(of, _Map())["input_digest"] == (
        "d" if rule == Rule.PUBLIC else None
    )


class _Map:
    settings, input_digest, engine = {}, "d", "1"
