from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    """Files and mails of this test alone."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_ROOT = tmp_path / "outbox"
    settings.EMAIL_BACKEND = "parley.core.mail.OutboxBackend"
