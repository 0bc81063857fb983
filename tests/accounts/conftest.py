"""What the tests of sign-in share: a client that types codes, and an authenticator app."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import translation

from parley.apps.accounts.models import User
from parley.core.models import AuditRecord

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SHARED = {
    **django_settings.CACHES,
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_sharedentry",
    },
}


@pytest.fixture(autouse=True)
def _the_next_test_is_in_english() -> Iterator[None]:
    """A request leaves its language behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def limits(db: None) -> Iterator[None]:
    """Tries are counted, as the servers of a real site count them together."""
    with override_settings(CACHES=SHARED):
        cache.clear()
        yield


def code_in(letter: Any) -> str:
    found = re.search(r"^\d{4}-\d{4}$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found.group()


def ask(client: Client, address: str, **more: str) -> Any:
    return client.post("/sign-in/", {"email": address, **more})


def type_code(client: Client, code: str, **more: str) -> Any:
    return client.post("/sign-in/code/", {"code": code, **more})


def sign_in(client: Client, account: User) -> Any:
    """By a code from the mail; answers what follows on it."""
    ask(client, account.email)
    return type_code(client, code_in(mail.outbox[-1]))


def who(client: Client) -> str | None:
    """The key of the account that the client is signed in to."""
    key: str | None = client.session.get("_auth_user_id")
    return key


def actions() -> list[str]:
    return list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))


def with_app(account: User) -> User:
    """The account, with an authenticator app that holds SECRET, and recovery codes."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    TOTP.activate(account, SECRET)
    RecoveryCodes.activate(account)
    return account


def app_code(secret: str = SECRET, steps: int = 0) -> str:
    """What the app shows now, or showed some half minutes ago."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def recovery_codes(account: User) -> list[str]:
    rows = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = rows.get().wrap().get_unused_codes()
    return codes
