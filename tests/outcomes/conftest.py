"""What the tests of outcomes share."""

import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Artefacts of each test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT
