"""What somebody is where: on which days, and who may know."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from parley.apps.accounts.models import Affiliation, Organisation
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from tests import factories as make

pytestmark = pytest.mark.django_db
FIRST, MIDDLE, LAST = date(2020, 1, 1), date(2020, 6, 1), date(2020, 12, 31)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (None, None, {FIRST, MIDDLE, LAST}),
        (MIDDLE, None, {MIDDLE, LAST}),
        (None, MIDDLE, {FIRST, MIDDLE}),
        (MIDDLE, MIDDLE, {MIDDLE}),
    ],
)
def test_first_and_last_day_count(since: date, until: date, days: set[date]) -> None:
    affiliation = Affiliation(since=since, until=until)
    assert {day for day in (FIRST, MIDDLE, LAST) if affiliation.holds_on(day)} == days


def test_none_ends_before_it_begins() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make.affiliation(make.person(), make.organisation(), since=LAST, until=FIRST)


def test_they_are_known_where_the_person_is() -> None:
    """Behind a closed door nobody is known, nor where they work."""
    dialogue = make.dialogue()
    shown, hidden = make.person(), make.person()
    make.contribution(make.session(dialogue), person=shown)
    make.contribution(make.session(dialogue, rule="closed_door"), person=hidden)
    known = make.affiliation(shown, make.organisation())
    secret = make.affiliation(hidden, make.organisation())
    insider = make.user()
    hidden.user = insider
    hidden.save()
    assert set(visible(Affiliation, ANONYMOUS)) == {known}
    assert set(visible(Organisation, ANONYMOUS)) == {known.organisation}
    assert set(visible(Affiliation, make.actor(insider))) == {known, secret}
    assert secret.organisation in visible(Organisation, make.actor(insider))
