"""Says on which database a run takes place, and fails where it is not the one that was asked for."""

from __future__ import annotations

import os

import pytest
from django.conf import settings

FIXTURES = {"db", "transactional_db"}


def vendor() -> str:
    return str(settings.DATABASES["default"]["ENGINE"]).rpartition(".")[2]


def pytest_report_header() -> str:
    return f"database: {vendor()}"


def pytest_sessionstart() -> None:
    """A run that silently fell back to SQLite would look like a run on PostgreSQL."""
    asked = os.environ.get("PARLEY_TEST_DATABASE")
    if asked and not vendor().startswith(asked):
        raise pytest.UsageError(f"expected to test on {asked}; the settings name {vendor()}")


def asks_a_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgresql"))
    return marked or not FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL answers nothing to tests that ask no database, or make one of SQLite."""
    if vendor() != "postgresql":
        return
    config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
    items[:] = filter(asks_a_database, items)
