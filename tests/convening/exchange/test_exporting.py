"""Who may export, and what never stands in an export."""

import pytest

from parley.apps.accounts.models import Person
from parley.apps.convening import models as m
from parley.apps.convening.exchange import export_dialogue, import_dialogue, read_document
from parley.core.actors import ANONYMOUS, actor_of
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText, LocalTextFormField
from tests import factories as make
from tests.convening.exchange.helpers import (
    SYSTEM,
    convener,
    example,
    other_dialogue,
    session,
)

pytestmark = pytest.mark.django_db


def test_only_those_who_may_edit_export() -> None:
    _account, actor = convener()
    dialogue = import_dialogue(actor, example()).dialogue
    assert read_document(export_dialogue(actor, dialogue)) == example()
    guest = make.user()
    make.seat(dialogue, guest, m.SeatRole.RAPPORTEUR)
    for other in (ANONYMOUS, actor_of(guest), actor_of(make.user(is_operator=True))):
        with pytest.raises(NotAllowed):
            export_dialogue(other, dialogue)


def test_accounts_never_stand_in_a_file() -> None:
    account, actor = convener()
    dialogue = import_dialogue(actor, example()).dialogue
    speaker = make.user(email="secret@example.org", name="Secret Account")
    Person.objects.update(user=speaker)
    m.SessionSeat.objects.create(session=session("night-watch"), user=speaker)
    exported = export_dialogue(actor, dialogue)
    assert read_document(exported) == example()
    for word in ("secret", "Secret", account.email, account.name):
        assert word not in exported


def test_of_a_venue_that_is_somebody_elses_only_the_rooms_one_sees_are_exported() -> None:
    import_dialogue(SYSTEM, example())
    make.room(m.Venue.objects.get(), slug="hidden-room", name=LocalText(en="Hidden room"))
    _account, actor = convener()
    dialogue = import_dialogue(actor, other_dialogue()).dialogue
    assert "idden" not in export_dialogue(actor, dialogue)


def test_what_no_file_can_hold_is_named() -> None:
    dialogue = import_dialogue(SYSTEM, example()).dialogue
    m.Session.objects.filter(slug="opening").update(abstract=LocalText(en="a\x0bb"))
    with pytest.raises(InvalidInput) as caught:
        export_dialogue(SYSTEM, dialogue)
    assert caught.value.message == "This dialogue can't be written into a file."
    assert caught.value.problems == ("sessions[0].abstract.en: the character U+000B can't be kept",)


def test_lines_that_a_browser_sends_are_written_as_lines() -> None:
    dialogue = import_dialogue(SYSTEM, example()).dialogue
    typed = LocalTextFormField(multiline=True).clean(["First.\r\n\r\nSecond.", "", ""])
    m.Dialogue.objects.filter(pk=dialogue.pk).update(body=typed)
    dialogue.refresh_from_db()
    assert "body: |-\n    First.\n\n    Second.\n" in export_dialogue(SYSTEM, dialogue)
