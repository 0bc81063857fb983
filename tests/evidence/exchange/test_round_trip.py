"""A collection that is written and read again is the same: nothing is new, nothing another."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.apps.evidence import models as m
from parley.apps.evidence.exchange import votes, words
from parley.apps.evidence.exchange.positions import judged
from parley.apps.evidence.exchange.tables import Table, disarmable, read_file, read_text, rearmed
from parley.apps.evidence.exchange.taking import import_positions
from parley.apps.evidence.exchange.writing import written
from parley.apps.evidence.services import documents as of_documents
from parley.apps.evidence.services import positions as of_positions
from parley.core import sheets
from parley.core.actors import system_actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText
from tests import factories as make
from tests.evidence.exchange.lists import collection_on, elements_of, norm_with, propositions_of

ACTOR = system_actor("test")
# What sheets would calculate, quote, split or strip.
AWKWARD = st.sampled_from("=+-@|%'\"\\,;\t\n ＝＋－＠aé5؟")
TEXTS = st.text(AWKWARD, max_size=8).map(lambda text: " ".join(text.split()))
NAMES = TEXTS.filter(bool)
# By semicolons in the heads a list is taken for one that they separate.
SYMBOLS = NAMES.filter(lambda text: ";" not in text)
QUOTATIONS = st.text(AWKWARD, max_size=12).map(str.strip)


@given(st.text(AWKWARD, max_size=8).map(str.strip))
def test_a_cell_that_is_disarmed_comes_back_as_it_was(text: str) -> None:
    content = sheets.written([["note"], [disarmable(text) or "x"]], sheets.CSV).decode("utf-8-sig")
    table = read_text(f"{content.replace(chr(13), '')}", lambda head: head)
    said = rearmed(table.rows[0].get("note"))
    assert said == (text or "x")


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins with nothing stored."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _table(collection: m.Collection) -> Table:
    is_votes = collection.kind == "votes"
    named = votes.column_of if is_votes else words.column_of
    content = ContentFile(written(ACTOR, collection))
    return read_file(content, "list.csv", named)


def _state(collection: m.Collection) -> Any:
    collection.refresh_from_db()
    rows = (m.PublicBody, m.Document, m.Reading, m.Position, m.RollCall, m.Vote)
    return collection.revision, [list(model.objects.order_by("pk").values()) for model in rows]


def _tried(service: Any, *args: Any) -> None:
    with suppress(InvalidInput):  # it stands there already
        service(ACTOR, *args)


def _filled(data: st.DataObject) -> m.Collection:
    collection = collection_on(norm_with(A=2, B=1))
    elements = [None, *elements_of(collection)]
    propositions = propositions_of(collection)
    bodies = [
        make.public_body(country="EE", name=LocalText(en="Estonia", fr="Estonie")),
        make.public_body(kind="company", name=LocalText(en=data.draw(NAMES))),
        make.public_body(kind="other", name=LocalText(fr=data.draw(NAMES))),
    ]
    for _one in range(data.draw(st.integers(0, 3))):
        values = {
            "body": data.draw(st.sampled_from(bodies)),
            "title": LocalText({data.draw(st.sampled_from(["en", "fr"])): data.draw(NAMES)}),
            "year": data.draw(st.sampled_from([None, 2019, 2021])),
            "symbol": data.draw(TEXTS),
            "language": data.draw(st.sampled_from(["", "et"])),
            "link": data.draw(st.sampled_from(["", "https://example.org/?a=1,2;3"])),
            "note": data.draw(TEXTS),
        }
        _tried(of_documents.add_document, collection, values)
    documents = list(collection.documents.all())
    for document in documents:
        extents = {
            element: (extent, data.draw(TEXTS))
            for element in elements
            if (extent := data.draw(st.sampled_from(["", "located", "full"])))
        }
        of_documents.set_readings(ACTOR, document, extents)
    for _one in range(data.draw(st.integers(0, 4))):
        within = data.draw(st.sampled_from([None, *documents]))
        values = {
            "body": within.body if within else data.draw(st.sampled_from(bodies)),
            "document": within,
            "proposition": data.draw(st.sampled_from(propositions)),
            "stance": data.draw(st.sampled_from(m.PositionStance.values)),
            "level": data.draw(st.sampled_from(m.EvidenceLevel.values)),
            "place": data.draw(TEXTS),
            "quotation": data.draw(QUOTATIONS),
            "source": data.draw(st.sampled_from(["", "https://example.org/x"])),
            "note": data.draw(TEXTS),
        }
        _tried(of_positions.add_position, collection, values)
    stored = list(collection.positions.all())
    for one in stored:
        _tried(of_positions.replace, one, data.draw(st.sampled_from([None, *stored])))
    return collection


@pytest.mark.django_db
@settings(max_examples=10)
@given(st.data())
def test_positions_that_are_written_and_read_are_the_same(data: st.DataObject) -> None:
    with undone():
        collection = _filled(data)
        if not collection.documents.exists() and not collection.positions.exists():
            return
        before = _state(collection)
        table = _table(collection)
        assert [line.problems for line in judged(ACTOR, collection, table).bad] == []
        assert not import_positions(ACTOR, collection, table)
        assert _state(collection) == before


@pytest.mark.django_db
@settings(max_examples=6)
@given(st.data())
def test_positions_say_the_same_in_another_collection(data: st.DataObject) -> None:
    with undone():
        collection = _filled(data)
        other = make.collection(norm=collection.norm)
        if not collection.documents.exists() and not collection.positions.exists():
            return
        import_positions(ACTOR, other, _table(collection))
        assert written(ACTOR, other) == written(ACTOR, collection)


@pytest.mark.django_db
@settings(max_examples=6)
@given(st.data())
def test_votes_that_are_written_and_read_are_the_same(data: st.DataObject) -> None:
    with undone():
        collection = make.collection(kind="votes")
        bodies = [make.public_body(country="FR"), make.public_body(name=LocalText(ar="دولة"))]
        symbols = data.draw(st.lists(SYMBOLS, min_size=1, max_size=3, unique=True))
        for symbol in symbols:
            call = make.roll_call(collection, symbol=symbol)
            for body in bodies:
                if choice := data.draw(st.sampled_from(["", "yes", "no", "abstain"])):
                    make.vote(call, body, choice=choice)
        if not m.Vote.objects.filter(roll_call__collection=collection).exists():
            return
        before = _state(collection)
        assert not votes.import_votes(ACTOR, collection, _table(collection))
        assert _state(collection) == before
