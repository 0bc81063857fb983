"""The dialogue itself, charts, sources and the method."""

import json
import re
from datetime import date

import pytest

from parley.apps.convening.models import Host, HostRole, NormReference, Rule
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.reports.layout.nodes import (
    Facts,
    Figure,
    Run,
    as_json,
    document_from,
    text_of,
)
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes import world
from tests.outcomes.findings.scenes import Scene
from tests.reports.layout.scene import (
    block,
    cells,
    laid,
    paragraphs,
    reported,
    source,
    tables,
    texts,
)

pytestmark = pytest.mark.django_db


def test_the_facts_of_a_dialogue():
    dialogue = make.dialogue(
        title=LocalText(en="On knowledge"), synthetic=True, city="Florence", country="IT",
        purpose=LocalText(en="To *ask*.\n\nAnd to answer."), hashtag="#know",
        series=make.series(title=LocalText(en="Series")), edition=2,
    )  # fmt: skip
    for role, name in (
        (HostRole.ORGANISER, "Institute"),
        (HostRole.CO_ORGANISER, "One"),
        (HostRole.CO_ORGANISER, "Two"),
    ):
        organisation = make.organisation(name=LocalText(en=name))
        Host.objects.create(dialogue=dialogue, organisation=organisation, role=role)
    NormReference.objects.create(
        dialogue=dialogue, label="13(c)", text=LocalText(en="States should not."),
        origin=LocalText(en="A/70/174"), link="https://undocs.org/A/70/174",
    )  # fmt: skip
    document, missing = laid(dialogue, block("facts"))
    (facts,) = document.nodes
    assert isinstance(facts, Facts)
    assert [(label, text_of(words)) for label, words in facts.rows] == [
        ("Dialogue", "On knowledge"),
        ("Note", "This dialogue is synthetic: it was made up for a demonstration."),
        ("Dates", "12–13 May 2027"),
        ("Place", "Florence, Italy"),
        ("Format", "In person"),
        ("Series", "Series, edition 2"),
        ("Organiser", "Institute"),
        ("Co-organiser", "One, Two"),
        ("Purpose", "To ask. And to answer."),
        ("The norm under discussion", "13(c) “States should not.” A/70/174"),
        ("Hashtag", "#know"),
    ]
    assert missing == []


def test_the_programme_as_far_as_readers_may_know():
    dialogue = make.dialogue()
    first = make.session(dialogue, title=LocalText(en="Opening"), label=LocalText(en="Panel 1"))
    make.contribution(first, person=make.person(name="Ada Public"), role="chair")
    part = make.session(dialogue, title=LocalText(en="Part"), parent=first, cancelled=True)
    listed = make.session(
        dialogue, title=LocalText(en="Listed"), rule=Rule.CHATHAM_HOUSE, listed=True,
        starts_at=None, ends_at=None, day=date(2027, 5, 13),
    )  # fmt: skip
    make.contribution(listed, person=make.person(name="Canary Chatham"))
    for rule in (Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR, Rule.PARTICIPANTS, ""):
        hidden = make.session(dialogue, title=LocalText(en="CANARY"), rule=rule)
        make.contribution(hidden, person=make.person(name="CANARY"))
    document, missing = laid(dialogue, block("programme"))
    one, two = tables(document)
    assert text_of(one.caption) == "Programme: Wednesday, 12 May 2027 (Europe/Rome (CEST))"
    assert cells(one) == [
        ["13:00–14:00", "Panel 1: Opening", "Ada Public (Chair)", "Public"],
        ["13:00–14:00", "– Part (cancelled)", "", "Public"],
    ]
    assert one.rows[0][1] == (
        Run("Panel 1: "),
        Run("Opening", href=f"/dialogues/{dialogue.slug}/sessions/{first.slug}/"),
    )
    assert two.head == ("Time", "Session", "Rule")
    assert cells(two) == [["", "Listed", "Chatham House"]]
    (rules,) = paragraphs(document, "note")
    assert rules.label == "Rules under which sessions were held:"
    assert text_of(rules.words).startswith("Public: everyone may attend, and quote. Chatham House:")
    everything = json.dumps(as_json(document))
    assert "CANARY" not in everything and "Canary" not in everything
    assert part.pk and missing == []


