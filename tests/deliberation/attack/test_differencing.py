"""Subtracting what is shown at one moment from what is shown at another.

The law: any two states that are shown of a confidential proposition differ by nobody's stance, or by
those of at least `least` people; and no number is about fewer.
"""

import pytest
from hypothesis import Phase as Step
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parley.apps.convening.models import Rule
from parley.apps.deliberation import differing
from parley.apps.deliberation.models import Phase, Stance
from parley.apps.deliberation.selectors import desk
from parley.apps.deliberation.selectors.results import _base_table, results_of
from parley.apps.deliberation.services import merging, moderating, phases
from parley.apps.registration.services import groups as registration_groups
from parley.core.errors import InvalidInput
from tests import factories as make
from tests.deliberation.attack.conftest import (
    LEAST,
    Watcher,
    apart,
    fresh,
    people,
    published,
    say,
    take_back,
)

pytestmark = pytest.mark.django_db
FEW = LEAST - 1


def isolates_one(watcher):
    return watcher.fewest_between_any_two() == 1


def attack_by_saying_it_again(proposition):
    """A few say the same again, so that one newcomer makes a step."""
    watcher, first, second = Watcher(proposition), people(LEAST), people(LEAST)
    for some in (first, second):
        for one in some:
            say(proposition, one, 1)
        watcher.look()
    for one in [*first[:FEW], *people(1)]:
        say(proposition, one, 1)
    watcher.look()
    for one in [*first[:FEW], *people(1)]:
        say(proposition, one, 1)
    watcher.look()
    return watcher


def attack_by_changing_to_and_fro(proposition):
    """The same with minds that are changed and changed back between two looks."""
    watcher, first = Watcher(proposition), people(2 * LEAST)
    for one in first:
        say(proposition, one, 1)
    watcher.look()
    for _ in range(3):
        for one in first[:FEW]:
            say(proposition, one, -1)
            say(proposition, one, 1)
        say(proposition, *people(1), -1)
        watcher.look()
    return watcher


def attack_by_taking_back(proposition):
    """The same with stances that are taken back and taken again."""
    watcher, first = Watcher(proposition), people(2 * LEAST)
    for one in first:
        say(proposition, one, 1)
    watcher.look()
    for _ in range(3):
        for one in first[:FEW]:
            take_back(proposition, one)
            say(proposition, one, 1)
        say(proposition, *people(1), -1)
        watcher.look()
    return watcher


def attack_by_waiting_for_others_to_change_back(proposition):
    """Two steps that undo each other, but for one person."""
    watcher, first = Watcher(proposition), people(2 * LEAST)
    for one in first:
        say(proposition, one, 1)
    watcher.look()
    for value in (-1, 1, -1, 1):
        for one in first[:LEAST]:
            say(proposition, one, value)
        if value == 1:
            say(proposition, *people(1), 0)
        watcher.look()
    return watcher


ATTACKS = [
    attack_by_saying_it_again,
    attack_by_changing_to_and_fro,
    attack_by_taking_back,
    attack_by_waiting_for_others_to_change_back,
]


@pytest.mark.parametrize("attack", ATTACKS[1:])
def test_each_attack_succeeds_where_only_taps_are_counted(proposition, attack, monkeypatch):
    monkeypatch.setattr(differing, "differences", lambda past, held: [len(held)])
    assert isolates_one(attack(proposition))


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_fails(proposition, attack):
    watcher = attack(proposition)
    assert len(watcher.seen) > 1
    assert watcher.fewest_between_any_two() >= LEAST


