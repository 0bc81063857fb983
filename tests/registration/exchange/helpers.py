"""An example with all that a convener sets up, and what the database holds of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parley.apps.convening import models as m
from parley.apps.convening.exchange import import_dialogue, read_document
from parley.apps.convening.exchange.schema import Document
from parley.apps.registration import models as r
from parley.core.actors import Actor, system_actor
from parley.core.errors import InvalidInput
from parley.core.models import AuditRecord

SYSTEM = system_actor("test")
EXAMPLE = (Path(__file__).parent / "example.yaml").read_text()
WITHOUT = EXAMPLE[: EXAMPLE.index("registration:\n")]
SECTION = (r.Opening, r.Group, r.Question, r.MailText, r.Meeting, r.BreakoutRound)
PEOPLE = (r.Registration, r.Invitation, r.Mail, r.BreakoutPlace, r.BreakoutWish)
DAY = date(2027, 10, 30)


def changed(*changes: tuple[str, str]) -> str:
    text = EXAMPLE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def example(*changes: tuple[str, str]) -> Document:
    return read_document(changed(*changes))


def imported(*changes: tuple[str, str], actor: Actor = SYSTEM) -> m.Dialogue:
    return import_dialogue(actor, example(*changes)).dialogue


def stored() -> dict[str, Any]:
    """All rows that the section writes, people's rows, and what is on record."""
    tables = (m.Dialogue, m.Session, *SECTION, *PEOPLE, AuditRecord)
    rows = {table.__name__: [*table.objects.order_by("pk").values()] for table in tables}
    links = r.Question.groups.through.objects.order_by("pk").values()
    return {**rows, "asked of": [*links]}


def problems(document: Document, actor: Actor = SYSTEM) -> list[str]:
    """Why it can't be imported; and nothing was stored."""
    before = stored()
    with pytest.raises(InvalidInput) as caught:
        import_dialogue(actor, document)
    assert stored() == before
    return list(caught.value.problems)


def reading_problems(source: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_document(source)
    return list(caught.value.problems)
