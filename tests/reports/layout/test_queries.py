"""Laying out takes as many queries for many things as for one of each kind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.apps.outcomes.models import PracticeEvidence
from parley.apps.reports.body.blocks import Kind
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.layout.scene import block, laid, reported, resting, source

pytestmark = pytest.mark.django_db


def many(scene, where, collection, times):
    """`times` things of each kind, and texts that refer to as many."""
    dialogue, blocks, named = scene.dialogue, [], []
    for _time in range(times):
        row = resting(scene, where)
        resting(scene, where, state="joined", joined_into=row)
        held = make.document(collection, language="en")
        position = make.position(collection, document=held, quotation="Words")
        practice = make.practice(dialogue)
        practice.bodies.add(make.public_body())
        practice.elements.add(make.element(collection.norm))
        PracticeEvidence.objects.create(practice=practice, document=held)
        question = make.open_question(
            dialogue, answered_by_finding=row, answered_by_document=held, answer=LocalText(en="So")
        )
        session = make.session(dialogue)
        make.contribution(session)
        named += [f"{{finding:{row.uid.hex[:8]}}}", f"{{document:{held.uid.hex[:8]}}}"]
        blocks += [
            block("finding", of=str(row.uid)),
            block("practice", of=practice.slug),
            block("question", of=str(question.uid)),
            block("quote", of=str(position.uid), words="Words"),
        ]
    kinds = (Kind.FACTS, Kind.PROGRAMME, Kind.SCALE, Kind.NUMBERS, Kind.SOURCES, Kind.METHOD)
    return [block("text", f"So {' '.join(named)}."), *blocks, *(block(one) for one in kinds)]


def queries(times):
    scene = reported()
    collection = make.collection()
    where = source(scene)
    source(scene, collection)
    blocks = many(scene, where, collection, times)
    make.report(scene.dialogue, *blocks)
    with CaptureQueriesContext(connection) as caught:
        document, missing = laid(scene, *blocks)
    assert missing == [] and len(document.nodes) > 9 * times
    # One is asked by `laid` itself: whether there is a report.
    return len(caught) - 1


def test_queries_do_not_grow():
    queries(1)
    assert queries(1) == queries(3) <= 40
