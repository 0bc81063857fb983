"""What our pages need of allauth's views, which do the work behind them."""

import time
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from parley.core import tries
from parley.core.addresses import is_local
from parley.core.views import Request

TOO_OFTEN = {"too_many_login_attempts", "rate_limited"}


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards, if it is a page of ours."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    return address if is_local(request, address) else ""


class Ours:
    """A view of allauth's in a page of ours."""

    request: Request

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context.pop("site", None)  # another than base.html speaks of
        return {**context, "next": next_of(self.request)}

    def form_invalid(self, form: Any) -> HttpResponseBase:
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        if codes & TOO_OFTEN:
            return too_often(self.request)
        response: HttpResponseBase = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


def refused(request: HttpRequest, action: str) -> HttpResponse | None:
    """The answer to a machine that tries too often; each POST counts."""
    if request.method != "POST":
        return None
    seconds = tries.wait(request, action)
    return too_often(request, seconds) if seconds else None


def too_often(request: HttpRequest, seconds: float = 0) -> HttpResponse:
    """429: how long to wait, and nothing about whose address or account it was."""
    seconds = max(1, round(seconds or _wait(request)))
    context = {"minutes": -(-seconds // 60), "next": next_of(request)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store, private"
    return response


def _wait(request: HttpRequest) -> float:
    """Seconds until the last of allauth's limits that are reached lets go."""
    waits = [
        _wait_for(request, "allauth.account", action, rate)
        for action in settings.ACCOUNT_RATE_LIMITS
        for rate in ratelimit.get_rates(app="allauth.account", action=action)
    ]
    return max(waits)


def _wait_for(request: HttpRequest, app: str, action: str, rate: ratelimit.Rate) -> float:
    keys: list[dict[str, Any]]
    kind = {"app": app, "action": action, "rate": rate}
    if rate.per == "user":
        keys = [{"user": request.user}] if request.user.is_authenticated else []
    else:
        keys = [{"key": key} for key in _keys(request)]
    return max(
        (_left(ratelimit.get_cache_key(request, **kind, **key), rate) for key in keys), default=0
    )


def _keys(request: HttpRequest) -> list[str]:
    """What they are counted by: the address that was typed, the account at hand."""
    stage = getattr(request, "_login_stage", None)
    user = stage.login.user if stage else request.user
    return [request.POST.get("email", "").lower(), f"mfa-auth-user-{user.pk if user else None}"]


def _left(cache_key: str, rate: ratelimit.Rate) -> float:
    """The times of what was tried are kept newest first."""
    times: list[float] = cache.get(cache_key, [])
    if len(times) < rate.amount:
        return 0
    return float(times[rate.amount - 1] + rate.duration - time.time())


def is_somebody(request: Request) -> bool:
    """Signed in, even where a preview shows the pages of somebody else."""
    return request.user.is_authenticated
