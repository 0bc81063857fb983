"""The demonstration of registration: invented guests say so, and loading it twice changes nothing."""

from typing import Any

import pytest
from django.core import mail

from parley.apps.accounts.models import User
from parley.apps.convening import demo as dialogues
from parley.apps.convening.models import Dialogue
from parley.apps.registration import demo
from parley.apps.registration.demo.guests import GUESTS, MARK
from parley.apps.registration.models import (
    BreakoutRound,
    Group,
    Invitation,
    Mail,
    Registration,
    State,
    Work,
)
from parley.core.models import AuditRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    dialogues.load()
    demo.load()


def dialogue(slug: str) -> Dialogue:
    return Dialogue.objects.get(slug=slug)


def test_the_published_dialogue_took_government_representatives(loaded: None) -> None:
    found = dialogue("due-diligence-2021")
    (group,) = found.groups.all()
    assert (str(group), group.kind) == ("Government representatives", "government")
    assert str(group.last_day) == "2021-05-07"
    assert not found.registrations.exists()
    assert not found.invitations.exists()


def test_every_guest_is_invented_and_says_so(loaded: None) -> None:
    for model in (Registration, Invitation):
        for row in model.objects.select_related("dialogue"):
            assert row.dialogue.synthetic
            assert MARK in row.name
            assert not row.organisation or MARK in row.organisation
    addresses = [*User.objects.values_list("email", flat=True)]
    addresses += Invitation.objects.values_list("address", flat=True)
    assert all(address.endswith("@demo.example") for address in addresses)


def test_there_is_something_in_every_state_and_no_group_is_overfull(loaded: None) -> None:
    found = dialogue("synthetic-2027")
    states = set(found.registrations.values_list("state", flat=True))
    assert states == set(State) - {State.OFFERED, State.ATTENDED}
    for group in Group.objects.filter(dialogue=found, seats__isnull=False):
        assert sum(row.holds_seat for row in group.registrations.all()) <= group.seats
    full = found.groups.get(slug="civil-society")
    assert sum(row.holds_seat for row in full.registrations.all()) == full.seats
    assert full.registrations.filter(state=State.WAITLISTED).count() == 2
    assert found.registrations.count() == len(GUESTS) + 1


def test_the_personas_have_their_parts_and_only_the_invited_one_gets_a_mail(loaded: None) -> None:
    delegate = Registration.objects.get(user__email="participant@demo.example")
    assert (delegate.state, delegate.group.nominations) == (State.APPROVED, 2)
    invited = Invitation.objects.get(address="invited@demo.example")
    assert invited.state == "open"
    assert [m.to for m in mail.outbox] == [["invited@demo.example"]]


def tables() -> list[Any]:
    models = (Group, Invitation, Registration, Mail, User, AuditRecord)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_loading_again_changes_nothing_and_what_was_changed_stays(loaded: None) -> None:
    Invitation.objects.filter(address="invited@demo.example").update(state="declined")
    before = tables()
    demo.load()
    assert tables() == before


def test_the_break_outs_are_proposed_and_only_invented_people_are_in_them(loaded: None) -> None:
    row = BreakoutRound.objects.get(session__dialogue__slug="synthetic-2027")
    assert (row.work, row.cost) == (Work.DONE, row.bound)
    assert row.takes_wishes and row.published_at is None
    places = row.places.select_related("registration")
    assert places and all(MARK in place.registration.name for place in places)
    assert len({place.room_id for place in places}) == 3
    assert row.wishes.count() > 5
