"""A convener, their dialogue, and somebody who takes part in it."""

import pytest

from parley.apps.convening.models import Rule, SeatRole
from tests import factories as make


@pytest.fixture
def dialogue(db):
    return make.dialogue()


@pytest.fixture
def account(dialogue):
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    return account


@pytest.fixture
def convener(account):
    return make.actor(account)


@pytest.fixture
def group(dialogue):
    return make.group(dialogue)


@pytest.fixture
def guest(dialogue, group):
    """guest() → an actor who takes part."""

    def one():
        account = make.registration(group, state="approved").user
        make.seat(dialogue, account, SeatRole.PARTICIPANT)
        return make.actor(account)

    return one


@pytest.fixture
def norm():
    """13(c) with two elements, and two propositions on the first."""
    norm = make.norm(slug="13c")
    knowledge = make.element(norm, slug="knowledge")
    make.element(norm, slug="territory", order=1)
    for number, text in enumerate(("Actual knowledge is required.", "It may be inferred."), 1):
        knowledge.propositions.create(number=number, text={"en": text})
    return norm


@pytest.fixture
def client(account, signed_in):
    return signed_in(account)


@pytest.fixture
def consultation(dialogue, norm):
    return make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE, norm=norm, slug="round")
