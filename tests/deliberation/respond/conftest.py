"""A consultation on an element of a norm, with people of two groups."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import Dialogue, Rule, SeatRole
from parley.apps.deliberation.models import Consultation, Proposition
from parley.apps.registration.models import Group, State
from parley.core.actors import Actor
from parley.core.localtext import LocalText
from tests import factories as make


@dataclass
class Guest:
    """Somebody who takes part: `actor` for services, `client` for pages."""

    account: Any
    actor: Actor
    client: Client


@dataclass
class Round:
    dialogue: Dialogue
    consultation: Consultation
    propositions: list[Proposition]
    group: Group

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.dialogue.slug, self.consultation.slug, *more])

    def guest(self, group: Group | None = None) -> Guest:
        account = make.registration(group or self.group, state=State.APPROVED).user
        make.seat(self.dialogue, account, SeatRole.PARTICIPANT)
        return guest_of(account)

    def convener(self) -> Guest:
        account = make.user()
        make.seat(self.dialogue, account, SeatRole.CONVENER)
        return guest_of(account)


def guest_of(account: Any) -> Guest:
    client = Client()
    client.force_login(account)
    return Guest(account, make.actor(account), client)


def made(rule: str = Rule.PARTICIPANTS, count: int = 3, **fields: Any) -> Round:
    dialogue = make.dialogue()
    group = make.group(dialogue)
    norm = make.norm()
    element = make.element(norm, title=LocalText(en="Knowledge"))
    session = make.session(dialogue, rule=rule) if rule == Rule.CLOSED_DOOR else None
    consultation = make.consultation(dialogue, rule=rule, norm=norm, session=session, **fields)
    rows = [make.proposition(consultation, element=element) for _ in range(count)]
    return Round(dialogue, consultation, rows, group)


@pytest.fixture
def round_(db: None) -> Round:
    return made()
