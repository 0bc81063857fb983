"""What every request gains: an actor, the reader's zone, quiet headers, readable errors."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

from parley.core import preview, zones
from parley.core.actors import actor_of
from parley.core.errors import InvalidInput, NotAllowed, ParleyError
from parley.core.views import Request

Respond = Callable[[HttpRequest], HttpResponse]
ZONE_COOKIE = "parley_zone"


def measured_requests(respond: Respond) -> Respond:
    """Refuse bodies beyond measure before anything reads them, uploaded files included."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or 0)
        has_files = request.META.get("CONTENT_TYPE", "").startswith("multipart/form-data")
        most = settings.LARGEST_UPLOAD if has_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if not length.isdecimal() or int(length[:20]) > most:
            return HttpResponse("That is too large.", status=413, content_type="text/plain")
        return respond(request)

    return middleware


def actor(respond: Respond) -> Respond:
    """Answer who asks, once, before any view."""

    def middleware(request: HttpRequest) -> HttpResponse:
        ours = cast("Request", request)
        ours.actor = actor_of(request.user)
        if ours.actor.is_signed_in:
            ours.actor = preview.actor_in(request, ours.actor) or ours.actor
        return respond(request)

    return middleware


def reader_zone(respond: Respond) -> Respond:
    """The reader's time zone, from the cookie that the page or the footer's form sets."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Browsers still report old names of zones; people look for the current one.
        name = zones.current(request.COOKIES.get(ZONE_COOKIE, ""))
        cast("Request", request).reader_zone = zones.named(name)
        return respond(request)

    return middleware


def headers(respond: Respond) -> Respond:
    """Pages depend on who reads them: never a shared cache's business when there is a session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if not request.path_info.startswith("/static/"):
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
            known = "sessionid" in request.COOKIES or response.cookies
            response.setdefault("Cache-Control", "private, no-cache" if known else "no-cache")
            if known and "public" in response["Cache-Control"]:
                patch_cache_control(response, private=True)  # it may carry the session's cookie
        return response

    return middleware


class ErrorPages:
    """Turns what a service refuses into a page that says so in its words."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ParleyError) or isinstance(error, NotAllowed):
            return None
        context: dict[str, object] = {"message": str(error)}
        if isinstance(error, InvalidInput):
            context = {"message": error.message, "problems": error.problems}
        return render(request, "core/refused.html", context, status=400)


def errors(respond: Respond) -> Respond:
    return ErrorPages(respond)
