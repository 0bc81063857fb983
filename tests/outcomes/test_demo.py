"""The demonstration closes the circle: what is invented says so, and what is there stays as it was left."""

from collections import Counter
from typing import Any

import pytest

from parley.apps.convening import demo as dialogues
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation import demo as norms
from parley.apps.deliberation.models import Consultation, OnRecord, Stance
from parley.apps.evidence import demo as evidence
from parley.apps.outcomes.demo import outcome, rounds
from parley.apps.outcomes.models import (
    Endorsement,
    Finding,
    FindingKind,
    MapRelease,
    OpenQuestion,
    OpinionMap,
    Practice,
    Synthesis,
)
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.registration import demo as guests
from parley.apps.registration.models import Group
from parley.core.access import visible
from parley.core.actors import ANONYMOUS

pytestmark = pytest.mark.django_db
HELD = ("due-diligence-2021", "ecdd-2020")
LANGUAGES = {"en", "fr", "ar"}


def load() -> None:
    for part in (dialogues, guests, norms, evidence):
        part.load()
    rounds.load_missing()
    outcome.load_missing()


def tables() -> list[Any]:
    models = (Consultation, Group, Synthesis, Finding, Practice, OpenQuestion, Endorsement)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_it_says_what_is_invented_and_loads_once(django_assert_max_num_queries: Any) -> None:
    load()
    held = Consultation.objects.filter(dialogue__slug__in=HELD)
    assert {(one.slug, one.rule, one.phase) for one in held} == {
        ("before-the-dialogue", "chatham_house", "sealed"),
        ("after-the-dialogue", "chatham_house", "sealed"),
        ("shared-responsibilities", "public", "closed"),
    }
    for one in held:
        assert one.synthetic
        assert "synthetic" in one.title["en"] and "synthetic" in one.introduction["en"]
        assert {*one.title} == {*one.introduction} == LANGUAGES
    assert not OnRecord.objects.filter(consultation__in=held).exists()
    # Whoever was at the dialogue is in none of its groups.
    stances = Stance.objects.filter(proposition__consultation__in=held).exclude(group=None)
    names = {str(one.name) for one in Group.objects.filter(pk__in=stances.values("group"))}
    assert len(names) == 3 and all("synthetic" in name for name in names)
    _findings_are_what_their_words_say()
    _one_map_is_out_and_says_what_it_is()
    _practices_and_questions_say_where_they_come_from()
    before = tables()
    with django_assert_max_num_queries(16):
        rounds.load_missing()
        outcome.load_missing()
    assert tables() == before


def _findings_are_what_their_words_say() -> None:
    made = Synthesis.objects.get()
    assert (made.dialogue.slug, made.reach) == (HELD[0], "public")
    kinds = [source.consultation_id is None for source in made.sources.all()]
    assert sorted(kinds) == [False, True, True]
    assert OpinionMap.objects.filter(status="ready", current=True).count() == 5
    states = Counter(made.findings.values_list("state", flat=True))
    assert states["accepted"] == 9 and states["joined"] == states["rejected"] == 1
    worded = [row for row in made.findings.all() if row.wording]
    assert len(worded) == 4
    for row in worded:
        said = row.wording["en"]
        assert said.startswith("(Demonstration") and {*row.wording} == LANGUAGES
        assert ("All groups agree" in said) == (row.kind == FindingKind.CONVERGENCE)
        assert ("Views diverged" in said) == (row.kind == FindingKind.DIVERGENCE)


def _one_map_is_out_and_says_what_it_is() -> None:
    release = MapRelease.objects.get()
    of = source_of(release.map).of_consultation
    assert (of.slug, of.dialogue.slug) == ("after-the-dialogue", HELD[0])
    assert "synthetic" in release.title["en"] and {*release.title} == LANGUAGES
    assert visible(MapRelease, ANONYMOUS).exists()


def _practices_and_questions_say_where_they_come_from() -> None:
    for row in Practice.objects.all():
        assert row.synthetic == ("synthetic" in row.title["en"])
        assert {*row.title} == LANGUAGES
        assert row.endorsements.count() == 0 or row.synthetic
    real = Practice.objects.get(slug="publishing-a-reading-of-the-law")
    assert {body.country for body in real.bodies.all()} == {"FI", "JP"}
    assert real.evidence.filter(document__isnull=False).count() == 2
    for question in OpenQuestion.objects.all():
        said = question.text["en"]
        assert {*question.text} == LANGUAGES and "(" in said
        assert question.synthetic == ("synthetic" in said)
    assert {*OpenQuestion.objects.values_list("status", flat=True)} == {
        "open",
        "partly",
        "answered",
    }


def test_nothing_comes_of_dialogues_that_are_not_there() -> None:
    rounds.load_missing()
    outcome.load_missing()
    assert not Dialogue.objects.exists() and not Practice.objects.exists()


def test_without_evidence_no_findings_are_made_up() -> None:
    for part in (dialogues, guests, norms):
        part.load()
    rounds.load_missing()
    outcome.load_missing()
    assert not Synthesis.objects.exists()
    assert {*Practice.objects.values_list("dialogue__slug", flat=True)} == {HELD[1]}
