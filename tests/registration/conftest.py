"""Who the tests of registration are about."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, SeatRole
from parley.core.actors import Actor
from tests import factories as make


@dataclass
class Host:
    """A convener, their browser, and their dialogue."""

    user: User
    actor: Actor
    client: Client
    dialogue: Dialogue


@pytest.fixture
def host(db: None, signed_in: Any) -> Host:
    """Alice convenes an announced dialogue of two days in Florence, in May 2027."""
    alice = make.user(name="Alice", email="alice@example.org", is_convener=True)
    dialogue = make.dialogue(slug="florence", title={"en": "Florence Dialogue"})
    make.seat(dialogue, alice, SeatRole.CONVENER)
    return Host(alice, make.actor(alice), signed_in(alice), dialogue)
