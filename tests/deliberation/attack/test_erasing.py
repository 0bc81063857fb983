"""Somebody is erased while a confidential consultation runs, or after it has closed."""

import pytest

from parley.apps.accounts.models import User
from parley.apps.deliberation.models import LiveCount, Phase, Proposition, Stance
from parley.apps.deliberation.services import steps
from parley.apps.deliberation.services.privacy import HOLDING
from parley.core import privacy
from tests.deliberation.attack.assembly import N_PEOPLE, assembled, dumped, names_of
from tests.deliberation.attack.conftest import Watcher, published

pytestmark = pytest.mark.django_db


def erase(actor):
    HOLDING.erase(privacy.of_account(User.objects.get(pk=actor.user_id)))


def said_anywhere(name):
    return [table for table, rows in dumped().items() if name.hex in repr(rows).replace("-", "")]


def test_while_it_runs_nothing_is_left_under_the_name():
    """Not even in the states that live counts are compared with."""
    made = assembled()
    name = names_of(made)[3]
    steps.advance(made.fresh())
    assert {*said_anywhere(name)} == {"deliberation_stance", "deliberation_livecount"}
    erase(made.people[3])
    assert said_anywhere(name) == []
    assert Stance.objects.values("respondent").distinct().count() == N_PEOPLE - 1
    assert {len(row.past) for row in LiveCount.objects.all()} == {N_PEOPLE}
    assert Proposition.objects.exclude(author_key=None).count() == N_PEOPLE - 1


def test_what_is_shown_tells_of_nobody_who_was_erased():
    """Between two looks one person goes, and four others come: too few to be a step."""
    made = assembled()
    watcher = Watcher(made.asked[0])
    watcher.look()
    erase(made.people[0])
    watcher.look()
    made.go(Phase.CLOSED)
    watcher.look_at_the_end()
    assert watcher.fewest_between_any_two() >= made.consultation.least


def test_after_it_has_closed_the_numbers_stay_and_the_name_goes():
    made = assembled()
    name = names_of(made)[3]
    made.go(Phase.CLOSED)
    before = published(made.consultation)
    erase(made.people[3])
    assert said_anywhere(name) == []
    assert published(made.consultation) == before
    made.go(Phase.SEALED)
    assert published(made.consultation) == before
