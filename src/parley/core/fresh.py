"""Who has just shown who they are. An old session is not enough to hand out all that is held on
somebody: devices are left open. One that a link has opened never gets here, see by_link.py."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from parley.core import by_link
from parley.core.views import Request

Answer = Callable[[Request], HttpResponseBase]


def is_fresh(request: HttpRequest) -> bool:
    """Whether a code, a passkey, an app or another service has proven it within the last minutes."""
    user: Any = request.user
    shown = (record["at"] for record in get_authentication_records(request, user))
    return time.time() - max(shown, default=0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def freshly(answer: Answer) -> Answer:
    """Asks whoever is signed in to sign in again, where that was some time ago."""

    @wraps(answer)
    def checked(request: Request) -> HttpResponseBase:
        return answer(request) if is_fresh(request) else again(request)

    return checked


def again(request: HttpRequest) -> HttpResponse:
    """Asks to sign in anew, and leads back to this page."""
    return by_link.again(request, request.path)
