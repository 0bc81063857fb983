"""A report with a heading and two texts, and those who write it."""

from types import SimpleNamespace
from typing import Any

import pytest

from parley.apps.convening.models import SeatRole
from parley.apps.reports.body.blocks import Block, Kind
from parley.core.localtext import LocalText
from tests import factories as make

HEADING, FIRST, SECOND = "a" * 12, "b" * 12, "c" * 12


@pytest.fixture
def desk(db: Any) -> SimpleNamespace:
    dialogue = make.dialogue()
    accounts = {}
    for role in ("rapporteur", "convener", "participant"):
        accounts[role] = make.user()
        make.seat(dialogue, accounts[role], SeatRole(role))
    report = make.report(
        dialogue,
        Block(HEADING, Kind.HEADING, LocalText(en="Summary", ar="ملخّص")),
        Block(FIRST, Kind.TEXT, LocalText(en="Views converged.", fr="Les vues convergent.")),
        Block(SECOND, Kind.TEXT, LocalText(en="What is left is open.")),
        languages=["en", "ar"],
    )
    actors = {role: make.actor(account) for role, account in accounts.items()}
    return SimpleNamespace(dialogue=dialogue, report=report, accounts=accounts, **actors)