def test_the_final_counts_are_withheld_where_they_would_tell_of_one(consultation, go):
    """All who made the last step take it back but for one, and then it is closed."""
    proposition, calm = make.proposition(consultation), make.proposition(consultation)
    watcher, late = Watcher(proposition), people(LEAST)
    for one in people(LEAST):
        say(proposition, one, 1)
    watcher.look()
    for one in late:
        say(proposition, one, -1)
    watcher.look()
    assert [len(state) for state in watcher.seen] == [0, 0, LEAST]
    for one in late[1:]:
        take_back(proposition, one)
    for one in people(2 * LEAST):
        say(calm, one, 1)
    go(consultation, Phase.CLOSED)
    watcher.look_at_the_end()
    proposition.refresh_from_db()
    assert proposition.counts_withheld
    _respondents, lines = published(consultation)
    assert proposition.number not in lines and lines[calm.number][0].answers == 2 * LEAST


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(
            st.just("say"),
            st.integers(0, 1),
            st.lists(st.integers(0, 17), min_size=1, max_size=7),
            st.integers(-1, 1),
            st.integers(0, 3),
        ),
        st.tuples(
            st.just("back"),
            st.integers(0, 1),
            st.lists(st.integers(0, 17), min_size=1, max_size=3),
        ),
        st.just(("look",)),
        st.just(("merge",)),
        st.just(("out",)),
    ),
    min_size=10,
    max_size=45,
)


class Room:
    """Two propositions, people of three groups, and somebody who looks after each act."""

    def __init__(self, dialogue, convener):
        self.consultation = make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE, least=LEAST)
        self.asked = [make.proposition(self.consultation) for _ in range(2)]
        self.watchers = [Watcher(one) for one in self.asked]
        self.groups = [None, *(make.group(dialogue).pk for _ in range(3))]
        self.people, self.convener, self.is_merged = people(18), convener, False

    @property
    def watched(self):
        return self.watchers[:1] if self.is_merged else self.watchers

    def say(self, place, who, value, group):
        for one in who if place < len(self.watched) else ():
            say(self.asked[place], self.people[one], value, self.groups[group])

    def back(self, place, who):
        for one in who if place < len(self.watched) else ():
            take_back(self.asked[place], self.people[one])

    def merge(self):
        if not self.is_merged:
            merging.merge(self.convener, self.asked[1], self.asked[0])
            self.is_merged = True

    def out(self):
        if not self.is_merged:
            moderating.undo(self.convener, moderating.take_out(self.convener, self.asked[1]))

    def look(self):
        for watcher in self.watched:
            watcher.look()

    def check(self):
        """What was shown of the one that was merged was said on what is now the other."""
        for watcher in self.watched:
            watcher.look_at_the_end()
        if self.is_merged:
            last = self.watchers[0].seen[-1]
            assert all(not 0 < apart(last, s) < LEAST for s in self.watchers[1].seen)
        assert all(watcher.fewest_between_any_two() >= LEAST for watcher in self.watchers)


@hypothesis_settings(max_examples=20, phases=(Step.explicit, Step.reuse, Step.generate))
@given(operations=OPERATIONS)
def test_no_sequence_of_acts_shows_what_few_hold(dialogue, convener, go, operations):
    room = Room(dialogue, convener)
    for act, *about in operations:
        getattr(room, act)(*about)
        room.look()
    go(room.consultation, Phase.CLOSED)
    room.check()
    closed = published(room.consultation)
    assert all(_is_large(number) for number in _numbers(closed))
    go(room.consultation, Phase.SEALED)
    assert published(room.consultation) == closed


def _numbers(shown):
    respondents, lines = shown
    yield respondents
    for total, groups, reserved, _words in lines.values():
        yield reserved
        for row in (total, *groups.values()):
            if row.answers:
                yield from (row.answers, row.disagree, row.passed, row.agree)


def _is_large(number):
    return number is None or number >= LEAST


# Groups that change between two looks


def test_the_seal_changes_nothing_that_is_shown(consultation, go):
    """Somebody moved into another group meanwhile: before and after the seal they count in the
    same one, or else their stance would be the difference."""
    dialogue = consultation.dialogue
    first, second = make.proposition(consultation), make.proposition(consultation)
    large, other = make.group(dialogue), make.group(dialogue)
    mover = people(1)
    for group, some in ((large, people(12)), (other, people(12))):
        for place, one in enumerate(some):
            for asked in (first, second):
                say(asked, one, 1 if place % 2 else -1, group.pk)
    say(first, *mover, -1, large.pk)
    say(second, *mover, 1, other.pk)
    go(consultation, Phase.CLOSED)
    before = published(consultation)
    assert before[1][first.number][1][large.pk].answers == 12
    go(consultation, Phase.SEALED)
    assert published(consultation) == before


