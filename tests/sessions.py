"""Sessions as the ways of signing in leave them, without going those ways."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from parley.apps.accounts.models import User


def signed_in_by_code(account: User, *, seconds_ago: float = 0) -> Client:
    """A client whose account has typed a code, so long ago."""
    client = Client()
    client.force_login(account)
    request: Any = HttpRequest()
    request.session = client.session
    record_authentication(request, account, method="code", email=account.email)
    for record in request.session["account_authentication_methods"]:
        record["at"] = time.time() - seconds_ago
    request.session.save()
    return client
