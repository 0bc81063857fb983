"""From draft to seal; and what the seal leaves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import LiveCount, Phase, Secret, Stance, Value
from parley.apps.deliberation.selectors import pseudonyms, results
from parley.apps.deliberation.services import phases, stances, steps
from parley.core.errors import InvalidInput, NotAllowed
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dialogue():
    return make.dialogue()


@pytest.fixture
def convener(dialogue):
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    return make.actor(account)


def answered(dialogue, group, proposition, value, times):
    for _ in range(times):
        account = make.registration(group, state="approved").user
        make.seat(dialogue, account, SeatRole.PARTICIPANT)
        stances.take(make.actor(account), proposition, value)


def test_an_open_consultation_needs_a_proposition(dialogue, convener):
    draft = make.consultation(dialogue, phase=Phase.DRAFT)
    with pytest.raises(InvalidInput):
        phases.advance(convener, draft, Phase.OPEN)
    make.proposition(draft)
    assert phases.advance(convener, draft, Phase.OPEN).phase == Phase.OPEN


def test_what_was_confidential_is_not_opened_again(dialogue, convener):
    for rule, may in ((Rule.CHATHAM_HOUSE, False), (Rule.PARTICIPANTS, True)):
        closed = make.consultation(dialogue, rule=rule, phase=Phase.CLOSED)
        make.proposition(closed)
        if may:
            assert phases.advance(convener, closed, Phase.OPEN).phase == Phase.OPEN
        else:
            with pytest.raises(InvalidInput):
                phases.advance(convener, closed, Phase.OPEN)


def test_facilitators_close_and_only_conveners_seal(dialogue, convener):
    account = make.user()
    make.seat(dialogue, account, SeatRole.FACILITATOR)
    consultation = make.consultation(dialogue)
    phases.advance(make.actor(account), consultation, Phase.CLOSED)
    with pytest.raises(NotAllowed):
        phases.advance(make.actor(account), consultation, Phase.SEALED)
    assert phases.advance(convener, consultation, Phase.SEALED).is_sealed


def test_the_clock_takes_every_step_whose_time_has_come(dialogue):
    past = timezone.now() - timedelta(minutes=5)
    empty = make.consultation(dialogue, phase=Phase.DRAFT, collects_at=past, opens_at=past)
    ready = make.consultation(
        dialogue, phase=Phase.DRAFT, opens_at=past, closes_at=past, seals_at=past
    )
    make.proposition(ready)
    later = make.consultation(dialogue, closes_at=timezone.now() + timedelta(hours=1))
    phases.follow_clock.call()
    for consultation in (empty, ready, later):
        consultation.refresh_from_db()
    assert empty.phase == Phase.DRAFT
    assert ready.phase == Phase.SEALED
    assert later.phase == Phase.OPEN


def test_sealing_leaves_counts_and_no_link(dialogue, convener):
    consultation = make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE)
    asked = make.proposition(consultation)
    large, small = make.group(dialogue), make.group(dialogue)
    answered(dialogue, large, asked, Value.AGREE, 7)
    answered(dialogue, large, asked, Value.DISAGREE, 6)
    answered(dialogue, small, asked, Value.DISAGREE, 2)
    before = {row.respondent: row.pk for row in asked.stances.all()}
    steps.advance(consultation)
    phases.advance(convener, consultation, Phase.CLOSED)
    phases.advance(convener, consultation, Phase.SEALED)
    consultation.refresh_from_db()

    after = Stance.objects.filter(proposition=asked)
    assert after.count() == 15 and after.filter(value=Value.DISAGREE).count() == 8
    assert not set(before) & set(after.values_list("respondent", flat=True))
    assert not after.filter(group=small).exists()
    # Two without a group could be told apart, so those of the next smallest group join them.
    assert not after.filter(group=large).exists()
    assert not after.exclude(step=0).exists()
    assert not Secret.objects.exists() and not LiveCount.objects.exists()
    fresh = type(consultation).objects.get(pk=consultation.pk)
    with pytest.raises(pseudonyms.Sealed):
        pseudonyms.respondent(fresh, convener)


def test_live_counts_lag_one_whole_step(dialogue, convener):
    consultation = make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE)
    asked, group = make.proposition(consultation), make.group(dialogue)

    def shown():
        steps.advance(consultation)
        return results.results_of(consultation).of(asked.pk).total.answers

    seen = []
    for _ in range(4):
        answered(dialogue, group, asked, Value.AGREE, 4)
        seen.append(shown())
    # After 4 nothing; at 8 the first step is held; at 16 it is shown.
    assert seen == [None, None, None, 8]
    phases.advance(convener, consultation, Phase.CLOSED)
    consultation.refresh_from_db()
    assert results.results_of(consultation).of(asked.pk).total.answers == 16
