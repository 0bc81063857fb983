"""How the sessions of a dialogue meet online."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.registration.forms.day import MeetingForm
from parley.apps.registration.presenters import desk
from parley.apps.registration.presenters import rooms as present
from parley.apps.registration.selectors import rooms as find
from parley.apps.registration.services import joining
from parley.core.views import Request, may, view

ROOMS = "registration-rooms"


@view(may("edit", dialogue_for))
def rooms(request: Request, dialogue: Any) -> HttpResponse:
    context = {
        **desk.around(dialogue, ROOMS),
        "rows": [present.line(row) for row in find.meetings_of(request.actor, dialogue)],
        "has_servers": joining.site_has_servers(),
    }
    return render(request, "registration/desk/rooms.html", context)


@view(may("edit", find.meeting_at), "GET", "POST")
def room(request: Request, meeting: Any) -> HttpResponse:
    session = meeting.session

    def load() -> Any:
        return find.meeting_of(session)

    def save(seen: str) -> str:
        joining.arrange(request.actor, meeting, form.changes, seen=seen)
        return reverse(ROOMS, args=[session.dialogue.slug])

    form = MeetingForm(typed(request), instance=load())
    context = {
        **desk.around(session.dialogue, ROOMS, _("Online room")),
        "session": session,
        "has_servers": joining.site_has_servers(),
    }
    return edited(request, form, Page("registration/desk/room.html", load, save, context))
