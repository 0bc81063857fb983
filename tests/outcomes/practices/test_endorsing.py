"""Endorsements: who may, what is told of how many, and what is kept of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.outcomes.models import LEAST, Endorsement
from parley.apps.outcomes.presenters.practices import endorsed
from parley.apps.outcomes.services import endorsing
from parley.core import privacy
from parley.core.actors import ANONYMOUS, actor_of
from parley.core.errors import NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(dialogue):
    return make.practice(dialogue)


def told(practice):
    practice.refresh_from_db()
    return practice.counted


def endorse(accounts, practice):
    for account in accounts:
        endorsing.endorse(make.actor(account), practice)


def test_a_number_is_about_as_many_as_elsewhere():
    assert LEAST == 5


def test_fewer_than_five_are_not_told(practice, guest):
    endorse([guest() for _ in range(4)], practice)
    practice.refresh_from_db()
    assert endorsed(practice) == "Endorsed by fewer than 5 participants"
    endorse([guest()], practice)
    practice.refresh_from_db()
    assert endorsed(practice) == "Endorsed by 5 participants"


def test_nobody_counts_twice(practice, guest):
    account = guest()
    for _ in range(6):
        endorse([account], practice)
    assert told(practice) == 0 and Endorsement.objects.count() == 1


def test_one_who_comes_and_goes_shows_nothing_of_the_others(practice, guest):
    endorse([guest() for _ in range(4)], practice)
    one = guest()
    seen = []
    for _ in range(3):
        endorse([one], practice)
        seen.append(told(practice))
        endorsing.withdraw(make.actor(one), practice)
        seen.append(told(practice))
    # Once it is told it stands until five have gone or come.
    assert seen == [5] * 6
    endorse([guest()], practice)
    assert told(practice) == 5


@given(steps=st.lists(st.tuples(st.integers(0, 13), st.booleans()), max_size=60))
def test_any_two_numbers_differ_by_five(hall, steps):
    """Whatever people do, the numbers that are told are far enough apart, and each was true."""
    practice, accounts = hall
    Endorsement.objects.all().delete()
    practice.counted = 0
    practice.save()
    numbers = [0]
    for who, comes in steps:
        actor = actor_of(accounts[who])
        if comes:
            endorsing.endorse(actor, practice)
        elif Endorsement.objects.filter(user=accounts[who]).exists():
            endorsing.withdraw(actor, practice)
        now = told(practice)
        if now != numbers[-1]:
            assert now == Endorsement.objects.count()
            assert abs(now - numbers[-1]) >= LEAST
            numbers.append(now)
        assert abs(now - Endorsement.objects.count()) < LEAST
        assert now == 0 or now >= LEAST


@pytest.fixture
def hall(dialogue, guest):
    return make.practice(dialogue), [guest() for _ in range(14)]


@pytest.mark.parametrize("role", [SeatRole.INVITED, None])
def test_only_those_who_take_part_endorse(dialogue, practice, role):
    account = make.user()
    if role:
        make.seat(dialogue, account, role)
    with pytest.raises(NotAllowed):
        endorsing.endorse(make.actor(account), practice)
    with pytest.raises(NotAllowed):
        endorsing.endorse(ANONYMOUS, practice)
    assert not Endorsement.objects.exists()


def test_who_speaks_somewhere_takes_part(dialogue, practice):
    account = make.user()
    make.contribution(make.session(dialogue), person=make.person(user=account))
    endorse([account], practice)
    assert Endorsement.objects.count() == 1


def test_a_draft_is_endorsed_by_nobody(dialogue, guest):
    draft = make.practice(dialogue, published=False)
    with pytest.raises(NotAllowed):
        endorse([guest()], draft)


def test_behind_a_closed_door_those_outside_find_nothing_to_endorse(dialogue, guest, signed_in):
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    hidden = make.practice(dialogue, session=session, slug="hidden")
    account = guest()
    page = signed_in(account).post("/practices/hidden/endorse/", {"act": "endorse"})
    assert page.status_code == 404 and not hidden.endorsements.exists()


def test_who_takes_part_no_longer_may_withdraw(dialogue, practice, guest):
    account = guest()
    endorse([account], practice)
    dialogue.seats.filter(user=account).delete()
    endorsing.withdraw(make.actor(account), practice)
    assert not Endorsement.objects.exists()
    with pytest.raises(NotAllowed):
        endorsing.withdraw(make.actor(account), practice)


def test_the_record_knows_nothing_of_it(practice, guest):
    before = AuditRecord.objects.count()
    endorse([guest() for _ in range(6)], practice)
    assert AuditRecord.objects.count() == before


def test_one_tap_and_another(practice, guest, signed_in):
    account = guest()
    client = signed_in(account)
    page = client.post(f"/practices/{practice.slug}/endorse/", {"act": "endorse"}, follow=True)
    text = page.content.decode()
    assert "You endorse it." in text and "fewer than 5 participants" in text
    assert account.name not in text.split("<main")[1]
    page = client.post(f"/practices/{practice.slug}/endorse/", {"act": "withdraw"}, follow=True)
    assert "Endorse this practice" in page.content.decode()
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize("act", ["", "count", "endorse;withdraw"])
def test_what_is_no_act_does_nothing(practice, guest, signed_in, act):
    response = signed_in(guest()).post(f"/practices/{practice.slug}/endorse/", {"act": act})
    assert response.status_code == 302
    assert not Endorsement.objects.exists()


def test_visitors_are_not_asked_to_endorse(practice, client, signed_in):
    from django.test import Client

    text = Client().get(f"/practices/{practice.slug}/").content.decode()
    assert "Endorsed by fewer than 5" in text and "Endorse this practice" not in text
    response = Client().post(f"/practices/{practice.slug}/endorse/", {"act": "endorse"})
    assert response.status_code == 403


# What is held on a person


def test_it_is_handed_out_and_erased(practice, guest):
    accounts = [guest() for _ in range(5)]
    endorse(accounts, practice)
    subject = privacy.of_account(accounts[0])
    (table,) = [one for one in privacy.tables_of(subject) if one.name == "endorsements"]
    assert [fact.shown for (fact,) in table.rows] == [str(practice.title)]
    assert "Your endorsements of practices." in privacy.outlook(subject).goes
    privacy.erase(ANONYMOUS, [subject])
    assert Endorsement.objects.count() == 4
    # One less changes nothing that is told; four more gone would.
    assert told(practice) == 5
    for account in accounts[1:]:
        privacy.erase(ANONYMOUS, [privacy.of_account(account)])
    assert told(practice) == 0


def test_what_is_behind_a_door_is_not_named(dialogue, guest):
    hidden = make.practice(dialogue, session=make.session(dialogue, rule=Rule.CLOSED_DOOR))
    account = guest()
    hidden.endorsements.create(user=account)
    (table,) = [
        one for one in privacy.tables_of(privacy.of_account(account)) if one.name == "endorsements"
    ]
    assert [fact.shown for (fact,) in table.rows] == ["(not open to you)"]
