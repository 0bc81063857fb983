"""What holds of every document: in and out it stays the same, and twice is once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.apps.accounts.models import Affiliation, Organisation, Person
from parley.apps.convening import models as m
from parley.apps.convening.exchange import (
    export_dialogue,
    import_dialogue,
    read_document,
    write_document,
)
from parley.apps.convening.exchange.order import in_order
from parley.apps.convening.exchange.schema import Document, SessionEntry
from parley.apps.convening.services.dialogues import next_statuses
from parley.core.actors import system_actor
from parley.core.models import AuditRecord, SearchEntry
from tests.convening.exchange.strategies import documents

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
ROWS = (
    *(model for model in apps.get_app_config("convening").get_models()),
    Affiliation,
    Organisation,
    Person,
    AuditRecord,
    SearchEntry,
)
some = settings(max_examples=12, deadline=None, suppress_health_check=[*HealthCheck])


@contextmanager
def fresh() -> Iterator[None]:
    """Each example of a property starts from the same, empty database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything() -> dict[str, list[Any]]:
    """All rows of all tables that an import writes to, with every column."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in ROWS}


@some
@given(documents())
def test_what_goes_in_comes_out(document: Document) -> None:
    with fresh():
        dialogue = import_dialogue(SYSTEM, document).dialogue
        assert read_document(export_dialogue(SYSTEM, dialogue)) == document
        assert export_dialogue(SYSTEM, dialogue) == write_document(document)


@some
@given(documents())
def test_importing_twice_changes_nothing(document: Document) -> None:
    with fresh():
        first = import_dialogue(SYSTEM, document)
        before = everything()
        again = import_dialogue(SYSTEM, document)
        assert (first.created, first.changed) == (True, True)
        assert (again.created, again.changed) == (False, False)
        assert again.dialogue == first.dialogue
        assert everything() == before


@some
@given(documents())
def test_importing_an_export_changes_nothing(document: Document) -> None:
    with fresh():
        dialogue = import_dialogue(SYSTEM, document).dialogue
        before = everything()
        exported = read_document(export_dialogue(SYSTEM, dialogue))
        assert not import_dialogue(SYSTEM, exported).changed
        assert everything() == before


@some
@given(documents(), documents())
def test_a_later_file_leaves_nothing_of_the_earlier_one(one: Document, other: Document) -> None:
    """Whatever the dialogue was before: after the import it is what the file says."""
    allowed = next_statuses(one.dialogue.status)
    status = other.dialogue.status if other.dialogue.status in allowed else one.dialogue.status
    with fresh():
        dialogue = import_dialogue(SYSTEM, one).dialogue
        same = {"uid": one.dialogue.uid, "status": status}
        later = _speaking(
            other.model_copy(update={"dialogue": other.dialogue.model_copy(update=same)})
        )
        result = import_dialogue(SYSTEM, later)
        assert (result.dialogue, result.created) == (dialogue, False)
        exported = read_document(export_dialogue(SYSTEM, result.dialogue))
        known = {"venues"}  # rooms stay with their venue: other dialogues may meet in them
        told = _speaking(exported)
        assert told.model_dump(exclude=known) == later.model_dump(exclude=known)
        assert m.Dialogue.objects.count() == 1


def _speaking(document: Document) -> Document:
    """Of people of whom nothing is said, it is said that they are nowhere: else they stay."""
    people = tuple(
        person.model_copy(update={"affiliations": person.affiliations or ()})
        for person in document.people
    )
    return document.model_copy(update={"people": people})


def _renamed(sessions: tuple[SessionEntry, ...], names: list[str]) -> tuple[SessionEntry, ...]:
    """The same sessions and parts, with the short names dealt out anew."""
    return tuple(
        session.model_copy(update={"slug": names.pop(), "parts": _renamed(session.parts, names)})
        for session in sessions
    )


@some
@given(documents(), st.data())
def test_sessions_keep_their_rows_when_they_swap_names_and_places(
    document: Document, data: st.DataObject
) -> None:
    with fresh():
        dialogue = import_dialogue(SYSTEM, document).dialogue
        rows = dict(dialogue.sessions.values_list("uid", "pk"))
        names = data.draw(st.permutations([*dialogue.sessions.values_list("slug", flat=True)]))
        sessions = data.draw(st.permutations(_renamed(document.sessions, names)))
        later = in_order(document.model_copy(update={"sessions": tuple(sessions)}))
        import_dialogue(SYSTEM, later)
        assert dict(dialogue.sessions.values_list("uid", "pk")) == rows
        assert read_document(export_dialogue(SYSTEM, dialogue)) == later
