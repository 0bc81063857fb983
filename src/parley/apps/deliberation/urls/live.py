"""Addresses of the live room, and the short one that leads to it."""

from django.urls import URLPattern

from parley.apps.deliberation.views import live
from parley.core.views import route

LIVE = "dialogues/<slug:slug>/consultations/<slug:consultation>/live/"

routes: list[URLPattern] = [
    route(LIVE, live.live, "live"),
    route(f"{LIVE}console/", live.console, "live-console"),
    route(f"{LIVE}projector/", live.projector, "live-projector"),
    route(f"{LIVE}events/", live.events, "live-events"),
    route(f"{LIVE}state/", live.state, "live-state"),
    route(f"{LIVE}floor/", live.floor, "live-floor"),
    route("r/", live.code, "room"),
    route("r/<str:code>/", live.coded, "room-code"),
]
