"""What is held on somebody, handed out and erased."""

import pytest

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import OnRecord, Phase, Stance, Value
from parley.apps.deliberation.services import onrecord, phases, propositions, stances
from parley.apps.deliberation.services.privacy import HOLDING
from parley.core import privacy
from parley.core.actors import system_actor
from parley.core.localtext import LocalText
from tests.deliberation.respond.conftest import made

pytestmark = pytest.mark.django_db
OPERATOR = system_actor("privacy")


def held(guest):
    tables = HOLDING.tables(privacy.of_account(guest.account))
    return {
        table.name: [{fact.name: fact.shown for fact in row} for row in table.rows]
        for table in tables
        if table.rows
    }


def erase(guest):
    HOLDING.erase(privacy.of_account(guest.account))


def filled(**fields):
    round_ = made(**fields)
    guest, other = round_.guest(), round_.guest()
    for one, value in ((guest, Value.AGREE), (other, Value.DISAGREE)):
        for row in round_.propositions:
            stances.take(one.actor, row, value)
        propositions.submit(
            one.actor, round_.consultation, LocalText(en=f"Written by {one.account.pk}.")
        )
    return round_, guest, other


@pytest.mark.parametrize("rule", [Rule.PUBLIC, Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE])
def test_ones_own_are_handed_out_and_nobody_elses(rule):
    _round, guest, other = filled(rule=rule)
    mine = held(guest)
    assert {row["value"] for row in mine["stances"]} == {"Agree"} and len(mine["stances"]) == 3
    assert [row["proposition"] for row in mine["propositions"]] == [
        f"Written by {guest.account.pk}."
    ]
    assert {row["value"] for row in held(other)["stances"]} == {"Disagree"}


def test_what_is_not_open_to_them_any_more_is_not_told():
    round_, guest, _other = filled()
    round_.dialogue.seats.filter(user=guest.account).delete()
    row = held(guest)["stances"][0]
    assert (row["consultation"], row["proposition"]) == ("(not open to you)",) * 2
    assert row["value"] == "Agree"


def test_erasing_takes_the_stances_and_the_link_to_what_was_written():
    round_, guest, other = filled(rule=Rule.PUBLIC, on_record=True)
    onrecord.go_on_record(guest.actor, round_.consultation, "Utopia")
    erase(guest)
    assert held(guest) == {}
    assert Stance.objects.count() == 3 and len(held(other)["stances"]) == 3
    assert not OnRecord.objects.exists()
    written = round_.consultation.propositions.get(text__en=f"Written by {guest.account.pk}.")
    assert (written.author_key, written.author) == (None, None)


def test_a_total_that_was_shown_does_not_tell_whose_stance_went():
    """Of a confidential consultation that is closed, one less would be the one who was erased."""
    round_, guest, _other = filled(rule=Rule.CHATHAM_HOUSE)
    phases.advance(round_.convener().actor, round_.consultation, Phase.CLOSED)
    before = sorted(Stance.objects.values_list("proposition", "value", "group"))
    erase(guest)
    assert sorted(Stance.objects.values_list("proposition", "value", "group")) == before
    assert held(guest) == {}
    assert Stance.objects.values("respondent").distinct().count() == 2


def test_of_a_sealed_one_nobody_can_tell():
    round_, guest, _other = filled(rule=Rule.CHATHAM_HOUSE)
    convener = round_.convener()
    for phase in (Phase.CLOSED, Phase.SEALED):
        phases.advance(convener.actor, round_.consultation, phase)
    assert held(guest) == {}
    erase(guest)
    assert Stance.objects.count() == 6


def test_the_outlook_says_what_goes_and_what_stays():
    round_, guest, _other = filled(rule=Rule.CHATHAM_HOUSE)
    subject = privacy.of_account(guest.account)
    open_ = HOLDING.outlook(subject)
    assert any("Your stances" in text for text in open_.goes)
    phases.advance(round_.convener().actor, round_.consultation, Phase.CLOSED)
    closed = HOLDING.outlook(subject)
    assert not any("Your stances" in text for text in closed.goes)
    assert any("stay in the totals" in text for text in closed.stays)


def test_the_whole_erasure_goes_through():
    round_, guest, _other = filled()
    privacy.erase(OPERATOR, [privacy.of_account(guest.account)])
    assert Stance.objects.filter(proposition__in=round_.propositions).count() == 3
