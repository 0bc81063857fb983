"""An example, and what tests of imports ask of the database."""

import re
from pathlib import Path
from typing import Any

import pytest

from parley.apps.accounts.models import Organisation, Person, User
from parley.apps.convening import models as m
from parley.apps.convening.exchange import import_dialogue, read_document
from parley.apps.convening.exchange.schema import Document
from parley.core.actors import Actor, actor_of, system_actor
from parley.core.errors import InvalidInput
from parley.core.models import AuditRecord
from tests import factories as make

SYSTEM = system_actor("test")
EXAMPLE = (Path(__file__).parent / "example.yaml").read_text()
UID = "6a1c2c4e-7d0f-4b63-9d3e-0a8b1f3f2c"


def without_uids(text: str) -> str:
    first_in_list = re.sub(r"- uid: \S+\n +", "- ", text)
    return re.sub(r"\n +uid: \S+", "", first_in_list)


def example(*changes: tuple[str, str]) -> Document:
    text = EXAMPLE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return read_document(text)


def problems(actor: Actor, document: Document, **options: Any) -> list[str]:
    """Why it can't be imported; and nothing was stored."""
    before = stored()
    with pytest.raises(InvalidInput) as caught:
        import_dialogue(actor, document, **options)
    assert stored() == before
    return list(caught.value.problems)


def stored() -> list[Any]:
    tables = (m.Dialogue, m.Session, m.Series, m.Venue, m.Room, Person, Organisation, AuditRecord)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def convener() -> tuple[User, Actor]:
    account = make.user(is_convener=True)
    return account, actor_of(account)


def session(slug: str) -> m.Session:
    return m.Session.objects.get(slug=slug)


def other_dialogue(*changes: tuple[str, str]) -> Document:
    """Another dialogue with the same people, organisation and place."""
    kept = EXAMPLE[: EXAMPLE.index("pictures:")]
    text = without_uids(kept).replace("example-2027", "other").replace("edition: 2", "edition: 3")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return read_document(text)


GOOD = """\
parley: 1
dialogue:
  slug: oslo
  title: Oslo dialogue
  starts_on: 2027-10-30
  ends_on: 2027-10-31
  time_zone: Europe/Oslo
  format: in_person
  country: NO
  hosts:
    - organisation: host
      role: organiser
sessions:
  - slug: talk
    kind: lecture
    title: Talk
    rule: public
    starts: 2027-10-30 09:00
    ends: 2027-10-30 10:00
    room: house/hall
    contributions:
      - person: ada
        role: keynote
venues:
  - slug: house
    name: House
    rooms:
      - slug: hall
        name: Hall
organisations:
  - slug: host
    name: Host
people:
  - slug: ada
    name: Ada
"""


def reading_problems(source: str | bytes) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_document(source)
    assert caught.value.message == "This file can't be imported; nothing was stored."
    return list(caught.value.problems)


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)
