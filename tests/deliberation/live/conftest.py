"""A room with a facilitator, three participants and somebody from outside."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.accounts.models import User
from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Consultation, LiveRoom
from parley.apps.deliberation.services import live
from parley.core.actors import Actor
from parley.core.live import feeds
from tests import factories as make


@dataclass
class Hall:
    consultation: Consultation
    facilitator: Actor
    participants: list[User]
    outsider: User

    def client(self, account: User | None) -> Client:
        client = Client()
        if account is not None:
            client.force_login(account)
        return client

    @property
    def lead(self) -> Client:
        return self.client(User.objects.get(pk=self.facilitator.user_id))

    @property
    def room(self) -> LiveRoom:
        return LiveRoom.objects.get(consultation=self.consultation)

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.consultation.dialogue.slug, self.consultation.slug, *more])

    def open(self, number: int = 0) -> "Hall":
        live.open_room(self.facilitator, self.consultation)
        if number:
            live.put(self.facilitator, self.consultation, number)
        return self


def hall(**fields: Any) -> Hall:
    dialogue = make.dialogue()
    consultation = make.consultation(dialogue, **{"rule": Rule.PARTICIPANTS, **fields})
    for _ in range(3):
        make.proposition(consultation)
    facilitator = make.user(name="Fatima Facilitator")
    make.seat(dialogue, facilitator, SeatRole.FACILITATOR)
    group = make.group(dialogue)
    people = []
    for n in range(3):
        account = make.user(name=f"Person {n}")
        make.seat(dialogue, account, SeatRole.PARTICIPANT)
        make.registration(group, account, state="approved", organisation="Institute")
        people.append(account)
    return Hall(consultation, make.actor(facilitator), people, make.user())


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    feeds.forget()


@pytest.fixture
def room(db: None) -> Hall:
    return hall()
