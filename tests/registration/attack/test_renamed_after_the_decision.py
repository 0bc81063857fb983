"""Whoever was decided on as one person and calls themselves another: vetters see it."""

from parley.apps.registration.models import Registration, State
from parley.apps.registration.services import guests, states
from tests import factories as make
from tests.registration.conftest import Host


def change(row: Registration, **values: str) -> list[str]:
    """What the vetters' notes say after the guest's own change."""
    guests.change(make.actor(row.user), row, values)
    return [note.text for note in row.notes.all()]


def test_vetters_read_what_they_had_decided_on(host: Host) -> None:
    row = make.registration(make.group(host.dialogue), name="Ada Clerk", organisation="Small NGO")
    assert change(row, name="Ada Clarke") == []
    states.advance(states.REGISTRATION, row, State.APPROVED)
    assert change(row, access_needs="A ramp") == []
    assert change(row, name="John Minister", organisation="Ministry", position="Minister") == [
        (
            "Changed after the decision. Name: Ada Clarke → John Minister; "
            "Position: – → Minister; Organisation: Small NGO → Ministry"
        )
    ]