def test_a_group_that_was_answered_in_stays(consultation, convener, go):
    """If it could be removed, its people would join those who were hidden for being few, and the
    others would be shown: who was hidden is what is left."""
    group = make.group(consultation.dialogue)
    asked = make.proposition(consultation)
    for one in people(8):
        say(asked, one, 1, group.pk)
    go(consultation, Phase.CLOSED)
    before = published(consultation)
    with pytest.raises(InvalidInput):
        registration_groups.remove(convener, group)
    assert published(consultation) == before


def test_people_come_in_steps_while_it_runs(consultation, convener, go):
    """Whoever watches the door and the page at once learns nothing of who has answered."""
    asked = make.proposition(consultation)
    told = []
    for one in people(12):
        say(asked, one, 1)
        (census,) = desk.census_of(convener, [fresh(consultation)])
        told.append((results_of(fresh(consultation)).respondents, census.respondents))
    assert told == [(None, None)] * 4 + [(5, 5)] * 5 + [(10, 10)] * 3
    go(consultation, Phase.CLOSED)
    assert results_of(fresh(consultation)).respondents == 12


def test_what_was_confidential_is_opened_by_nobody_and_its_least_stays(consultation, convener, go):
    make.proposition(consultation)
    go(consultation, Phase.CLOSED)
    for to in (Phase.OPEN, Phase.COLLECTING, Phase.DRAFT):
        with pytest.raises(InvalidInput):
            phases.advance(convener, fresh(consultation), to)


def test_a_life_in_the_past_is_forgotten_when_it_closes(consultation, go):
    """The states before are kept for comparing, and only as long as there is something to compare."""
    asked = make.proposition(consultation)
    watcher = Watcher(asked)
    for one in people(LEAST):
        say(asked, one, 1)
    watcher.look()
    assert asked.live_count.past
    go(consultation, Phase.CLOSED)
    assert not type(asked.live_count).objects.exists()
    assert Stance.objects.count() == LEAST


# Where names may show


COUNTS = st.tuples(*[st.integers(0, 4)] * 3).map(list)


@hypothesis_settings(max_examples=300)
@given(data=st.data())
def test_no_few_who_gave_no_name_are_worked_out(data):
    """Public and among participants: total, groups and names leave nobody who is one of a few."""
    keys = st.sampled_from([None, 1, 2, 3, 4])
    by_group = data.draw(st.dictionaries(keys, COUNTS, min_size=1))
    named = {group: data.draw(st.integers(0, sum(counts))) for group, counts in by_group.items()}
    table = _base_table(by_group, named, LEAST)
    others = {group: sum(by_group[group]) - named[group] for group in by_group}
    if table.total.answers is None:
        assert not table.groups
        return
    assert not 0 < sum(others.values()) < LEAST
    assert all(not 0 < others[group] < LEAST for group in table.groups)
    hidden = sum(count for group, count in others.items() if group not in table.groups)
    assert not 0 < hidden < LEAST


# The states themselves


STATES = st.lists(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("012")), max_size=6)


@given(states=STATES, further=STATES, held=st.dictionaries(st.sampled_from("abcdef"), st.just("1")))
def test_states_are_kept_as_they_were(states, further, held):
    def kept(given):
        past = {}
        for one in given:
            past = differing.followed_by(past, one)
        return past

    def differs(one):
        return sum(one.get(name) != held.get(name) for name in "abcdef")

    # A state before anybody held anything is not told from none.
    first, then = kept(states), kept(further)
    seen = [differs(one) for one in states][len(states) - differing.n_states(first) :]
    assert differing.differences(first, held) == seen
    both = differing.joined(first, then)
    assert differing.differences(both, held) == seen + differing.differences(then, held)
    assert differing.differences(differing.cut(first, 1), held) == seen[:-1]
