"""A dialogue with a draft, those who write it, and a group in which one can hide."""

import pytest

from tests.reports.comments.scene import Scene


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()


@pytest.fixture
def scene(db):
    return Scene()
