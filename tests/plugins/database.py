"""Says on which database a run takes place, and fails where it is not the one that was asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

FIXTURES = {"db", "transactional_db"}
# Each page is opened on PostgreSQL too, by these: they see nothing that is hidden, what stands behind closed
# doors, and what only conveners see. Those who see what they see make the same queries with other rows.
MATRIX = Path(__file__).parents[1] / "access"
READERS = {"anonymous", "contributor", "convener"}
# Folders and words in file names of the tests of what stands on a page, a form, a feed or in a file.
LOOKS = {"desk", "feeds", "pages", "layout", "word", "reader"}
LOOKING = "page"


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


def differs_by_database(item: pytest.Item) -> bool:
    """Whether PostgreSQL could answer otherwise than SQLite did: see CONTRIBUTING.

    It answers nothing to tests that ask no database, or make one of SQLite. What pages ask of it, it is
    asked by the matrix; what they do, by the tests of services.
    """
    if MATRIX in item.path.parents:
        return asks_a_database(item) and not repeats_others(item)
    return asks_a_database(item) and not looks_at_pages(item)


def looks_at_pages(item: pytest.Item) -> bool:
    if item.get_closest_marker("postgresql"):
        return False
    here = item.path.relative_to(MATRIX.parent)
    return LOOKING in here.stem or not LOOKS.isdisjoint(here.parts)


def repeats_others(item: pytest.Item) -> bool:
    """Whether this reader opens a page that one of READERS may open too."""
    from tests.access.routes import ROUTES

    given = item.callspec.params if hasattr(item, "callspec") else {}
    route = ROUTES.get(given.get("name", ""))
    is_theirs = route is None or not READERS.isdisjoint(route.allowed)
    return "persona" in given and given["persona"] not in READERS and is_theirs


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if vendor() != "postgresql":
        return
    config.hook.pytest_deselected(items=[item for item in items if not differs_by_database(item)])
    items[:] = filter(differs_by_database, items)
