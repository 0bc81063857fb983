"""The order in which people are asked."""

import math
import random
from collections import Counter
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import LiveCount, Value
from parley.apps.deliberation.selectors import asking
from parley.apps.deliberation.selectors.asking import Candidate, drawn, priority
from parley.apps.deliberation.services import stances
from tests import factories as make
from tests.deliberation.respond.conftest import made

counts = st.tuples(*[st.integers(0, 500)] * 3)
candidates = st.lists(
    st.builds(Candidate, st.integers(1, 2**40), counts, st.floats(0, 5)),
    max_size=40,
    unique_by=lambda one: one.key,
)


def naive_priority(agree, passed, total, extremity):
    """As the description of comment routing has it, step by step."""
    p = (passed + 1) / (total + 2)
    a = (agree + 1) / (total + 2)
    importance = (1 - p) * (extremity + 1) * a
    boost = 1 + 8 * math.pow(2, total / -5)
    return (importance * boost) ** 2


@given(counts, st.floats(0, 5))
def test_the_priority_is_the_one_described(three, extremity):
    disagree, passed, agree = three
    expected = naive_priority(agree, passed, disagree + passed + agree, extremity)
    found = priority(Candidate(1, three, extremity))
    assert found > 0 and math.isclose(found, expected)


@given(st.uuids(), candidates)
def test_each_comes_exactly_once_and_in_the_same_order_again(order, given_):
    first = drawn(order, given_)
    assert sorted(first) == sorted(one.key for one in given_)
    assert drawn(order, reversed(given_)) == first


@given(st.uuids(), candidates, st.data())
def test_what_was_answered_leaves_the_order_of_the_rest(order, given_, data):
    kept = [one for one in given_ if data.draw(st.booleans())]
    keys = {one.key for one in kept}
    assert drawn(order, kept) == [key for key in drawn(order, given_) if key in keys]


def orders(times):
    draw = random.Random(5)
    return [UUID(int=draw.getrandbits(128)) for _ in range(times)]


def test_the_draw_is_one_by_one_with_these_weights():
    """The naive twin: the chance of each order, proposition after proposition."""
    three = [Candidate(1, (0, 0, 0)), Candidate(2, (1, 0, 4)), Candidate(3, (5, 5, 5))]
    weights = {one.key: priority(one) for one in three}
    found = Counter(tuple(drawn(order, three)) for order in orders(20_000))
    for way in permutations(weights):
        chance, left = 1.0, sum(weights.values())
        for key in way:
            chance *= weights[key] / left
            left -= weights[key]
        assert abs(found[way] / 20_000 - chance) < 0.012


def test_what_few_have_answered_comes_first_on_average():
    many = [Candidate(key, (10, 10, 10)) for key in range(10)]
    few = [Candidate(key, (1, 0, 1)) for key in range(10, 20)]
    ranks = [drawn(order, [*many, *few]).index(key) for order in orders(300) for key in range(10)]
    assert sum(ranks) / len(ranks) > 12


def test_what_sets_people_apart_comes_before_what_does_not():
    flat, wide = Candidate(1, (20, 5, 20), 0.0), Candidate(2, (20, 5, 20), 2.0)
    first = Counter(drawn(order, [flat, wide])[0] for order in orders(1000))
    assert first[2] > 800


@pytest.mark.django_db
def test_two_people_are_asked_in_other_orders_and_each_in_the_same_again():
    round_ = made(count=12)
    guests = [round_.guest() for _ in range(4)]
    found = [
        asking.order_for(guest.actor, round_.consultation, round_.propositions) for guest in guests
    ]
    again = [
        asking.order_for(guest.actor, round_.consultation, round_.propositions) for guest in guests
    ]
    assert found == again
    assert len({tuple(order) for order in found}) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("rule", [Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE])
def test_a_confidential_order_follows_only_what_is_shown(rule, monkeypatch):
    """Where answers are secret, one more of them changes nobody's order."""
    monkeypatch.setattr(asking, "SECONDS", -1)
    round_ = made(rule=rule, count=12)
    guest = round_.guest()

    def order():
        return asking.order_for(guest.actor, round_.consultation, round_.propositions)

    before = order()
    last = next(row for row in round_.propositions if row.pk == before[0])
    for _ in range(40):
        make.stance(last, value=Value.PASS)
    assert (order() == before) == (rule == Rule.CHATHAM_HOUSE)
    LiveCount.objects.create(proposition=last, step=1, shown=[0, 40, 0], held=[0, 40, 0])
    assert order() != before


@pytest.mark.django_db
def test_counts_are_kept_for_a_moment(django_assert_num_queries):
    round_ = made()
    guest = round_.guest()
    asking.order_for(guest.actor, round_.consultation, round_.propositions)
    stances.take(guest.actor, round_.propositions[0], Value.AGREE)
    with django_assert_num_queries(0):
        asking.order_for(guest.actor, round_.consultation, round_.propositions)
