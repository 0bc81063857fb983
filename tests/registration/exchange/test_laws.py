"""What holds of every section: in and out it stays the same, and twice is once."""

import pytest
from hypothesis import HealthCheck, given, settings

from parley.apps.convening.exchange import (
    export_dialogue,
    import_dialogue,
    read_document,
    write_document,
)
from parley.apps.convening.exchange.schema import Document
from parley.apps.convening.services.dialogues import next_statuses
from tests.convening.exchange.test_laws import fresh
from tests.registration.exchange.helpers import SYSTEM, stored
from tests.registration.exchange.strategies import documents_with_registration

pytestmark = pytest.mark.django_db
some = settings(max_examples=12, deadline=None, suppress_health_check=[*HealthCheck])


@some
@given(documents_with_registration())
def test_writing_what_was_read_gives_the_file_again(document: Document) -> None:
    text = write_document(document)
    assert read_document(text) == document
    assert write_document(read_document(text)) == text


@some
@given(documents_with_registration())
def test_what_goes_in_comes_out_and_twice_is_once(document: Document) -> None:
    with fresh():
        first = import_dialogue(SYSTEM, document)
        before = stored()
        text = export_dialogue(SYSTEM, first.dialogue)
        assert text == write_document(_as_stored(document))
        assert not import_dialogue(SYSTEM, document).changed
        assert not import_dialogue(SYSTEM, read_document(text)).changed
        assert stored() == before


@some
@given(documents_with_registration(), documents_with_registration())
def test_a_later_file_leaves_nothing_of_the_earlier_one(one: Document, other: Document) -> None:
    """But for the opening, which a file that says nothing of it leaves as it is."""
    allowed = next_statuses(one.dialogue.status)
    status = other.dialogue.status if other.dialogue.status in allowed else one.dialogue.status
    with fresh():
        import_dialogue(SYSTEM, one)
        same = {"uid": one.dialogue.uid, "status": status}
        later = other.model_copy(update={"dialogue": other.dialogue.model_copy(update=same)})
        dialogue = import_dialogue(SYSTEM, later).dialogue
        told = read_document(export_dialogue(SYSTEM, dialogue))
        opening = later.registration.opening or one.registration.opening
        wanted = later.registration.model_copy(update={"opening": opening})
        assert (told.registration or type(wanted)()) == wanted


def _as_stored(document: Document) -> Document:
    """A section in which nothing is set leaves nothing behind to be exported."""
    section = document.registration
    is_empty = section == type(section)()
    return document.model_copy(update={"registration": None if is_empty else section})
