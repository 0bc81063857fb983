"""What signed-in requests pass: noting where one is signed in, and the second factor."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from parley.apps.accounts import selectors, services
from parley.apps.accounts.services import second_factors
from parley.core import by_link
from parley.core.actors import actor_of
from parley.core.views import Request

Respond = Callable[[HttpRequest], HttpResponse]
# Open to whoever owes a second factor: showing it, and going away.
SHOWING = frozenset(
    {
        *("sign-in", "sign-in-link", "demo-sign-in", "sign-out", "language", "time-zone", "health"),
        *("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    }
)
# Open to whoever lacks one, besides: getting one.
GETTING = SHOWING | {
    *("account", "second-factor", "mfa_add_webauthn", "mfa_activate_totp"),
    *("mfa_view_recovery_codes", "recovery-codes-file", "preview-stop"),
}


def sessions(respond: Respond) -> Respond:
    """Note where somebody is signed in, every few minutes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            services.note_session(request, request.user)
        return respond(request)

    return middleware


def invitations(respond: Respond) -> Respond:
    """Who came by a forwarded mail is the guest in one dialogue only. Whoever owes a second factor
    waits for all of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not request.session.get(selectors.OWED):
            by_link.narrow(request)
        return respond(request)

    return middleware


class SecondFactor:
    """Opens nothing before the second factor was shown, or, where one is required, set up."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _parts: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        name = request.resolver_match.url_name
        if name not in SHOWING and _owes(request):
            return _led_to(
                get_adapter().get_reauthentication_methods(request.user)[0]["url"], request
            )
        if name not in GETTING and _lacks(cast("Request", request)):
            return _led_to(reverse("second-factor"), request)
        return None


def _owes(request: HttpRequest) -> bool:
    if not request.session.get(selectors.OWED):
        return False
    if selectors.has_second_factor(request.user):  # type: ignore[arg-type]
        return True
    second_factors.settle(request)  # an operator has taken it away
    by_link.narrow(request)
    return False


def _lacks(request: Request) -> bool:
    """Asked of the account itself: previews are looked at by somebody too."""
    own = actor_of(request.user)
    is_desk = request.path_info.startswith(reverse("desk"))
    if not (own.is_operator or own.is_convener or is_desk):
        return False
    return selectors.lacks_second_factor(own)


def _led_to(page: str, request: HttpRequest) -> HttpResponse:
    """There, and back again to what was asked for."""
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(f"{page}?{query}" if query else page)


def second_factor(respond: Respond) -> SecondFactor:
    return SecondFactor(respond)
