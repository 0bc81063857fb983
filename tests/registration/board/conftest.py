"""A dialogue with its convener."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, SeatRole
from parley.core.actors import Actor, actor_of
from tests import factories as make


@dataclass
class Host:
    """The convener of a dialogue, and their browser."""

    dialogue: Dialogue
    account: User
    client: Client

    @property
    def actor(self) -> Actor:
        return actor_of(self.account)

    def url(self, rest: str = "") -> str:
        return f"/convene/dialogues/{self.dialogue.slug}/registration/{rest}"


@pytest.fixture
def host(db: Any) -> Host:
    dialogue, account, client = make.dialogue(), make.user(is_convener=True), Client()
    make.seat(dialogue, account, SeatRole.CONVENER)
    client.force_login(account)
    return Host(dialogue, account, client)
