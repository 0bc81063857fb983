"""A convener at the desk of a dialogue, and somebody else's dialogue beside it."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, SeatRole
from parley.core.actors import Actor
from tests import factories as make


@dataclass
class Desk:
    """Who sits there, their browser, and the dialogue."""

    user: User
    actor: Actor
    client: Client
    dialogue: Dialogue

    def post(self, address: str, data: dict[str, Any]) -> Any:
        return self.client.post(address, data)


@pytest.fixture
def desk(db: None, signed_in: Any) -> Desk:
    """Alice convenes an announced dialogue of two days in Florence."""
    alice = make.user(name="Alice", email="alice@example.org", is_convener=True)
    dialogue = make.dialogue(slug="florence", title={"en": "Florence Dialogue"})
    make.seat(dialogue, alice, SeatRole.CONVENER)
    return Desk(alice, make.actor(alice), signed_in(alice), dialogue)


@pytest.fixture
def bob(db: None) -> User:
    return make.user(name="Bob", email="bob@example.org")
