"""What a facilitator does with a room, and who may not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import LiveRoom, Phase, PropositionState, Results
from parley.apps.deliberation.selectors.live import state_of
from parley.apps.deliberation.services import live, phases, speakers, stances
from parley.apps.deliberation.services.live import LETTERS
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.deliberation.live.conftest import Hall, hall

pytestmark = pytest.mark.django_db


def put(room: Hall) -> int | None:
    shown = room.room.proposition
    return shown.number if shown else None


def test_a_code_can_be_read_aloud(room: Hall) -> None:
    code = live.open_room(room.facilitator, room.consultation).code
    assert len(code) == 6 and set(code) <= set(LETTERS)
    assert not set(LETTERS) & set("0O1IL5S8B2ZAEUV")


def test_a_taken_code_is_drawn_anew(room: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    other = hall().open()
    drawn = iter([other.room.code, "XYZXYZ"])
    monkeypatch.setattr(live, "new_code", lambda: next(drawn))
    assert live.open_room(room.facilitator, room.consultation).code == "XYZXYZ"


def test_a_room_that_opens_again_keeps_its_code(room: Hall) -> None:
    code = room.open().room.code
    live.close_room(room.facilitator, room.consultation)
    assert not room.room.running
    assert room.open().room.code == code


def test_one_goes_through_the_propositions_and_back(room: Hall) -> None:
    room.consultation.propositions.filter(number=2).update(state=PropositionState.DECLINED)
    room.open()
    seen = [put(room)]
    for step in (live.forward, live.forward, live.back):
        step(room.facilitator, room.consultation)
        seen.append(put(room))
    assert seen == [None, 1, 3, 1]
    with pytest.raises(InvalidInput):
        live.back(room.facilitator, room.consultation)
    live.put(room.facilitator, room.consultation, 3)
    with pytest.raises(InvalidInput):
        live.forward(room.facilitator, room.consultation)
    with pytest.raises(InvalidInput):
        live.put(room.facilitator, room.consultation, 2)
    assert put(room) == 3


def test_the_next_proposition_hides_the_results_and_stops_the_timer(room: Hall) -> None:
    room.open(1)
    live.show_results(room.facilitator, room.consultation, True)
    live.set_timer(room.facilitator, room.consultation, 60)
    assert room.room.shows_results and room.room.timer_ends_at > timezone.now()
    live.forward(room.facilitator, room.consultation)
    assert (room.room.shows_results, room.room.timer_ends_at) == (False, None)


def test_each_change_raises_the_version(room: Hall) -> None:
    room.open(1)
    seen = [room.room.version]
    for change in (
        lambda: live.show_results(room.facilitator, room.consultation, True),
        lambda: live.set_timer(room.facilitator, room.consultation, 30),
        lambda: live.take_speakers(room.facilitator, room.consultation, True),
        lambda: speakers.ask(make.actor(room.participants[0]), room.consultation),
        lambda: speakers.call_next(room.facilitator, room.consultation),
    ):
        change()
        seen.append(room.room.version)
    assert seen == sorted(set(seen))


@pytest.mark.parametrize("seconds", [-1, 3601])
def test_a_timer_has_bounds(room: Hall, seconds: int) -> None:
    room.open(1)
    with pytest.raises(InvalidInput):
        live.set_timer(room.facilitator, room.consultation, seconds)


@pytest.mark.parametrize("results", [Results.AFTER, Results.HELD])
def test_results_are_not_shown_before_the_settings_say(results: str) -> None:
    room = hall(results=results).open(1)
    with pytest.raises(InvalidInput):
        live.show_results(room.facilitator, room.consultation, True)
    # Not even where it was chosen before the settings changed.
    LiveRoom.objects.update(shows_results=True, shows_map=True)
    state = state_of(room.consultation.pk)
    assert (state.shows_results, state.shows_map) == (False, False)


@pytest.mark.parametrize("phase", [p for p in Phase if p != Phase.OPEN])
def test_only_while_the_consultation_is_open(room: Hall, phase: str) -> None:
    room.open(1)
    type(room.consultation).objects.update(phase=phase)
    before = LiveRoom.objects.values().get()
    for change in (
        lambda: live.open_room(room.facilitator, room.consultation),
        lambda: live.forward(room.facilitator, room.consultation),
        lambda: live.show_results(room.facilitator, room.consultation, True),
        lambda: speakers.ask(make.actor(room.participants[0]), room.consultation),
    ):
        with pytest.raises(InvalidInput):
            change()
    assert LiveRoom.objects.values().get() == before


def test_participants_and_outsiders_do_not_lead(room: Hall) -> None:
    room.open(1)
    for account in (room.participants[0], room.outsider):
        for change in (live.open_room, live.forward, live.close_room, speakers.call_next):
            with pytest.raises(NotAllowed):
                change(make.actor(account), room.consultation)
    assert put(room) == 1 and room.room.running


def test_closing_the_consultation_empties_the_room(room: Hall) -> None:
    room.open(1)
    live.take_speakers(room.facilitator, room.consultation, True)
    live.set_timer(room.facilitator, room.consultation, 60)
    speakers.ask(make.actor(room.participants[0]), room.consultation)
    phases.advance(room.facilitator, room.consultation, Phase.CLOSED)
    assert not room.room.running and not room.room.speakers.exists()
    assert room.room.timer_ends_at is None


# The speakers' list


def names(room: Hall) -> list[tuple[str, bool]]:
    return [(line.name, line.speaks) for line in state_of(room.consultation.pk).speakers]


def test_speakers_come_in_order_and_twice_is_once(room: Hall) -> None:
    room.open(1)
    first, second, third = (make.actor(account) for account in room.participants)
    with pytest.raises(InvalidInput):
        speakers.ask(first, room.consultation)  # the list is closed
    live.take_speakers(room.facilitator, room.consultation, True)
    for actor in (first, second, third, first):
        speakers.ask(actor, room.consultation)
    assert names(room) == [(f"Person {n}, Institute", False) for n in range(3)]
    line = state_of(room.consultation.pk).speakers[2]
    speakers.move_up(room.facilitator, room.consultation, line.key)
    speakers.call_next(room.facilitator, room.consultation)
    speakers.step_back(second, room.consultation)
    assert names(room) == [("Person 0, Institute", True), ("Person 2, Institute", False)]
    speakers.call_next(room.facilitator, room.consultation)
    assert names(room) == [("Person 2, Institute", True)]
    speakers.ask(first, room.consultation)  # who has spoken comes to the end again
    speakers.done(room.facilitator, room.consultation)
    assert names(room) == [("Person 0, Institute", False)]


def test_who_asks_to_speak_is_not_recorded(room: Hall) -> None:
    room.open(1)
    live.take_speakers(room.facilitator, room.consultation, True)
    before = AuditRecord.objects.count()
    speakers.ask(make.actor(room.participants[0]), room.consultation)
    speakers.call_next(room.facilitator, room.consultation)
    assert AuditRecord.objects.count() == before
    live.close_room(room.facilitator, room.consultation)
    assert not room.room.speakers.exists()


def test_a_name_is_never_an_address(room: Hall) -> None:
    room.open(1)
    live.take_speakers(room.facilitator, room.consultation, True)
    nameless = make.user(name="")
    make.seat(room.consultation.dialogue, nameless, "participant")
    with pytest.raises(InvalidInput):
        speakers.ask(make.actor(nameless), room.consultation)
    assert not names(room)


# What the console and the room see of numbers


def answered(room: Hall, people: int, **stance: object) -> None:
    asked = room.consultation.propositions.get(number=1)
    for _ in range(people):
        make.stance(asked, **stance)


def test_few_answers_are_no_number(room: Hall) -> None:
    room.open(1)
    answered(room, 4)
    state = state_of(room.consultation.pk)
    assert (state.answered, state.total.answers, state.total.agree) == (None, None, None)
    answered(room, 1)
    state = state_of(room.consultation.pk)
    assert (state.answered, state.total.answers, state.total.agree) == (5, 5, 5)


def test_confidential_answers_are_counted_in_steps() -> None:
    room = hall(rule=Rule.CHATHAM_HOUSE).open(1)
    seen = []
    for _ in range(12):
        answered(room, 1, step=1)
        state = state_of(room.consultation.pk)
        seen.append((state.answered, state.total.answers))
    assert seen == [(None, None)] * 4 + [(5, None)] * 5 + [(10, None)] * 3


def test_only_the_proposition_at_hand_is_counted(room: Hall) -> None:
    room.open(2)
    answered(room, 7)
    state = state_of(room.consultation.pk)
    assert (state.place, state.last, state.answered) == (2, 3, None)


def test_a_stance_moves_the_room(room: Hall, django_capture_on_commit_callbacks: object) -> None:
    room.open(1)
    with django_capture_on_commit_callbacks() as told:  # type: ignore[operator]
        stances.take(
            make.actor(room.participants[0]), room.consultation.propositions.get(number=1), 1
        )
    assert len(told) == 1


def test_the_timer_is_a_moment(room: Hall) -> None:
    room.open(1)
    live.set_timer(room.facilitator, room.consultation, 120)
    left = state_of(room.consultation.pk).timer_ends_at - timezone.now()
    assert timedelta(seconds=115) < left <= timedelta(seconds=120)
