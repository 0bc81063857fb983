"""A house with closed doors: what stands behind each is made of words found nowhere else."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.test import Client

from parley.apps.accounts.models import User
from parley.apps.convening import models as m
from parley.core.localtext import LocalText
from tests import factories as make

BASE = "https://parley.example"
FIELDS = (
    "title", "label", "question", "abstract", "person", "organisation", "position", "room",
    "venue", "caption",
)  # fmt: skip
# What stands in a link or a caption is in no format, whoever reads it.
NEVER = ("join", "caption")


def canary(door: str, field: str) -> str:
    return f"canary{door}{field}".replace("_", "")


@dataclass
class House:
    """One dialogue with a session of each rule, two that are hidden, and who may see what."""

    dialogue: m.Dialogue
    draft: m.Dialogue
    invited: m.Dialogue
    sessions: dict[str, m.Session]
    accounts: dict[str, User] = field(default_factory=dict)

    def client(self, persona: str) -> Client:
        client = Client()
        if persona in self.accounts:
            client.force_login(self.accounts[persona])
        return client

    def actor(self, persona: str) -> Any:
        return make.actor(self.accounts[persona])


DOORS = ("public", "participants", "chatham_house", "closed_door", "", "hidden_parent")
SEES = {
    "anonymous": ["public", "listed"],
    "outsider": ["public", "listed"],
    "participant": ["public", "listed", "participants", "chatham_house"],
    "convener": ["public", "listed", *DOORS[1:]],
}
PERSONAS = tuple(SEES)
ALL_DOORS = (*DOORS, "listed")


def _words(door: str) -> dict[str, Any]:
    """Each text in two languages, both of them canaries."""
    return {
        name: LocalText(en=canary(door, name), fr=canary(door, name) + "fr")
        for name in ("title", "label", "question", "abstract")
    }


def _session(dialogue: m.Dialogue, door: str, **fields: Any) -> m.Session:
    slug = f"canary-{door.replace('_', '-') or 'unset'}"
    venue = make.venue(slug=f"{slug}-venue", name=LocalText(en=canary(door, "venue")))
    room = make.room(venue, name=LocalText(en=canary(door, "room")))
    session = make.session(
        dialogue,
        slug=slug,
        room=room,
        join_url=f"https://meet.example/{canary(door, 'join')}",
        **{**_words(door), **fields},
    )
    make.contribution(
        session,
        person=make.person(slug=f"{slug}-person", name=canary(door, "person")),
        organisation=make.organisation(
            slug=f"{slug}-organisation", name=LocalText(en=canary(door, "organisation"))
        ),
        position=LocalText(en=canary(door, "position")),
    )
    m.Picture.objects.create(
        dialogue=dialogue,
        session=session,
        image=f"pictures/{canary(door, 'caption')}.webp",
        width=4,
        height=3,
        caption=LocalText(en=canary(door, "caption")),
        alt=LocalText(en=canary(door, "caption")),
    )
    return session


@pytest.fixture(autouse=True)
def base_url(settings: Any) -> None:
    settings.BASE_URL = BASE


@pytest.fixture
def house(db: None) -> House:
    dialogue = make.dialogue(slug="open-house", title=LocalText(en="Open house"))
    sessions = {
        door: _session(dialogue, door, rule=door)
        for door in ("public", "participants", "chatham_house", "closed_door", "")
    }
    parent = _session(dialogue, "hidden_parent", rule=m.Rule.CLOSED_DOOR)
    sessions["hidden_parent"] = parent
    sessions["listed"] = _session(
        dialogue, "listed", rule=m.Rule.PARTICIPANTS, listed=True, parent=parent
    )
    draft = make.dialogue(
        slug="canary-draft", title=LocalText(en="canarydraft"), status=m.Status.DRAFT
    )
    invited = make.dialogue(
        slug="canary-invited",
        title=LocalText(en="canaryinvited"),
        visibility=m.Visibility.INVITED,
        series=make.series(slug="canary-series", title=LocalText(en="canaryseries")),
        starts_on=date(2027, 6, 1),
        ends_on=date(2027, 6, 1),
    )
    for other in (draft, invited):
        make.session(other, title=LocalText(en=f"canaryin{other.slug}"))
    accounts = {name: make.user() for name in ("outsider", "participant", "convener")}
    make.seat(dialogue, accounts["participant"], m.SeatRole.PARTICIPANT)
    for one in (dialogue, draft, invited):
        make.seat(one, accounts["convener"], m.SeatRole.CONVENER)
    return House(dialogue, draft, invited, sessions, accounts)
