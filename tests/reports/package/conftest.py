import pytest
from django.db import transaction
from django.test import override_settings

from tests.reports.package import world
from tests.reports.package.world import Made


@pytest.fixture(scope="session")
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> Made:
    """Made once, and nothing of it stays in the database."""
    folder = tmp_path_factory.mktemp("package")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        found = world.build(folder)
        transaction.set_rollback(True)
    return found
