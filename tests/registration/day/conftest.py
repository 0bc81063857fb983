"""What the tests of the day share."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parley.apps.convening.models import SeatRole
from tests import factories as make


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """now(moment) → it is that moment, wherever the clock is asked."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


@pytest.fixture
def seated() -> Callable[..., Client]:
    """seated(dialogue, role) → a client of somebody who has this seat."""

    def client_for(dialogue: Any, role: str = SeatRole.CONVENER) -> Client:
        account, client = make.user(), Client()
        make.seat(dialogue, account, role)
        client.force_login(account)
        return client

    return client_for
