"""A dialogue with its convener, and the people whom services must refuse."""

from dataclasses import dataclass
from typing import Any

import pytest

from parley.apps.convening.models import Dialogue, SeatRole
from parley.core.actors import ANONYMOUS, Actor, Preview
from parley.core.models import AuditRecord
from tests import factories as make


@dataclass
class World:
    """Alice convenes; the others may not write."""

    dialogue: Dialogue
    alice: Actor
    others: list[Actor]

    def lines(self) -> list[tuple[str, dict[str, Any]]]:
        """What the audit says, oldest first."""
        records = AuditRecord.objects.order_by("pk")
        return [(record.action, record.data) for record in records]


@pytest.fixture
def world(db: None) -> World:
    dialogue = make.dialogue(slug="florence")
    roles = [SeatRole.FACILITATOR, SeatRole.RAPPORTEUR, SeatRole.PARTICIPANT, SeatRole.INVITED]
    alice = make.user(name="Alice", is_convener=True)
    make.seat(dialogue, alice, SeatRole.CONVENER)
    seated = [make.user() for _role in roles]
    for account, role in zip(seated, roles, strict=True):
        make.seat(dialogue, account, role)
    elsewhere = make.user(is_convener=True)
    make.seat(make.dialogue(), elsewhere, SeatRole.CONVENER)
    others = [
        ANONYMOUS,
        *map(make.actor, seated),
        make.actor(elsewhere),
        make.actor(make.user(is_operator=True)),
        Actor(label="preview: convener", preview=Preview("convener", dialogue.pk)),
    ]
    return World(dialogue, make.actor(alice), others)
