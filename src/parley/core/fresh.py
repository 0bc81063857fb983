"""Who has just shown who they are. A session that is old, or that a link in a mail has opened, is not
enough to hand out all that is held on somebody: links are forwarded, and devices left open."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from parley.core.views import Request

Answer = Callable[[Request], HttpResponseBase]
# In the session of somebody who came by an invitation and has shown nothing else.
BY_LINK = "opened_by_link"


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


def not_by_link(answer: Answer) -> Answer:
    """The same for whoever was only brought in by a link, at whatever time."""

    @wraps(answer)
    def checked(request: Request) -> HttpResponseBase:
        return again(request) if request.session.get(BY_LINK) else answer(request)

    return checked


def again(request: Request) -> HttpResponse:
    """Signing out and in again, by the same ways and within the same limits as ever."""
    return render(request, "core/sign_in_again.html", {"next": request.path}, status=403)
