"""Nobody comes in by reading a log."""

import logging
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from parley.apps.registration.models import Admission
from parley.apps.registration.selectors.tokens import token_of
from parley.core.logs import Keyless
from tests import factories as make


@pytest.fixture
def log() -> Any:
    """What the handler that the settings configure writes."""
    handler = logging.StreamHandler(written := StringIO())
    handler.addFilter(Keyless())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.mark.django_db
def test_a_link_that_still_opens_something_is_not_written_down(client: Client, log: Any) -> None:
    group = make.group(make.dialogue(), admission=Admission.INVITATION)
    token = token_of(make.invitation(group))
    assert client.post(reverse("invitation", args=[token]), {}).status_code == 422
    assert "/invitations/…/" in log.getvalue() and token not in log.getvalue()


def test_the_site_writes_its_log_so() -> None:
    handler = settings.LOGGING["handlers"]["stderr"]
    assert settings.LOGGING["filters"] == {"keyless": {"()": "parley.core.logs.Keyless"}}
    assert handler["filters"] == ["keyless"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Gone: /invitations/abc-123/decline/", "Gone: /invitations/…/decline/"),
        ("/sign-in/link/a.b:c?next=/", "/sign-in/link/…?next=/"),
        ("/dialogues/invitations/", "/dialogues/invitations/"),
    ],
)
def test_only_keys_are_left_out(said: str, written: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, "%s %s", (said, 7), None)
    assert Keyless().filter(record)
    assert record.getMessage() == f"{written} 7"
