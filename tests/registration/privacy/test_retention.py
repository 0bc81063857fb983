"""What was said to be erased after so many days is, by itself; counts stay, but not of a few."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from parley.apps.accounts.models import User
from parley.apps.accounts.services.idle import erase_idle, idle
from parley.apps.convening.models import Dialogue, Rule, Seat, SeatRole, SessionSeat
from parley.apps.registration.models import Group, Invitation, Mail, Registration, State, Tally
from parley.apps.registration.selectors import retention
from parley.apps.registration.services import erasing
from parley.apps.registration.services.retention import CHORES, erase_registrations
from parley.core import clock
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.privacy.world import ADDRESS, NAME, guest, shown

pytestmark = pytest.mark.django_db


def over_for(days: int, **fields: Any) -> Dialogue:
    """In the first zone that comes to a day, so that a day too early would show."""
    last = timezone.now().astimezone(make.dialogue().zone).date() - timedelta(days=days)
    return make.dialogue(starts_on=last, ends_on=last, **fields)


def test_the_date_is_said_beforehand() -> None:
    dialogue = make.dialogue()
    assert retention.until(dialogue) == date(2027, 11, 9)
    make.opening(dialogue, keep_days=10)
    assert retention.until(dialogue) == date(2027, 5, 23)


def test_registrations_and_invitations_go_after_the_last_day_of_it() -> None:
    past, present = over_for(11), over_for(10)
    for dialogue in (past, present):
        make.opening(dialogue, keep_days=10)
        group = make.group(dialogue)
        row = make.registration(group, state=State.ATTENDED)
        make.seat(dialogue, row.user, SeatRole.PARTICIPANT)
        make.invitation(group)
        Mail.objects.create(registration=row, kind="approved")
    erase_registrations.call()
    for model in (Registration, Invitation):
        assert [row.dialogue for row in model.objects.all()] == [present]
    assert [mail.registration.dialogue for mail in Mail.objects.all() if mail.registration] == [
        present
    ]
    assert not past.seats.exists() and present.seats.count() == 1
    [line] = AuditRecord.objects.filter(action="dialogue.registrations_erased")
    assert (line.subject_id, line.data) == (str(past.pk), {"count": 1})
    erase_registrations.call()
    assert AuditRecord.objects.filter(action="dialogue.registrations_erased").count() == 1
    assert {chore.name for chore in CHORES} <= set(clock._chores)


def test_guests_lose_their_seats_and_the_team_keeps_its_own() -> None:
    dialogue = over_for(400)
    room, group = make.session(dialogue, rule=Rule.CLOSED_DOOR), make.group(dialogue)
    guest_, facilitator = make.user(), make.user()
    make.seat(dialogue, facilitator, SeatRole.FACILITATOR)
    for account in (guest_, facilitator):
        make.registration(group, account, state=State.ATTENDED)
        make.seat(dialogue, account, SeatRole.PARTICIPANT)
        SessionSeat.objects.create(session=room, user=account)
    other = make.seat(make.dialogue(), guest_, SeatRole.PARTICIPANT)
    erase_registrations.call()
    assert {(seat.user, seat.role) for seat in Seat.objects.all()} == {
        (facilitator, "facilitator"),
        (guest_, other.role),
    }
    assert [seat.user for seat in SessionSeat.objects.all()] == [facilitator]
    assert AuditRecord.objects.get(action="dialogue.seats_released").data == {"count": 2}


def test_all_of_a_registration_goes_with_its_files(django_capture_on_commit_callbacks: Any) -> None:
    account, row = guest()
    Dialogue.objects.filter(pk=row.dialogue_id).update(
        starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 1)
    )
    for path in Path(settings.OUTBOX_ROOT).glob("*.eml"):
        path.unlink()
    with django_capture_on_commit_callbacks(execute=True):
        erase_registrations.call()
    assert shown() == {"accounts_user"}
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert not account.seats.exists()


def counts(dialogue: Dialogue) -> dict[str, int]:
    return {
        f"{tally.group.slug if tally.group else '-'} {tally.state}".strip(): tally.count
        for tally in Tally.objects.filter(dialogue=dialogue)
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({("a", "attended"): 9, ("b", "attended"): 7}, {"a attended": 9, "b attended": 7}),
        ({("a", "attended"): 9, ("a", "declined"): 2}, {"-": 11}),
        (
            {("a", "attended"): 9, ("a", "declined"): 2, ("b", "attended"): 3},
            {"a attended": 9, "-": 5},
        ),
        ({("a", "attended"): 1}, {"-": 1}),
        ({}, {}),
    ],
)
def test_counts_of_a_few_are_added_up_until_they_are_not_few(
    before: dict[tuple[str, str], int], after: dict[str, int]
) -> None:
    dialogue = make.dialogue()
    groups = {slug: make.group(dialogue, slug=slug) for slug in "ab"}
    for (slug, state), count in before.items():
        Tally.objects.create(dialogue=dialogue, group=groups[slug], state=state, count=count)
    erasing.fold(dialogue)
    assert counts(dialogue) == after
    erasing.fold(dialogue)
    assert counts(dialogue) == after


def test_every_registration_is_counted_once(django_assert_max_num_queries: Any) -> None:
    dialogue = over_for(400)
    group: Group = make.group(dialogue)
    for state in ("attended", "attended", "declined", "cancelled", "approved", "approved"):
        make.registration(group, state=state)
    erase_registrations.call()
    assert counts(dialogue) == {"-": 6}


def test_conveners_read_what_is_kept_and_what_was_erased(signed_in: Any) -> None:
    dialogue, convener = over_for(400), make.user()
    make.seat(dialogue, convener, SeatRole.CONVENER)
    group = make.group(dialogue)
    for _ in range(6):
        make.registration(group, state=State.ATTENDED)
    page = reverse("registration-data", args=[dialogue.slug])
    text = signed_in(convener).get(page).content.decode()
    assert "0 registrations were erased so far" in text and "<table" not in text
    erasing.erase(make.actor(convener), Registration.objects.all()[0])
    text = signed_in(convener).get(page).content.decode()
    assert "1 registration was erased so far" in text and "<table" not in text
    erase_registrations.call()
    text = signed_in(convener).get(page).content.decode()
    assert "6 registrations were erased" in text
    assert re.search(r"Attended</td>\s*<td class=\"number\">6<", text)
    assert signed_in(make.user()).get(page).status_code == 403


# Accounts to which nothing belongs any more


def aged(days: int, **fields: Any) -> User:
    account = make.user(**fields)
    User.objects.filter(pk=account.pk).update(joined_at=timezone.now() - timedelta(days=days))
    return account


def test_an_account_goes_half_a_year_after_the_last_thing_that_it_was_for() -> None:
    now = timezone.now()
    gone = aged(181, email=ADDRESS, name=NAME)
    spoke, seated, coming, made = (aged(999) for _ in range(4))
    make.person(user=spoke)
    make.seat(make.dialogue(), seated, SeatRole.FACILITATOR)
    make.registration(make.group(make.dialogue()), coming)
    make.person(created_by=made)
    aged(999, is_operator=True)
    aged(999, is_convener=True)
    aged(179)
    aged(999, last_login=now - timedelta(days=179))
    assert set(idle()) == {gone, made}
    kept = User.objects.count() - 2
    erase_idle.call()
    assert (User.objects.count(), shown()) == (kept, set())


def test_no_photo_stays_behind(django_capture_on_commit_callbacks: Any) -> None:
    row = make.registration(make.group(over_for(400)))
    row.photo.save("me.jpg", ContentFile(b"x"))
    with django_capture_on_commit_callbacks(execute=True):
        erase_registrations.call()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
