"""What the tests of reports share."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Maps and files of each test in a folder of its own."""
    folder = tmp_path_factory.mktemp("files")
    settings.MEDIA_ROOT = folder
    return folder
