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
from parley.core import panels
from parley.core.logs import Brief, Keyless
from tests import factories as make


@pytest.fixture
def log() -> Any:
    """What the handler that the settings configure writes."""
    handler = logging.StreamHandler(written := StringIO())
    for each in (Keyless(), Brief()):
        handler.addFilter(each)
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
    assert settings.LOGGING["filters"] == {
        "keyless": {"()": "parley.core.logs.Keyless"},
        "brief": {"()": "parley.core.logs.Brief"},
    }
    assert handler["filters"] == ["keyless", "brief"]


@pytest.mark.django_db
def test_what_is_refused_as_it_should_be_is_one_line(signed_in: Any, log: Any) -> None:
    dialogue = make.dialogue()
    client = signed_in(make.user())
    assert client.get(reverse("dialogue-edit", args=[dialogue.slug])).status_code == 403
    assert client.get(reverse("dialogue", args=["secret-one"])).status_code == 404
    assert client.get("/invitations/a-key-that-fits-nothing/").status_code == 404
    lines = log.getvalue().splitlines()
    assert len(lines) == 3
    assert "Traceback" not in log.getvalue() and "a-key" not in log.getvalue()


@pytest.mark.django_db
def test_a_real_error_is_written_with_its_traceback(
    client: Client, log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_slot: str, *_others: Any) -> Any:
        raise ZeroDivisionError("broken on purpose")

    monkeypatch.setattr(panels, "panels_for", broken)
    client.raise_request_exception = False
    address = reverse("dialogue", args=[make.dialogue().slug])
    assert client.get(address).status_code == 500
    written = log.getvalue()
    assert f"Internal Server Error: {address}" in written
    assert "Traceback" in written and "ZeroDivisionError: broken on purpose" in written


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
