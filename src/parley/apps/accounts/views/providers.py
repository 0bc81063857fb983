"""Signing in by another service: going there, and coming back."""

import logging
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from requests import RequestException

from parley.apps.accounts import selectors
from parley.apps.accounts.views.engine import is_somebody, next_of, refused
from parley.core.views import Request, sees, view
from parley.settings.config import Provider

log = logging.getLogger(__name__)
# What an answer that is none of OpenID Connect makes allauth raise.
NO_ANSWER = (RequestException, KeyError, TypeError, ValueError)


def _failed(request: Request, provider: Provider, error: Exception) -> HttpResponse:
    log.warning("Signing in by %s failed: %r", provider.name, error)
    context = {"provider": provider.name}
    return render(request, "accounts/provider_error.html", context, status=502)


@never_cache
@view(sees(selectors.provider_for), "POST")  # type: ignore[arg-type]
def provider_sign_in(request: Request, provider: Provider) -> HttpResponse:
    """A page that leads there: the policy for forms allows no redirect to another host."""
    if is_somebody(request):
        return redirect("account")
    if refusal := refused(request, "provider"):
        return refusal
    engine: Any = get_adapter().get_provider(request, provider.slug)
    try:
        there = engine.redirect(request, AuthProcess.LOGIN, next_url=next_of(request) or None)
    except NO_ANSWER as error:
        return _failed(request, provider, error)
    context = {"provider": provider.name, "address": there.headers["Location"]}
    return render(request, "accounts/provider_continue.html", context)


@never_cache
@view(sees(selectors.provider_for))  # type: ignore[arg-type]
def provider_back(request: Request, provider: Provider) -> HttpResponseBase:
    adapter = OpenIDConnectOAuth2Adapter(request, provider.slug)
    try:
        return OAuth2CallbackView.adapter_view(adapter)(request)
    except NO_ANSWER as error:
        return _failed(request, provider, error)
