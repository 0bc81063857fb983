"""A map exists for exactly those who may see the results of its consultation."""

import itertools

import pytest

from parley.apps.convening.models import ContributionRole, Rule, SeatRole, SessionSeat
from parley.apps.deliberation.models import Consultation, Phase, Results
from parley.apps.outcomes.models import OpinionMap
from parley.core.access import may, visible
from parley.core.actors import ANONYMOUS
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dialogue():
    return make.dialogue()


@pytest.fixture
def consultations(dialogue):
    """Of every rule and phase, with results shown in every way, in a session and of the dialogue."""
    sessions = {rule: make.session(dialogue, rule=rule) for rule in Rule.values}
    made = []
    for rule, phase, results, shown in itertools.product(
        Rule.values, Phase.values, Results.values, (False, True)
    ):
        row = make.consultation(
            dialogue,
            rule=rule,
            session=sessions[rule],
            phase=phase,
            results=results,
            results_shown=shown,
        )
        OpinionMap.objects.create(consultation=row, fingerprint="x")
        made.append(row)
    return made


@pytest.fixture
def actors(dialogue, consultations):
    """One of each kind of person."""
    found = {"anonymous": ANONYMOUS, "outsider": make.actor(make.user())}
    for role in SeatRole.values:
        account = make.user()
        make.seat(dialogue, account, role)
        found[role] = make.actor(account)
    sessions = {row.session for row in consultations}
    for name, role in (("chair", ContributionRole.CHAIR), ("speaker", ContributionRole.PANELLIST)):
        account = make.user()
        person = make.person(user=account)
        for session in sessions:
            make.contribution(session, person=person, role=role)
        found[name] = make.actor(account)
    account = make.user()
    make.seat(dialogue, account, SeatRole.FACILITATOR)
    for session in sessions:
        SessionSeat.objects.create(session=session, user=account)
    found["assigned facilitator"] = make.actor(account)
    found["operator"] = make.actor(make.user(is_operator=True))
    return found


def test_a_map_exists_for_those_who_may_see_results(actors, consultations):
    some = 0
    for name, actor in actors.items():
        seen = set(visible(OpinionMap, actor).values_list("consultation", flat=True))
        wanted = {row.pk for row in visible(Consultation, actor) if may(actor, "see_results", row)}
        assert seen == wanted, name
        some += bool(wanted) and len(wanted) < len(consultations)
    assert some > 6
