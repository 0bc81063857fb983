"""The page at the door, and what it asks for."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings as site_settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone

from parley.apps.registration.forms.day import DoorForm, notes_in
from parley.apps.registration.presenters import checkin as present
from parley.apps.registration.selectors import attendance as find
from parley.apps.registration.services import checkin
from parley.apps.registration.services.checkin import Outcome
from parley.core.actors import ANONYMOUS
from parley.core.views import Request, may, personal, view

PAGE = "registration/day/check_in.html"
MOST_FOUND = 20
# Everything but the camera stays shut.
CAMERA = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
door = personal(may("check_in", find.opening_at))


@view(door, "GET", "POST")
def check_in(request: Request, opening: Any) -> HttpResponseBase:
    """A name that is looked for is posted: it stands in no address, and in no log."""
    dialogue = opening.dialogue
    if "who" in request.POST:
        return _noted(request, opening)
    people = find.expected_for(request.actor, opening, timezone.now())
    words = request.POST.get("q", "").strip()[:100]
    found = find.matching(people, words, MOST_FOUND)
    context = {
        "dialogue": dialogue,
        "query": words,
        "found": [present.person(one, dialogue.zone) for one in found],
        "panel": present.here(people, dialogue.zone),
        "script": present.settings_of(dialogue),
    }
    return _with_camera(render(request, PAGE, context))


def _with_camera(response: HttpResponse) -> HttpResponse:
    response["Permissions-Policy"] = CAMERA
    return response


@view(door)
def kept(request: Request, opening: Any) -> HttpResponse:
    """The page as a phone keeps it, to be opened without a connection: it names nobody and no dialogue.

    It says who is signed in to nobody either, and takes no message from the page that follows.
    """
    context: dict[str, Any] = {
        "dialogue": {"slug": opening.dialogue.slug},
        "script": present.settings_of(opening.dialogue),
        "site": {"name": site_settings.SITE_NAME, "demo": site_settings.DEMO},
        "actor": ANONYMOUS,
        "previewing": None,
        "messages": (),
        "csrf_token": "",
    }
    return _with_camera(render(request, "registration/day/check_in_kept.html", context))


@cache
def _worker() -> str:
    return (Path(__file__).parents[1] / "static/registration/check-in-worker.js").read_text("utf-8")


@view(door)
def worker(_request: Request, _opening: Any) -> HttpResponse:
    """Below the page, so that the browser lets it serve this page and no other."""
    return HttpResponse(_worker(), content_type="text/javascript")


def _noted(request: Request, opening: Any) -> HttpResponseBase:
    """One person, picked by a button: checked in, or taken back."""
    form = DoorForm(request.POST)
    if form.is_valid():
        who = form.cleaned_data["who"]
        if form.cleaned_data["action"] == "undo":
            checkin.undo(request.actor, opening, who)
        else:
            (answer,) = checkin.take(request.actor, opening, [form.note])
            shown = present.answer(answer, opening.dialogue.zone)
            level = messages.SUCCESS if answer.outcome is Outcome.IN else messages.WARNING
            messages.add_message(request, level, f"{shown.get('name', '')}: {shown['text']}")
    if request.headers.get("HX-Request"):
        return _part(request, opening)
    return redirect("check-in", opening.dialogue.slug)


@view(door)
def here(request: Request, opening: Any) -> HttpResponse:
    """The part of the page that says who is here, asked for again and again."""
    return _part(request, opening)


def _part(request: Request, opening: Any) -> HttpResponse:
    people = find.expected_for(request.actor, opening, timezone.now())
    panel = present.here(people, opening.dialogue.zone)
    context = {"dialogue": opening.dialogue, "panel": panel}
    return render(request, f"{PAGE}#here", context)


@view(door)
def people(request: Request, opening: Any) -> HttpResponse:
    """Who is expected, for the page; and what its notes are sent with."""
    now = timezone.now()
    found = find.expected_for(request.actor, opening, now, digests=True)
    listed = present.listed(found, opening.dialogue, now)
    return JsonResponse({**listed, "token": get_token(request)})


@view(door, "POST")
def sync(request: Request, opening: Any) -> HttpResponse:
    """What a phone has noted, perhaps while it was away."""
    answers = checkin.take(request.actor, opening, notes_in(request.body))
    zone = opening.dialogue.zone
    return JsonResponse({"answers": [present.answer(one, zone) for one in answers]})
