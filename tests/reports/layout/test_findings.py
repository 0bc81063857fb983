"""Findings with what they rest on, and their numbers in tables."""

import json

import pytest

from parley.apps.convening.models import Rule
from parley.apps.outcomes.findings.numbers import Group, Measure, Numbers, Who, Why
from parley.apps.outcomes.models import FindingKind, FindingState
from parley.apps.reports.layout.nodes import (
    Facts,
    Run,
    as_json,
    text_of,
)
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.examples import judged
from tests.reports.layout.scene import (
    block,
    cells,
    finding,
    laid,
    paragraphs,
    reported,
    resting,
    source,
    tables,
    texts,
)

pytestmark = pytest.mark.django_db


def test_a_finding_with_what_it_rests_on():
    scene = reported(title=LocalText(en="Round one"), synthetic=True, attribution="CC BY,\nParley")
    row = resting(scene, source(scene))
    here = block("finding", of=str(row.uid))
    document, missing = laid(scene, here)
    head, ground = paragraphs(document)
    short = row.uid.hex[:8]
    assert (head.role, head.number, head.kind) == ("finding", 1, "convergence")
    assert (head.anchor, head.label) == (f"finding-{short}", "Finding 1 · Convergence")
    assert "Proposition 1" in text_of(head.words) and "participants" in text_of(head.words)
    told = text_of(ground.words)
    assert (ground.role, ground.number, ground.block) == ("ground", None, here.uid)
    assert told.startswith("Round one (synthetic, made up for a demonstration): Convergence.")
    for part in ("18 agree; 2 disagree", "3 who took part did not", "Why:", "CC BY, Parley"):
        assert part in told
    at = f"/dialogues/{scene.dialogue.slug}/consultations/{scene.consultation.slug}"
    assert [run.href for run in ground.words if run.href] == [
        f"{at}/propositions/1/",
        f"{at}/map/",
        f"/findings/{row.uid}/",
    ]
    assert ground.words[0] == Run("Round one", strong=True)
    assert missing == []


def test_a_source_that_is_not_open_has_neither_name_nor_links():
    scene = reported(Rule.CHATHAM_HOUSE, title=LocalText(en="CANARY"), synthetic=True)
    row = resting(scene, source(scene))
    document, missing = laid(
        scene, block("finding", of=str(row.uid)), block("sources"), block("method")
    )
    (ground,) = paragraphs(document, "ground")
    told = "A consultation under the rule “Chatham House” (synthetic): No number is told about "
    assert texts(document, "note")[-1] == f"{told}fewer than 5 people."
    assert any("Of consultations no number" in one for one in texts(document, "text"))
    name = "A consultation under the rule “Chatham House”"
    told = f"{name} (synthetic, made up for a demonstration):"
    assert text_of(ground.words).startswith(told)
    assert [run.href for run in ground.words if run.href] == [f"/findings/{row.uid}/"]
    assert "CANARY" not in json.dumps(as_json(document))
    (facts,) = [one for one in document.nodes if isinstance(one, Facts)]
    assert [text_of(words).split(":")[0] for _label, words in facts.rows] == [
        f"{name} (synthetic)",
        "A consultation of participants",
        "Chatham House",
        "Synthetic",
        "Its own pages are open to those who take part; its numbers stand with the findings.",
    ]
    assert missing == []


def test_the_rapporteurs_words_say_so_and_keep_what_they_are_about():
    scene = reported()
    row = resting(scene, source(scene), wording=LocalText(fr="Tous sont d’accord."))
    own = finding(scene, matter="text")
    document, _missing = laid(
        scene, block("finding", of=str(row.uid)), block("finding", of=str(own.uid))
    )
    first, second = paragraphs(document, "finding")
    assert first.words == (Run("Tous sont d’accord.", language="fr"),)
    assert texts(document, "note") == [
        "In the words of the rapporteur. About: Proposition 1.",
        (
            "The rapporteur has added this finding; it rests on no numbers of Parley’s. "
            "It is about the text itself, not about what the text means. "
            "The finding on its own page"
        ),
    ]
    assert second.label == "Finding 2 · Unsettled"


def test_joined_findings_follow_theirs_and_lead_there():
    scene = reported()
    into = resting(scene, source(scene))
    other = resting(
        scene, into.grounds.get().source, state=FindingState.JOINED, joined_into=into,
        wording=LocalText(en="The other."),
    )  # fmt: skip
    text = block("text", f"So {{finding:{other.uid.hex[:8]}}}.")
    document, missing = laid(scene, text, block("finding", of=str(into.uid)))
    assert [(one.role, one.label) for one in paragraphs(document)[1:]] == [
        ("finding", "Finding 1 · Convergence"),
        ("ground", ""),
        ("note", "Joined with it: Convergence"),
        ("note", ""),
        ("ground", ""),
    ]
    assert paragraphs(document)[0].words[1] == Run(
        "Finding 1", to=f"finding-{into.uid.hex[:8]}", reference=True
    )
    assert missing == []


