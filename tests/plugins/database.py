"""Says on which database a run takes place, and fails where it is not the one that was asked for."""

from __future__ import annotations

import os

import pytest
from django.conf import settings


def vendor() -> str:
    return str(settings.DATABASES["default"]["ENGINE"]).rpartition(".")[2]


def pytest_report_header() -> str:
    return f"database: {vendor()}"


def pytest_sessionstart() -> None:
    """A run that silently fell back to SQLite would look like a run on PostgreSQL."""
    asked = os.environ.get("PARLEY_TEST_DATABASE")
    if asked and not vendor().startswith(asked):
        raise pytest.UsageError(f"expected to test on {asked}; the settings name {vendor()}")
