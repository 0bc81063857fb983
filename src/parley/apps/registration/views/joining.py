"""Into the online room of a session."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from parley.apps.registration.forms.day import VisitorForm
from parley.apps.registration.presenters import rooms as present
from parley.apps.registration.selectors import rooms as find
from parley.apps.registration.services import joining
from parley.core.views import Request, may, view


@view(may("join", find.meeting_at), "GET", "POST")
def join(request: Request, meeting: Any) -> HttpResponse:
    """Asks first: mails and messengers open links by themselves, and nobody came by that."""
    session = meeting.session
    room = find.room_for(request.actor, meeting, timezone.now())
    form = VisitorForm(request.POST if request.method == "POST" else None)
    if room and room.is_open and form.is_valid():
        return _entering(request, meeting, form.cleaned_data["name"])
    context = {
        "dialogue": session.dialogue,
        "session": session,
        "room": present.shown(room, request.reader_zone or session.dialogue.zone) if room else None,
        "form": form,
    }
    return render(request, "registration/day/join.html", context)


def _entering(request: Request, meeting: Any, name: str) -> HttpResponse:
    """A page that leads on: a form may not lead to another site, by our own policy."""
    address = joining.enter(request.actor, meeting, name=name)
    context = {
        "dialogue": meeting.session.dialogue,
        "session": meeting.session,
        "address": address,
        "host": present.host_in(address),
    }
    response = render(request, "registration/day/entering.html", context)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
