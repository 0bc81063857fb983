"""Fixtures for practices and open questions: a dialogue with who reports on it and who takes part."""

import pytest

from parley.apps.convening.models import SeatRole
from tests import factories as make


@pytest.fixture
def dialogue(db):
    return make.dialogue()


@pytest.fixture
def account(dialogue):
    """Of a rapporteur, who is no convener."""
    account = make.user()
    make.seat(dialogue, account, SeatRole.RAPPORTEUR)
    return account


@pytest.fixture
def rapporteur(account):
    return make.actor(account)


@pytest.fixture
def convener(dialogue):
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    return make.actor(account)


@pytest.fixture
def guest(dialogue):
    """guest() → the account of somebody who takes part."""

    def one():
        account = make.user()
        make.seat(dialogue, account, SeatRole.PARTICIPANT)
        return account

    return one


@pytest.fixture
def element():
    """Knowledge, of 13(c)."""
    norm = make.norm(make.instrument(slug="a-70-174", symbol="A/70/174"), slug="13c", label="13(c)")
    return make.element(norm, slug="knowledge")


@pytest.fixture
def estonia():
    return make.public_body(slug="estonia", name={"en": "Estonia", "fr": "Estonie"}, country="EE")


@pytest.fixture
def client(account, signed_in):
    return signed_in(account)
