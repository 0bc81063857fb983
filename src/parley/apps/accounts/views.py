"""Signing in and out."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from parley.apps.accounts import selectors, services
from parley.core import language
from parley.core.addresses import is_local, local
from parley.core.views import Request, anyone, sees, view


def _next(request: Request) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    return address if is_local(request, address) else ""


@never_cache
@view(anyone)
def sign_in(request: Request) -> HttpResponse:
    context = {"personas": selectors.personas_for(request.actor), "next": _next(request)}
    return render(request, "accounts/sign_in.html", context)


@never_cache
@view(sees(selectors.persona_for), "GET", "POST")  # type: ignore[arg-type]
def demo_sign_in(request: Request, persona: selectors.PersonaAccount) -> HttpResponse:
    if request.method != "POST":
        context = {"persona": persona, "next": _next(request)}
        return render(request, "accounts/demo_sign_in.html", context)
    account = services.sign_in_as(request.actor, request, persona.persona.name)
    response = HttpResponseRedirect(local(request, _next(request)))
    language.welcome(request, response, account.language)
    return response


@never_cache
@view(anyone, "GET", "POST")
def sign_in_link(request: Request, token: str) -> HttpResponse:
    try:
        if request.method == "POST":
            account = services.sign_in_by_link(request.actor, request, token)
            response = redirect("home")
            language.welcome(request, response, account.language)
            return response
        # A look does not use the link up: mail programs and scanners open addresses too.
        context: dict[str, Any] = {"account": selectors.account_by_link(request.actor, token)}
    except selectors.UnusableLink as error:
        context = {"reason": str(error)}
        return render(request, "accounts/unusable_link.html", context, status=error.status)
    return render(request, "accounts/sign_in_link.html", context)


@never_cache
@view(anyone, "GET", "POST")
def sign_out(request: Request) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/sign_out.html")
    services.sign_out(request.actor, request)
    response = redirect("home")
    language.forget_choice(response)
    return response