def test_charts_sources_and_method_of_a_consultation():
    scene = Scene(title=LocalText(en="Round one"), attribution="CC BY").propose()
    scene.accept()
    key = source_of(scene.consultation).key
    charts = [
        block("chart", of=f"{key}/found/map/1"),
        block("chart", "The same again", of=f"{key}/found/map/1"),
        block("chart", of=f"{key}/stakeholder-groups/propositions/1"),
    ]
    wrong = [
        block("chart", of=of)
        for of in ("", "c1", f"{key}/found/map/2", f"{key}/found/map/0", f"{key}/gone/map/1",
                   f"{key}/found/song/1", "c999/found/map/1", "x1/found/map/1", "c²/found/map/1",
                   f"{key}/found/map/{'9' * 40}")
    ]  # fmt: skip
    document, missing = laid(scene, *charts, *wrong, block("sources"), block("method"))
    figures = [one for one in document.nodes if isinstance(one, Figure)]
    assert [(one.number, text_of(one.caption)) for one in figures] == [
        (1, "Opinion map"),
        (2, "The same again"),
        (3, "What the groups agree and disagree on"),
    ]
    assert [one.block for one in missing] == [one.uid for one in wrong]
    for one in figures:
        assert one.source == "Source: Round one. CC BY"
        assert one.alternative and one.head and one.rows and one.block
        assert 'width="760"' in one.svg and 'width="360"' in one.narrow
        assert all(len(row) == len(one.head) for row in one.rows)
    ids = [found for one in figures for svg in (one.svg, one.narrow) for found in _ids(svg)]
    assert ids and len(ids) == len(set(ids))
    for one in figures:
        for svg in (one.svg, one.narrow):
            assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(_ids(svg))
            assert re.search(r'aria-labelledby="([^"]+)"', svg)[1].split() == _ids(svg)[:2]
    facts = next(one for one in document.nodes if isinstance(one, Facts))
    assert [(label, text_of(words)) for label, words in facts.rows] == [
        ("Source", "Round one"),
        ("What it is", "A consultation of participants"),
        ("Who is in it", "40 people took 320 stances on 8 propositions."),
        ("Rule", "Public: everyone may attend, and quote."),
        ("Whose it is", "CC BY"),
    ]
    settings, drawn = texts(document, "note")[-2:]
    assert "seed = 1" in settings and "max_groups = 5" in settings
    row = scene.consultation.maps.get(current=True)
    assert drawn.startswith("Round one: No number is told about fewer than 5 people.")
    assert f"SHA-256): {row.input_digest}." in drawn
    assert document_from(json.loads(json.dumps(as_json(document)))) == document


def _ids(svg):
    return re.findall(r'\bid="([^"]+)"', svg)


def test_a_collection_is_told_with_its_documents():
    scene = reported()
    collection = make.collection(
        title=LocalText(en="Published positions"), source="Gathered by hand", licence="CC0",
        link="https://example.org", slug="published", description=LocalText(en="All *we* found."),
    )  # fmt: skip
    held = make.document(
        collection, title=LocalText(en="Paper"), symbol="A/1", year=2019, link="https://example.org/p",
        body=make.public_body(name=LocalText(en="Estonia")),
    )  # fmt: skip
    hidden = make.collection(published=False, title=LocalText(en="CANARY"))
    make.document(hidden, title=LocalText(en="CANARY"))
    source(scene, collection), source(scene, hidden)
    document, missing = laid(scene, block("sources"), block("method"))
    (facts,) = [one for one in document.nodes if isinstance(one, Facts)]
    assert [(label, text_of(words)) for label, words in facts.rows] == [
        ("Source", "Published positions"),
        ("What it is", "Published positions"),
        ("Note", "All we found."),
        ("Whose it is", "Gathered by hand"),
        ("Licence", "CC0"),
    ]
    (table,) = tables(document)
    assert text_of(table.caption) == "Published positions: 1 document"
    assert cells(table) == [["Estonia", "Paper · the text itself", "A/1", "2019"]]
    assert [run.href for run in table.rows[0][1] if run.href] == [
        f"/evidence/published/documents/{held.uid}/",
        "https://example.org/p",
    ]
    assert "CANARY" not in json.dumps(as_json(document)) and missing == []


def test_roll_calls_are_listed_with_their_symbols():
    scene = reported()
    votes = world.roll_calls(title=LocalText(en="Votes"))
    source(scene, votes)
    document, _missing = laid(scene, block("sources"))
    (table,) = tables(document)
    assert text_of(table.caption) == "Votes: 6 roll calls"
    # Nothing stands in the columns of titles and days.
    assert table.head == ("Symbol",)
    assert cells(table) == [[f"A/RES/1/{n}"] for n in range(1, 7)]
