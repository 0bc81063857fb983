"""The pages that belong to no app: language, time zone, outbox, health, and what went wrong."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from parley.core import language as languages
from parley.core import outbox as mails
from parley.core import styleguide as samples
from parley.core.addresses import is_local, local
from parley.core.errors import InvalidInput, not_found
from parley.core.forms import TimeZoneForm
from parley.core.middleware import ZONE_COOKIE
from parley.core.views import Request, anyone, operator, view

OUTBOX_BACKEND = "parley.core.mail.OutboxBackend"


def operator_or_demo(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The outbox holds other people's mails; only in the demonstration are there none."""
    return tuple(parts.values()) if settings.DEMO else operator(request, parts)


def _keep_zone(response: HttpResponse, name: str) -> None:
    """The page's script reads it, to know that there is nothing left to find out."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(ZONE_COOKIE, name, max_age=languages.YEAR, samesite="Lax", secure=secure)


@csrf_exempt  # it changes what language one reads, and pages without a token can be shared
@view(anyone, "POST")
def language(request: Request) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise InvalidInput(_("Please choose one of the languages at the top of the page."))
    response = HttpResponseRedirect(local(request, request.POST.get("next")))
    languages.choose(request.actor, response, chosen)
    return response


def _came_from(request: Request) -> str:
    for address in (request.GET.get("next", ""), request.headers.get("Referer", "")):
        if is_local(request, address):
            return address
    return ""


@view(anyone, "GET", "POST")
def time_zone(request: Request) -> HttpResponse:
    known = request.reader_zone.key if request.reader_zone else ""
    initial = {"zone": known, "next": _came_from(request)}
    form = TimeZoneForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "core/time_zone.html", {"form": form}, status=status)
    response = HttpResponseRedirect(local(request, form.cleaned_data["next"]))
    if form.cleaned_data["zone"]:
        _keep_zone(response, form.cleaned_data["zone"])
    else:
        response.delete_cookie(ZONE_COOKIE, samesite="Lax")
    return response


@never_cache
@view(anyone)
def health(request: Request) -> HttpResponse:
    """For whatever watches the service: is it there, and does its database answer?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@view(anyone)
def styleguide(request: Request) -> HttpResponse:
    if not settings.DEMO:
        raise not_found()
    return render(request, "styleguide.html", samples.samples())


@view(operator_or_demo)
def outbox(request: Request) -> HttpResponse:
    is_sent = settings.EMAIL_BACKEND != OUTBOX_BACKEND
    return render(request, "core/outbox.html", {"mails": list(mails.mails()), "is_sent": is_sent})


@view(operator_or_demo)
def outbox_mail(request: Request, key: str) -> HttpResponse:
    return render(request, "core/outbox_mail.html", {"mail": mails.mail(key)})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        # The usual page names its own address, which is just what can't be trusted here.
        return render(request, "core/unknown_host.html", status=400)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why, where the reason was meant to be read."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)