def test_what_stands_there_twice_is_shown_once():
    scene = reported()
    row, practice, question = (
        finding(scene),
        make.practice(scene.dialogue),
        make.open_question(scene.dialogue),
    )
    blocks = [
        one
        for of, kind in (
            (row.uid, "finding"),
            (practice.slug, "practice"),
            (question.uid, "question"),
        )
        for one in (block(kind, of=str(of)), block(kind, of=str(of)))
    ]
    document, missing = laid(scene, *blocks)
    assert [one.number for one in paragraphs(document, "finding", "practice", "question")] == [
        1,
        2,
        3,
    ]
    assert missing == [
        (blocks[1].uid, "The report shows this already, as Finding 1."),
        (blocks[3].uid, "The report shows this already, as Practice 1."),
        (blocks[5].uid, "The report shows this already, as Question 1."),
    ]


def test_a_proposed_finding_says_so_to_those_who_write_and_is_for_nobody_else():
    scene = reported()
    row = finding(scene, state=FindingState.PROPOSED)
    rejected = finding(scene, state=FindingState.REJECTED)
    blocks = block("finding", of=str(row.uid)), block("finding", of=str(rejected.uid))
    document, missing = laid(scene, *blocks, actor=scene.actor("rapporteur"))
    (head,) = paragraphs(document, "finding")
    assert head.label == "Finding 1 · Unsettled · proposed, not accepted yet"
    assert [one.block for one in missing] == [blocks[1].uid]
    public, missing = laid(scene, *blocks)
    assert public.nodes == () and [one.block for one in missing] == [one.uid for one in blocks]


def test_numbers_stand_in_tables_with_what_is_withheld():
    scene = reported()
    where = source(scene, label=LocalText(en="Round"))
    groups = (
        Group(LocalText(en="States"), 20, 0.9, 0.7, 0.98),
        Group(LocalText(en="Firms"), None),
        Group(LocalText(en="Nobody"), 0),
    )
    first = resting(
        scene,
        where,
        judged(18, 2, 0, absent=3, groups=groups, divided="known"),
    )
    withheld = Numbers(Who.PARTICIPANTS, why=Why.WITHHELD, pronounced=20, column=2)
    second = resting(scene, where, withheld, kind=FindingKind.TOO_LITTLE)
    element = Numbers(
        Who.PARTICIPANTS,
        why=Why.AMBIGUITY,
        pronounced=20,
        ambiguity=Measure(0.3, 0.2, 0.4),
        propositions=2,
    )
    third = resting(scene, where, element)
    left_out = resting(scene, where)
    blocks = [block("finding", of=str(one.uid)) for one in (first, second, third)]
    document, _missing = laid(scene, *blocks, block("numbers"))
    every, by_group = tables(document)
    assert every.head == (
        "Finding", "Source", "Verdict", "Pronounced themselves", "For", "Against", "Neither",
        "Not heard or not read", "What the verdict rests on",
    )  # fmt: skip
    assert (
        every.wide
        and every.numeric == (3, 4, 5, 6, 7)
        and (every.number, by_group.number) == (1, 2)
    )
    rows = [[cell.replace("\xa0", " ") for cell in row] for row in cells(every)]
    assert [row[:8] for row in rows] == [
        ["Finding 1", "Round", "Convergence", "20", "18", "2", "0", "3"],
        ["Finding 2", "Round", "Too little evidence", "20", *["withheld"] * 3, "–"],
        ["Finding 3", "Round", "Too little evidence", "20", "–", "–", "–", "–"],
    ]
    assert [row[8] for row in rows] == [
        "The larger side: 90 % (95 % interval 72 % to 98 %).",
        "The numbers would tell of too few people.",
        "Ambiguity 0.30 (95 % interval 0.20–0.40), over 2 propositions.",
    ]
    assert every.rows[0][0] == (Run("Finding\xa01", to=f"finding-{first.uid.hex[:8]}"),)
    assert [[cell.replace("\xa0", " ") for cell in row] for row in cells(by_group)] == [
        ["Finding 1", "Round", "States", "20", "90 %", "70 % – 98 %"],
        ["Finding 1", "Round", "Firms", "withheld", "withheld", "–"],
    ]
    assert left_out.uid.hex[:8] not in json.dumps(as_json(document))


def test_numbers_without_findings_are_missing():
    scene = reported()
    here = block("numbers")
    document, missing = laid(scene, here)
    assert document.nodes == () and [one.block for one in missing] == [here.uid]


def test_the_scale_is_that_of_the_synthesis():
    scene = reported()
    scene.synthesis.__class__.objects.update(thresholds={"groups_at": 0.8})
    document, _missing = laid(scene, block("scale"))
    (table,) = tables(document)
    assert cells(table)[0][:2] == ["All groups", "80\xa0%"] and len(table.rows) == 9
