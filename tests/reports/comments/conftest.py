"""A dialogue with a draft, those who write it, and a group in which one can hide."""

import pytest

from tests.reports.comments.scene import Scene


@pytest.fixture
def scene(db):
    return Scene()
