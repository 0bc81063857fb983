"""The addresses of the pages that everyone may open."""

from django.urls import URLPattern

from parley.apps.convening.views import public
from parley.core.views import route

routes: list[URLPattern] = [
    route("", public.home, "home"),
    route("search/", public.find_anything, "search"),
    route("series/<slug:slug>/", public.series, "series"),
    route("dialogues/<slug:slug>/", public.dialogue, "dialogue"),
    route("dialogues/<slug:slug>/programme/", public.programme, "programme"),
    route("dialogues/<slug:slug>/sessions/<slug:session>/", public.session, "session"),
    route("people/<slug:slug>/", public.person, "person"),
    route("organisations/<slug:slug>/", public.organisation, "organisation"),
    route("venues/<slug:slug>/", public.venue, "venue"),
]
