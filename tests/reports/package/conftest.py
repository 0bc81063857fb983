import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from parley.apps.outcomes.bridge import remaking
from parley.apps.outcomes.bridge.making import Stances
from parley.apps.outcomes.bridge.remaking import Redrawn
from tests.reports.package import world
from tests.reports.package.world import Made

DRAWN: dict[tuple[str, str, str], Redrawn] = {}
_redrawn = remaking.redrawn


@pytest.fixture(scope="session")
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> Made:
    """Made once, and nothing of it stays in the database."""
    folder = tmp_path_factory.mktemp("package")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        found = world.build(folder)
        transaction.set_rollback(True)
    return found


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A map of the same stances by the same settings is the same: that is tested on its own."""

    def redrawn(stances: Stances, settings: Mapping[str, Any], kind: str) -> Redrawn:
        key = (remaking.digest_of(stances), json.dumps(settings, sort_keys=True), kind)
        if key not in DRAWN:
            DRAWN[key] = _redrawn(stances, settings, kind)
        return DRAWN[key]

    monkeypatch.setattr(remaking, "redrawn", redrawn)
