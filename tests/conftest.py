"""What all tests share."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

from parley.apps.accounts.models import User
from tests.factories import user
from tests.places import empty, migrated  # noqa: F401 (fixtures)
from tests.sessions import signed_in_by_code

# Examples that write to a database take their time, and nothing here asserts one. A law that held for many
# on SQLite is tried with a few on the second database.
settings.register_profile(
    "parley",
    deadline=None,
    max_examples=40 if connection.vendor == "sqlite" else 8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("parley")


@pytest.fixture
def signed_in() -> Any:
    """signed_in(account) → a client of that account, which has just typed its code."""
    return signed_in_by_code


@pytest.fixture
def operator(db: None) -> User:
    return user(is_operator=True)


@pytest.fixture
def transactional_db(transactional_db: None) -> None:
    """Tests that commit are cleaned up by deleting rows, which the audit record refuses."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")
