import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Opinion maps of each test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT
