"""One stance per person, under a pseudonym, while the consultation is open."""

import pytest

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Phase, PropositionState, Stance, Value
from parley.apps.deliberation.selectors import pseudonyms
from parley.apps.deliberation.services import stances
from parley.core.errors import InvalidInput, NotAllowed
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dialogue():
    return make.dialogue()


@pytest.fixture
def participant(dialogue):
    account = make.user()
    make.seat(dialogue, account, SeatRole.PARTICIPANT)
    return make.actor(account)


def held(proposition):
    return list(proposition.stances.values_list("value", "reserved", "reservation"))


@pytest.mark.parametrize("rule", [Rule.PUBLIC, Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE])
def test_a_changed_mind_is_one_stance(dialogue, participant, rule):
    asked = make.proposition(make.consultation(dialogue, rule=rule))
    stances.take(participant, asked, Value.DISAGREE)
    stances.take(participant, asked, Value.AGREE, reserved=True, reservation=" if  defined ")
    assert held(asked) == [(Value.AGREE, True, "if defined")]
    stances.take(participant, asked, Value.PASS)
    assert held(asked) == [(Value.PASS, False, "")]


def test_two_people_have_two_pseudonyms_and_no_name(dialogue, participant):
    consultation = make.consultation(dialogue)
    first, second = make.proposition(consultation), make.proposition(consultation)
    other = make.user()
    make.seat(dialogue, other, SeatRole.PARTICIPANT)
    for actor in (participant, make.actor(other)):
        stances.take(actor, first, Value.AGREE)
        stances.take(actor, second, Value.PASS)
    names = Stance.objects.values_list("respondent", flat=True)
    assert len(names) == 4 and len(set(names)) == 2
    assert {pseudonyms.author(consultation, participant)}.isdisjoint(names)


def test_the_group_stands_with_the_stance(dialogue):
    group = make.group(dialogue)
    registered = make.registration(group, state="approved")
    asked = make.proposition(make.consultation(dialogue, rule=Rule.PUBLIC))
    stances.take(make.actor(registered.user), asked, Value.AGREE)
    assert asked.stances.get().group == group


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.COLLECTING, Phase.CLOSED, Phase.SEALED])
def test_only_while_open(dialogue, participant, phase):
    asked = make.proposition(make.consultation(dialogue, phase=phase))
    with pytest.raises(InvalidInput):
        stances.take(participant, asked, Value.AGREE)
    assert not asked.stances.exists()


@pytest.mark.parametrize(
    "state", [state for state in PropositionState if state != PropositionState.ACCEPTED]
)
def test_only_on_what_was_accepted(dialogue, participant, state):
    asked = make.proposition(make.consultation(dialogue), state=state)
    with pytest.raises(InvalidInput):
        stances.take(participant, asked, Value.AGREE)


def test_conveners_and_outsiders_hold_no_stance(dialogue):
    asked = make.proposition(make.consultation(dialogue))
    convener = make.user()
    make.seat(dialogue, convener, SeatRole.CONVENER)
    for account in (convener, make.user()):
        with pytest.raises(NotAllowed):
            stances.take(make.actor(account), asked, Value.AGREE)
    assert not asked.stances.exists()


def test_only_the_groups_that_are_asked(dialogue):
    asked_group, other = make.group(dialogue), make.group(dialogue)
    consultation = make.consultation(dialogue, rule=Rule.PUBLIC)
    consultation.responding.add(asked_group)
    asked = make.proposition(consultation)
    for group in (asked_group, other):
        actor = make.actor(make.registration(group, state="approved").user)
        if group == other:
            with pytest.raises(NotAllowed):
                stances.take(actor, asked, Value.AGREE)
        else:
            stances.take(actor, asked, Value.AGREE)
    assert asked.stances.count() == 1


@pytest.mark.parametrize(
    ("value", "reserved", "text"),
    [
        (Value.DISAGREE, True, ""),
        (Value.PASS, True, "if"),
        (Value.AGREE, False, "if"),
        (Value.AGREE, True, "x" * 281),
    ],
)
def test_a_reservation_belongs_to_agreement(dialogue, participant, value, reserved, text):
    asked = make.proposition(make.consultation(dialogue))
    with pytest.raises(InvalidInput):
        stances.take(participant, asked, value, reserved=reserved, reservation=text)
    assert not asked.stances.exists()


def test_taking_back_leaves_nothing(dialogue, participant):
    asked = make.proposition(make.consultation(dialogue))
    stances.take(participant, asked, Value.AGREE)
    stances.take_back(participant, asked)
    assert held(asked) == []
